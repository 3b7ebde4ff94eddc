// Questions to the server, and what becomes of the answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Graph } from "../../../kg/graph/explorer/assets/data.js";
import { Remote, aroundQuery, iriTerm, searchQuery, stringTerm } from "../../../kg/graph/explorer/assets/remote.js";

const TYPES = ["Person", "Organization", "Place", "Event", "Work"];

for (const bad of ["https://x/> } DELETE", "a b", 'a"b', "a\\u003e", "", "x\n"]) {
  test(`${JSON.stringify(bad)} is no IRI`, () => assert.throws(() => iriTerm(bad), RangeError));
}
test("IRIs may be Chinese", () => assert.equal(iriTerm("https://x/person/沈文~1"), "<https://x/person/沈文~1>"));
test("a text cannot leave its literal", () => {
  assert.equal(stringTerm('"} \n\\'), '"\\"} \\n\\\\"');
  assert.ok(!searchQuery('") } # ', TYPES).includes('(") }'));
});

const term = (value) => ({ value });
const row = (node, name, kind, back, label) => ({
  node: term(`https://x/${node}`), name: term(name), class: term("https://w3id.org/xinwen-kg/ontology#Organization"), kind: term(kind), back: term(String(back)), ...(label ? { label: term(label) } : {}),
});

test("the page's kinds of one triple are asked for, folded ones in their own way", () => {
  const query = aroundQuery("https://x/p", TYPES, ["tenure", "speech", "subEventOf", "founder"]);
  assert.ok(query.includes("IN (kg:subEventOf, kg:founder)"));
  assert.ok(!query.includes("kg:speech"));
});

test("what a server knows joins the graph once", async () => {
  const graph = new Graph(TYPES, ["tenure", "participation"]);
  graph.addNodes({ id: [0], key: ["p"], name: ["甲"], type: [0], category: [-1], aliases: [0], pinyin: [""], start: [null], end: [null], time: [""], rank: [9], confidence: [90], documents: [[]], degree: [1] });
  const asked = [];
  const reached = [];
  const remote = new Remote({ graph, core: { base: "https://x/" }, reached: (answered) => reached.push(answered) }, async (query) => {
    asked.push(query);
    if (asked.length > 1) throw new TypeError("gone");
    return [row("o", "乙局", "tenure", false, "局长"), row("o", "乙局", "tenure", false, "局长")];
  });
  assert.equal(await remote.around(0), true);
  assert.equal(await remote.around(0), false);
  assert.equal(asked.length, 1);
  assert.equal(asked[0], aroundQuery("https://x/p", TYPES, ["tenure", "participation"]));
  assert.deepEqual(graph.neighbours(0).map((id) => graph.nodes.get(id).name), ["乙局"]);
  assert.ok(remote.holds(graph.byKey.get("o")));
  assert.deepEqual(await remote.search("乙"), []);
  assert.deepEqual(reached, [true, false]);
});
