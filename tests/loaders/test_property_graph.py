"""The property graph: what is drawn, and that nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest

from kg.exports.mapping import Edge, EdgeKind, NodeKind, mapping
from kg.exports.model import PropertyGraph
from kg.exports.source import Source, characters
from kg.ontology import KG, RDF
from tests.loaders.questions import sparql


@pytest.fixture(scope="module")
def edges(news: Path) -> list[Edge]:
    """Every relationship of data/news."""
    with Source(news) as source:
        graph = PropertyGraph(source)
        found = list(graph.edges())
        assert not graph.dangling, "every relationship of the graph has two ends"
        return found


@pytest.mark.parametrize("kind", mapping().nodes, ids=lambda kind: kind.label)
def test_every_instance_is_a_node(kind: NodeKind, news: Path, store: pyoxigraph.Store) -> None:
    """There are as many nodes of a label as instances of its class."""
    without = f"FILTER NOT EXISTS {{ ?x <{kind.unless}> ?y }}" if kind.unless else ""
    wanted = sparql(store, f"SELECT DISTINCT ?x WHERE {{ ?x a <{kind.cls}> {without} }}")
    with Source(news) as source:
        found = [node.id for node in PropertyGraph(source).nodes() if node.label == kind.label]
        assert {(source.base + one,) for one in found} == wanted
    assert len(found) == len(set(found))


@pytest.mark.parametrize("kind", [one for one in mapping().edges if one.predicate], ids=lambda kind: kind.type)
def test_every_link_is_a_relationship(kind: EdgeKind, edges: list[Edge], store: pyoxigraph.Store) -> None:
    """There are as many relationships as triples between instances of classes that are drawn."""
    drawn = " ".join(f"<{one.cls}>" for one in mapping().nodes)
    values = f"VALUES ?a {{ {drawn} }} VALUES ?b {{ {drawn} }}"
    wanted = sparql(store, f"SELECT DISTINCT ?s ?o WHERE {{ {values} ?s a ?a ; <{kind.predicate}> ?o . ?o a ?b }}")
    assert sum(edge.type == kind.type for edge in edges) == len(wanted)


@pytest.mark.parametrize(("type_", "cls"), [("HOLDS", "Tenure"), ("TOOK_PART", "Participation")])
def test_every_reified_relation_is_a_relationship(type_: str, cls: str, edges: list[Edge], store: pyoxigraph.Store) -> None:
    """Each tenure and each participation is one relationship with its evidence."""
    wanted = sparql(store, f"SELECT ?x (COUNT(?m) AS ?n) WHERE {{ ?x a kg:{cls} ; kg:evidence ?m }} GROUP BY ?x")
    found = {edge.key: edge for edge in edges if edge.type == type_}
    assert len(found) == len(wanted)
    base = f"https://w3id.org/{'xinwen-kg'}/id/"
    for iri, number in wanted:
        evidence = found[iri.removeprefix(base)].properties["evidence"]
        assert isinstance(evidence, tuple)
        assert len(evidence) == int(number)


def test_every_predicate_of_the_facts_is_drawn(news: Path) -> None:
    """No predicate of a class that is drawn is missing from the mapping: what is folded is listed with its reason."""
    table = mapping()
    known = {f"<{predicate}>" for predicate in table.folded}
    known |= {f"<{kind.predicate}>" for kind in table.edges if kind.predicate}
    known |= {f"<{step.lstrip('^')}>" for kind in table.nodes for one in kind.properties for step in one.path}
    known |= {f"<{step.lstrip('^')}>" for kind in table.edges for one in kind.properties for step in one.path}
    known |= {f"<{KG}{name}>" for name in ("holder", "organization", "post", "participant", "postIn")}
    drawn = {f"<{kind.cls}>" for kind in table.nodes} | {f"<{kind.cls}>" for kind in table.edges if kind.cls}
    missing: Counter[str] = Counter()
    with Source(news) as source:
        for _, statements in source.subjects():
            if any(predicate == f"<{RDF}type>" and term in drawn for predicate, term in statements):
                missing.update(predicate for predicate, _ in statements if predicate not in known)
    assert not missing


def test_one_name_has_one_kind() -> None:
    """A property that several labels have is of one kind in all of them, because some formats have one column for all."""
    kinds: dict[str, set[str]] = {}
    for kind in mapping().nodes:
        for one in kind.properties:
            kinds.setdefault(one.name, set()).add(
                "text" if one.kind not in ("integer", "decimal") and not one.is_list else one.kind
            )
    assert {name: kind for name, kind in kinds.items() if len(kind) > 1} == {}


def test_quotes_are_the_words_of_the_evidence(edges: list[Edge], store: pyoxigraph.Store) -> None:
    """The quote of a relationship is the quote of the first mention it rests on."""
    quotes = {row[0]: row[1] for row in sparql(store, "SELECT ?m ?q WHERE { ?m kg:quote ?q }")}
    base = next(iter(quotes)).partition("mention/")[0]
    checked = 0
    for edge in edges:
        evidence = edge.properties.get("evidence")
        if isinstance(evidence, tuple):
            assert edge.properties["quote"] == quotes[base + evidence[0]]
            checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ('"a"', "a"),
        ('"a\\"b"@zh', 'a"b'),
        ('"\\u0001\\t\\\\"', "\x01\t\\"),
        ('"\\U0001F600"', "\U0001f600"),
        ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', "1"),
        ("<http://x>", "http://x"),
    ],
)
def test_characters_of_a_term(term: str, expected: str) -> None:
    """A literal gives its characters, an IRI itself."""
    assert characters(term) == expected
