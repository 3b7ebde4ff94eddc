"""The graph from Python."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import networkx
import pytest
import rdflib

import kg
from kg.errors import BuildError, InputError, QueryError
from kg.graph.worker import environment

from . import world
from .conftest import Made


def test_all_is_what_is_exported() -> None:
    """``__all__`` names exactly what the package gives."""
    assert sorted(kg.__all__) == sorted(name for name in dir(kg) if not name.startswith("_") or name == "__version__")
    assert all(getattr(kg, name) for name in kg.__all__)


def test_import_is_cheap() -> None:
    """Importing the package loads none of the libraries it can use."""
    code = "import sys, kg; sys.exit(bool({'pyoxigraph', 'rdflib', 'networkx', 'numpy', 'click', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], env=environment(), check=False).returncode == 0


def test_unknown_name() -> None:
    """A name that does not exist is an AttributeError as in any module."""
    with pytest.raises(AttributeError, match="nothing"):
        kg.nothing  # noqa: B018  # the access is what is tested


def test_rows_are_typed(graph: kg.Graph) -> None:
    """Numbers, dates, decimals, IRIs and unbound variables come as Python values."""
    row = graph.query(
        "SELECT ?age ?day ?c ?p ?none { ?p kg:age ?age . ?e kg:startDate ?day . ?m a kg:Mention ; kg:confidence ?c } "
        "ORDER BY ?day ?c LIMIT 1"
    )[0]
    assert row["age"] == 68
    assert row["day"] == datetime.date(2032, 5, 8)
    assert float(str(row["c"])) == 0.6
    assert isinstance(row["p"], kg.api.IRI)
    assert row["none"] is None
    assert list(row) == ["age", "day", "c", "p", "none"]


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT ?x WHRE {}", "LOAD <http://e.org/>"])
def test_query_is_for_select(graph: kg.Graph, query: str) -> None:
    """Other forms have their own methods, and mistakes are QueryErrors."""
    with pytest.raises(QueryError):
        graph.query(query)


def test_limit(graph: kg.Graph) -> None:
    """A query can be cut at a time; others go on."""
    with pytest.raises(QueryError, match="cut after"):
        graph.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", limit_seconds=0.5)
    assert graph.query("SELECT ?n { ?p kg:age ?n }", limit_seconds=10).tuples() == [(68,)]


def test_ask_and_construct(graph: kg.Graph) -> None:
    """ASK gives a bool, CONSTRUCT an rdflib graph."""
    assert graph.holds("ASK { ?p kg:spouse ?q }")
    assert (
        len(graph.construct("CONSTRUCT { ?p kg:spouse ?q } { ?p kg:spouse ?q }"))
        == graph.query("SELECT (COUNT(*) AS ?n) { ?p kg:spouse ?q }")[0]["n"]
    )


# rdflib 7.6 uses a name of its own that it has deprecated.
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")
@pytest.mark.parametrize("copy", [True, False])
def test_rdflib(graph: kg.Graph, copy: bool) -> None:
    """An rdflib dataset sees all quads, and its own query engine and Oxigraph's give the same people."""
    dataset = graph.to_rdflib(copy=copy)
    people = (
        "SELECT ?n WHERE { ?p a <https://w3id.org/xinwen-kg/ontology#Person> ; <http://www.w3.org/2000/01/rdf-schema#label> ?n }"
    )
    assert sorted(str(row[0]) for row in dataset.query(people)) == sorted(str(row["n"]) for row in graph.query(people))
    assert sum(1 for _ in dataset.quads((None, None, None, None))) == len(graph)
    kind = rdflib.URIRef("https://w3id.org/xinwen-kg/ontology#Person")
    assert len(set(dataset.subjects(rdflib.RDF.type, kind))) == 7


def test_networkx(graph: kg.Graph) -> None:
    """A directed multigraph with labels and dates; a post is an edge with its title."""
    made = graph.to_networkx()
    assert isinstance(made, networkx.MultiDiGraph)
    names = {data["label"]: node for node, data in made.nodes(data=True)}
    (tenure,) = [data for data in made.get_edge_data(names["顾明远"], names["中共松湾区委"]).values() if data["kind"] == "tenure"]
    assert tenure["label"] == "书记"
    assert tenure["first"] == datetime.date(2032, 5, 8)
    assert made.nodes[names["园区建设座谈会"]]["start"] == datetime.date(2032, 5, 8)
    assert networkx.has_path(made.to_undirected(), names["罗兰芝"], names["中共松湾区委"])


def test_networkx_is_deterministic(graph: kg.Graph) -> None:
    """Nodes and edges come in one order."""
    first, again = graph.to_networkx(), graph.to_networkx()
    assert list(first.nodes) == list(again.nodes)
    assert list(first.edges(keys=True, data=True)) == list(again.edges(keys=True, data=True))


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames(graph: kg.Graph, library: str) -> None:
    """Rows become a data frame where the library is installed."""
    pytest.importorskip(library, reason=f"{library} is not installed")
    frame = getattr(graph, f"to_{library}")("SELECT ?name ?age { ?p kg:age ?age ; rdfs:label ?name }")
    assert list(frame.columns) == ["name", "age"]
    assert frame.shape == (1, 2)


def test_documents_and_search(graph: kg.Graph) -> None:
    """Documents by title, nodes by a part of their name."""
    assert [row["title"] for row in graph.documents()] == ["a/座谈会.txt", "b.txt"]
    assert graph.search("松港")[0]["label"] == "松湾港务集团有限公司"
    assert graph.search("姚青")[0]["mentions"] == 2


def test_explain(graph: kg.Graph, made: Made) -> None:
    """Each fact has the sentence it was read from; identity decisions have reasons."""
    found = graph.explain("顾明远", sources=made.sources)
    (post,) = [fact for fact in found.facts if fact.property == "holds post"]
    assert post.value == "中共松湾区委 书记"
    assert {(one.document, one.quote) for one in post.sources} == {
        ("a/座谈会.txt", "松湾区委书记顾明远"),
        ("b.txt", "区委书记顾明远"),
    }
    assert post.sources[1].before == "近日，"
    assert post.sources[1].after == "到望海大厦调研，姚青参加。"
    assert [line for line in found.identity if "same-post" in line]


def test_explain_triple(graph: kg.Graph) -> None:
    """One triple is explained by the claim about it."""
    row = graph.query("SELECT ?a ?b { ?a kg:spouse ?b . ?a rdfs:label '孟大海'@zh }")[0]
    found = graph.explain(f"<{row['a']}> <https://w3id.org/xinwen-kg/ontology#spouse> <{row['b']}>")
    assert [one.quote for one in found.facts[0].sources] == ["孟大海和妻子罗兰芝"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("姚青", "names 2 nodes"),
        ("无此人", "nothing here is called"),
        ("https://e.org/none", "no such node"),
        ("<http://e.org/a> <http://e.org/b> <http://e.org/c>", "does not say that"),
        ("<http://e.org/a> what now", "not a triple"),
    ],
)
def test_explain_mistakes(graph: kg.Graph, what: str, words: str) -> None:
    """What cannot be explained is said in one line."""
    with pytest.raises(InputError, match=words):
        graph.explain(what)


def test_reopen(tmp_path: Path) -> None:
    """A graph shows the generation it was opened on until it is opened again."""
    out = world.write(tmp_path / "build")
    graph = kg.open(out)
    before = len(graph)
    world.write(out, generation=2)
    shutil.rmtree(out / "store-1")
    assert len(graph) == before
    assert graph.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"] == before
    assert graph.reopen().folder.name == "store-2"


@pytest.mark.parametrize("content", [None, "{", '{"kg": "build", "format": 99}'])
def test_no_build(tmp_path: Path, content: str | None) -> None:
    """A folder without a build, or with a damaged one, is a BuildError of one line."""
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(BuildError) as caught:
        kg.open(tmp_path)
    assert "\n" not in str(caught.value)
