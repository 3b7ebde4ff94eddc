// Search by name, alias, pinyin initials or whole pinyin.

import { folded } from "./text.js";

const SCORES = { exact: 100, exactAlias: 90, exactPinyin: 80, start: 70, startAlias: 60, startPinyin: 50, inside: 40, insideAlias: 30, scattered: 10 };

/** What is searched, made once: folded names beside each node. */
export function searchIndex(nodes) {
  return [...nodes].map((node) => ({
    id: node.id,
    rank: node.rank,
    name: folded(node.name),
    aliases: node.aliases.map((alias) => [folded(alias), alias]),
    pinyin: node.pinyin ? node.pinyin.split(" ") : [],
  }));
}

function inOrder(query, text) {
  let from = 0;
  for (const char of query) {
    from = text.indexOf(char, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

/** How well an entry answers, and the alias that did; a score of 0 is no hit. */
export function scoreOf(entry, query) {
  if (entry.name === query) return [SCORES.exact, null];
  let best = [0, null];
  const offer = (score, alias) => {
    if (score > best[0]) best = [score, alias];
  };
  if (entry.name.startsWith(query)) offer(SCORES.start, null);
  else if (entry.name.includes(query)) offer(SCORES.inside, null);
  for (const [alias, shown] of entry.aliases) {
    if (alias === query) offer(SCORES.exactAlias, shown);
    else if (alias.startsWith(query)) offer(SCORES.startAlias, shown);
    else if (alias.includes(query)) offer(SCORES.insideAlias, shown);
  }
  if (/^[a-z0-9]+$/.test(query)) {
    for (const key of entry.pinyin) {
      if (key === query) offer(SCORES.exactPinyin, null);
      else if (key.startsWith(query)) offer(SCORES.startPinyin, null);
    }
  }
  // 杨浦委 finds 中共杨浦区委: characters in order, others between them
  if (best[0] === 0 && query.length > 1 && !/^[\x20-\x7e]+$/.test(query) && inOrder(query, entry.name)) offer(SCORES.scattered, null);
  return best;
}

/** The best hits: by how they match, then by importance, then by number. */
export function search(index, text, limit = 12) {
  const query = folded(text);
  if (!query) return [];
  const hits = [];
  for (const entry of index) {
    const [score, alias] = scoreOf(entry, query);
    if (score > 0) hits.push({ id: entry.id, score, alias, rank: entry.rank });
  }
  hits.sort((a, b) => b.score - a.score || b.rank - a.rank || a.id - b.id);
  return hits.slice(0, limit);
}
