// Where new nodes go: in rings around the node that brings them in, on free ground.

const GOLDEN = 2.399963229728653;

/** True where a disc at (x, y) keeps `gap` from every taken disc. */
export function isFree(x, y, radius, taken, gap = 6) {
  for (const other of taken) {
    const reach = radius + other.radius + gap;
    const dx = (x - other.x) / 1.5; // labels are wide: keep more room to the sides
    const dy = y - other.y;
    if (dx * dx + dy * dy < reach * reach) return false;
  }
  return true;
}

/**
 * Places for new nodes around a centre, nearest free ground first, away from where the rest of the graph lies.
 *
 * @param centre {x, y, radius}
 * @param radii one radius for each new node, in the order in which they choose
 * @param taken discs {x, y, radius} that are not to be covered
 * @returns array of [x, y], whole numbers
 */
export function placeAround(centre, radii, taken) {
  const occupied = [...taken];
  const outward = awayFrom(centre, taken);
  return radii.map((radius) => {
    for (let step = 0; step < 4000; step += 1) {
      const reach = centre.radius + radius + 42 + 9 * Math.sqrt(step);
      const angle = outward + (step % 2 ? 1 : -1) * Math.ceil(step / 2) * GOLDEN;
      const x = Math.round(centre.x + Math.cos(angle) * reach * 1.3);
      const y = Math.round(centre.y + Math.sin(angle) * reach);
      if (isFree(x, y, radius + 14, occupied)) {
        occupied.push({ x, y, radius: radius + 8 });
        return [x, y];
      }
    }
    return [Math.round(centre.x), Math.round(centre.y + centre.radius + radius + 60)];
  });
}

function awayFrom(centre, taken) {
  let x = 0;
  let y = 0;
  for (const other of taken) {
    const dx = centre.x - other.x;
    const dy = centre.y - other.y;
    const squared = dx * dx + dy * dy;
    if (squared > 1 && squared < 160000) {
      x += dx / squared;
      y += dy / squared;
    }
  }
  return x === 0 && y === 0 ? -Math.PI / 2 : Math.atan2(y, x);
}

/** Rings of neighbours around one node in the middle, for its world alone: [x, y] for each, nearest ring first, all equally full. */
export function placeInRings(count, first = 190, gap = 120) {
  const rooms = [];
  let all = 0;
  while (all < count) {
    rooms.push(Math.floor((2 * Math.PI * (first + rooms.length * gap)) / 105));
    all += rooms[rooms.length - 1];
  }
  const places = [];
  let passed = 0;
  for (const [ring, room] of rooms.entries()) {
    const reach = first + ring * gap;
    passed += room;
    const here = Math.round((count * passed) / all) - places.length;
    for (let i = 0; i < here; i += 1) {
      const angle = -Math.PI / 2 + ((i + ring * 0.38) / here) * 2 * Math.PI;
      places.push([Math.round(Math.cos(angle) * reach * 1.35), Math.round(Math.sin(angle) * reach)]);
    }
  }
  return places;
}
