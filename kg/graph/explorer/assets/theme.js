// Colours and shapes. Hues are apart for the common kinds of colour blindness, and each type has a shape of its own.

export const SHAPES = { Person: "dot", Organization: "square", Place: "triangle", Event: "diamond", Work: "hexagon" };

const LIGHT = {
  background: "#fcfcfa",
  ink: "#1d2430",
  soft: "#5c6675",
  halo: "#fcfcfa",
  line: "#98a2b0",
  lineStrong: "#4d5a6b",
  path: "#c2410c",
  types: { Person: "#2563b8", Organization: "#c4730c", Place: "#2f8a56", Event: "#b8376f", Work: "#7353b5" },
  regions: ["#eef3fa", "#f9f2e7", "#ecf6ef", "#faeef3", "#f2eff9", "#eaf5f6", "#f6f4e4", "#f3f1ee"],
};

const DARK = {
  background: "#14181f",
  ink: "#e8ebf0",
  soft: "#a3adba",
  halo: "#14181f",
  line: "#5a6678",
  lineStrong: "#a9b6c8",
  path: "#fb923c",
  types: { Person: "#6aa5f0", Organization: "#e8a552", Place: "#5fbf8a", Event: "#ea7aa6", Work: "#a98fe6" },
  regions: ["#1a222e", "#25211a", "#19251f", "#271c23", "#201d2c", "#18252a", "#23231a", "#201f1f"],
};

/** Fonts that have Chinese on Windows, macOS, iOS, Android and Linux, in that order of preference. */
export const FONT =
  'system-ui, "PingFang SC", "Microsoft YaHei", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif';

/** The colours of a theme, "light" or "dark". */
export function colours(theme) {
  return theme === "dark" ? DARK : LIGHT;
}

/** Radius of a node by its importance (0 to 10000). */
export function radiusOf(rank) {
  return 7 + 13 * Math.sqrt(Math.max(0, rank) / 10000);
}

/** Size of a label in pixels of the screen, and its weight; events, whose names are long, are written smaller. */
export function labelStyle(rank, type) {
  if (type === "Event") return { size: 11.5, weight: 400 };
  if (rank >= 4500) return { size: 15, weight: 600 };
  if (rank >= 1800) return { size: 13.5, weight: 500 };
  return { size: 12.5, weight: 400 };
}
