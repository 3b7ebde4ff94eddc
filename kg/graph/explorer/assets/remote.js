// What is not in the page, asked of the SPARQL endpoint that gave the page out (kg serve). Without one, never used.

const PREFIXES = `PREFIX kg: <https://w3id.org/xinwen-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
`;
const FOLDED = ["tenure", "participation", "speech"]; // edges that are nodes of the graph; the other kinds are one triple each
const FAR = 1e9; // numbers of fetched nodes and edges begin here, beyond all embedded ones

/** An IRI between angle brackets; what could end it is not an IRI. */
export function iriTerm(iri) {
  if (!/^[^\u0000-\u0020<>"{}|^`\\]+$/.test(iri)) throw new RangeError("not an IRI");
  return `<${iri}>`;
}

/** A string literal: JSON escapes are SPARQL escapes too. */
export function stringTerm(text) {
  return JSON.stringify(String(text).toWellFormed?.() ?? String(text));
}

const typeFilter = (types) => `VALUES ?class { ${types.map((type) => `kg:${type}`).join(" ")} }`;

/** Names and aliases that contain a text. */
export function searchQuery(text, types, limit = 12) {
  return `${PREFIXES}SELECT DISTINCT ?node ?name ?class WHERE { ${typeFilter(types)} ?node a ?class ; rdfs:label ?name ; rdfs:label|skos:altLabel ?any .
FILTER(CONTAINS(LCASE(STR(?any)), LCASE(${stringTerm(text)}))) } ORDER BY STRLEN(STR(?name)) ?name LIMIT ${limit}`;
}

/** What a node is joined to. `?back` is true where the other node is the source; `allKinds` are the page's kinds of edges. */
export function aroundQuery(iri, types, allKinds, limit = 300) {
  const me = iriTerm(iri);
  const kinds = allKinds.filter((kind) => !FOLDED.includes(kind)).map((kind) => `kg:${kind}`).join(", ");
  const role = 'OPTIONAL { ?p kg:role/skos:prefLabel ?label FILTER(LANG(?label) = "zh") }';
  return `${PREFIXES}SELECT DISTINCT ?node ?name ?class ?kind ?label ?back ?start WHERE {
{ ?t kg:holder ${me} ; kg:organization ?node ; kg:post/kg:postTitle ?label BIND("tenure" AS ?kind) BIND(false AS ?back) }
UNION { ?t kg:organization ${me} ; kg:holder ?node ; kg:post/kg:postTitle ?label BIND("tenure" AS ?kind) BIND(true AS ?back) }
UNION { ?p kg:participant ${me} . ?node kg:participation ?p ${role} BIND("participation" AS ?kind) BIND(false AS ?back) }
UNION { ${me} kg:participation ?p . ?p kg:participant ?node ${role} BIND("participation" AS ?kind) BIND(true AS ?back) }
UNION { ${me} ?q ?node FILTER(?q IN (${kinds})) BIND(STRAFTER(STR(?q), "#") AS ?kind) BIND(false AS ?back) }
UNION { ?node ?q ${me} FILTER(?q IN (${kinds})) BIND(STRAFTER(STR(?q), "#") AS ?kind) BIND(true AS ?back) }
${typeFilter(types)} ?node a ?class ; rdfs:label ?name . OPTIONAL { ?node kg:startDate ?start } } ORDER BY ?node ?kind LIMIT ${limit}`;
}

/** Quotes of a node, with document and confidence. */
export function evidenceQuery(iri, limit = 20) {
  return `${PREFIXES}SELECT DISTINCT ?quote ?title ?confidence WHERE { GRAPH ?g { ${iriTerm(iri)} kg:evidence ?m .
?m kg:quote ?quote ; kg:inDocument ?d OPTIONAL { ?m kg:confidence ?confidence } ?d dcterms:title ?title } } ORDER BY ?title ?quote LIMIT ${limit}`;
}

export class Remote {
  /** @param ask (query) → promise of the bindings of a SPARQL JSON result */
  constructor(app, ask) {
    this.app = app;
    this.endpoint = ask;
    this.known = new Set();
    this.next = FAR;
  }

  /** The rows of an answer; none where the server does not answer, which the page then says until it answers again. */
  async ask(query) {
    let rows = null;
    try {
      rows = await this.endpoint(query);
    } catch (error) {
      console.warn(String(error));
    }
    this.app.reached(rows !== null);
    return rows ?? [];
  }

  /** Number of a node of a result row; a node that the page does not hold is added to the graph. */
  take(row) {
    const { graph, core } = this.app;
    const iri = row.node.value;
    const key = iri.startsWith(core.base) ? iri.slice(core.base.length) : iri;
    if (graph.byKey.has(key)) return graph.byKey.get(key);
    const id = this.next++;
    const type = graph.types.indexOf(row.class.value.split("#")[1]);
    const start = row.start ? Math.round(Date.parse(row.start.value) / 86400000) : null;
    graph.addNodes({
      id: [id], key: [key], name: [row.name.value], type: [type], category: [-1], aliases: [0], pinyin: [""], start: [start], end: [null],
      time: [""], rank: [0], confidence: [100], documents: [[]], degree: [0],
    });
    return id;
  }

  iriOf(id) {
    const { key } = this.app.graph.nodes.get(id);
    return /^https?:/.test(key) ? key : this.app.core.base + key;
  }

  /** Hits for a text: numbers of nodes. */
  async search(text) {
    const rows = await this.ask(searchQuery(text, this.app.graph.types));
    return [...new Set(rows.map((row) => this.take(row)))];
  }

  /** Fetch what a node is joined to, once; true where something came. */
  async around(id) {
    if (this.known.has(id)) return false;
    this.known.add(id);
    const { graph } = this.app;
    const joined = new Set(graph.edgesAt(id).map((edge) => `${edge.source} ${edge.target} ${graph.kinds[edge.kind]}`));
    let fresh = false;
    for (const row of await this.ask(aroundQuery(this.iriOf(id), graph.types, graph.kinds))) {
      const other = this.take(row);
      const [source, target] = row.back.value === "true" ? [other, id] : [id, other];
      if (joined.has(`${source} ${target} ${row.kind.value}`)) continue;
      const edge = this.next++;
      graph.addEdges({
        id: [edge], source: [source], target: [target], kind: [graph.kinds.indexOf(row.kind.value)], labels: [row.label?.value ?? ""], label: [0],
        dates: [0], status: [-1], confidence: [100], documents: [[]],
      });
      fresh = true;
    }
    if (this.app.offline) this.known.delete(id);
    return fresh;
  }

  /** Evidence of a fetched node in the form of an embedded block. */
  async details(id) {
    const rows = await this.ask(evidenceQuery(this.iriOf(id)));
    return {
      row: rows.length ? { spans: rows.map((row, i) => [i, 0, Array.from(row.quote.value).length, Math.round(100 * Number(row.confidence?.value ?? 1))]) } : null,
      sentences: rows.map((row) => [row.title.value, -1, row.quote.value]),
    };
  }

  holds(id) {
    return id >= FAR;
  }
}

/** Asks an endpoint of the same host by the SPARQL protocol. */
export function endpointAsk(address) {
  return async (query) => {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
      body: query,
    });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return (await answer.json()).results.bindings;
  };
}
