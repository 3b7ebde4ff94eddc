// The graph in memory: chunks of the page opened, columns turned into nodes and edges, neighbours by number.

/** The text of a gzip stream given as base64. */
export async function inflate(base64) {
  const binary = atob(base64.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** The JSON of one chunk of the page; null where the page has none of that name. */
export async function openChunk(name) {
  const element = document.getElementById(`chunk-${name}`);
  if (!element) return null;
  const value = JSON.parse(await inflate(element.textContent));
  return value;
}

const NODE_COLUMNS = [
  "id", "key", "name", "type", "category", "aliases", "pinyin", "start", "end", "time",
  "rank", "confidence", "documents", "degree",
];

/** Nodes and edges by number. Grows: the overview first, the whole index later, fetched parts at any time. */
export class Graph {
  constructor(types, kinds) {
    this.types = types;
    this.kinds = kinds;
    this.nodes = new Map();
    this.edges = new Map();
    this.byKey = new Map();
    this.around = new Map();
  }

  /** Take in columns as the payload has them; what is known already stays as it is. */
  add(columns) {
    this.addNodes(columns.nodes);
    this.addEdges(columns.edges);
  }

  addNodes(columns) {
    for (let i = 0; i < columns.id.length; i += 1) {
      if (this.nodes.has(columns.id[i])) continue;
      const node = {};
      for (const column of NODE_COLUMNS) node[column] = columns[column][i];
      node.aliases = node.aliases || [];
      if (columns.x) {
        node.x = columns.x[i];
        node.y = columns.y[i];
        node.community = columns.community[i];
      }
      this.nodes.set(node.id, node);
      this.byKey.set(node.key, node.id);
      if (!this.around.has(node.id)) this.around.set(node.id, []);
    }
  }

  addEdges(columns) {
    for (let i = 0; i < columns.id.length; i += 1) {
      const id = columns.id[i];
      if (this.edges.has(id)) continue;
      const edge = {
        id,
        source: columns.source[i],
        target: columns.target[i],
        kind: columns.kind[i],
        label: columns.labels[columns.label[i]],
        dates: columns.dates[i] || [],
        status: columns.status[i],
        confidence: columns.confidence[i],
        documents: columns.documents[i],
      };
      this.edges.set(id, edge);
      this.join(edge.source, edge);
      this.join(edge.target, edge);
    }
  }

  join(end, edge) {
    const known = this.around.get(end);
    if (known) known.push(edge);
    else this.around.set(end, [edge]);
  }

  /** Edges at a node. */
  edgesAt(id) {
    return this.around.get(id) ?? [];
  }

  /** Numbers of the neighbours of a node, each once, the most important first. */
  neighbours(id) {
    const found = new Set();
    for (const edge of this.edgesAt(id)) {
      const other = edge.source === id ? edge.target : edge.source;
      if (other !== id && this.nodes.has(other)) found.add(other);
    }
    return [...found].sort((a, b) => this.nodes.get(b).rank - this.nodes.get(a).rank || a - b);
  }

  /** Name of a node's type, such as "Person". */
  typeOf(id) {
    return this.types[this.nodes.get(id).type];
  }

  /** First and last day of a node; nulls where nothing is known. */
  daysOf(node) {
    return [node.start ?? node.end, node.end ?? node.start];
  }
}
