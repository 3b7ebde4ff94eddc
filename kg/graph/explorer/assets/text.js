// Text from documents, made fit to be shown: never markup, never able to reorder or hide what stands beside it.

// Directional overrides and isolates, joiners, byte order marks and other characters without a picture of their own.
// Written as escapes, so that this file itself has none of them.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g; // eslint-disable-line no-control-regex
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function controlPicture(char) {
  const code = char.codePointAt(0);
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return codeMark(char);
}

function codeMark(char) {
  return `⟦${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`;
}

/** A text with every invisible or control character replaced by a visible sign of it. */
export function clean(text) {
  return String(text)
    .replace(LONE_SURROGATE, "\ufffd")
    .replace(CONTROL, controlPicture)
    .replace(INVISIBLE, codeMark);
}

/** At most `limit` characters (code points), the last an ellipsis where something is left out. */
export function shorten(text, limit) {
  const chars = Array.from(text);
  return chars.length <= limit ? text : chars.slice(0, limit - 1).join("") + "…";
}

/** The parts of a text before, inside and after a span given in code points. */
export function splitAt(text, begin, end) {
  const chars = Array.from(text);
  return [chars.slice(0, begin).join(""), chars.slice(begin, end).join(""), chars.slice(end).join("")];
}

/** The form in which names are compared: compatibility forms and case folded, spaces and middle dots left out. */
export function folded(text) {
  return String(text).normalize("NFKC").toLowerCase().replace(/[\s·•・‧.]+/g, "");
}

/** Days since 1970 as an ISO date; an empty string for null. */
export function isoDay(day) {
  return day === null || day === undefined ? "" : new Date(day * 86400000).toISOString().slice(0, 10);
}

/** Year × 12 + month − 1 of a day. */
export function monthOf(day) {
  const date = new Date(day * 86400000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
