// Who comes in for a time: what happened in the chosen months, where the overview holds little of it.

import { placeAround } from "./placing.js";

/**
 * Nodes that are shown as long as a time is chosen, with their places.
 *
 * The most important events of that time are taken until there are enough of them, each with the most important of those
 * whom it joins. They stand on free ground: an event beside somebody who is drawn, else near the middle.
 *
 * @param graph all nodes and edges
 * @param drawn Map of the drawn nodes' numbers to [x, y]; what does not pass leaves its ground free
 * @param passes tells whether a node passes the filters, the time among them
 * @param radius node → its radius
 * @param room {events, each}: so many events are shown in all, each bringing in at most so many others
 * @returns Map from number to [x, y]
 */
export function timeGuests(graph, drawn, passes, radius, room = { events: 24, each: 4 }) {
  const places = new Map();
  const standing = [...drawn].filter(([id]) => passes(graph.nodes.get(id)));
  const taken = standing.map(([id, [x, y]]) => ({ x, y, radius: radius(graph.nodes.get(id)) }));
  const at = (id) => places.get(id) ?? (passes(graph.nodes.get(id)) ? drawn.get(id) : undefined);
  const put = (id, around) => {
    const node = graph.nodes.get(id);
    const [x, y] = placeAround(around, [radius(node)], taken)[0];
    places.set(id, [x, y]);
    taken.push({ x, y, radius: radius(node) });
  };
  const disc = (id) => ({ x: at(id)[0], y: at(id)[1], radius: radius(graph.nodes.get(id)) });
  const isEvent = (node) => graph.types[node.type] === "Event";
  const shown = standing.filter(([id]) => isEvent(graph.nodes.get(id))).length;
  const events = [...graph.nodes.values()].filter((node) => isEvent(node) && !drawn.has(node.id) && passes(node));
  events.sort((a, b) => b.rank - a.rank || a.id - b.id);
  for (const event of events.slice(0, Math.max(0, room.events - shown))) {
    const others = graph.neighbours(event.id).filter((other) => passes(graph.nodes.get(other)));
    const anchor = others.find((other) => at(other));
    put(event.id, anchor === undefined ? { x: 0, y: 0, radius: 0 } : disc(anchor));
    for (const other of others.slice(0, room.each)) if (!at(other)) put(other, disc(event.id));
  }
  return places;
}
