// The table: all embedded nodes that pass the filters, and what joins them, as the equal alternative to the picture.

import { byId, el, fill } from "./dom.js";
import { edgeText } from "./graphview.js";
import { conceptName, say } from "./messages.js";
import { visibleScene } from "./scene.js";
import { clean, isoDay } from "./text.js";

const PAGE = 50;
const NUMERIC = new Set(["importance", "degree", "date"]); // sorted from the highest first

/** Columns of the nodes: [message, value of a row]. */
function nodeColumns(app) {
  return [
    ["name", (node) => clean(node.name)],
    ["type", (node) => say(`one_${app.graph.types[node.type]}`)],
    ["category", (node) => (node.category < 0 ? "" : conceptName(app.core.concepts[node.category]))],
    ["date", (node) => isoDay(app.graph.daysOf(node)[0])],
    ["degree", (node) => node.degree],
    ["importance", (node) => Math.round(node.rank / 100)],
  ];
}

/** Columns of the connections. */
function edgeColumns(app) {
  return [
    ["source", (edge) => app.name(edge.source)],
    ["relation", (edge) => say(`kind_${app.graph.kinds[edge.kind]}`)],
    ["label", (edge) => [edgeText(app, edge)].filter((text) => text !== say(`kind_${app.graph.kinds[edge.kind]}`)).join("")],
    ["target", (edge) => app.name(edge.target)],
    ["date", (edge) => isoDay(edge.dates[0] ?? app.graph.daysOf(app.graph.nodes.get(edge.target))[0] ?? app.graph.daysOf(app.graph.nodes.get(edge.source))[0])],
  ];
}

export class TableView {
  constructor(app) {
    this.app = app;
    this.of = "nodes";
    this.orders = { nodes: ["importance", -1], edges: ["date", -1] };
    this.page = 0;
    this.place = byId("table");
  }

  get order() {
    return this.orders[this.of];
  }

  rows(app) {
    const passes = app.passes();
    if (this.of === "nodes") return [...app.graph.nodes.values()].filter(passes);
    return [...visibleScene(app.graph, app.graph.nodes.keys(), passes, app.state, app.documentNumber).pairs.values()].flat();
  }

  draw(app) {
    if (app.state.view !== "table") return;
    const focused = document.activeElement?.dataset?.row;
    const rows = this.rows(app);
    const columns = this.of === "nodes" ? nodeColumns(app) : edgeColumns(app);
    const [by, direction] = this.order;
    const value = columns.find(([name]) => name === by)[1];
    const compare = new Intl.Collator("zh").compare;
    const keyed = rows.map((row) => [value(row), row]);
    keyed.sort(([a, one], [b, other]) => direction * (typeof a === "number" ? a - b : compare(a, b)) || one.id - other.id);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    this.page = Math.min(this.page, pages - 1);
    const shown = keyed.slice(this.page * PAGE, (this.page + 1) * PAGE).map(([, row]) => row);
    fill(this.place,
      this.choice(),
      el("table", { class: this.of },
        el("caption", {}, say(this.of === "nodes" ? "tableCaption" : "edgesCaption", { n: rows.length })),
        el("thead", {}, el("tr", {}, columns.map(([name]) => this.header(name)))),
        el("tbody", {}, shown.map((row) => (this.of === "nodes" ? this.nodeRow(row, columns) : this.edgeRow(row, columns))))),
      this.pager(pages));
    if (focused) this.place.querySelector(`[data-row="${focused}"]`)?.focus();
  }

  /** Nodes or connections. */
  choice() {
    const button = (of) => el("button", { type: "button", "data-row": `of-${of}`, "aria-pressed": String(this.of === of), onclick: () => {
      this.of = of;
      this.page = 0;
      this.draw(this.app);
    } }, say(`${of}Table`));
    return el("div", { class: "switch", role: "group", "aria-label": say("tableView") }, button("nodes"), button("edges"));
  }

  header(name) {
    const [by, direction] = this.order;
    const sorted = by === name ? (direction > 0 ? "ascending" : "descending") : "none";
    return el("th", { scope: "col", "aria-sort": sorted }, el("button", { type: "button", class: "link", "data-row": `sort-${name}`, onclick: () => {
      this.orders[this.of] = [name, by === name ? -direction : NUMERIC.has(name) ? -1 : 1];
      this.page = 0;
      this.draw(this.app);
    } }, say(name), sorted === "none" ? "" : direction > 0 ? " ▲" : " ▼"));
  }

  name(id, mark) {
    const type = this.app.graph.typeOf(id);
    return [el("span", { class: `mark ${type}`, "aria-hidden": "true" }), el("button", { type: "button", class: "link", "data-row": mark, onclick: () => this.app.reveal(id) }, this.app.name(id))];
  }

  nodeRow(node, columns) {
    const cells = columns.map(([name, value]) => (name === "name"
      ? el("th", { scope: "row" }, this.name(node.id, node.id))
      : el("td", { class: typeof value(node) === "number" ? "number" : null }, String(value(node)))));
    return el("tr", { class: this.app.chosen === node.id ? "chosen" : null }, cells);
  }

  edgeRow(edge, columns) {
    const cells = columns.map(([name, value]) => {
      if (name === "source") return el("th", { scope: "row" }, this.name(edge.source, `s${edge.id}`));
      if (name === "target") return el("td", {}, this.name(edge.target, `t${edge.id}`));
      if (name !== "relation") return el("td", {}, value(edge));
      const open = () => this.app.choosePair(edge.source, edge.target);
      return el("td", {}, el("button", { type: "button", class: "link", "data-row": `e${edge.id}`, onclick: open }, value(edge)));
    });
    const pair = this.app.chosenPair;
    return el("tr", { class: pair?.includes(edge.source) && pair.includes(edge.target) ? "chosen" : null }, cells);
  }

  pager(pages) {
    const turn = (name, step, off) => el("button", { type: "button", disabled: off, "data-row": `page-${name}`, onclick: () => {
      this.page += step;
      this.draw(this.app);
      this.place.scrollTop = 0;
    } }, say(name));
    return el("nav", { class: "pager" }, turn("previous", -1, this.page === 0), el("span", {}, say("pageOf", { page: this.page + 1, pages })), turn("next", 1, this.page >= pages - 1));
  }
}
