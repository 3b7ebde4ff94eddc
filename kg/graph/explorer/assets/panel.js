// The panel: everything known of the chosen node or connection, and the sentences it was read from.

import { byId, el, fill } from "./dom.js";
import { edgeText } from "./graphview.js";
import { conceptName, say } from "./messages.js";
import { clean, isoDay, splitAt } from "./text.js";

const TOP = 5; // of each type, where nothing is chosen
const FIRST = 12; // items of a list before "more"

/** In which order the connections of a node are told; "back_" is the other way round, "events" what somebody took part in. */
const ORDER = [
  "tenure", "back_participation", "place", "subEventOf", "back_subEventOf", "events", "back_tenure", "spouse", "parent", "back_parent",
  "founder", "back_founder", "subOrganizationOf", "back_subOrganizationOf", "basedIn", "within", "about", "back_about", "speech", "back_speech",
  "back_basedIn", "back_within",
];

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

/** The name of the group in which an edge is told: its kind, turned round where the node is the target. */
function groupOf(app, edge, forward, toEvent) {
  const kind = app.graph.kinds[edge.kind];
  if (toEvent && kind !== "about") return "events";
  return forward || kind === "spouse" ? kind : `back_${kind}`;
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

  /** Nothing chosen: what this is, what to do, and the most important of each type. */
  showOverview(app) {
    const tops = app.graph.types.map((type, number) => {
      const members = [...app.graph.nodes.values()].filter((node) => node.type === number).sort((a, b) => b.rank - a.rank || a.id - b.id);
      if (!members.length) return null;
      return el("section", {}, el("h3", {}, say(`top_${type}`), el("span", { class: "unit" }, say("degree"))), el("ul", { class: "top" }, members.slice(0, TOP).map((node) =>
        el("li", {}, el("span", { class: `mark ${type}`, "aria-hidden": "true" }), this.link(app, node.id), el("span", { class: "count" }, ` ${node.degree}`)))));
    });
    fill(this.body, this.intro(app), tops);
  }

  intro(app) {
    const { core } = app;
    if (!core.entities) return el("p", { class: "intro" }, say("emptyGraph"));
    const counts = Object.fromEntries(core.types.map((type, i) => [type, core.typeCounts[i]]));
    const known = [...app.graph.nodes.values()].filter((node) => node.type === 0 && node.pinyin).sort((a, b) => b.rank - a.rank)[0];
    const steps = ["stepChoose", "stepExpand", known ? "stepSearch" : null, core.months.length ? "stepTime" : null].filter(Boolean);
    return el("section", { class: "intro" },
      el("h2", {}, say("intro")),
      el("p", {}, say("introText", { ...counts, documents: core.documentCount }), app.overview.length < core.entities ? ` ${say("introFew", { n: app.overview.length })}` : null),
      el("ul", {}, steps.map((name) => el("li", {}, say(name, { example: known ? `${known.pinyin.split(" ")[0]} → ${clean(known.name)}` : "" })))),
      el("p", { class: "hint" }, say("importanceLegend")));
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
    const posts = el("div", {});
    const connections = this.connections(app, id);
    fill(this.body, this.heading(app, id), this.facts(app, node, null), this.buttons(app, id), posts, connections, this.company(app, node, connections), rest);
    this.element.scrollTop = 0;
    const { row, sentences } = await app.details("nodes", id);
    if (turn !== this.turn) return;
    this.body.querySelector(".facts").replaceWith(this.facts(app, node, row));
    const context = { app, sentences };
    fill(posts, this.posts(app, row));
    fill(rest, this.speeches(context, row), this.evidence(context, row));
    this.element.dispatchEvent(new CustomEvent("panel-ready"));
  }

  facts(app, node, row) {
    const facts = [[say("type"), say(`one_${app.graph.types[node.type]}`)]];
    if (node.category >= 0) facts.push([say("category"), conceptName(app.core.concepts[node.category])]);
    if (node.aliases.length) facts.push([say("aliases"), node.aliases.map(clean).join(say("comma"))]);
    if (node.start !== null || node.end !== null || node.time) {
      const days = [...new Set(app.graph.daysOf(node).map(isoDay))].filter(Boolean).join(" – ");
      facts.push([say("date"), [days, node.time ? `“${clean(node.time)}”` : ""].filter(Boolean).join(" ")]);
    }
    if (row?.age) facts.push([say("age"), clean(row.age)]);
    if (row?.code) facts.push([say("code"), clean(row.code)]);
    if (row?.groups) facts.push([say("groups"), row.groups.map(clean).join(say("comma"))]);
    return el("dl", { class: "facts" }, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
  }

  buttons(app, id) {
    const button = (name, act, extra = {}) => el("button", { type: "button", "data-act": name, onclick: act, ...extra }, say(name));
    return el("div", { class: "actions" },
      button("seeEvidence", () => this.body.querySelector(".evidence-part .evidence")?.scrollIntoView({ block: "start" }), { class: "first" }),
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

  /** Everything a node is joined to, by kind and direction; what has days by day. */
  connections(app, id) {
    const groups = new Map();
    const isEvent = app.graph.typeOf(id) === "Event";
    for (const edge of app.graph.edgesAt(id)) {
      const other = edge.source === id ? edge.target : edge.source;
      if (!app.graph.nodes.has(other)) continue;
      const name = groupOf(app, edge, edge.source === id, !isEvent && app.graph.typeOf(other) === "Event");
      if (!groups.has(name)) groups.set(name, new Map());
      const members = groups.get(name);
      members.set(other, [...(members.get(other) ?? []), edge]);
    }
    return [...groups].sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b)).map(([name, members]) => {
      const title = name === "events" ? say("eventsOf") : say(name.startsWith("back_") ? name : `kind_${name}`);
      const dated = [...members].some(([other, edges]) => this.day(app, other, edges) !== null);
      const items = this.ordered(app, members, name).map((row) => this.connection(app, id, row, members.get(row[0]), title, dated));
      return el("section", {}, el("h3", {}, `${title} `, el("span", { class: "count" }, String(items.length))), longList(items));
    });
  }

  day(app, other, edges) {
    return app.graph.daysOf(app.graph.nodes.get(other))[0] ?? latest(edges);
  }

  /** Members of a group as [number, is it part of the one before]: the newest first, the parts of an event as they followed. */
  ordered(app, members, name) {
    const { graph } = app;
    const day = (other) => this.day(app, other, members.get(other));
    const place = new Intl.Collator("en", { numeric: true }).compare; // an event's key holds where its report begins
    const early = (a, b) => (day(a) ?? 1e9) - (day(b) ?? 1e9) || place(app.key(a), app.key(b));
    if (name === "back_subEventOf") return [...members.keys()].sort(early).map((other) => [other, false]);
    const late = (a, b) => (day(b) ?? -1e9) - (day(a) ?? -1e9) || graph.nodes.get(b).rank - graph.nodes.get(a).rank || a - b;
    const whole = (other) => graph.edgesAt(other).find((edge) => graph.kinds[edge.kind] === "subEventOf" && edge.source === other && members.has(edge.target))?.target;
    const parts = new Map([...members.keys()].map((other) => [other, name === "events" ? whole(other) : undefined]).filter(([, above]) => above !== undefined));
    const below = (other) => [...parts.keys()].filter((part) => parts.get(part) === other).sort(early);
    const tree = (other, inner) => [[other, inner], ...below(other).flatMap((part) => tree(part, true))];
    return [...members.keys()].filter((other) => !parts.has(other)).sort(late).flatMap((other) => tree(other, false));
  }

  /** One line of a group; `dated` where the group has a column of days, `inner` for a part of the event above it. */
  connection(app, id, [other, inner], edges, title, dated) {
    const day = this.day(app, other, edges);
    const words = [...new Set(edges.map((edge) => edgeText(app, edge)))].filter((text) => text !== title && !edges.every((edge) => edge.label === "")).join(say("comma"));
    const read = edges.some((edge) => edge.documents.length);
    const about = words || read
      ? el("button", { type: "button", class: "role", "aria-label": `${say("relation")}: ${words || title}`, onclick: () => app.choosePair(id, other) }, words || say("quoteOf"))
      : null;
    const said = [this.link(app, other), " ", about];
    if (!dated) return el("li", {}, said);
    return el("li", { class: inner ? "dated inner" : "dated" }, el("span", { class: "date" }, day === null ? "—" : isoDay(day)), el("div", {}, said));
  }

  /** For a node that nothing joins: what else stands in its documents. */
  company(app, node, connections) {
    if (connections.length || !node.documents.length || !app.complete) return null;
    const others = [...app.graph.nodes.values()].filter((other) => other.id !== node.id && other.documents.some((number) => node.documents.includes(number)));
    others.sort((a, b) => b.rank - a.rank || a.id - b.id);
    if (!others.length) return null;
    return el("section", { class: "company" }, el("h3", {}, say("sameDocument")), longList(others.map((other) => el("li", {}, this.link(app, other.id))), 8));
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
      const dates = edge.dates.map(isoDay).join(say("comma"));
      return el("section", { class: "evidence" },
        el("h3", {}, [...new Set([say(`kind_${app.graph.kinds[edge.kind]}`), edgeText(app, edge)])].join(say("colon")), dates ? el("span", { class: "date" }, ` ${dates}`) : null),
        spans.length ? el("ul", { class: "quotes" }, spans.map((span) => this.quote(context, span))) : el("p", { class: "hint" }, say("noEvidence")));
    }));
    this.element.dispatchEvent(new CustomEvent("panel-ready"));
  }
}
