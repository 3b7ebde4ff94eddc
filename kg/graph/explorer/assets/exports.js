// Files that the page gives out: CSV of what is visible, and the picture as SVG.

import { leaderEnds } from "./labels.js";
import { clean } from "./text.js";

/** One CSV file (RFC 4180) with a byte order mark, so that Excel reads Chinese. */
export function toCsv(rows) {
  return "\ufeff" + rows.map((row) => row.map(csvField).join(",")).join("\r\n") + "\r\n";
}

/** A field; what a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvField(value) {
  let text = value === null || value === undefined ? "" : String(value);
  if (typeof value !== "number" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Text for an XML document. */
export function xmlText(text) {
  return clean(text)
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const round = (value) => Math.round(value * 10) / 10;

/** Corners of a shape around a point, in the proportions in which vis-network draws it. */
export function corners(shape, x, y, r) {
  if (shape === "square") return [[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]];
  if (shape === "diamond") return [[x, y - r], [x + r, y], [x, y + r], [x - r, y]];
  if (shape === "triangle") {
    const top = y + 0.275 * r * 1.15;
    const side = r * 1.15;
    const height = Math.sqrt(3) * side;
    return [[x, top - (height * 2) / 3 - 0], [x + side, top + height / 3], [x - side, top + height / 3]];
  }
  return Array.from({ length: 6 }, (_, i) => [x + r * Math.cos((Math.PI / 3) * i), y + r * Math.sin((Math.PI / 3) * i)]);
}

function shapeOf({ shape, x, y, radius, fill, stroke }) {
  const paint = `fill="${xmlText(fill)}" stroke="${xmlText(stroke)}" stroke-width="1.5"`;
  if (shape === "dot") return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" ${paint}/>`;
  const points = corners(shape, x, y, radius).map((point) => point.map(round).join(",")).join(" ");
  return `<polygon points="${points}" ${paint}/>`;
}

function textOf({ x, y, w, h, size, lines }, { font, ink, halo }) {
  const [step, middle] = [h / lines.length, round(x + w / 2)];
  const place = 'text-anchor="middle"';
  const style = `font-family="${xmlText(font)}" font-size="${round(size)}" fill="${xmlText(ink)}"`;
  const edge = `stroke="${xmlText(halo)}" stroke-width="${round(size / 4)}" stroke-linejoin="round" paint-order="stroke"`;
  const spans = lines.map((line, i) => `<tspan x="${middle}" y="${round(y + (i + 0.78) * step)}">${xmlText(line)}</tspan>`);
  return `<text ${place} ${style} ${edge}>${spans.join("")}</text>`;
}

function lineOf({ x1, y1, x2, y2, stroke, width }) {
  const ends = `x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"`;
  return `<line ${ends} stroke="${xmlText(stroke)}" stroke-width="${round(width)}"/>`;
}

function leaderOf(label, { ink }) {
  const [[x1, y1], [x2, y2]] = leaderEnds(label);
  return lineOf({ x1, y1, x2, y2, stroke: ink, width: 1 });
}

function regionOf({ points, fill, width }) {
  const corner = points.map((point) => point.map(round).join(",")).join(" ");
  return `<polygon points="${corner}" fill="${xmlText(fill)}" stroke="${xmlText(fill)}" stroke-width="${width}" stroke-linejoin="round"/>`;
}

/**
 * The picture as SVG.
 *
 * @param picture {title, background, ink, halo, font, regions, lines, nodes, labels}; all coordinates in one plane:
 *     regions {points, fill, width}, lines {x1, y1, x2, y2, stroke, width}, nodes {shape, x, y, radius, fill, stroke, name},
 *     labels {x, y, w, h, size, lines, leader}
 */
export function toSvg(picture) {
  const xs = [];
  const ys = [];
  for (const { x, y, radius } of picture.nodes) {
    xs.push(x - radius * 1.3, x + radius * 1.3);
    ys.push(y - radius * 1.3, y + radius * 1.3);
  }
  for (const { x, y, w, h } of picture.labels) {
    xs.push(x, x + w);
    ys.push(y, y + h);
  }
  const margin = 24;
  const [left, right] = xs.length ? [Math.min(...xs) - margin, Math.max(...xs) + margin] : [0, 100];
  const [top, bottom] = ys.length ? [Math.min(...ys) - margin, Math.max(...ys) + margin] : [0, 100];
  const box = [left, top, right - left, bottom - top].map(round);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(" ")}" width="${box[2]}" height="${box[3]}" role="img">`,
    `<title>${xmlText(picture.title)}</title>`,
    `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${xmlText(picture.background)}"/>`,
    ...picture.regions.map(regionOf),
    ...picture.lines.map(lineOf),
    ...picture.nodes.map((node) => `<g><title>${xmlText(node.name)}</title>${shapeOf(node)}</g>`),
    ...picture.labels.filter((label) => label.leader).map((label) => leaderOf(label, picture)),
    ...picture.labels.map((label) => textOf(label, picture)),
    "</svg>",
    "",
  ].join("\n");
}
