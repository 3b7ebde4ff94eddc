// What is to be seen: which of the drawn nodes pass the filters, and which connections join them.

import { monthOf } from "./text.js";

/** True where the days of an event or edge touch the months of the time filter. */
export function inTime(first, last, time) {
  if (!time) return true;
  if (first === null) return false;
  return monthOf(first) <= time[1] && monthOf(last) >= time[0];
}

/**
 * A predicate over nodes for the filters of a state.
 *
 * With a time filter an event must fall into it, and everything else must have had to do with such an event or hold an
 * office seen in that time: the question behind the slider is who and what was active then.
 */
export function nodeFilter(graph, concepts, state, documentNumber) {
  const offTypes = new Set(state.offTypes);
  const offEvents = new Set(state.offEvents);
  const offOrganizations = new Set(state.offOrganizations);
  const active = state.time ? activeNodes(graph, state.time) : null;
  const category = (node) => (node.category < 0 ? "" : concepts[node.category][0]);
  return (node) => {
    const type = graph.types[node.type];
    if (offTypes.has(type)) return false;
    if (type === "Event" && offEvents.has(category(node))) return false;
    if (type === "Organization" && offOrganizations.has(category(node))) return false;
    if (node.confidence < state.confidence) return false;
    if (documentNumber !== null && !node.documents.includes(documentNumber)) return false;
    return active === null || active.has(node.id);
  };
}

/** Numbers of the nodes that were active in a time: its events, who and what they join, and dated offices. */
export function activeNodes(graph, time) {
  const active = new Set();
  for (const node of graph.nodes.values()) {
    if (graph.types[node.type] !== "Event") continue;
    const [first, last] = graph.daysOf(node);
    if (!inTime(first, last, time)) continue;
    active.add(node.id);
    for (const edge of graph.edgesAt(node.id)) {
      const other = edge.source === node.id ? edge.target : edge.source;
      if (graph.nodes.has(other) && graph.typeOf(other) !== "Event") active.add(other);
    }
  }
  for (const edge of graph.edges.values()) {
    if (!edge.dates.length || !inTime(edge.dates[0], edge.dates[edge.dates.length - 1], time)) continue;
    active.add(edge.source);
    active.add(edge.target);
  }
  return active;
}

/** The key of a drawn connection: one line for all edges between two nodes. */
export function pairKey(a, b) {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}

/**
 * Visible nodes, and the visible edges joined into one connection a pair of nodes.
 *
 * @param drawn numbers of the nodes on the canvas, filtered or not
 * @returns nodes (array of nodes) and pairs (Map from pair key to its edges)
 */
export function visibleScene(graph, drawn, passes, state, documentNumber) {
  const nodes = [];
  const shown = new Set();
  for (const id of drawn) {
    const node = graph.nodes.get(id);
    if (node && passes(node)) {
      nodes.push(node);
      shown.add(id);
    }
  }
  const pairs = new Map();
  for (const id of shown) {
    for (const edge of graph.edgesAt(id)) {
      if (edge.source !== id || !shown.has(edge.target)) continue;
      if (edge.confidence < state.confidence) continue;
      if (documentNumber !== null && edge.documents.length && !edge.documents.includes(documentNumber)) continue;
      if (state.time && edge.dates.length && !inTime(edge.dates[0], edge.dates[edge.dates.length - 1], state.time)) continue;
      const key = pairKey(edge.source, edge.target);
      if (pairs.has(key)) pairs.get(key).push(edge);
      else pairs.set(key, [edge]);
    }
  }
  return { nodes, pairs };
}
