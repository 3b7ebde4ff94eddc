// From the state to the canvas: what is faint, strong or marked, and the bars above the picture.

import { Canvas } from "./canvas.js";
import { byId, el, fill } from "./dom.js";
import { conceptName, say } from "./messages.js";
import { pairKey } from "./scene.js";
import { clean, shorten, wrapName } from "./text.js";
import { SHAPES, radiusOf } from "./theme.js";

const SMALL = 560; // pixels of width below which not everything is shown at once
const MOST = 24; // characters of a name in the bar above the picture
const CLOSE = 26; // nodes that are then

const SLIGHT = new Set(["within", "basedIn", "place"]); // where something is: drawn finer than who did what

/** What an edge says: the title of an office, the role in an event, or the name of the relation. */
export function edgeText(app, edge) {
  const label = typeof edge.label === "number" ? conceptName(app.core.concepts[edge.label]) : clean(edge.label);
  const status = edge.status >= 0 ? `${conceptName(app.core.concepts[edge.status])} ` : "";
  return status + (label || say(`kind_${app.graph.kinds[edge.kind]}`));
}

/** The texts of all edges of a pair, each once. */
export function pairText(app, edges) {
  return [...new Set(edges.map((edge) => edgeText(app, edge)))].join(say("comma"));
}

export class GraphView {
  constructor(app) {
    this.app = app;
    this.container = byId("canvas");
    this.canvas = new Canvas(this.container, {
      node: (id) => app.choose(id),
      edge: (key) => app.choosePair(...key.split("-").map(Number)),
      ground: () => {
        if (app.pathStart === null && (app.state.node || app.state.edge)) app.choose(null);
      },
      toggle: (id) => app.toggle(id),
      moved: (id, at) => app.moved(id, at),
      camera: (camera) => this.cameraMoved(camera),
    });
    this.container.addEventListener("keydown", (event) => this.key(event));
    for (const [id, act] of [
      ["zoom-in", () => this.canvas.zoom(1.3)],
      ["zoom-out", () => this.canvas.zoom(1 / 1.3)],
      ["fit", () => this.fit()],
    ]) {
      byId(id).addEventListener("click", () => {
        act();
        this.cameraMoved(id === "fit" ? null : this.canvas.camera());
      });
    }
    // paper is white, whatever the theme
    for (const [event, printing] of [["beforeprint", true], ["afterprint", false]]) {
      addEventListener(event, () => {
        this.printing = printing;
        this.canvas.show(this.scene(app));
      });
    }
    new ResizeObserver(() => {
      if (this.container.clientWidth && !app.state.camera && this.drawnOnce && app.state.view === "graph") this.open();
    }).observe(this.container);
  }

  cameraMoved(camera) {
    this.app.state.camera = camera;
    this.app.save();
  }

  fit() {
    this.canvas.fit();
  }

  /** The first look: everything, or on a small screen, where that could not be read, what is around the most important node. */
  open() {
    const { nodes } = this.canvas.scene;
    if (this.container.clientWidth >= SMALL || nodes.length <= CLOSE) {
      this.canvas.fit();
      return;
    }
    const middle = nodes.reduce((best, node) => (node.rank > best.rank ? node : best));
    const near = [...nodes].sort((a, b) => Math.hypot(a.x - middle.x, a.y - middle.y) - Math.hypot(b.x - middle.x, b.y - middle.y));
    this.canvas.fit(new Set(near.slice(0, CLOSE).map((node) => node.id)));
  }

  key(event) {
    const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    if (step) this.canvas.pan(...step);
    else if (event.key === "+" || event.key === "=") this.canvas.zoom(1.25);
    else if (event.key === "-") this.canvas.zoom(0.8);
    else if (event.key === "0") this.fit();
    else if (event.key === "Enter" && this.app.chosen !== null) this.app.toggle(this.app.chosen);
    else return;
    event.preventDefault();
    if (event.key !== "Enter") this.cameraMoved(this.canvas.camera());
  }

  draw(app) {
    document.body.classList.toggle("as-table", app.state.view === "table");
    this.bars(app);
    this.canvas.show(this.scene(app));
    this.container.setAttribute("aria-label", say("canvas", { n: app.scene.nodes.length }));
    const look = app.lookAt;
    app.lookAt = null;
    if (Array.isArray(look)) this.canvas.moveTo(look);
    else if (look === "all" || !this.drawnOnce) this.open();
    else if (look) {
      this.canvas.fit(look, this.drawnOnce && !matchMedia("(prefers-reduced-motion: reduce)").matches, 1.1);
      app.state.camera = null;
    }
    this.drawnOnce = true;
  }

  /** What the canvas draws, with the chosen part brought forward. */
  scene(app) {
    const { nodes, pairs, places, world } = app.scene;
    const { chosen } = app;
    const focus = this.focus(app);
    const path = new Set(app.pathFound ?? []);
    const crowded = chosen !== null && app.graph.neighbours(chosen).length > 16; // then lines that only say where are not labelled
    const steps = new Set((app.pathFound ?? []).slice(1).map((id, i) => pairKey(id, app.pathFound[i])));
    return {
      themeName: this.printing ? "light" : document.documentElement.dataset.theme,
      chosen,
      grounds: focus === null,
      nodes: nodes.map((node) => {
        const [x, y] = places.get(node.id);
        const type = app.graph.types[node.type];
        const name = clean(node.name);
        return {
          id: node.id, x, y, type, rank: node.rank,
          radius: radiusOf(node.rank),
          shape: SHAPES[type],
          name,
          label: wrapName(name),
          fullLabel: wrapName(name, 14),
          community: world === null ? node.community : undefined,
          faint: focus !== null && !focus.has(node.id),
          marked: path.has(node.id),
        };
      }),
      pairs: [...pairs].map(([key, edges]) => {
        const [from, to] = key.split("-").map(Number);
        const strong = app.pathFound ? false : chosen !== null ? from === chosen || to === chosen : key === (app.chosenPair ? pairKey(...app.chosenPair) : null);
        const marked = steps.has(key);
        const slight = edges.every((edge) => SLIGHT.has(app.graph.kinds[edge.kind]));
        const part = edges.every((edge) => app.graph.kinds[edge.kind] === "subEventOf"); // its broken line says it
        return {
          key, from, to, strong, marked, slight,
          count: edges.length,
          part,
          text: marked || (strong && !part && !(slight && crowded)) ? shorten(pairText(app, edges), 14) : "",
          faint: focus !== null && !strong && !marked,
        };
      }),
    };
  }

  /** Nodes that stand out: a path, the chosen node with its neighbours, or the ends of the chosen line. */
  focus(app) {
    if (app.pathFound) return new Set(app.pathFound);
    if (app.chosen !== null) return new Set([app.chosen, ...app.graph.neighbours(app.chosen)]);
    return app.chosenPair ? new Set(app.chosenPair) : null;
  }

  /** The path in words: names, and between them what joins the two, which opens the sentences for it. */
  pathWords(app, found) {
    const between = (a, b) => {
      const edges = app.graph.edgesAt(a).filter((edge) => edge.source === b || edge.target === b);
      return el("button", { type: "button", class: "role step", onclick: () => app.choosePair(a, b) }, shorten(pairText(app, edges), 14));
    };
    return [`${say("pathTitle", { n: found.length - 1 })}　`, ...found.flatMap((id, i) => [...(i ? [between(found[i - 1], id)] : []), shorten(app.name(id), MOST)])];
  }

  bars(app) {
    const close = (act) => el("button", { type: "button", class: "small", onclick: act }, say("close"));
    const bar = byId("banner");
    const items = [];
    if (app.core.embedded < app.core.entities) {
      items.push(el("p", { class: "notice", id: "truncated" }, say(app.remote ? "truncatedServed" : "truncated", { embedded: app.core.embedded, entities: app.core.entities })));
    }
    if (app.offline) items.push(el("p", { class: "notice", id: "offline" }, say("offline")));
    if (app.pathStart !== null) items.push(el("p", { class: "ask" }, say("pathPick"), close(() => app.cancel())));
    else if (app.state.path) {
      const found = app.pathFound;
      items.push(el("p", { id: "path-result" }, found ? this.pathWords(app, found) : say("pathNone"), close(() => app.cancel())));
    } else if (app.scene.world !== null) {
      const leave = el("button", { type: "button", class: "small", id: "leave-world", onclick: () => app.setWorld(null) }, say("leaveWorld"));
      items.push(el("p", {}, say("worldTitle", { name: shorten(app.name(app.scene.world), MOST) }), leave));
    }
    fill(bar, items);
    this.canvas.top = items.length ? bar.offsetHeight + 4 : 0;
    bar.parentElement.style.setProperty("--bar", `${this.canvas.top}px`); // the table begins below it
    const nothing = byId("nothing");
    nothing.hidden = app.scene.nodes.length > 0 || app.state.view === "table";
    fill(nothing, say(app.core.entities ? "nothing" : "emptyGraph"), app.core.entities ? el("button", { type: "button", onclick: () => app.reset() }, say("reset")) : null);
    fill(byId("shown"), say("shown", { shown: app.scene.nodes.length, all: app.core.embedded }));
  }
}
