// Which names are written, and where: as on a map, the more important first, none on another or on a node.

/** True where two boxes {x, y, w, h} share ground. */
export function overlap(a, b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** True where `inner` lies wholly in `outer`. */
export function contains(outer, inner) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w && inner.y + inner.h <= outer.y + outer.h;
}

/** Boxes by cell, so that a candidate is compared with its surroundings only. */
export class Grid {
  constructor(cell) {
    this.cell = cell;
    this.cells = new Map();
  }

  * keys(box) {
    const { cell } = this;
    for (let i = Math.floor(box.x / cell); i <= Math.floor((box.x + box.w) / cell); i += 1) {
      for (let j = Math.floor(box.y / cell); j <= Math.floor((box.y + box.h) / cell); j += 1) yield `${i},${j}`;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      const held = this.cells.get(key);
      if (held) held.push(box);
      else this.cells.set(key, [box]);
    }
  }

  hits(box, owner) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) ?? []) if (other.owner !== owner && overlap(box, other)) return true;
    }
    return false;
  }
}

/** The places of a label, the usual one first: below, right, left, above, the corners, then slid along below and above. */
export function candidates(item, gap) {
  const { x, y, radius: r, width: w, height: h } = item;
  return [
    { x: x - w / 2, y: y + r + gap, w, h, align: "center" },
    { x: x + r + gap * 2, y: y - h / 2, w, h, align: "left" },
    { x: x - r - gap * 2 - w, y: y - h / 2, w, h, align: "right" },
    { x: x - w / 2, y: y - r - gap - h, w, h, align: "center" },
    { x: x + r * 0.7, y: y + r * 0.7 + gap, w, h, align: "left" },
    { x: x + r * 0.7, y: y - r * 0.7 - gap - h, w, h, align: "left" },
    { x: x - r * 0.7 - w, y: y + r * 0.7 + gap, w, h, align: "right" },
    { x: x - r * 0.7 - w, y: y - r * 0.7 - gap - h, w, h, align: "right" },
    ...[-0.25, 0.25].flatMap((part) => [
      { x: x - w / 2 + part * w, y: y + r + gap, w, h, align: "center" },
      { x: x - w / 2 + part * w, y: y - r - gap - h, w, h, align: "center" },
    ]),
  ];
}

/** Both ends of the line from a node's edge to its name: the nearest point of the name's box. */
export function leaderEnds({ x, y, w, h, leader: [a, b, r] }) {
  const [c, d] = [Math.min(Math.max(a, x), x + w), Math.min(Math.max(b, y), y + h)];
  const part = r / Math.max(Math.hypot(c - a, d - b), r);
  return [[a + (c - a) * part, b + (d - b) * part], [c, d]];
}

/** Places a little away, for a name that has to be there: a line leads from the node to it. Nearer ones first. */
export function farCandidates(item, gap) {
  const { x, y, radius: r, width: w, height: h } = item;
  const turns = Array.from({ length: 16 }, (_, i) => (i * Math.PI) / 8 + Math.PI / 2);
  return [0.6, 1.2, 2, 2.6].flatMap((lines) => turns.map((turn) => {
    const away = r + gap + lines * h;
    return { x: x + Math.cos(turn) * (away + w / 2) - w / 2, y: y + Math.sin(turn) * (away + h / 2) - h / 2, w, h, align: "center", leader: [x, y, r] };
  }));
}

/**
 * Boxes of the labels that are written.
 *
 * @param items {id, x, y, radius, width, height, always, far}, the most important first; `always` is for the chosen node,
 *     `far` for names that may stand away from their node rather than not at all
 * @param gap room between a node and its label
 * @param bounds the part of the plane that is seen: a label of a node inside it is written inside it, or not at all
 * @returns array of {id, x, y, w, h, align, leader}; a leader [x, y, radius] is the node that a line leads from
 */
export function placeLabels(items, gap, bounds = null) {
  const cell = Math.max(40, ...items.slice(0, 200).map((item) => item.width));
  const grid = new Grid(cell);
  for (const { id, x, y, radius } of items) grid.add({ x: x - radius, y: y - radius, w: 2 * radius, h: 2 * radius, owner: id });
  const written = [];
  for (const item of [...items.filter((one) => one.always), ...items.filter((one) => !one.always)]) {
    const near = candidates(item, gap);
    const places = item.far || item.always ? [...near, ...farCandidates(item, gap)] : near;
    const kept = bounds && contains(bounds, { x: item.x, y: item.y, w: 0, h: 0 }) ? bounds : null;
    const place = places.find((box) => (!kept || contains(kept, box)) && !grid.hits(box, item.id)) ?? (item.always ? places[0] : null);
    if (!place) continue;
    grid.add({ ...place, owner: null });
    written.push({ id: item.id, ...place });
  }
  return written;
}
