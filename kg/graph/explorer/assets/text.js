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

const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3ffff}]/u;
const WORD = /[0-9A-Za-z]/; // what belongs together
const NOT_FIRST = /[\s·•、，。：；！？）》】〉”’)\]%…—-]/; // what no line begins with
const NOT_LAST = /[（《【〈“‘([]/; // what no line ends with
const SUFFIX = /[市区县省镇乡村州局委院会厅部署长员们的了]/; // rarely begins a word
const GOOD_END = /[\s·•、，：）》”]/; // where a line ends well

/**
 * A name on one line or two, as on a map; what is too long even for two ends in an ellipsis.
 *
 * @param limit room of a line in wide characters; others count 0.56
 * @returns array of one or two lines
 */
export function wrapName(text, limit = 8) {
  const chars = Array.from(text);
  const widths = chars.map((char) => (WIDE.test(char) ? 1 : 0.56));
  const upTo = [0];
  for (const width of widths) upTo.push(upTo[upTo.length - 1] + width);
  if (upTo[chars.length] <= limit + 1) return [text];
  let count = chars.length;
  if (upTo[count] > 2 * limit) {
    while (upTo[count] > 2 * limit - 1) count -= 1;
    chars.splice(count, chars.length, "…");
  }
  const half = upTo[count] / 2;
  let best = [Infinity, 0];
  for (let at = 1; at < count; at += 1) {
    const [before, after] = [chars[at - 1], chars[at]];
    if (NOT_FIRST.test(after) || NOT_LAST.test(before) || (WORD.test(before) && WORD.test(after))) continue;
    const cost = Math.abs(upTo[at] - half) + (upTo[at] > limit + 0.5 ? 9 : 0) + (SUFFIX.test(after) ? 1.5 : 0) - (GOOD_END.test(before) || NOT_LAST.test(after) ? 2 : 0);
    if (cost < best[0]) best = [cost, at];
  }
  return best[1] ? [chars.slice(0, best[1]).join("").trim(), chars.slice(best[1]).join("").trim()] : [chars.join("")];
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
