// Paths, worlds, filters and the time bar.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Graph } from "../../../kg/graph/explorer/assets/data.js";
import { timeGuests } from "../../../kg/graph/explorer/assets/guests.js";
import { shortestPath, worldOf } from "../../../kg/graph/explorer/assets/paths.js";
import { nodeFilter, visibleScene } from "../../../kg/graph/explorer/assets/scene.js";
import { emptyState } from "../../../kg/graph/explorer/assets/state.js";
import { barLabel, histogram, nextWindow } from "../../../kg/graph/explorer/assets/timeline.js";

const links = { 0: [1, 2], 1: [0, 3], 2: [0, 3, 4], 3: [1, 2, 5], 4: [2], 5: [3], 6: [] };
const neighbours = (id) => links[id];

for (const [what, from, to, length] of [
  ["a node to itself", 0, 0, 1],
  ["neighbours", 0, 1, 2],
  ["across the graph", 4, 5, 4],
  ["the way back", 5, 4, 4],
]) {
  test(`shortest path: ${what}`, () => {
    const path = shortestPath(from, to, neighbours);
    assert.equal(path.length, length);
    assert.deepEqual([path[0], path.at(-1)], [from, to]);
    path.slice(1).forEach((id, i) => assert.ok(links[path[i]].includes(id)));
  });
}
test("no path is null", () => assert.equal(shortestPath(0, 6, neighbours), null));
test("a shortest path in a large random graph is as long as plain breadth-first search says", () => {
  let seed = 1;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const large = Array.from({ length: 300 }, () => new Set());
  for (let i = 0; i < 420; i += 1) {
    const [a, b] = [random(300), random(300)];
    large[a].add(b);
    large[b].add(a);
  }
  const plain = (from) => {
    const far = new Map([[from, 0]]);
    for (const id of far.keys()) for (const next of large[id]) if (!far.has(next)) far.set(next, far.get(id) + 1);
    return far;
  };
  const far = plain(0);
  for (let to = 0; to < 300; to += 1) {
    const path = shortestPath(0, to, (id) => [...large[id]]);
    assert.equal(path ? path.length - 1 : undefined, far.get(to));
  }
});
test("a world is a node with its neighbours, cut at the limit", () => {
  assert.deepEqual([...worldOf(0, neighbours)], [0, 1, 2]);
  assert.deepEqual([...worldOf(0, neighbours, 2)], [0, 1, 2, 3, 4]);
  assert.equal(worldOf(0, neighbours, 2, 4).size, 4);
});

function small() {
  const graph = new Graph(["Person", "Organization", "Place", "Event", "Work"], ["tenure", "participation"]);
  const n = 4;
  const all = (value) => Array(n).fill(value);
  graph.add({
    nodes: {
      id: [0, 1, 2, 3], key: ["p", "o", "e", "e2"], name: ["甲", "乙", "会", "会二"], type: [0, 1, 3, 3], category: [-1, 1, 0, 0],
      aliases: all(0), pinyin: all(""), start: [null, null, 20000, 20400], end: [null, null, 20000, null], time: all(""),
      rank: all(1), confidence: [90, 50, 90, 90], documents: [[0, 1], [0], [0], [1]], degree: all(1),
    },
    edges: {
      id: [0, 1, 2], source: [0, 0, 0], target: [1, 2, 3], kind: [0, 1, 1], labels: ["书记", 0], label: [0, 1, 1],
      dates: [[20000], 0, 0], status: [-1, -1, -1], confidence: [80, 90, 90], documents: [[0], [0], [1]],
    },
  });
  return graph;
}
const CONCEPTS = [["meeting", "会议", "meeting"], ["company", "企业", "company"]];

for (const [what, change, document, expected] of [
  ["nothing filtered", {}, null, ["甲", "乙", "会", "会二"]],
  ["a type switched off", { offTypes: ["Person"] }, null, ["乙", "会", "会二"]],
  ["an event category switched off", { offEvents: ["meeting"] }, null, ["甲", "乙"]],
  ["an organization type switched off", { offOrganizations: ["company"] }, null, ["甲", "会", "会二"]],
  ["a confidence", { confidence: 60 }, null, ["甲", "会", "会二"]],
  ["a document", {}, 1, ["甲", "会二"]],
  ["a month: its event, who took part, and the office seen then", { time: [24297, 24297] }, null, ["甲", "乙", "会"]],
  ["a month without events", { time: [24000, 24001] }, null, []],
]) {
  test(`filter: ${what}`, () => {
    const graph = small();
    const state = { ...emptyState(), ...change };
    const { nodes } = visibleScene(graph, [0, 1, 2, 3], nodeFilter(graph, CONCEPTS, state, document), state, document);
    assert.deepEqual(nodes.map((node) => node.name), expected);
  });
}

test("what happened in a time comes in with those whom it joins, on free ground", () => {
  const graph = small();
  const drawn = new Map([[0, [0, 0]]]);
  const guests = timeGuests(graph, drawn, () => true, () => 9);
  assert.deepEqual([...guests.keys()].sort(), [2, 3]);
  const places = [...guests.values(), [0, 0]];
  for (const a of places) for (const b of places) assert.ok(a === b || Math.hypot(a[0] - b[0], a[1] - b[1]) > 18);
  assert.deepEqual([...timeGuests(graph, new Map(), () => true, () => 9, { events: 1, each: 1 }).keys()], [2, 0]);
  assert.equal(timeGuests(graph, new Map(), () => false, () => 9).size, 0);
  assert.equal(timeGuests(graph, new Map([[2, [0, 0]], [3, [50, 0]]]), () => true, () => 9, { events: 2, each: 4 }).size, 0);
});

test("edges between the same two nodes are one connection", () => {
  const graph = small();
  const state = emptyState();
  const { pairs } = visibleScene(graph, [0, 1], () => true, state, null);
  assert.deepEqual([...pairs.keys()], ["0-1"]);
});

const month = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) - 1;
test("months between the first and the last have a bar each", () => {
  const bars = histogram([[month("2025-01"), 2], [month("2025-04"), 1]]);
  assert.deepEqual(bars.map((bar) => [barLabel(bar), bar.count]), [["2025-01", 2], ["2025-02", 0], ["2025-03", 0], ["2025-04", 1]]);
});
test("one old date is one bar in front and does not stretch the axis", () => {
  const bars = histogram([[month("1921-07"), 1], [month("2025-01"), 60], [month("2025-02"), 40]]);
  assert.deepEqual(bars.map(barLabel), ["1921–2024", "2025-01", "2025-02"]);
});
test("many months become years", () => {
  const months = Array.from({ length: 200 }, (_, i) => [month("2000-03") + i, 1]);
  const bars = histogram(months);
  assert.deepEqual([barLabel(bars[0]), bars.length], ["2000", 17]);
  assert.equal(bars.reduce((sum, bar) => sum + bar.count, 0), 200);
});
test("no dates, no bars", () => assert.deepEqual(histogram([]), []));
test("a film ends after the last bar", () => {
  assert.deepEqual(nextWindow([0, 1], 3), [1, 2]);
  assert.equal(nextWindow([1, 2], 3), null);
});
