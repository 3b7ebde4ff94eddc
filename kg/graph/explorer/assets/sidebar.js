// Legend and filters: types with their shapes, categories, document, confidence.

import { byId, el, fill, svgEl } from "./dom.js";
import { corners } from "./exports.js";
import { conceptName, say } from "./messages.js";
import { clean } from "./text.js";
import { SHAPES } from "./theme.js";

/** The shape of a type as a small picture; its colour comes from the style sheet. */
function shapePicture(type) {
  const shape = SHAPES[type];
  const drawing = shape === "dot"
    ? svgEl("circle", { cx: 8, cy: 8, r: 5.5 })
    : svgEl("polygon", { points: corners(shape, 8, 8, shape === "diamond" ? 6.5 : 5.2).map((point) => point.join(",")).join(" ") });
  return svgEl("svg", { class: `shape ${type}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, drawing);
}

export class Sidebar {
  constructor(app) {
    this.app = app;
    this.confidence = byId("confidence");
    this.confidence.addEventListener("input", () => {
      byId("confidence-value").textContent = `${this.confidence.value}%`;
      app.set("confidence", Number(this.confidence.value));
    });
    this.document = byId("document");
    this.document.addEventListener("change", () => app.set("document", this.document.value || null));
    byId("reset").addEventListener("click", () => app.reset());
  }

  draw(app, what) {
    if (what !== "all") return;
    const print = JSON.stringify([app.state.offTypes, app.state.offEvents, app.state.offOrganizations, app.complete, document.documentElement.lang]);
    if (print !== this.print) {
      this.print = print;
      const focused = document.activeElement?.dataset?.option;
      this.drawTypes(app);
      this.drawCategories(app, "Event", "offEvents", byId("event-types"), "eventTypes");
      this.drawCategories(app, "Organization", "offOrganizations", byId("organization-types"), "organizationTypes");
      this.drawDocuments(app);
      if (focused) document.querySelector(`[data-option="${CSS.escape(focused)}"]`)?.focus();
    }
    this.confidence.value = app.state.confidence;
    byId("confidence-value").textContent = `${app.state.confidence}%`;
    this.document.value = app.state.document ?? "";
  }

  /** A check box that keeps one name in or out of a list of switched-off names. */
  option(list, name, children, count) {
    const off = this.app.state[list];
    const box = el("input", { type: "checkbox", "data-option": `${list}/${name}`, onchange: (event) => {
      const rest = this.app.state[list].filter((other) => other !== name);
      this.app.set(list, event.target.checked ? rest : [...rest, name]);
    } });
    box.checked = !off.includes(name);
    return el("li", {}, el("label", {}, box, ...children, el("span", { class: "count" }, count.toLocaleString("en"))));
  }

  drawTypes(app) {
    const counts = new Map(app.graph.types.map((type) => [type, 0]));
    for (const node of app.graph.nodes.values()) counts.set(app.graph.types[node.type], counts.get(app.graph.types[node.type]) + 1);
    fill(byId("legend"), app.graph.types.filter((type) => counts.get(type)).map((type) =>
      this.option("offTypes", type, [shapePicture(type), el("span", { class: "name" }, say(type))], counts.get(type))));
  }

  drawCategories(app, type, list, place, title) {
    const counts = new Map();
    for (const node of app.graph.nodes.values()) {
      if (app.graph.types[node.type] === type) counts.set(node.category, (counts.get(node.category) ?? 0) + 1);
    }
    const order = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    place.hidden = !order.length;
    const names = order.map(([number]) => (number < 0 ? "" : app.core.concepts[number][0]));
    const small = (name, value) => el("button", { type: "button", class: "small", onclick: () => app.set(list, value) }, say(name));
    const open = place.open;
    fill(place, el("summary", {}, say(title)), el("div", { class: "pick" }, small("all", []), small("none", names)),
      el("ul", { class: "options" }, order.map(([number, count], i) =>
        this.option(list, names[i], [el("span", { class: "name" }, number < 0 ? say("uncategorized") : conceptName(app.core.concepts[number]))], count))));
    place.open = open;
  }

  drawDocuments(app) {
    const options = app.documents.map(([title, stories]) => {
      const headline = stories.find(([text]) => text)?.[0];
      return el("option", { value: title }, clean(headline ? `${title} · ${headline}` : title));
    });
    fill(this.document, el("option", { value: "" }, say("allDocuments")), options);
  }
}
