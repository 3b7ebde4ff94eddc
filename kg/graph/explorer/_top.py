"""The top-ranked part of a graph that is too large for a page, collected without the rest in memory.

Importance needs all nodes and edges, but only as numbers. What a page shows of the most important ones (their best connections,
a few spans of text for each) is then read from the store, and nothing else.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import igraph  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from kg.graph.explorer._collect import collected
from kg.graph.explorer._ranking import WEIGHTS
from kg.graph.explorer._reader import KG, RDF, Reader
from kg.graph.explorer._records import EDGE_KINDS, NODE_TYPES, Collected, Whole
from kg.graph.store import select
from kg.ontology import RELATIONS

CONNECTIONS = 4
"""Edges that a page shows, for each of its nodes."""

SPANS = 12
"""Spans of text that are kept of a node, or of what makes an edge."""

_PARTS = 8
"""Tenures, participations, utterances or claims that are looked at for one edge; further speeches of a speaker."""

_QUERIES = {
    "tenure": "SELECT ?n ?s ?t ?l ?x { ?n kg:holder ?s ; kg:post ?l OPTIONAL { ?n kg:organization ?t }"
    " OPTIONAL { ?n kg:tenureStatus ?x } }",
    "participation": "SELECT ?n ?s ?t ?l { ?t kg:participation ?n . ?n kg:participant ?s ; kg:role ?l }",
    "speech": "SELECT ?n ?s ?t ?l { ?n kg:speaker ?s ; kg:category ?l ; kg:about|kg:mentions ?t }",
}
"""Nodes that join a source and a target, with what tells two such edges apart."""

_PLACES = tuple(KG + name for name in ("inDocument", "beginIndex", "endIndex", "quote", "confidence"))

Row = tuple[str, str, str, str, str]
"""Node that joins, source, target, and two values that tell edges apart; empty where there is none."""


def collect_top(store: ox.Store, limit: int) -> Collected | None:
    """The most important nodes of a graph and what the page shows of them; None where it has no more than ``limit``."""
    reader = Reader(store)
    types = {iri: kind for kind in NODE_TYPES for iri in reader.instances(kind)}
    if len(types) <= limit:
        return None
    iris = sorted(types)
    numbers = {iri: number for number, iri in enumerate(iris)}
    edges = _edges(store, reader, numbers)
    ranks = _ranks(len(iris), edges)
    order = sorted(range(len(iris)), key=lambda number: (-round(ranks[number], 9), iris[number]))[:limit]
    place = np.full(len(iris), limit, dtype=np.int32)
    place[order] = np.arange(limit)
    worst = np.maximum(place[edges[:, 0]], place[edges[:, 1]])
    best = np.argsort(worst, kind="stable")[: CONNECTIONS * limit]
    chosen = {tuple(map(int, edge)) for edge in edges[best[worst[best] < limit]]}
    del edges, worst, best
    counts = Counter(types.values())
    top = {iris[number] for number in order}
    del types
    wanted = top | _joining(store, numbers, chosen, top)
    del numbers, chosen
    documents: dict[object, str] = {
        quad.graph_name: quad.subject.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(KG + "Document"), None)
        if isinstance(quad.subject, ox.NamedNode)
    }
    more, mentions, cited = _evidence(store, wanted, documents)
    rows = select(store, "SELECT ?a ?d { ?a a kg:Article ; kg:inDocument ?d }")
    articles = {row["a"].value for row in rows if row["d"].value in cited}
    reader = Reader(store, wanted | cited | articles)
    reader.look_up(mentions | articles, _PLACES)  # these are most of a graph, so that going through them all would take longest
    part = collected(reader)
    kept = {node.iri for node in part.nodes} & top
    nodes = tuple(replace(node, more=more.get(node.iri, 0)) for node in part.nodes if node.iri in kept)
    links = tuple(edge for edge in part.edges if edge.source in kept and edge.target in kept)
    by_iri = {iri: float(ranks[number]) for iri, number in zip(sorted(top), sorted(order), strict=True)}
    whole = Whole(counts, len(documents), tuple(by_iri[node.iri] for node in nodes))
    return replace(part, nodes=nodes, edges=links, whole=whole)


def _rows(store: ox.Store, kind: str) -> Iterator[Row]:
    for row in select(store, _QUERIES[kind]):
        values = [row[name] for name in ("n", "s", "t", "l")] + ([row["x"]] if kind == "tenure" else [None])
        yield tuple("" if value is None else value.value for value in values)  # type: ignore[misc]


class _Labels(dict[str, int]):
    """A number for each text, in the order in which they come."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def _edges(store: ox.Store, reader: Reader, numbers: Mapping[str, int]) -> npt.NDArray[np.int32]:
    """The distinct edges between drawn nodes in a stated order: source, target, number of the kind, and what tells them apart."""
    found = array("i")
    kinds = {kind: number for number, kind in enumerate(sorted(EDGE_KINDS))}
    labels = _labels(store)
    for kind in _QUERIES:
        for _, source, target, label, status in _rows(store, kind):
            one, other = numbers.get(source, -1), numbers.get(target, -1)
            if one >= 0 and other >= 0 and one != other:
                found.extend((one, other, kinds[kind], labels[label], labels[status]))
    for kind in RELATIONS:
        for source, target in reader.pairs(KG + kind):
            one, other = numbers.get(source, -1), numbers.get(target, -1)
            if one >= 0 and other >= 0 and one != other:
                ends = (min(one, other), max(one, other)) if kind == "spouse" else (one, other)
                found.extend((*ends, kinds[kind], 0, 0))
    table = np.frombuffer(found, dtype=np.int32).reshape(-1, 5)
    return np.unique(table, axis=0)


def _labels(store: ox.Store) -> Mapping[str, int]:
    """Numbers of what tells edges apart, whatever the order in which the store gives it."""
    posts = {quad.object.value for quad in store.quads_for_pattern(None, ox.NamedNode(KG + "post"), None, None)}  # type: ignore[union-attr]
    others = {row["l"].value for row in select(store, "SELECT DISTINCT ?l { ?n kg:role|kg:category|kg:tenureStatus ?l }")}
    return {text: number for number, text in enumerate(["", *sorted(posts | others)])}


def _ranks(size: int, edges: npt.NDArray[np.int32]) -> list[float]:
    """PageRank as :func:`kg.graph.explorer._ranking.importance` has it."""
    kinds = sorted(EDGE_KINDS)
    network = igraph.Graph(n=size, edges=edges[:, :2].tolist(), directed=False)
    found: list[float] = network.pagerank(weights=[WEIGHTS[kinds[kind]] for kind in edges[:, 2].tolist()] or None)
    largest = max(found)
    return [rank / largest for rank in found]


def _joining(store: ox.Store, numbers: Mapping[str, int], chosen: set[tuple[int, ...]], top: set[str]) -> set[str]:
    """What makes the chosen edges, with the posts and speeches that are listed with a node and the names of groups."""
    kinds = {kind: number for number, kind in enumerate(sorted(EDGE_KINDS))}
    labels = _labels(store)
    wanted: set[str] = set()
    parts: dict[object, list[str]] = defaultdict(list)

    def keep(edge: object, node: str) -> None:
        held = parts[edge]
        held.append(node)
        if len(held) > 8 * _PARTS:
            parts[edge] = sorted(set(held))[:_PARTS]

    for kind in _QUERIES:
        for node, source, target, label, status in _rows(store, kind):
            one, other = numbers.get(source, -1), numbers.get(target, -1)
            if (one, other, kinds[kind], labels[label], labels[status]) in chosen:
                keep((one, other, kinds[kind], labels[label], labels[status]), node)
                if kind == "tenure":
                    wanted.add(label)
            elif kind == "tenure" and source in top and target not in top:
                wanted |= {node, label}
            elif kind == "participation" and one < 0 and target in top:  # a group, or what is not drawn
                wanted |= {node, source}
    for quad in store.quads_for_pattern(None, ox.NamedNode(KG + "speaker"), None, None):
        if quad.object.value in top:  # type: ignore[union-attr]  # an IRI
            keep(quad.object.value, quad.subject.value)  # type: ignore[union-attr]
    query = "SELECT ?n ?s ?p ?t { ?n rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?t }"
    for row in select(store, query):
        one, other = numbers.get(row["s"].value, -1), numbers.get(row["t"].value, -1)
        number = kinds.get(row["p"].value.removeprefix(KG), -1)
        for edge in {(one, other, number, 0, 0), (min(one, other), max(one, other), number, 0, 0)}:
            if edge in chosen:
                keep(edge, row["n"].value)
    for held in parts.values():
        wanted.update(sorted(set(held))[:_PARTS])
    return wanted


def _evidence(store: ox.Store, wanted: set[str], documents: Mapping[object, str]) -> tuple[dict[str, int], set[str], set[str]]:
    """How many spans of each node are left out, the mentions that are kept, in turn from each document, and their documents."""
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for quad in store.quads_for_pattern(None, ox.NamedNode(KG + "evidence"), None, None):
        subject = quad.subject.value  # type: ignore[union-attr]  # none is a triple
        if subject in wanted:
            counts[subject] += 1
            spans = held[subject]
            spans.append((documents.get(quad.graph_name, ""), quad.object.value))  # type: ignore[union-attr]
            if len(spans) > 8 * SPANS:
                held[subject] = _few(spans)
    mentions: set[str] = set()
    cited: set[str] = set()
    for subject, spans in held.items():
        few = _few(spans)
        counts[subject] -= len(few)
        mentions.update(mention for _, mention in few)
        cited.update(document for document, _ in few)
    return {subject: count for subject, count in counts.items() if count}, mentions, cited


def _few(spans: list[tuple[str, str]]) -> list[tuple[str, str]]:
    turns: Counter[str] = Counter()
    order: list[tuple[int, str, str]] = []
    for document, mention in sorted(spans):
        turns[document] += 1
        order.append((turns[document], document, mention))
    return [(document, mention) for _, document, mention in sorted(order)[:SPANS]]
