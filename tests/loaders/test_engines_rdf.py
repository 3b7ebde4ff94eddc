"""RDF engines: each loads the graph of data/news, counts the same and answers five questions of the library the same."""

from __future__ import annotations

import json
import subprocess
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pyoxigraph
import pytest
import rdflib

from kg.exports import Exported
from kg.loaders import load
from kg.mapping.iris import Iris
from kg.ontology import DEFAULT_BASE
from tests.loaders import servers
from tests.loaders.needs import needs, needs_node
from tests.loaders.questions import Answer, Row, answer, library_answers, library_queries

Get = Callable[[str], Exported]

FACTS = f"{DEFAULT_BASE}graph/facts"
"""Where the facts stand in a store without a default graph."""


def ask(endpoint: str, query: str) -> Answer:
    """The answer of a SPARQL endpoint."""
    data = urllib.parse.urlencode({"query": query}).encode()
    headers = {"Accept": "application/sparql-results+json"}
    with urllib.request.urlopen(urllib.request.Request(endpoint, data, headers), timeout=120) as reply:
        result = json.load(reply)
    names = result["head"]["vars"]
    return answer([row.get(name, {}).get("value") for name in names] for row in result["results"]["bindings"])


def graph_sizes(store: pyoxigraph.Store) -> dict[str, int]:
    """Quads by graph, the default graph under the empty name."""
    return dict(Counter(getattr(quad.graph_name, "value", "") for quad in store))


def test_oxigraph_server_takes_updates(news: Path, store: pyoxigraph.Store, five: Mapping[str, Answer], scratch: Path) -> None:
    """SPARQL Update loads it, every count is equal, and the five questions are answered the same."""
    with servers.oxigraph(needs("oxigraph", "pip install oxigraph"), scratch, union=True) as web:
        done = load(news, web.update, "sparql", batch=700)
        assert done.complete
        assert sum(n for name, n in done.found.items() if name.startswith(("graph ", "default"))) == len(store)
        assert {name: ask(web.query, query) for name, query in library_queries(store).items()} == five


@pytest.mark.parametrize("union", [False, True])
def test_oxigraph_server_takes_graphs(union: bool, news: Path, scratch: Path) -> None:
    """The Graph Store Protocol loads it; counts are right whether or not plain queries see the union of all graphs."""
    with servers.oxigraph(needs("oxigraph", "pip install oxigraph"), scratch, union=union) as web:
        assert load(news, web.store, "gsp").complete


@pytest.mark.parametrize("profile", ["nquads", "trig", "jsonld", "rdf12"])
def test_oxigraph_reads_its_files(profile: str, exported: Get, store: pyoxigraph.Store, scratch: Path) -> None:
    """The command in the README of each dataset profile loads what the store holds."""
    program = needs("oxigraph", "pip install oxigraph")
    path = next(file for file in exported(profile).out.iterdir() if file.name.startswith("graph"))
    subprocess.run([program, "load", "--location", str(scratch / "db"), "--file", str(path)], check=True, capture_output=True)
    assert set(store) <= set(pyoxigraph.Store.read_only(str(scratch / "db")))


def virtuoso_answers(web: servers.Virtuoso, store: pyoxigraph.Store) -> dict[str, Answer]:
    """The five questions, asked of Virtuoso."""
    return {name: ask(web.query.removesuffix("-auth"), query) for name, query in library_queries(store).items()}


@pytest.mark.parametrize("kind", ["sparql", "gsp"])
def test_virtuoso_is_loaded(
    kind: str, news: Path, store: pyoxigraph.Store, five: Mapping[str, Answer], scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Virtuoso, which asks for Digest and has no default graph, holds every quad and answers the same."""
    monkeypatch.setenv("KG_LOAD_USER", "dba")
    monkeypatch.setenv("KG_LOAD_PASSWORD", "dba")
    with servers.virtuoso(needs("virtuoso-t", "apt-get install virtuoso-opensource"), scratch, scratch) as web:
        into = web.update if kind == "sparql" else web.store
        done = load(news, into, kind, query=web.query, default_graph=FACTS)
        assert done.complete
        assert sum(n for name, n in done.found.items() if name.startswith("graph ")) == len(store)
        assert virtuoso_answers(web, store) == five


def test_virtuoso_bulk_loads(exported: Get, store: pyoxigraph.Store, five: Mapping[str, Answer], scratch: Path) -> None:
    """The script beside the files loads them with Virtuoso's own bulk loader."""
    program, isql = (
        needs("virtuoso-t", "apt-get install virtuoso-opensource"),
        needs("isql-vt", "apt-get install virtuoso-opensource"),
    )
    out = exported("virtuoso").out
    with servers.virtuoso(program, scratch, out) as web:
        script = (out / "load.isql").read_text(encoding="utf-8").replace("ld_dir('.'", f"ld_dir('{out}'")
        run = subprocess.run(
            [isql, str(web.sql), "dba", "dba"], input=script, text=True, capture_output=True, timeout=120, check=True
        )
        assert "0 Rows." in run.stdout.split("ll_error")[-1], run.stdout
        sizes = graph_sizes(store)
        sizes[FACTS] = sizes.pop("")
        values = " ".join(f"<{name}>" for name in sizes)
        counted = ask(
            web.query.removesuffix("-auth"),
            f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g",
        )
        assert counted == answer(sizes.items())
        assert virtuoso_answers(web, store) == five


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # rdflib's own parser still uses it
def test_rdflib_answers(news: Path, store: pyoxigraph.Store, five: Mapping[str, Answer]) -> None:
    """Rdflib's own engine over the union of all graphs gives the same answers."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=(news / "graph.nq").read_text(encoding="utf-8"), format="nquads")
    found = {name: answer(cast("list[Row]", list(dataset.query(query)))) for name, query in library_queries(store).items()}
    assert found == five


@pytest.mark.check
def test_n3_and_comunica(
    news: Path, store: pyoxigraph.Store, five: Mapping[str, Answer], ten: Mapping[str, Answer], tmp_path: Path
) -> None:
    """N3.js holds every quad in its graph and finds the posts by patterns; Comunica answers the five questions over it."""
    folder = needs_node("@comunica/query-sparql-file")
    needs_node("n3")
    queries = tmp_path / "queries.json"
    queries.write_text(json.dumps(library_queries(store)), encoding="utf-8")
    command = [needs("node", "apt-get install nodejs"), "ask.mjs", str(news / "graph.nq"), str(queries)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout)
    assert found["size"] == len(store)
    assert found["graphs"] == graph_sizes(store)
    assert answer(found["posts"]) == ten["01"]
    assert {name: answer(rows) for name, rows in found["answers"].items()} == five


RAPTOR = {"ntriples": "ntriples", "turtle": "turtle", "rdfxml": "rdfxml", "trig": "trig"}


@pytest.mark.parametrize("profile", RAPTOR)
def test_raptor_reads_and_gives_back(profile: str, exported: Get, store: pyoxigraph.Store, five: Mapping[str, Answer]) -> None:
    """What raptor reads and writes as N-Triples is the graph, and answers the five questions."""
    rapper = needs("rapper", "apt-get install raptor2-utils")
    path = next(file for file in exported(profile).out.iterdir() if file.name.startswith("graph"))
    command = [rapper, "-q", "-i", RAPTOR[profile], "-o", "ntriples", str(path)]
    run = subprocess.run(command, capture_output=True, timeout=120, check=True)
    again = pyoxigraph.Store()
    again.load(run.stdout, pyoxigraph.RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in again} == {quad.triple for quad in store}
    assert library_answers(again) == five


@pytest.mark.parametrize(
    ("profile", "syntax"), [("nquads", "nquads"), ("trig", "trig"), ("turtle", "turtle"), ("ntriples", "ntriples")]
)
def test_serd_reads_and_gives_back(
    profile: str, syntax: str, exported: Get, store: pyoxigraph.Store, five: Mapping[str, Answer]
) -> None:
    """What serd reads, strictly, and writes as N-Quads is the graph, and answers the five questions."""
    serdi = needs("serdi", "apt-get install serdi")
    path = next(file for file in exported(profile).out.iterdir() if file.name.startswith("graph"))
    run = subprocess.run([serdi, "-i", syntax, "-o", "nquads", str(path)], capture_output=True, timeout=120, check=True)
    again = pyoxigraph.Store()
    again.load(run.stdout, pyoxigraph.RdfFormat.N_QUADS)
    if profile in ("nquads", "trig"):
        assert set(again) == set(store)
    assert {quad.triple for quad in again} == {quad.triple for quad in store}
    assert library_answers(again) == five


def test_qlever_layout(exported: Get) -> None:
    """The Qleverfile names the files that are there, in N-Quads."""
    out = exported("qlever").out
    text = (out / "Qleverfile").read_text(encoding="utf-8")
    assert "FORMAT = nq" in text
    assert "INPUT_FILES = graph.nq.gz" in text
    assert json.loads((out / "graph.settings.json").read_text(encoding="utf-8"))["num-triples-per-batch"]


def test_graphdb_layout(exported: Get) -> None:
    """The repository's configuration is Turtle and asks for no inference."""
    out = exported("graphdb").out
    objects = [getattr(quad.object, "value", "") for quad in pyoxigraph.parse(path=str(out / "repository.ttl"))]
    assert "empty" in objects
    assert "xinwen-kg" in objects
    assert "importrdf preload --force --config-file repository.ttl graph.nq.gz" in (out / "README.md").read_text(encoding="utf-8")


def test_neptune_layout(exported: Get) -> None:
    """The load request is for N-Quads and has no credentials in it."""
    request = json.loads((exported("neptune").out / "load.json").read_text(encoding="utf-8"))
    assert request["format"] == "nquads"
    assert "accessKey" not in json.dumps(request)


def test_document_graphs_are_the_documents(store: pyoxigraph.Store) -> None:
    """Lists of named graphs hold a graph for every document, besides meta and identity."""
    graphs = set(graph_sizes(store)) - {""}
    iris = Iris(DEFAULT_BASE)
    assert {iris.meta_graph[1:-1], iris.identity_graph[1:-1]} <= graphs
