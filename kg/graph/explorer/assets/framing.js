// How a picture is fitted into a window: nodes grow and shrink with the scale, their names do not.

const SMALLEST = 0.05;
const [SIDES, ENDS] = [32, 28]; // pixels that stay free beside, above and below the picture together
const INWARD = 0.6; // part of half a name that is reckoned with at the sides, where it can stand on the inner side of its node

/** Left, right, top and bottom on the screen at a scale, the origin of the drawing at 0. */
export function extent(boxes, scale) {
  const box = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y, radius, half, below } of boxes) {
    const side = Math.max(half * INWARD, radius * scale);
    box[0] = Math.min(box[0], x * scale - side);
    box[1] = Math.max(box[1], x * scale + side);
    box[2] = Math.min(box[2], (y - radius) * scale);
    box[3] = Math.max(box[3], (y + radius) * scale + below);
  }
  return box;
}

/**
 * The middle and the scale at which all of some nodes are seen with their names.
 *
 * @param boxes {x, y, radius} in the drawing, {half, below}: half the width and the height of the name on the screen
 * @param largest scale that is not exceeded
 * @returns {x, y, scale}
 */
export function frame(boxes, width, height, largest) {
  const fits = (scale) => {
    const [left, right, top, bottom] = extent(boxes, scale);
    return right - left <= Math.max(width - SIDES, 60) && bottom - top <= Math.max(height - ENDS, 60);
  };
  let [low, high] = [SMALLEST, largest];
  if (fits(high)) low = high;
  for (let turn = 0; turn < 20; turn += 1) {
    const scale = (low + high) / 2;
    if (fits(scale)) low = scale;
    else high = scale;
  }
  const [left, right, top, bottom] = extent(boxes, low);
  return { x: (left + right) / 2 / low, y: (top + bottom) / 2 / low, scale: low };
}
