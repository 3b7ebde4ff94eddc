// The drawing: vis-network for nodes, lines and the mouse; names and grounds of communities drawn by us.

import { frame } from "./framing.js";
import { hullPaths } from "./hulls.js";
import { leaderEnds, placeLabels } from "./labels.js";
import { FONT, colours, labelStyle } from "./theme.js";

const LED = 30; // so many of the most important names may stand away from their nodes, on a line
const LINE = 1.25; // height of a line of a label, in sizes of its letters

const OPTIONS = {
  physics: false,
  layout: { improvedLayout: false },
  interaction: { hover: true, dragNodes: true, tooltipDelay: 1e9, zoomSpeed: 0.7, selectConnectedEdges: false, multiselect: false, keyboard: false },
  nodes: { borderWidth: 1.5, borderWidthSelected: 3, chosen: false, shadow: false },
  edges: { smooth: false, chosen: false, selectionWidth: 0, hoverWidth: 0, arrows: {}, shadow: false },
};

export class Canvas {
  /** @param handlers {node, edge, ground, toggle, moved, camera}: what the mouse asks for */
  constructor(container, handlers) {
    this.container = container;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.scene = { nodes: [], pairs: [], chosen: null };
    this.theme = colours("light");
    this.widths = new Map();
    this.version = 0;
    this.placed = { key: null, labels: [] };
    this.hovered = null;
    this.panning = false;
    this.top = 0; // pixels that a bar above the picture covers
    this.network = new vis.Network(container, { nodes: this.nodes, edges: this.edges }, OPTIONS);
    this.listen(handlers);
  }

  listen(handlers) {
    const { network } = this;
    network.on("beforeDrawing", (context) => this.drawRegions(context));
    network.on("afterDrawing", (context) => {
      this.drawLabels(context);
      performance.mark("explorer-frame");
    });
    network.on("click", ({ nodes, edges }) => {
      if (nodes.length) handlers.node(nodes[0]);
      else if (edges.length) handlers.edge(edges[0]);
      else handlers.ground();
    });
    network.on("doubleClick", ({ nodes }) => {
      if (nodes.length) handlers.toggle(nodes[0]);
    });
    network.on("dragStart", ({ nodes }) => {
      this.panning = !nodes.length;
    });
    network.on("dragging", ({ nodes }) => {
      if (nodes.length) this.version += 1;
    });
    network.on("dragEnd", ({ nodes }) => {
      this.panning = false;
      network.redraw();
      if (nodes.length) handlers.moved(nodes[0], network.getPosition(nodes[0]));
      else handlers.camera(this.camera());
    });
    network.on("zoom", () => handlers.camera(this.camera()));
    network.on("hoverNode", ({ node }) => this.hover(node));
    network.on("blurNode", () => this.hover(null));
  }

  hover(node) {
    this.hovered = node;
    this.version += 1;
    this.container.style.setProperty("cursor", node === null ? "default" : "pointer");
    this.network.redraw();
  }

  /**
   * Draw a scene.
   *
   * @param scene {nodes: [{id, x, y, radius, shape, type, label, rank, community, faint, marked}],
   *     pairs: [{key, from, to, count, text, faint, strong, marked, slight, part}], chosen, grounds, themeName}
   */
  show(scene) {
    this.scene = scene;
    this.theme = colours(scene.themeName);
    this.version += 1;
    this.update(this.nodes, scene.nodes.map((node) => this.nodeItem(node)));
    this.update(this.edges, scene.pairs.map((pair) => this.edgeItem(pair)));
    this.network.redraw();
  }

  update(set, items) {
    const wanted = new Set(items.map((item) => item.id));
    const gone = set.getIds().filter((id) => !wanted.has(id));
    if (gone.length) set.remove(gone);
    const changed = items.filter((item) => {
      const held = set.get(item.id);
      return !held || held.print !== item.print;
    });
    if (changed.length) set.update(changed);
  }

  nodeItem(node) {
    const fill = this.theme.types[node.type];
    const ring = node.id === this.scene.chosen ? this.theme.ink : node.marked ? this.theme.path : this.theme.background;
    const item = {
      id: node.id,
      x: node.x,
      y: node.y,
      shape: node.shape,
      size: node.radius,
      opacity: node.faint ? 0.22 : 1,
      borderWidth: node.id === this.scene.chosen || node.marked ? 3 : 1.5,
      color: { background: fill, border: ring, hover: { background: fill, border: this.theme.ink }, highlight: { background: fill, border: ring } },
    };
    return { ...item, print: JSON.stringify(item) };
  }

  edgeItem(pair) {
    const colour = pair.marked ? this.theme.path : pair.strong ? this.theme.lineStrong : this.theme.line;
    const item = {
      id: pair.key,
      from: pair.from,
      to: pair.to,
      width: pair.marked ? 4 : pair.strong ? 2 : pair.slight ? 1 : Math.min(1.5 + 0.5 * (pair.count - 1), 3.5),
      dashes: pair.part ? [7, 5] : false, // the parts of an event hang on broken lines
      color: { color: colour, hover: this.theme.lineStrong, highlight: colour, opacity: pair.faint ? 0.12 : pair.strong || pair.marked ? 1 : pair.slight ? 0.45 : 0.9 },
    };
    return { ...item, print: JSON.stringify(item) };
  }

  /** Positions as they are now: vis-network moves nodes while they are dragged. */
  at(node) {
    return this.network.body.nodes[node.id] ?? node;
  }

  regions() {
    const groups = new Map();
    for (const node of this.scene.grounds ? this.scene.nodes : []) {
      if (node.community === undefined || node.faint) continue;
      const { x, y } = this.at(node);
      const held = groups.get(node.community);
      if (held) held.push([x, y]);
      else groups.set(node.community, [[x, y]]);
    }
    const palette = this.theme.regions;
    return [...groups]
      .filter(([, points]) => points.length > 2)
      .map(([community, points]) => ({ points: hullPaths(points), fill: palette[community % palette.length] }));
  }

  drawRegions(context) {
    for (const { points, fill } of this.regions()) {
      context.beginPath();
      points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
      Object.assign(context, { lineJoin: "round", lineWidth: 52, strokeStyle: fill, fillStyle: fill });
      context.stroke();
      context.fill();
    }
  }

  width(context, text, font) {
    const key = `${font}|${text}`;
    let found = this.widths.get(key);
    if (found === undefined) {
      context.font = font;
      found = context.measureText(text).width;
      this.widths.set(key, found);
    }
    return found;
  }

  /** Boxes of the written labels in coordinates of the drawing, for the present scale. */
  labels(context) {
    const scale = this.network.getScale();
    // while a hand moves the picture the names stay where they are; when it rests they are placed for what is seen
    const bounds = this.panning ? null : this.seen();
    const key = this.panning && this.placed.key?.startsWith(`${scale.toFixed(4)}|${this.version}|`)
      ? this.placed.key
      : `${scale.toFixed(4)}|${this.version}|${bounds ? [bounds.x, bounds.y, bounds.w, bounds.h].map(Math.round) : ""}`;
    if (this.placed.key === key) return this.placed.labels;
    const texts = new Map();
    const items = [];
    const ordered = [...this.scene.nodes].sort((a, b) => b.rank - a.rank || a.id - b.id);
    for (const node of ordered) {
      const always = node.id === this.scene.chosen || node.id === this.hovered || node.marked;
      if (node.faint && !always) continue;
      const { size, weight } = labelStyle(node.rank, node.type);
      const font = `${always ? 600 : weight} ${size}px ${FONT}`;
      const lines = always ? node.fullLabel : node.label;
      const { x, y } = this.at(node);
      texts.set(node.id, { lines, size: size / scale, font: `${always ? 600 : weight} ${size / scale}px ${FONT}`, soft: false });
      const width = Math.max(...lines.map((line) => this.width(context, line, font)));
      items.push({ id: node.id, x, y, radius: node.radius, width: (width + 4) / scale, height: (size * LINE * lines.length) / scale, always, far: items.length < LED && node.type !== "Event" });
    }
    for (const pair of this.scene.pairs) {
      if (!pair.text || pair.faint || (!pair.strong && !pair.marked)) continue;
      const [a, b] = [this.at({ id: pair.from }), this.at({ id: pair.to })];
      const font = `400 11px ${FONT}`;
      texts.set(pair.key, { lines: [pair.text], size: 11 / scale, font: `400 ${11 / scale}px ${FONT}`, soft: true });
      items.push({ id: pair.key, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, radius: 0, width: (this.width(context, pair.text, font) + 4) / scale, height: 14 / scale, always: false });
    }
    const labels = placeLabels(items, 2.5 / scale, bounds).map((box) => ({ ...box, ...texts.get(box.id) }));
    this.placed = { key, labels };
    return labels;
  }

  /** The part of the drawing that the window shows, a little less than all of it. */
  seen() {
    const { x, y } = this.network.getViewPosition();
    const scale = this.network.getScale();
    const [w, h] = [(this.container.clientWidth - 12) / scale, (this.container.clientHeight - 12) / scale];
    return { x: x - w / 2, y: y - h / 2, w, h };
  }

  drawLabels(context) {
    const scale = this.network.getScale();
    context.save();
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3.5 / scale, strokeStyle: this.theme.halo });
    const labels = this.labels(context);
    context.beginPath();
    for (const label of labels) {
      if (!label.leader) continue;
      const [from, to] = leaderEnds(label);
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.save();
    Object.assign(context, { lineWidth: 1 / scale, strokeStyle: this.theme.soft });
    context.stroke();
    context.restore();
    for (const { x, y, w, h, lines, font, soft } of labels) {
      context.font = font;
      context.fillStyle = soft ? this.theme.soft : this.theme.ink;
      const step = h / lines.length;
      const middles = lines.map((line, i) => y + (i + 0.5) * step);
      lines.forEach((line, i) => context.strokeText(line, x + w / 2, middles[i]));
      lines.forEach((line, i) => context.fillText(line, x + w / 2, middles[i]));
    }
    context.restore();
  }

  camera() {
    const { x, y } = this.network.getViewPosition();
    return [x, y, this.network.getScale()];
  }

  moveTo([x, y, scale], animate = false) {
    this.network.moveTo({ position: { x, y }, scale, animation: animate ? { duration: 250, easingFunction: "easeInOutQuad" } : false });
  }

  /** Show all of some nodes with their names: the largest scale at which every name has room below or beside its node. */
  fit(ids = null, animate = false, largest = 1.25) {
    const wanted = ids ? this.scene.nodes.filter((node) => ids.has(node.id)) : this.scene.nodes;
    if (!wanted.length) return;
    const context = document.createElement("canvas").getContext("2d");
    const boxes = wanted.map((node) => {
      const { size, weight } = labelStyle(node.rank, node.type);
      const half = Math.max(...node.label.map((line) => this.width(context, line, `${weight} ${size}px ${FONT}`))) / 2;
      return { x: node.x, y: node.y, radius: node.radius, half, below: size * LINE * node.label.length };
    });
    const { clientWidth, clientHeight } = this.container;
    const { x, y, scale } = frame(boxes, clientWidth, clientHeight - this.top, largest);
    this.moveTo([x, y - this.top / 2 / scale, scale], animate);
  }

  zoom(factor) {
    const [x, y, scale] = this.camera();
    this.moveTo([x, y, Math.min(8, Math.max(0.05, scale * factor))]);
  }

  pan(dx, dy) {
    const [x, y, scale] = this.camera();
    this.moveTo([x + dx / scale, y + dy / scale, scale]);
  }

  /** What `toSvg` needs. */
  picture(title) {
    const context = document.createElement("canvas").getContext("2d");
    const at = new Map(this.scene.nodes.map((node) => [node.id, this.at(node)]));
    return {
      title,
      background: this.theme.background,
      ink: this.theme.ink,
      halo: this.theme.halo,
      font: FONT,
      regions: this.regions().map(({ points, fill }) => ({ points, fill, width: 52 })),
      lines: this.scene.pairs.map((pair) => {
        const item = this.edgeItem(pair);
        const [a, b] = [at.get(pair.from), at.get(pair.to)];
        return { x1: a.x, y1: a.y, x2: b.x, y2: b.y, stroke: item.color.color, width: item.width };
      }),
      nodes: this.scene.nodes.map((node) => ({
        shape: node.shape, x: at.get(node.id).x, y: at.get(node.id).y, radius: node.radius,
        fill: this.theme.types[node.type], stroke: this.theme.background, name: node.name,
      })),
      labels: this.labels(context),
    };
  }
}
