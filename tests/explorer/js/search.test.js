// Search by name, alias and pinyin.
import assert from "node:assert/strict";
import { test } from "node:test";

import { search, searchIndex } from "../../../kg/graph/explorer/assets/search.js";

const node = (id, name, aliases, pinyin, rank) => ({ id, name, aliases, pinyin, rank });
const INDEX = searchIndex([
  node(0, "中共临山区委", ["临山区委", "区委"], "zglsqw lsqw qw", 9000),
  node(1, "沈文海", [], "swh shenwenhai", 5000),
  node(2, "沈文", [], "sw shenwen", 100),
  node(3, "临山区", ["临山"], "lsq ls", 8000),
  node(4, "ＡＢＣ公司", ["abc"], "abcgs", 10),
]);
const ids = (text, limit) => search(INDEX, text, limit).map((hit) => hit.id);

for (const [what, text, expected] of [
  ["an exact name comes before a longer one of higher rank", "沈文", [2, 1]],
  ["pinyin initials find a name", "swh", [1]],
  ["whole pinyin finds a name by its beginning", "shenwen", [2, 1]],
  ["capital letters do not matter", "SWH", [1]],
  ["an exact alias comes before the beginning of a name", "临山", [3, 0]],
  ["full width equals half width", "abc公司", [4]],
  ["spaces and dots do not matter", " 沈 · 文海", [1]],
  ["characters in order find a name with others between them", "中共区委", [0]],
  ["an empty text finds nothing", "  ", []],
  ["what is nowhere is not found", "王", []],
]) {
  test(what, () => assert.deepEqual(ids(text), expected));
}

test("the alias that matched is given with the hit", () => assert.equal(search(INDEX, "区委")[0].alias, "区委"));
test("a limit cuts the list after sorting", () => assert.deepEqual(ids("沈", 1), [1]));
test("signs of regular expressions are plain characters", () => assert.deepEqual(ids(".*"), []));
