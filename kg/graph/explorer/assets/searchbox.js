// The search field: a combobox that the keyboard alone can use ("/" goes there, arrows choose, Enter takes).

import { announce, byId, el, fill } from "./dom.js";
import { conceptName, say } from "./messages.js";
import { search, searchIndex } from "./search.js";
import { clean, folded, isoDay, shorten } from "./text.js";

/** What tells a hit from others of its name: a person's post, an event's day, else the category or type. */
function hint(app, node) {
  const type = app.graph.types[node.type];
  if (type === "Person") {
    const posts = app.graph.edgesAt(node.id).filter((edge) => app.graph.kinds[edge.kind] === "tenure" && edge.source === node.id && app.graph.nodes.has(edge.target));
    const last = (edge) => edge.dates[edge.dates.length - 1] ?? -1e9;
    const [newest] = posts.sort((a, b) => last(b) - last(a) || a.id - b.id);
    if (newest) return shorten(`${app.name(newest.target)} ${clean(newest.label)}`, 18);
  }
  const day = type === "Event" ? isoDay(app.graph.daysOf(node)[0]) : "";
  return day || (node.category < 0 ? say(`one_${type}`) : conceptName(app.core.concepts[node.category]));
}

export class SearchBox {
  constructor(app) {
    this.app = app;
    this.field = byId("search");
    this.list = byId("hits");
    this.hits = [];
    this.active = -1;
    this.field.addEventListener("input", () => this.look());
    this.field.addEventListener("focus", () => this.look());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.field.focus();
        this.field.select();
      } else if (event.key === "Escape" && !typing) app.cancel();
    });
  }

  draw(app) {
    this.field.setAttribute("placeholder", say("search"));
    this.field.setAttribute("aria-label", `${say("search")} – ${say("searchHint")}`);
    if (this.size !== app.graph.nodes.size) {
      this.size = app.graph.nodes.size;
      this.index = null; // made when somebody searches
    }
  }

  look() {
    this.index ??= searchIndex(this.app.graph.nodes.values());
    const text = this.field.value;
    this.hits = search(this.index, text);
    this.show(text);
    if (text.trim().length > 1 && this.app.remote && this.app.core.embedded < this.app.core.entities) this.lookFurther(text);
  }

  /** Hits that the page does not hold, from the server, after those that it does. */
  async lookFurther(text) {
    await new Promise((done) => setTimeout(done, 200));
    if (text !== this.field.value) return;
    const known = new Set(this.hits.map((hit) => hit.id));
    const found = (await this.app.remote.search(text)).filter((id) => !known.has(id));
    if (text !== this.field.value || !found.length) return;
    const exact = (id) => folded(this.app.graph.nodes.get(id).name) === folded(text);
    const rows = found.map((id) => ({ id, alias: null }));
    this.hits = [...rows.filter((hit) => exact(hit.id)), ...this.hits, ...rows.filter((hit) => !exact(hit.id))];
    this.show(text);
  }

  show(text) {
    this.active = this.hits.length ? 0 : -1;
    const rows = this.hits.map(({ id, alias }, i) => {
      const node = this.app.graph.nodes.get(id);
      const type = this.app.graph.types[node.type];
      return el("li", { role: "option", id: `hit-${i}`, "data-id": id, onmousedown: (event) => {
        event.preventDefault();
        this.take(i);
      } }, el("span", { class: `mark ${type}`, "aria-hidden": "true" }), el("span", { class: "name" }, clean(node.name)),
      alias ? el("span", { class: "alias" }, clean(alias)) : null,
      el("span", { class: "kind" }, hint(this.app, node)));
    });
    if (text && !rows.length) rows.push(el("li", { role: "option", "aria-disabled": "true", class: "hint" }, say("noHits")));
    fill(this.list, rows);
    this.list.hidden = !rows.length;
    this.field.setAttribute("aria-expanded", String(rows.length > 0));
    this.mark();
    if (text) announce(this.hits.length ? say("hits", { n: this.hits.length }) : say("noHits"));
  }

  mark() {
    [...this.list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === this.active)));
    if (this.active >= 0) {
      this.field.setAttribute("aria-activedescendant", `hit-${this.active}`);
      this.list.children[this.active].scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && this.hits.length) {
      this.active = (this.active + move + this.hits.length) % this.hits.length;
      this.mark();
    } else if (event.key === "Enter" && this.active >= 0) this.take(this.active);
    else if (event.key === "Escape") {
      if (this.list.hidden) this.field.blur();
      this.close();
    } else return;
    event.preventDefault();
  }

  take(i) {
    const { id } = this.hits[i];
    this.field.value = "";
    this.close();
    this.app.reveal(id);
    byId(this.app.state.view === "table" ? "panel" : "canvas").focus({ preventScroll: true });
    performance.mark("explorer-revealed");
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}
