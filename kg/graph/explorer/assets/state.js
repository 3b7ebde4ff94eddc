// What a link reopens: the state of the view as a URL fragment, and back.
//
// Nodes are named by their keys, not by numbers, so that a link still works after the graph was built again.

/** A fresh state: nothing chosen, nothing filtered. */
export function emptyState() {
  return {
    node: null, // key of the chosen node
    edge: null, // [key, key] of the chosen connection
    world: null, // key of the node whose world is shown alone
    path: null, // [key, key]
    view: "graph", // or "table"
    theme: null, // "light", "dark" or null (as the system has it)
    language: null, // "zh", "en" or null (as the browser has it)
    offTypes: [], // names of node types that are switched off
    offEvents: [], // event categories that are switched off
    offOrganizations: [], // organization types that are switched off
    document: null, // title of the only document to show
    confidence: 0, // percent
    time: null, // [first month, last month]
    added: [], // keys drawn beyond the overview
    removed: [], // keys of the overview that were taken away
    moved: {}, // key → [x, y]
    camera: null, // [x, y, scale]
  };
}

const LISTS = { t: "offTypes", c: "offEvents", o: "offOrganizations", a: "added", r: "removed" };
const WORDS = { n: "node", w: "world", d: "document" };
const PAIRS = { e: "edge", p: "path" };
const CHOICES = { v: ["view", ["graph", "table"]], h: ["theme", ["light", "dark"]], l: ["language", ["zh", "en"]] };

// The empty name (of what has no category) is written "!"; a "!" in a name is escaped.
const joinKeys = (keys) => keys.map((key) => (key === "" ? "!" : encodeURIComponent(key).replaceAll("!", "%21"))).join(",");

function splitKeys(text) {
  return text.split(",").filter(Boolean).map((part) => (part === "!" ? "" : decodeURIComponent(part)));
}

function numbers(text, count) {
  const found = text.split(",").map(Number);
  return found.length === count && found.every(Number.isFinite) ? found : null;
}

/** The fragment of a state, without "#"; empty for a fresh state. */
export function encodeState(state) {
  const parts = [];
  for (const [letter, name] of Object.entries(WORDS)) if (state[name]) parts.push(`${letter}=${encodeURIComponent(state[name])}`);
  for (const [letter, name] of Object.entries(PAIRS)) if (state[name]) parts.push(`${letter}=${joinKeys(state[name])}`);
  // what was brought in and has a place is named once, with a "+" before its place
  const moved = Object.entries(state.moved);
  const placed = (key, at) => [(state.added.includes(key) ? "+" : "") + encodeURIComponent(key), ...at.map(Math.round)].join(":");
  if (moved.length) parts.push(`x=${moved.map(([key, at]) => placed(key, at)).join(",")}`);
  const lists = { ...state, added: state.added.filter((key) => !Object.hasOwn(state.moved, key)) };
  for (const [letter, name] of Object.entries(LISTS)) if (lists[name].length) parts.push(`${letter}=${joinKeys(lists[name])}`);
  for (const [letter, [name, values]] of Object.entries(CHOICES)) {
    if (state[name] && state[name] !== (name === "view" ? values[0] : null)) parts.push(`${letter}=${state[name]}`);
  }
  if (state.confidence) parts.push(`q=${state.confidence}`);
  if (state.time) parts.push(`m=${state.time.join(",")}`);
  if (state.camera) parts.push(`z=${state.camera.map((value, i) => Number(value.toFixed(i < 2 ? 0 : 3))).join(",")}`);
  return parts.join("&");
}

/** The state of a fragment. What cannot be understood is left out: a link is input like any other. */
export function decodeState(fragment) {
  const state = emptyState();
  for (const part of String(fragment).replace(/^#/, "").split("&")) {
    const split = part.indexOf("=");
    if (split < 1) continue;
    try {
      read(state, part.slice(0, split), part.slice(split + 1));
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
    }
  }
  return state;
}

function read(state, letter, value) {
  if (Object.hasOwn(WORDS, letter)) state[WORDS[letter]] = decodeURIComponent(value) || null;
  else if (Object.hasOwn(LISTS, letter)) state[LISTS[letter]] = [...new Set([...state[LISTS[letter]], ...splitKeys(value)])];
  else if (Object.hasOwn(PAIRS, letter)) {
    const pair = splitKeys(value);
    if (pair.length === 2) state[PAIRS[letter]] = pair;
  } else if (Object.hasOwn(CHOICES, letter)) {
    const [name, values] = CHOICES[letter];
    if (values.includes(value)) state[name] = value;
  } else if (letter === "q") {
    const confidence = Number(value);
    if (confidence > 0 && confidence <= 100) state.confidence = Math.round(confidence);
  } else if (letter === "m") {
    const months = numbers(value, 2);
    if (months && months[0] <= months[1]) state.time = months;
  } else if (letter === "z") {
    const camera = numbers(value, 3);
    if (camera && camera[2] > 0.01 && camera[2] < 100) state.camera = camera;
  } else if (letter === "x") {
    for (const item of value.split(",")) {
      const at = item.lastIndexOf(":", item.lastIndexOf(":") - 1);
      const point = numbers(item.slice(at + 1).replace(":", ","), 2);
      const added = item.startsWith("+");
      const key = decodeURIComponent(item.slice(added ? 1 : 0, Math.max(at, 0)));
      if (added && key && point && !state.added.includes(key)) state.added.push(key);
      if (key && point) Object.defineProperty(state.moved, key, { value: point, enumerable: true, writable: true, configurable: true });
    }
  }
}
