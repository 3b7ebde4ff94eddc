// Labels, places, files to export, and hostile text.
import assert from "node:assert/strict";
import { test } from "node:test";

import { csvField, toCsv, toSvg, xmlText } from "../../../kg/graph/explorer/assets/exports.js";
import { hullPaths } from "../../../kg/graph/explorer/assets/hulls.js";
import { contains, leaderEnds, overlap, placeLabels } from "../../../kg/graph/explorer/assets/labels.js";
import { messageTable } from "../../../kg/graph/explorer/assets/messages.js";
import { placeAround, placeInRings } from "../../../kg/graph/explorer/assets/placing.js";
import { clean, folded, isoDay, shorten, splitAt, wrapName } from "../../../kg/graph/explorer/assets/text.js";

let seed = 3;
const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
const crowd = Array.from({ length: 120 }, (_, id) => ({ id, x: random(700), y: random(500), radius: 4 + random(9), width: 30 + random(90), height: 15, always: id === 119 }));

test("no written label lies on another or on another's node", () => {
  const labels = placeLabels(crowd, 2);
  const free = labels.filter((label) => label.id !== 119);
  assert.ok(labels.length > 20 && labels.length < crowd.length);
  for (const a of labels) for (const b of labels) assert.ok(a === b || a.id === 119 || b.id === 119 || !overlap(a, b));
  for (const a of free) {
    for (const { id, x, y, radius } of crowd) assert.ok(id === a.id || !overlap(a, { x: x - radius, y: y - radius, w: 2 * radius, h: 2 * radius }));
  }
});
test("negative control: without placing, the same labels do lie on each other", () => {
  const below = crowd.map((item) => ({ x: item.x - item.width / 2, y: item.y + item.radius, w: item.width, h: item.height }));
  assert.ok(below.some((a) => below.some((b) => a !== b && overlap(a, b))));
});
test("a name that has to be there stands away on a line rather than not at all", () => {
  const wide = crowd.map((item, i) => ({ ...item, width: i < 30 ? 110 : item.width }));
  const near = placeLabels(wide, 2);
  const led = placeLabels(wide.map((item, i) => ({ ...item, far: i < 30 })), 2);
  const count = (labels) => labels.filter((label) => label.id < 30).length;
  assert.ok(count(led) > count(near));
  const far = led.filter((label) => label.leader);
  assert.ok(far.length > 0);
  for (const label of far) {
    const [[x, y], [c, d]] = leaderEnds(label);
    const { radius } = crowd[label.id];
    assert.ok(Math.abs(Math.hypot(x - crowd[label.id].x, y - crowd[label.id].y) - radius) < 1e-6);
    assert.ok(c >= label.x && c <= label.x + label.w && d >= label.y && d <= label.y + label.h);
  }
  for (const a of led) for (const b of led) assert.ok(a === b || a.id === 119 || b.id === 119 || !overlap(a, b));
});
test("the chosen node is always named", () => assert.ok(placeLabels(crowd, 2).some((label) => label.id === 119)));
test("names of nodes inside the window are inside it", () => {
  const bounds = { x: 0, y: 0, w: 700, h: 500 };
  for (const label of placeLabels(crowd.slice(0, 119), 2, bounds)) assert.ok(contains(bounds, label));
});

test("new nodes stand on free ground around their node", () => {
  const taken = crowd.map(({ x, y, radius }) => ({ x, y, radius }));
  const places = placeAround({ x: 350, y: 250, radius: 12 }, Array(30).fill(9), taken);
  const all = [...taken, ...places.map(([x, y]) => ({ x, y, radius: 9 }))];
  places.forEach(([x, y]) => {
    for (const other of all) if (other.x !== x || other.y !== y) assert.ok(Math.hypot(x - other.x, y - other.y) >= 9 + other.radius);
  });
});
test("the same call gives the same places", () => {
  const call = () => placeAround({ x: 0, y: 0, radius: 9 }, [5, 5, 5], [{ x: 60, y: 0, radius: 9 }]);
  assert.deepEqual(call(), call());
});
for (const count of [0, 1, 12, 13, 36, 79]) {
  test(`rings hold ${count}, the last as full as the others`, () => {
    const places = placeInRings(count);
    assert.equal(new Set(places.map(String)).size, count);
    const rings = new Map();
    for (const [x, y] of places) {
      const ring = Math.round((Math.hypot(x / 1.35, y) - 190) / 120);
      rings.set(ring, (rings.get(ring) ?? 0) + 1);
    }
    const full = [...rings].map(([ring, held]) => held / (190 + 120 * ring));
    assert.ok(count < 13 || Math.max(...full) < 1.3 * Math.min(...full));
  });
}

test("a hull is the corners alone", () => {
  assert.equal(hullPaths([[0, 0], [4, 0], [4, 4], [0, 4], [2, 2], [1, 3]]).length, 4);
});

for (const [what, value, expected] of [
  ["plain text", "临山", "临山"],
  ["a comma", "a,b", '"a,b"'],
  ["quotes and a line break", 'a"b\n', '"a""b\n"'],
  ["a formula", "=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["a minus sign in a name", "-1+1", "'-1+1"],
  ["a number", -3.5, "-3.5"],
  ["nothing", null, ""],
]) {
  test(`CSV field: ${what}`, () => assert.equal(csvField(value), expected));
}
test("CSV has a byte order mark and ends its lines as RFC 4180 says", () => assert.equal(toCsv([["a", 1], ["b", 2]]), "\ufeffa,1\r\nb,2\r\n"));

const HOSTILE = `</script><script>alert(1)</script>"'&\u0000\u001b\u202e`;
test("SVG holds hostile names as text", () => {
  const svg = toSvg({
    title: HOSTILE, background: "#fff", ink: "#000", halo: "#fff", font: "sans", regions: [{ points: [[0, 0], [1, 0], [1, 1]], fill: "#eee", width: 5 }],
    lines: [{ x1: 0, y1: 0, x2: 1, y2: 1, stroke: "#000", width: 1 }],
    nodes: ["dot", "square", "triangle", "diamond", "hexagon"].map((shape) => ({ shape, x: 1, y: 2, radius: 3, fill: "#123", stroke: "#fff", name: HOSTILE })),
    labels: [{ x: 0, y: 0, w: 9, h: 5, size: 4, lines: [HOSTILE, "第二行"] }, { x: 20, y: 0, w: 9, h: 5, size: 4, lines: ["远"], leader: [1, 2, 3] }],
  });
  assert.ok(!/<script|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e]/.test(svg));
  assert.ok(svg.includes("&lt;script&gt;"));
  assert.equal(svg.match(/<polygon/g).length, 5);
  assert.deepEqual([svg.match(/<tspan/g).length, svg.match(/<line /g).length], [3, 2]);
});
test("an empty picture is still an SVG", () => assert.match(toSvg({ title: "", background: "#fff", regions: [], lines: [], nodes: [], labels: [] }), /^<svg/));

for (const [what, text, expected] of [
  ["markup is left alone: it is never parsed", "<b>&amp;", "<b>&amp;"],
  ["control characters are drawn", "a\u0000\u001b\u007fb", "a␀␛␡b"],
  ["directional overrides are named", "a\u202eb\u2066", "a⟦202E⟧b⟦2066⟧"],
  ["invisible joiners are named", "x\u200by\ufeff", "x⟦200B⟧y⟦FEFF⟧"],
  ["tag characters are named", "\u{e0041}", "⟦E0041⟧"],
  ["half a surrogate pair is replaced", "a\ud800b", "a\ufffdb"],
  ["characters beyond the first plane are kept", "𠮷", "𠮷"],
]) {
  test(`text: ${what}`, () => assert.equal(clean(text), expected));
}
test("spans count code points, not halves of them", () => assert.deepEqual(splitAt("𠮷田说好", 1, 3), ["𠮷", "田说", "好"]));
test("names are shortened by code points", () => assert.equal(shorten("𠮷𠮷𠮷𠮷", 3), "𠮷𠮷…"));
for (const [what, name, expected] of [
  ["a short one stays on a line", "镇海区人民政府", ["镇海区人民政府"]],
  ["a long one is broken in the middle", "令狐砚调研城市更新项目", ["令狐砚调研", "城市更新项目"]],
  ["one too long ends in an ellipsis", "樊城区人民法院公开开庭审理非法捕捞水产品一案", ["樊城区人民法院", "公开开庭审理非法…"]],
  ["numbers and words are kept whole", "何梁何利基金2024年度颁奖大会", ["何梁何利基金", "2024年度颁奖大会"]],
  ["a line begins with no closing mark and ends with no opening one", "区委常委会（扩大）会议记录", ["区委常委会", "（扩大）会议记录"]],
  ["letters need half the room", "Zhenhai District", ["Zhenhai District"]],
  ["characters beyond the first plane are one each", "𠮷".repeat(12), ["𠮷".repeat(6), "𠮷".repeat(6)]],
  ["nothing is nothing", "", [""]],
]) {
  test(`names on two lines: ${what}`, () => assert.deepEqual(wrapName(name), expected));
}
test("comparison folds width, case and dots", () => assert.equal(folded("Ａ·b C"), "abc"));
test("days are dates", () => assert.deepEqual([isoDay(20000), isoDay(null)], ["2024-10-04", ""]));
test("xml text escapes all five characters", () => assert.equal(xmlText(`<>&"'`), "&lt;&gt;&amp;&quot;&#39;"));

for (const [name, texts] of Object.entries(messageTable())) {
  test(`message ${name} is there in both languages with the same blanks`, () => {
    const blanks = texts.map((text) => (text.match(/\{\w+\}/g) ?? []).sort().join());
    assert.equal(texts.length, 2);
    assert.ok(texts.every((text) => text.length > 0));
    assert.equal(blanks[0], blanks[1]);
  });
}
