// The panel: everything known of the chosen node or connection, and the sentences it was read from.

import { byId, el, fill } from "./dom.js";
import { edgeText } from "./graphview.js";
import { conceptName, say } from "./messages.js";
import { clean, isoDay, splitAt } from "./text.js";

const TOP = 5; // of each type, where nothing is chosen
const FIRST = 12; // items of a list before "more"

/** A list that shows its first items and the rest on demand. */
function longList(items, first = FIRST) {
  const list = el("ul", {}, items.slice(0, first));
  if (items.length <= first) return [list];
  const more = el("button", { type: "button", class: "small", onclick: () => {
    list.append(...items.slice(first));
    more.remove();
  } }, say("moreItems", { n: items.length - first }));
  return [list, more];
}

/** The last day on which one of some edges was seen to hold; null where none has a date. */
function latest(edges) {
  const days = edges.flatMap((edge) => edge.dates);
  return days.length ? Math.max(...days) : null;
}

export class Panel {
  constructor() {
    this.element = byId("panel");
    this.body = byId("panel-body");
    this.turn = 0;
  }

  draw(app, what) {
    const key = JSON.stringify([app.state.node, app.state.edge, document.documentElement.lang, app.complete]);
    if (what !== "all" && key === this.key) return;
    this.key = key;
    this.turn += 1;
    this.element.setAttribute("aria-label", say("panel"));
    const { chosen, chosenPair } = app;
    if (chosen !== null) this.showNode(app, chosen, this.turn);
    else if (chosenPair) this.showPair(app, chosenPair, this.turn);
    else this.showOverview(app);
  }

  /** Nothing chosen: what to do, and the most important of each type. */
  showOverview(app) {
    const tops = app.graph.types.map((type, number) => {
      const members = [...app.graph.nodes.values()].filter((node) => node.type === number).sort((a, b) => b.rank - a.rank || a.id - b.id);
      if (!members.length) return null;
      return el("section", {}, el("h3", {}, say(`top_${type}`)), el("ul", { class: "top" }, members.slice(0, TOP).map((node) =>
        el("li", {}, el("span", { class: `mark ${type}`, "aria-hidden": "true" }), this.link(app, node.id), el("span", { class: "count" }, ` ${node.degree}`)))));
    });
    fill(this.body, el("p", { class: "hint" }, say("panelEmpty")), el("p", { class: "hint" }, say("importanceLegend")), tops);
  }

  link(app, id) {
    const type = app.graph.typeOf(id);
    return el("button", { type: "button", class: `link ${type}`, onclick: () => app.reveal(id) }, app.name(id));
  }

  heading(app, id) {
    const type = app.graph.typeOf(id);
    return el("h2", { class: type, tabindex: "-1" }, el("span", { class: `mark ${type}`, "aria-hidden": "true" }), app.name(id));
  }

  // ------------------------------------------------------------------ node

  async showNode(app, id, turn) {
    const node = app.graph.nodes.get(id);
    const rest = el("div", { class: "evidence-part" }, el("p", { class: "hint" }, say("loading")));
    fill(this.body, this.heading(app, id), this.facts(app, node, null), this.buttons(app, id), this.connections(app, id), rest);
    this.element.scrollTop = 0;
    const { row, sentences } = await app.details("nodes", id);
    if (turn !== this.turn) return;
    this.body.querySelector(".facts").replaceWith(this.facts(app, node, row));
    const context = { app, sentences };
    fill(rest, this.posts(app, row), this.speeches(context, row), this.evidence(context, row));
    this.element.dispatchEvent(new CustomEvent("panel-ready"));
  }

  facts(app, node, row) {
    const facts = [[say("type"), say(`one_${app.graph.types[node.type]}`)]];
    if (node.category >= 0) facts.push([say("category"), conceptName(app.core.concepts[node.category])]);
    if (node.aliases.length) facts.push([say("aliases"), node.aliases.map(clean).join("、")]);
    if (node.start !== null || node.end !== null || node.time) {
      const days = [...new Set(app.graph.daysOf(node).map(isoDay))].filter(Boolean).join(" – ");
      facts.push([say("date"), [days, node.time ? `“${clean(node.time)}”` : ""].filter(Boolean).join(" ")]);
    }
    if (row?.age) facts.push([say("age"), clean(row.age)]);
    if (row?.code) facts.push([say("code"), clean(row.code)]);
    if (row?.groups) facts.push([say("groups"), row.groups.map(clean).join("、")]);
    return el("dl", { class: "facts" }, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
  }

  buttons(app, id) {
    const button = (name, act, extra = {}) => el("button", { type: "button", "data-act": name, onclick: act, ...extra }, say(name));
    return el("div", { class: "actions" },
      button("expand", () => app.expand(id)),
      button("collapse", () => app.collapse(id)),
      app.scene.world === id ? button("leaveWorld", () => app.setWorld(null)) : button("world", () => app.setWorld(id)),
      button("pathFrom", () => app.startPath(id)),
      button("hide", () => app.hide(id)));
  }

  posts(app, row) {
    if (!row?.posts) return [];
    const items = row.posts.map(([title, organization, status, dates]) =>
      el("li", {}, `${organization ? `${clean(organization)} ` : ""}${clean(title)}`,
        status >= 0 ? `（${conceptName(app.core.concepts[status])}）` : null,
        dates.length ? el("span", { class: "date" }, ` ${clean(dates[dates.length - 1])}`) : null));
    return [el("section", { class: "posts" }, el("h3", {}, say("posts")), longList(items))];
  }

  connections(app, id) {
    const groups = new Map();
    for (const edge of app.graph.edgesAt(id)) {
      const other = edge.source === id ? edge.target : edge.source;
      if (!app.graph.nodes.has(other)) continue;
      const events = app.graph.typeOf(other) === "Event";
      const name = events ? say("eventsOf") : say(`kind_${app.graph.kinds[edge.kind]}`);
      if (!groups.has(name)) groups.set(name, new Map());
      const members = groups.get(name);
      members.set(other, [...(members.get(other) ?? []), edge]);
    }
    const first = say("kind_tenure");
    return [...groups].sort(([a], [b]) => (b === first) - (a === first)).map(([name, members]) => {
      const day = (other) => app.graph.daysOf(app.graph.nodes.get(other))[0] ?? latest(members.get(other));
      const order = [...members.keys()].sort((a, b) =>
        (day(b) ?? -1e9) - (day(a) ?? -1e9) || app.graph.nodes.get(b).rank - app.graph.nodes.get(a).rank || a - b);
      const items = order.map((other) => {
        const words = [...new Set(members.get(other).map((edge) => edgeText(app, edge)))].filter((text) => text !== name).join("、");
        const about = el("button", { type: "button", class: "role", "aria-label": `${say("relation")}: ${words || name}`, onclick: () => app.choosePair(id, other) }, words || "⋯");
        return el("li", {}, day(other) === null ? null : el("span", { class: "date" }, `${isoDay(day(other))} `), this.link(app, other), " ", about);
      });
      return el("section", {}, el("h3", {}, `${name} `, el("span", { class: "count" }, String(items.length))), longList(items));
    });
  }

  // --------------------------------------------------------------- evidence

  /** A sentence with the quote marked, and where it stands. */
  quote({ app, sentences }, [number, begin, end, confidence]) {
    const [documentNumber, story, text] = sentences[number];
    const [before, quote, after] = splitAt(text, begin, end).map(clean);
    const [title, stories] = app.documents[documentNumber] ?? [documentNumber, []]; // a server gives the title itself
    const [headline, date] = stories[story] ?? ["", ""];
    return el("li", { class: "quote" },
      el("blockquote", {}, before, el("mark", {}, quote), after),
      el("p", { class: "where" }, [clean(headline), clean(date), clean(title), `${confidence}%`].filter(Boolean).join(" · ")));
  }

  speeches(context, row) {
    if (!row?.speeches) return [];
    const { app } = context;
    const items = row.speeches.map(([category, occasion, spans]) => {
      const at = app.graph.byKey.get(occasion);
      return el("li", {},
        el("span", { class: "role" }, category >= 0 ? conceptName(app.core.concepts[category]) : ""),
        at === undefined ? null : [` ${say("saidAt")} `, this.link(app, at)],
        el("ul", { class: "quotes" }, spans.map((span) => this.quote(context, span))));
    });
    return [el("section", { class: "speeches" }, el("h3", {}, `${say("speeches")} `, el("span", { class: "count" }, String(items.length))), longList(items, 4))];
  }

  evidence(context, row) {
    const heading = el("h3", {}, say("evidence"));
    if (!row?.spans) return [el("section", { class: "evidence" }, heading, el("p", { class: "hint" }, say("noEvidence")))];
    const list = longList(row.spans.map((span) => this.quote(context, span)), 6);
    list[0].classList.add("quotes");
    return [el("section", { class: "evidence" }, heading, list, row.more ? el("p", { class: "hint" }, say("moreEvidence", { n: row.more })) : null)];
  }

  // ------------------------------------------------------------- connection

  async showPair(app, [a, b], turn) {
    const edges = app.graph.edgesAt(a).filter((edge) => edge.source === b || edge.target === b);
    const place = el("div", {}, el("p", { class: "hint" }, say("loading")));
    fill(this.body, el("h2", { tabindex: "-1" }, this.link(app, a), el("span", { class: "dash" }, " — "), this.link(app, b)), place);
    const found = await Promise.all(edges.map((edge) => app.details("edges", edge.id)));
    if (turn !== this.turn) return;
    fill(place, edges.map((edge, i) => {
      const spans = found[i].row ?? [];
      const context = { app, sentences: found[i].sentences };
      const dates = edge.dates.map(isoDay).join("、");
      return el("section", { class: "evidence" },
        el("h3", {}, `${say(`kind_${app.graph.kinds[edge.kind]}`)}：${edgeText(app, edge)}`, dates ? el("span", { class: "date" }, ` ${dates}`) : null),
        spans.length ? el("ul", { class: "quotes" }, spans.map((span) => this.quote(context, span))) : el("p", { class: "hint" }, say("noEvidence")));
    }));
    this.element.dispatchEvent(new CustomEvent("panel-ready"));
  }
}
