// The state of the view and everything that changes it; the parts of the page are told to draw themselves again.

import { Board } from "./board.js";
import { openChunk } from "./data.js";
import { announce } from "./dom.js";
import { timeGuests } from "./guests.js";
import { say, setLanguage } from "./messages.js";
import { shortestPath, worldOf } from "./paths.js";
import { placeInRings } from "./placing.js";
import { nodeFilter, visibleScene } from "./scene.js";
import { decodeState, emptyState, encodeState } from "./state.js";
import { clean } from "./text.js";
import { radiusOf } from "./theme.js";

export class App extends Board {
  constructor(core, graph) {
    super(core, graph);
    this.core = core;
    this.documents = [];
    this.complete = false; // true once the index is there
    this.state = emptyState();
    this.remote = null; // set where a server gave the page out
    this.offline = false; // true where that server does not answer
    this.pathStart = null;
    this.pathFound = null;
    this.blocks = new Map();
    this.parts = [];
  }

  /** A part is told of every change: draw(app, what) with what one of "all", "choice", "scene". */
  attach(part) {
    this.parts.push(part);
  }

  changed(what = "all") {
    this.scene = this.computeScene();
    for (const part of this.parts) part.draw(this, what);
    this.save();
  }

  name(id) {
    return clean(this.graph.nodes.get(id).name);
  }

  id(key) {
    return key === null ? null : (this.graph.byKey.get(key) ?? null);
  }

  key(id) {
    return this.graph.nodes.get(id).key;
  }

  get chosen() {
    return this.id(this.state.node);
  }

  /** The two ends of the chosen connection, or null. */
  get chosenPair() {
    const ends = this.state.edge?.map((key) => this.id(key));
    return ends && !ends.includes(null) ? ends : null;
  }

  get documentNumber() {
    if (this.state.document === null) return null;
    const number = this.documents.findIndex(([title]) => title === this.state.document);
    return number < 0 ? null : number;
  }

  passes() {
    return nodeFilter(this.graph, this.core.concepts, this.state, this.documentNumber);
  }

  /** Nodes and pairs to draw, with their coordinates. */
  computeScene() {
    const world = this.id(this.state.world);
    let places = this.drawn;
    if (world !== null) {
      const members = [...worldOf(world, (id) => this.graph.neighbours(id))].filter((id) => id !== world);
      const rings = placeInRings(members.length);
      places = new Map([[world, [0, 0]], ...members.map((id, i) => [id, rings[i]])]);
      for (const [key, at] of Object.entries(this.state.moved)) if (places.has(this.id(key))) places.set(this.id(key), at);
    }
    const passes = this.passes();
    if (world === null && this.state.time) {
      const guests = timeGuests(this.graph, this.drawn, passes, (node) => radiusOf(node.rank));
      for (const [key, at] of Object.entries(this.state.moved)) if (guests.has(this.id(key))) guests.set(this.id(key), at);
      places = new Map([...places, ...guests]);
    }
    const found = visibleScene(this.graph, places.keys(), passes, this.state, this.documentNumber);
    return { ...found, places, world };
  }

  // -------------------------------------------------------------- choosing

  choose(id) {
    if (this.pathStart !== null && id !== null && id !== this.pathStart) {
      this.findPath(this.pathStart, id);
      return;
    }
    this.state.node = id === null ? null : this.key(id);
    this.state.edge = null;
    if (id !== null) announce(say("chosen", { name: this.name(id) }));
    this.changed("choice");
  }

  choosePair(a, b) {
    this.state.node = null;
    this.state.edge = [this.key(a), this.key(b)];
    this.changed("choice");
  }

  /** Bring a node to the canvas with its neighbours, choose it and move there. */
  reveal(id) {
    if (this.pathStart !== null && id !== this.pathStart) {
      this.findPath(this.pathStart, id);
      return;
    }
    if (this.scene.world !== null && !this.scene.places.has(id)) this.state.world = null;
    if (this.scene.world === null || this.state.world === null) {
      this.draw(id);
      this.expand(id, false);
    }
    this.choose(id);
    this.lookAt = new Set([id, ...this.graph.neighbours(id)]);
    this.changed("choice");
    this.fetchAround(id);
  }

  hide(id) {
    this.take(id);
    this.state.node = null;
    this.changed();
  }

  // ------------------------------------------------------- worlds and paths

  setWorld(id) {
    this.state.world = id === null ? null : this.key(id);
    if (id !== null) {
      this.state.node = this.key(id);
      this.state.edge = null;
    }
    this.state.camera = null;
    this.lookAt = "all";
    this.changed();
  }

  startPath(id) {
    this.pathStart = id;
    announce(say("pathPick"));
    this.changed("choice");
  }

  findPath(from, to) {
    this.pathStart = null;
    const found = shortestPath(from, to, (id) => this.graph.neighbours(id));
    this.state.path = [this.key(from), this.key(to)];
    this.state.world = null;
    this.pathFound = found;
    if (found) {
      for (const id of found) this.draw(id);
      this.lookAt = new Set(found);
    }
    this.state.node = this.key(to);
    this.state.edge = null;
    announce(found ? say("pathTitle", { n: found.length - 1 }) : say("pathNone"));
    this.changed();
  }

  cancel() {
    if (this.pathStart !== null) this.pathStart = null;
    else if (this.state.path) {
      this.state.path = null;
      this.pathFound = null;
    } else if (this.state.world) {
      this.setWorld(null);
      return;
    } else {
      this.state.node = null;
      this.state.edge = null;
    }
    this.changed();
  }

  // ---------------------------------------------------------------- others

  set(name, value) {
    this.state[name] = value;
    if (name === "language") setLanguage(value);
    this.changed();
  }

  moved(id, { x, y }) {
    const place = [Math.round(x), Math.round(y)];
    if (this.scene.world === null && this.drawn.has(id)) this.drawn.set(id, place);
    else this.scene.places.set(id, place);
    this.state.moved[this.key(id)] = place;
    this.changed("scene");
  }

  reset() {
    const { theme, language, view } = this.state;
    this.state = { ...emptyState(), theme, language, view };
    this.restoreDrawn();
    this.lookAt = "all";
    this.changed();
  }

  restoreDrawn() {
    this.drawn = new Map(this.overview);
    this.brought = new Map();
    this.pathStart = null;
    this.pathFound = null;
    for (const key of this.state.removed) this.drawn.delete(this.id(key));
    for (const key of this.state.added) {
      const id = this.id(key);
      if (id === null) continue;
      if (Object.hasOwn(this.state.moved, key)) this.drawn.set(id, this.state.moved[key]);
      else this.draw(id);
    }
    for (const [key, at] of Object.entries(this.state.moved)) if (this.drawn.has(this.id(key))) this.drawn.set(this.id(key), at);
  }

  /** Take a link's state over. */
  restore(fragment) {
    this.state = decodeState(fragment);
    this.restoreDrawn();
    const ends = this.state.path?.map((key) => this.id(key));
    if (ends && !ends.includes(null)) {
      this.pathFound = shortestPath(...ends, (id) => this.graph.neighbours(id));
      for (const id of this.pathFound ?? []) this.draw(id);
    }
    const chosen = this.chosen;
    if (chosen !== null && !this.drawn.has(chosen) && this.state.world === null) {
      this.draw(chosen);
      this.expand(chosen, false);
    }
    this.lookAt = this.state.camera ?? "all";
  }

  save() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {
      this.written = encodeState(this.state);
      try {
        history.replaceState(null, "", `#${this.written}`);
      } catch (error) {
        if (error.name !== "SecurityError") throw error; // a notebook's frame has no address of its own
      }
    }, 150);
  }

  /** Told by the remote side whether the server answers. */
  reached(answered) {
    if (this.offline === !answered) return;
    this.offline = !answered;
    this.changed("scene");
  }

  /** Ask the server for what is joined to a node, where there is a server and the page does not hold everything. */
  async fetchAround(id) {
    if (!this.remote || this.core.embedded >= this.core.entities) return;
    if (await this.remote.around(id)) {
      if (this.drawn.has(id) && this.scene.world === null) this.expand(id, false);
      this.changed();
    }
  }

  /** The row of evidence of a node or an edge, and the sentences that it points to. */
  async details(kind, id) {
    if (this.remote?.holds(id)) return kind === "nodes" ? this.remote.details(id) : { row: null, sentences: [] };
    const size = kind === "nodes" ? this.core.nodeBlock : this.core.edgeBlock;
    const name = `${kind}-${Math.floor(id / size)}`;
    if (!this.blocks.has(name)) this.blocks.set(name, openChunk(name));
    const block = await this.blocks.get(name);
    return block ? { row: block.rows[id - block.first] ?? null, sentences: block.sentences } : { row: null, sentences: [] };
  }
}
