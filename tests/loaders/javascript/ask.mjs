// Reads N-Quads with N3.js, counts, and asks Comunica: node ask.mjs FILE QUERIES.json → one JSON object.
import { createReadStream, readFileSync } from 'node:fs';
import { QueryEngine } from '@comunica/query-sparql-file';
import { Store, StreamParser } from 'n3';

const [, , file, queries] = process.argv;
const store = new Store();
await new Promise((done, failed) => {
  createReadStream(file)
    .pipe(new StreamParser({ format: 'N-Quads' }))
    .on('data', (quad) => store.addQuad(quad))
    .on('error', failed)
    .on('end', done);
});

const graphs = {};
for (const graph of store.getGraphs(null, null, null)) {
  graphs[graph.value] = store.countQuads(null, null, null, graph);
}

// one question in the store's own language: patterns over quads
const one = (subject, predicate) => store.getObjects(subject, predicate, null)[0]?.value ?? '';
const KG = 'https://w3id.org/xinwen-kg/ontology#';
const LABEL = 'http://www.w3.org/2000/01/rdf-schema#label';
const posts = store.getQuads(null, KG + 'holder', null, null).flatMap(({ subject, object }) =>
  store.getObjects(subject, KG + 'organization', null).map((organization) =>
    [one(object, LABEL), one(store.getObjects(subject, KG + 'post', null)[0], KG + 'postTitle'), one(organization, LABEL)]));

const answers = {};
const engine = new QueryEngine();
for (const [name, query] of Object.entries(JSON.parse(readFileSync(queries, 'utf-8')))) {
  const bindings = await (await engine.queryBindings(query, { sources: [store], unionDefaultGraph: true })).toArray();
  const shown = query.match(/SELECT\s+(?:DISTINCT\s+)?(.*?)\s*WHERE/s)[1]
    .replace(/\([^()]*(?:\([^()]*\))?[^()]*\bAS\s+(\?\w+)\s*\)/g, '$1').match(/\?\w+/g).map((v) => v.slice(1));
  answers[name] = bindings.map((row) => shown.map((variable) => row.get(variable)?.value ?? ''));
}
console.log(JSON.stringify({ size: store.size, graphs, posts, answers }));
