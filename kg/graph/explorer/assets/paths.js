// Ways through the graph: the shortest path between two nodes, and the world around one.

/**
 * Shortest path as node numbers, both ends included; null where there is none.
 * Breadth first from both ends in turn; among equally short paths the one through more important nodes.
 *
 * @param neighbours number → numbers of its neighbours, the most important first
 */
export function shortestPath(from, to, neighbours) {
  if (from === to) return [from];
  const before = new Map([[from, null]]);
  const after = new Map([[to, null]]);
  let left = [from];
  let right = [to];
  while (left.length && right.length) {
    const forward = left.length <= right.length;
    const [seen, other] = forward ? [before, after] : [after, before];
    const next = [];
    for (const id of forward ? left : right) {
      for (const step of neighbours(id)) {
        if (seen.has(step)) continue;
        seen.set(step, id);
        if (other.has(step)) return walk(before, step).reverse().concat(walk(after, step).slice(1));
        next.push(step);
      }
    }
    if (forward) left = next;
    else right = next;
  }
  return null;
}

function walk(links, start) {
  const found = [];
  for (let id = start; id !== null; id = links.get(id)) found.push(id);
  return found;
}

/** A node, its neighbours and, with `steps` 2, theirs; at most `limit` nodes, nearer ones first. */
export function worldOf(id, neighbours, steps = 1, limit = 80) {
  const found = new Set([id]);
  let ring = [id];
  for (let step = 0; step < steps; step += 1) {
    const next = [];
    for (const inner of ring) {
      for (const outer of neighbours(inner)) {
        if (found.size >= limit) return found;
        if (!found.has(outer)) {
          found.add(outer);
          next.push(outer);
        }
      }
    }
    ring = next;
  }
  return found;
}
