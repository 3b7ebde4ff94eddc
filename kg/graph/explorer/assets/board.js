// Which nodes stand on the canvas and where: drawing them, bringing in their neighbours, taking them away again.

import { announce } from "./dom.js";
import { say } from "./messages.js";
import { placeAround } from "./placing.js";
import { radiusOf } from "./theme.js";

const MOST_NEIGHBOURS = 40; // brought in by one expansion; the panel and the table list them all

/** The base of App, which has the graph, the state of the view and the scene. */
export class Board {
  constructor(core, graph) {
    this.graph = graph;
    this.overview = core.nodes.id.map((id, i) => [id, [core.nodes.x[i], core.nodes.y[i]]]);
    this.drawn = new Map(this.overview); // number → [x, y] of the canvas
    this.brought = new Map(); // number → numbers that its expansion brought in
  }

  draw(id) {
    if (this.drawn.has(id)) return;
    if (this.scene?.world === null && this.scene.places.has(id)) {
      this.put(id, this.scene.places.get(id)); // a guest of the chosen time stays where it stands
      return;
    }
    const anchor = this.graph.neighbours(id).find((other) => this.drawn.has(other));
    const around = anchor === undefined ? { x: this.rightEdge() + 120, y: 0, radius: 20 } : this.disc(anchor);
    const radius = radiusOf(this.graph.nodes.get(id).rank);
    this.put(id, placeAround(around, [radius], this.discs())[0]);
  }

  rightEdge() {
    return Math.max(0, ...[...this.drawn.values()].map(([x]) => x));
  }

  disc(id) {
    const [x, y] = this.drawn.get(id);
    return { x, y, radius: radiusOf(this.graph.nodes.get(id).rank) };
  }

  discs() {
    return [...this.drawn.keys()].map((id) => this.disc(id));
  }

  put(id, place) {
    this.drawn.set(id, place);
    const key = this.key(id);
    this.state.removed = this.state.removed.filter((other) => other !== key);
    if (!this.overview.some(([known]) => known === id) && !this.state.added.includes(key)) {
      this.state.added.push(key);
      this.state.moved[key] = place;
    }
  }

  take(id) {
    this.drawn.delete(id);
    const key = this.key(id);
    delete this.state.moved[key];
    if (this.state.added.includes(key)) this.state.added = this.state.added.filter((other) => other !== key);
    else if (!this.state.removed.includes(key)) this.state.removed.push(key);
  }

  // ------------------------------------------------- expanding, collapsing

  /** Neighbours that are not on the canvas, the most important first. */
  hiddenNeighbours(id) {
    const passes = this.passes();
    return this.graph.neighbours(id).filter((other) => !this.drawn.has(other) && passes(this.graph.nodes.get(other)));
  }

  expand(id, redraw = true) {
    if (!this.drawn.has(id)) this.draw(id);
    const fresh = this.hiddenNeighbours(id).slice(0, MOST_NEIGHBOURS);
    const radii = fresh.map((other) => radiusOf(this.graph.nodes.get(other).rank));
    const places = placeAround(this.disc(id), radii, this.discs());
    fresh.forEach((other, i) => this.put(other, places[i]));
    if (fresh.length) this.brought.set(id, new Set([...(this.brought.get(id) ?? []), ...fresh]));
    announce(say("broughtIn", { n: fresh.length }));
    if (redraw) this.changed();
    return fresh.length;
  }

  /** Take away what an expansion brought; after a link was opened: neighbours that hang on this node alone. */
  collapse(id) {
    let gone = [...(this.brought.get(id) ?? [])].filter((other) => this.drawn.has(other));
    if (!gone.length) {
      gone = this.graph.neighbours(id).filter(
        (other) => this.drawn.has(other) && this.graph.neighbours(other).filter((next) => this.drawn.has(next)).length === 1,
      );
    }
    this.brought.delete(id);
    for (const other of gone) if (other !== id) this.take(other);
    announce(say("takenAway", { n: gone.length }));
    this.changed();
    return gone.length;
  }

  toggle(id) {
    if (this.scene.world !== null) this.setWorld(id);
    else if (this.brought.has(id) || !this.hiddenNeighbours(id).length) this.collapse(id);
    else {
      this.expand(id);
      this.fetchAround(id);
    }
  }
}
