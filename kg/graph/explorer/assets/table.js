// The table: all embedded nodes that pass the filters, as the equal alternative to the picture.

import { byId, el, fill } from "./dom.js";
import { conceptName, say } from "./messages.js";
import { clean, isoDay } from "./text.js";

const PAGE = 50;

export class TableView {
  constructor(app) {
    this.app = app;
    this.order = ["importance", -1];
    this.page = 0;
    this.place = byId("table");
  }

  columns() {
    const { app } = this;
    return [
      ["name", (node) => clean(node.name)],
      ["type", (node) => say(`one_${app.graph.types[node.type]}`)],
      ["category", (node) => (node.category < 0 ? "" : conceptName(app.core.concepts[node.category]))],
      ["date", (node) => isoDay(app.graph.daysOf(node)[0])],
      ["degree", (node) => node.degree],
      ["importance", (node) => node.rank / 100],
    ];
  }

  draw(app) {
    if (app.state.view !== "table") return;
    const focused = document.activeElement?.dataset?.row;
    const passes = app.passes();
    const rows = [...app.graph.nodes.values()].filter(passes);
    const columns = this.columns();
    const [by, direction] = this.order;
    const value = columns.find(([name]) => name === by)[1];
    const compare = new Intl.Collator("zh").compare;
    const keyed = rows.map((node) => [value(node), node]);
    keyed.sort(([a, one], [b, other]) => direction * (typeof a === "number" ? a - b : compare(a, b)) || one.id - other.id);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    this.page = Math.min(this.page, pages - 1);
    const shown = keyed.slice(this.page * PAGE, (this.page + 1) * PAGE).map(([, node]) => node);
    fill(this.place,
      el("table", {},
        el("caption", {}, say("tableCaption", { n: rows.length })),
        el("thead", {}, el("tr", {}, columns.map(([name]) => this.header(name)))),
        el("tbody", {}, shown.map((node) => this.row(node, columns)))),
      this.pager(pages));
    if (focused) this.place.querySelector(`[data-row="${focused}"]`)?.focus();
  }

  header(name) {
    const [by, direction] = this.order;
    const sorted = by === name ? (direction > 0 ? "ascending" : "descending") : "none";
    return el("th", { scope: "col", "aria-sort": sorted }, el("button", { type: "button", class: "link", "data-row": `sort-${name}`, onclick: () => {
      const numeric = name === "importance" || name === "degree" || name === "date";
      this.order = [name, by === name ? -direction : numeric ? -1 : 1];
      this.page = 0;
      this.draw(this.app);
    } }, say(name), sorted === "none" ? "" : direction > 0 ? " ▲" : " ▼"));
  }

  row(node, columns) {
    const type = this.app.graph.types[node.type];
    const cells = columns.map(([name, value]) => {
      if (name !== "name") return el("td", { class: typeof value(node) === "number" ? "number" : null }, String(value(node)));
      return el("th", { scope: "row" }, el("span", { class: `mark ${type}`, "aria-hidden": "true" }),
        el("button", { type: "button", class: "link", "data-row": node.id, onclick: () => this.app.reveal(node.id) }, value(node)));
    });
    return el("tr", { class: this.app.chosen === node.id ? "chosen" : null }, cells);
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
