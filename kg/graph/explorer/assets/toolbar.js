// The head of the page: view, theme, language, and the files it gives out.

import { byId, download, fill } from "./dom.js";
import { toCsv, toSvg } from "./exports.js";
import { edgeText } from "./graphview.js";
import { conceptName, language, say } from "./messages.js";
import { clean, isoDay } from "./text.js";

/** Rows of the visible nodes, a heading first. */
export function nodeRows(app) {
  const head = ["name", "type", "category", "aliases", "date", "degree", "importance"].map((name) => say(name));
  return [[...head, "IRI"], ...app.scene.nodes.map((node) => [
    clean(node.name), say(`one_${app.graph.types[node.type]}`),
    node.category < 0 ? "" : conceptName(app.core.concepts[node.category]),
    node.aliases.map(clean).join("；"), isoDay(app.graph.daysOf(node)[0]), node.degree, node.rank / 100, app.core.base + node.key,
  ])];
}

/** Rows of the visible connections, a heading first. */
export function edgeRows(app) {
  const head = ["source", "relation", "label", "target", "date"].map((name) => say(name));
  const rows = [...app.scene.pairs.values()].flat().map((edge) => [
    app.name(edge.source), say(`kind_${app.graph.kinds[edge.kind]}`), edgeText(app, edge), app.name(edge.target), edge.dates.map(isoDay).join("；"),
  ]);
  return [head, ...rows];
}

export class Toolbar {
  constructor(app, canvas) {
    this.app = app;
    this.canvas = canvas;
    const on = (id, act) => byId(id).addEventListener("click", act);
    on("view-graph", () => app.set("view", "graph"));
    on("view-table", () => app.set("view", "table"));
    on("theme", () => app.set("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
    on("language", () => app.set("language", language() === "zh" ? "en" : "zh"));
    on("export-png", () => this.png());
    on("export-svg", () => this.save("svg", new Blob([this.svg()], { type: "image/svg+xml" })));
    on("export-nodes", () => this.save("nodes.csv", new Blob([toCsv(nodeRows(app))], { type: "text/csv" })));
    on("export-edges", () => this.save("edges.csv", new Blob([toCsv(edgeRows(app))], { type: "text/csv" })));
    on("print", () => window.print());
    const menu = byId("export");
    menu.addEventListener("click", (event) => {
      if (event.target.closest("li")) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }

  draw(app) {
    byId("view-graph").setAttribute("aria-pressed", String(app.state.view === "graph"));
    byId("view-table").setAttribute("aria-pressed", String(app.state.view === "table"));
    for (const element of document.querySelectorAll("[data-say]")) fill(element, say(element.dataset.say));
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", say(element.dataset.label));
      if (element.tagName === "BUTTON") element.setAttribute("title", say(element.dataset.label));
    }
    fill(byId("counts"), say("counts", { entities: app.core.entities, edges: app.core.edgeCount, documents: app.core.documentCount }));
  }

  svg() {
    return toSvg(this.canvas.picture(clean(this.app.core.title)));
  }

  /** The same picture twice as large in pixels: the SVG, drawn once. */
  async png() {
    const address = URL.createObjectURL(new Blob([this.svg()], { type: "image/svg+xml" }));
    const image = new Image();
    image.src = address;
    await image.decode();
    const paper = document.createElement("canvas");
    const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
    paper.width = Math.round(image.width * scale);
    paper.height = Math.round(image.height * scale);
    paper.getContext("2d").drawImage(image, 0, 0, paper.width, paper.height);
    URL.revokeObjectURL(address);
    this.save("png", await new Promise((done) => paper.toBlob(done, "image/png")));
  }

  save(ending, blob) {
    download(`graph.${ending}`, blob);
  }
}
