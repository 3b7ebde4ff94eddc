// The query page: the library of questions, a SPARQL editor, a table of results, downloads.
// Text of the graph only ever becomes text nodes.
"use strict";

const MOST_ROWS = 1000; // rows that the table shows; a download has all
const FORMATS = {
  rows: [["CSV", "text/csv", "csv"], ["TSV", "text/tab-separated-values", "tsv"],
    ["JSON", "application/sparql-results+json", "srj"], ["XML", "application/sparql-results+xml", "srx"]],
  graph: [["Turtle", "text/turtle", "ttl"], ["N-Triples", "application/n-triples", "nt"], ["JSON-LD", "application/ld+json", "jsonld"]],
};

const $ = (id) => document.getElementById(id);
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

let prefixes = {};
let questions = [];
let terms = new Set();
let running = null;

function shorten(iri) {
  for (const [name, space] of Object.entries(prefixes)) {
    if (iri.startsWith(space) && /^[\w-]+$/.test(iri.slice(space.length))) return `${name}:${iri.slice(space.length)}`;
  }
  const base = $("query").dataset.base;
  return iri.startsWith(base) ? iri.slice(base.length) : iri;
}

function address(iri) {
  const base = $("query").dataset.base;
  if (iri.startsWith(base)) return "/id/" + iri.slice(base.length).split("/").map(encodeURIComponent).join("/");
  return "/resource?iri=" + encodeURIComponent(iri);
}

function cell(term) {
  if (!term) return element("td", { className: "unbound" }, "—");
  if (term.type === "uri") return element("td", {}, element("a", { href: address(term.value), title: term.value }, shorten(term.value)));
  const number = /#(integer|decimal|double|float|nonNegativeInteger)$/.test(term.datatype || "");
  return element("td", { className: number ? "number" : "", title: term["xml:lang"] || shorten(term.datatype || "") }, term.value);
}

// SELECT, ASK, CONSTRUCT or DESCRIBE, or "" where no form is found (the server then says what is wrong).
function form(query) {
  const bare = query.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, " ");
  const found = /(?:^|[\s:>])(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(bare);
  return found ? found[1].toUpperCase() : "";
}

const kind = () => (["CONSTRUCT", "DESCRIBE"].includes(form($("query").value)) ? "graph" : "rows");

function fillFormats() {
  const names = FORMATS[kind()].map(([name, type]) => element("option", { value: type }, name));
  if ($("format").options.length !== names.length || $("format").options[0].value !== names[0].value) $("format").replaceChildren(...names);
}

function ask(accept, signal) {
  return fetch("/sparql", {
    method: "POST", body: $("query").value, signal,
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
  });
}

function fail(message) {
  $("error").textContent = message;
  $("error").hidden = false;
  const place = /line (\d+), column (\d+)/.exec(message);
  if (!place) return;
  const lines = $("query").value.split("\n");
  const start = lines.slice(0, place[1] - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const before = Array.from(lines[place[1] - 1] || "").slice(0, place[2] - 1).join("").length; // columns are code points
  $("query").focus();
  $("query").setSelectionRange(start + before, start + before + 1);
}

// Names of the query that the ontology does not have: a mistyped term only finds nothing.
function unknown(query) {
  const bare = query.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, " ");
  if (/PREFIX\s+kgc?:/i.test(bare)) return [];
  return [...new Set(bare.match(/(?<![\w-])kgc?:[\w-]+/g) || [])].filter((name) => !terms.has(name));
}

function showRows(answer) {
  if ("boolean" in answer) {
    $("result").append(element("p", { className: "boolean" }, answer.boolean ? "是 true" : "否 false"));
    return "";
  }
  const names = answer.head.vars;
  const rows = answer.results.bindings;
  const head = element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name))));
  const body = element("tbody", {}, ...rows.slice(0, MOST_ROWS).map((row) => element("tr", {}, ...names.map((name) => cell(row[name])))));
  $("result").append(element("table", {}, head, body));
  const rest = rows.length > MOST_ROWS ? `，显示前 ${MOST_ROWS} 行 the first ${MOST_ROWS} shown` : "";
  const strange = rows.length ? [] : unknown($("query").value);
  const told = strange.length ? `，本体中没有 not in the ontology: ${strange.join("、")}` : "";
  return `${rows.length} 行 rows${rest}${told}`;
}

async function run() {
  if (running) running.abort();
  running = new AbortController();
  const mine = running;
  $("error").hidden = true;
  $("result").replaceChildren();
  $("status").textContent = "运行中 running…";
  $("stop").hidden = false;
  const begun = performance.now();
  const graph = kind() === "graph";
  let told = "";
  try {
    const answer = await ask(graph ? "text/turtle" : "application/sparql-results+json", mine.signal);
    if (!answer.ok) {
      fail((await answer.text()).trim());
    } else if (graph) {
      $("result").append(element("pre", { className: "triples" }, (await answer.text()).slice(0, 500000)));
    } else {
      told = showRows(await answer.json());
    }
  } catch (error) {
    if (mine.signal.aborted) told = "已停止 stopped";
    else fail(`连接中断，结果可能过长 the connection broke off; the answer may be too long (${error.message})`);
  }
  if (mine !== running) return;
  running = null;
  $("stop").hidden = true;
  $("status").textContent = `${told} ${Math.round(performance.now() - begun)} ms`.trim();
  history.replaceState(null, "", "#" + encodeURIComponent($("query").value));
}

async function download() {
  const type = $("format").value;
  const extension = FORMATS[kind()].find((one) => one[1] === type)[2];
  $("error").hidden = true;
  try {
    const answer = await ask(type);
    if (!answer.ok) { fail((await answer.text()).trim()); return; }
    const link = element("a", { href: URL.createObjectURL(await answer.blob()), download: `result.${extension}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } catch (error) {
    fail(`下载中断 the download broke off (${error.message})`);
  }
}

async function fill(question) {
  const values = new URLSearchParams(new FormData($("parameters")));
  const answer = await fetch(`/library/${encodeURIComponent(question.name)}?${values}`);
  const text = await answer.text();
  if (!answer.ok) { $("result").replaceChildren(); $("status").textContent = ""; fail(text.trim()); return; }
  $("query").value = text;
  fillFormats();
  run();
}

function choose() {
  const question = questions.find((one) => one.name === $("question").value);
  $("parameters").hidden = !question;
  if (!question) return;
  const fields = question.parameters.map((one) => element("label", {}, `${one.zh} ${one.en} `,
    element("input", { name: one.name, required: one.default === null, type: one.kind === "date" && one.default === null ? "date" : "text",
      placeholder: one.default || "" })));
  $("parameters").replaceChildren(...fields, element("button", {}, "提问 Ask"));
  $("parameters").onsubmit = (event) => { event.preventDefault(); fill(question); };
  if (fields.length === 0) fill(question);
  else $("parameters").querySelector("input").focus();
}

async function start() {
  $("run").onclick = run;
  $("stop").onclick = () => running && running.abort();
  $("download").onclick = download;
  $("question").onchange = choose;
  $("query").oninput = fillFormats;
  $("query").onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); } };
  if (location.hash.length > 1) {
    try { $("query").value = decodeURIComponent(location.hash.slice(1)); } catch { /* not one of our links: the example stays */ }
  }
  fillFormats();
  const known = await (await fetch("/library.json")).json();
  prefixes = known.prefixes;
  questions = known.questions;
  terms = new Set(known.terms);
  $("question").append(...questions.map((one) => element("option", { value: one.name }, `${one.zh} · ${one.en}`)));
  $("prefixes").append(...Object.entries(prefixes).map(([name, iri]) => element("li", {}, element("code", {}, `${name}: <${iri}>`))));
}

start();
