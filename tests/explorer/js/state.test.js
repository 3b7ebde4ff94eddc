// The state of the view in a link.
import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeState, emptyState, encodeState } from "../../../kg/graph/explorer/assets/state.js";

const FULL = {
  ...emptyState(),
  node: "person/薛侃~310110",
  edge: ["a,b", "c:d&e=f#g"],
  world: "x%25y",
  path: ["一", "二"],
  view: "table",
  theme: "dark",
  language: "en",
  offTypes: ["Place"],
  offEvents: ["meeting", "", "!"],
  offOrganizations: ["company"],
  document: "a/b c.html",
  confidence: 45,
  time: [24300, 24311],
  added: ["q:1,2", "z"],
  removed: ["r"],
  moved: { "q:1,2": [10, -20], 地: [0, 5] },
  camera: [12, -7, 0.667],
};

test("a fresh state is an empty fragment", () => {
  assert.equal(encodeState(emptyState()), "");
  assert.deepEqual(decodeState(""), emptyState());
});

test("every part of a state comes back from its fragment", () => {
  assert.deepEqual(decodeState(`#${encodeState(FULL)}`), FULL);
});

test("what was brought in and placed is named once", () => {
  const fragment = encodeState({ ...emptyState(), added: ["人"], moved: { 人: [1, 2] } });
  assert.equal(fragment, `x=+${encodeURIComponent("人")}:1:2`);
});

test("no separator in a key leaks into the fragment", () => {
  assert.ok(!encodeState({ ...emptyState(), node: "a&t=Event#<script>" }).includes("&t"));
});

for (const [what, fragment] of [
  ["broken percent signs", "n=%E0%A4%A"],
  ["unknown letters", "zz=1&__proto__=x&constructor=y"],
  ["impossible confidence", "q=500"],
  ["text where numbers belong", "z=a,b,c&m=1"],
  ["a span that ends before it begins", "m=9,3"],
  ["a scale of zero", "z=1,1,0"],
  ["a view that does not exist", "v=admin&h=pink"],
]) {
  test(`a link with ${what} changes nothing`, () => assert.deepEqual(decodeState(fragment), emptyState()));
}

test("a key named __proto__ stays data", () => {
  const state = decodeState("x=__proto__:1:2");
  assert.deepEqual(Object.keys(state.moved), ["__proto__"]);
  assert.equal({}.polluted, undefined);
});
