"""The property graph: nodes with labels and relationships with types, as a Cypher user would have drawn them.

The table ``property-graph.yaml`` says what becomes what; this engine reads a build's quads one subject after the other and
looks up in the store what stands elsewhere (the title of a post, the quote of a mention), so that memory stays bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph

from kg.exports.mapping import Edge, EdgeKind, Node, NodeKind, Property, Value, expand, mapping, path_of
from kg.exports.source import Source, Statement, characters
from kg.ontology import KGC, RDF

_TYPE = pyoxigraph.NamedNode(RDF + "type")
_RDF_SUBJECT, _RDF_PREDICATE, _RDF_OBJECT = (pyoxigraph.NamedNode(RDF + n) for n in ("subject", "predicate", "object"))
_RDF_TYPE = f"<{RDF}type>"

_MOST_LABELS = 1 << 17
"""Nodes whose labels are kept from reading them, and as many again of those that were looked up last: memory has a bound."""


class PropertyGraph:
    """A build as a property graph.

    ``dangling`` counts, after :meth:`edges` has been read, triples whose ends are no nodes, by type of relationship: they are
    reported, never dropped in silence.

    Args:
        source: the build.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.table = mapping()
        self.base = source.base
        self.dangling: Counter[str] = Counter()
        self._kinds = {f"<{kind.cls}>": kind for kind in self.table.nodes}
        self._reified = {f"<{kind.cls}>": kind for kind in self.table.edges if kind.cls}
        self._links = {f"<{kind.predicate}>": kind for kind in self.table.edges if kind.predicate}
        unless = {f"<{kind.unless}>" for kind in self.table.nodes if kind.unless}
        self._of_nodes = {_RDF_TYPE, *unless, *_first_steps(self.table.nodes)}
        self._of_edges = {_RDF_TYPE, *unless, *self._links, *_first_steps(self.table.edges)}
        self._seen: dict[str, str] = {}
        self._looked_up = lru_cache(maxsize=_MOST_LABELS)(self._label_of)
        self._concept_name = lru_cache(maxsize=1 << 12)(self._name_of_concept)

    # ------------------------------------------------------------------ nodes

    def nodes(self) -> Iterator[Node]:
        """Every node, in the order of the IRIs."""
        for subject, statements in self.source.subjects(self._of_nodes):
            kind = self._kind(statements)
            if kind is not None:
                if len(self._seen) < _MOST_LABELS:
                    self._seen[subject] = kind.label
                values = _grouped(statements)
                yield Node(self.id_of(subject), kind.label, dict(self._values(kind.properties, values)))

    def _kind(self, statements: list[Statement]) -> NodeKind | None:
        for predicate, term in statements:
            if predicate == _RDF_TYPE and (kind := self._kinds.get(term)) is not None:
                if kind.unless is None or all(other != f"<{kind.unless}>" for other, _ in statements):
                    return kind
                return None
        return None

    def id_of(self, term: str) -> str:
        """The id of a node: its IRI without the base."""
        return term[1:-1].removeprefix(self.base)

    def label_of(self, term: str) -> str | None:
        """The label of a node, or None where the IRI is no node of the property graph."""
        return self._seen.get(term) or self._looked_up(term)

    def _label_of(self, term: str) -> str | None:
        node = pyoxigraph.NamedNode(term[1:-1])
        for quad in self.source.store.quads_for_pattern(node, _TYPE, None):
            kind = self._kinds.get(str(quad.object))
            if kind is not None:
                if kind.unless is not None and self._has(node, kind.unless):
                    return None
                return kind.label
        return None

    def _has(self, node: pyoxigraph.NamedNode, predicate: str) -> bool:
        return next(self.source.store.quads_for_pattern(node, pyoxigraph.NamedNode(predicate), None), None) is not None

    # ------------------------------------------------------------------ relationships

    def edges(self) -> Iterator[Edge]:
        """Every relationship, in the order of the IRIs it was read at."""
        self.dangling.clear()
        for subject, statements in self.source.subjects(self._of_edges):
            reified = next((k for p, term in statements if p == _RDF_TYPE and (k := self._reified.get(term))), None)
            if reified is not None:
                yield from self._reified_edge(reified, subject, statements)
                continue
            start: NodeKind | None = None
            known = False
            for predicate, target in statements:
                link = self._links.get(predicate)
                if link is not None and target[0] == "<":
                    if not known:
                        start, known = self._kind(statements), True
                    if start is not None:
                        yield from self._link(link, subject, start.label, predicate, target)
                    elif not self._is_folded(statements):
                        self.dangling[link.type] += 1

    def _link(self, kind: EdgeKind, subject: str, label: str, predicate: str, target: str) -> Iterator[Edge]:
        other = self.label_of(target)
        if other is None:
            self.dangling[kind.type] += 1
            return
        ends = [(self.id_of(subject), label), (self.id_of(target), other)]
        if kind.reverse:
            ends.reverse()
        properties = self._claimed(subject, predicate, target) if kind.claims else {}
        yield Edge(kind.type, *ends[0], *ends[1], properties)

    def _is_folded(self, statements: list[Statement]) -> bool:
        """True for claims, whose evidence is that of a relationship, and for the nodes of graph/meta and graph/identity."""
        return not any(predicate == _RDF_TYPE and term in self._kinds for predicate, term in statements)

    def _reified_edge(self, kind: EdgeKind, subject: str, statements: list[Statement]) -> Iterator[Edge]:
        values = _grouped(statements)
        start = self._end(kind.start, subject, values)
        end = self._end(kind.ends, subject, values)
        if start is None or end is None:
            self.dangling[kind.type] += 1
            return
        properties: dict[str, Value] = {"uid": self.id_of(subject)}
        paths = [one for one in kind.properties if one.path]
        properties.update(self._values(tuple(paths), values, subject))
        properties.update(self._evidence(values.get(expand("kg:evidence"), [])))
        yield Edge(kind.type, *start, *end, properties, key=self.id_of(subject))

    def _end(self, paths: tuple[str, ...], subject: str, values: Mapping[str, list[str]]) -> tuple[str, str] | None:
        for path in paths:
            for term in self._follow(path_of(path), subject, values):
                label = self.label_of(term)
                if label is not None:
                    return self.id_of(term), label
        return None

    def _follow(self, path: tuple[str, ...], subject: str, values: Mapping[str, list[str]]) -> list[str]:
        step, *rest = path
        if step.startswith("^"):
            target, predicate = pyoxigraph.NamedNode(subject[1:-1]), pyoxigraph.NamedNode(step[1:])
            terms = sorted(str(quad.subject) for quad in self.source.store.quads_for_pattern(None, predicate, target))
        else:
            terms = values.get(step, [])
        for next_step in rest:
            predicate = pyoxigraph.NamedNode(next_step)
            nodes = [pyoxigraph.NamedNode(term[1:-1]) for term in terms]
            terms = sorted(str(q.object) for node in nodes for q in self.source.store.quads_for_pattern(node, predicate, None))
        return terms

    # ------------------------------------------------------------------ evidence

    def _claimed(self, subject: str, predicate: str, target: str) -> dict[str, Value]:
        """The evidence of the claims of a triple, of all documents."""
        store, evidence = self.source.store, pyoxigraph.NamedNode(expand("kg:evidence"))
        mentions: set[str] = set()
        for quad in store.quads_for_pattern(None, _RDF_SUBJECT, pyoxigraph.NamedNode(subject[1:-1])):
            claim = quad.subject
            says = {str(q.predicate): str(q.object) for q in store.quads_for_pattern(claim, None, None)}
            if says.get(str(_RDF_PREDICATE)) == predicate and says.get(str(_RDF_OBJECT)) == target:
                mentions.update(str(q.object) for q in store.quads_for_pattern(claim, evidence, None))
        return dict(self._evidence(sorted(mentions)))

    def _evidence(self, mentions: list[str]) -> Iterator[tuple[str, Value]]:
        if mentions:
            yield "evidence", tuple(self.id_of(mention) for mention in mentions)
            quote = self._quote(mentions[0])
            if quote is not None:
                yield "quote", quote

    def _quote(self, mention: str) -> str | None:
        found = self.source.store.quads_for_pattern(
            pyoxigraph.NamedNode(mention[1:-1]), pyoxigraph.NamedNode(expand("kg:quote")), None
        )
        return next((quad.object.value for quad in found if isinstance(quad.object, pyoxigraph.Literal)), None)

    # ------------------------------------------------------------------ values

    def _values(
        self, properties: tuple[Property, ...], values: Mapping[str, list[str]], subject: str = ""
    ) -> Iterator[tuple[str, Value]]:
        for one in properties:
            terms = values.get(one.path[0], []) if len(one.path) == 1 else self._follow(one.path, subject, values)
            if terms:
                value = self._value(one.kind, terms)
                if value is not None:
                    yield one.name, value

    def _value(self, kind: str, terms: list[str]) -> Value | None:
        if kind in ("texts", "dates"):
            return tuple(sorted({characters(term) for term in terms}))
        term = terms[0]
        if kind == "integer":
            return int(characters(term))
        if kind == "decimal":
            return float(characters(term))
        if kind == "concept":
            return characters(term).removeprefix(KGC)
        if kind == "concept-name":
            return self._concept_name(term)
        if kind == "node":
            return self.id_of(term)
        if kind == "hash":
            return characters(term).removeprefix("sha256:")
        return characters(term)

    def _name_of_concept(self, term: str) -> str | None:
        node, label = pyoxigraph.NamedNode(term[1:-1]), pyoxigraph.NamedNode(expand("skos:prefLabel"))
        found = (quad.object for quad in self.source.store.quads_for_pattern(node, label, None))
        return next((one.value for one in found if isinstance(one, pyoxigraph.Literal) and one.language == "zh"), None)


def _first_steps(kinds: Iterable[NodeKind] | Iterable[EdgeKind]) -> set[str]:
    """The predicates that a node must have for the paths of its properties and of its ends, ``<iri>``."""
    steps: set[str] = set()
    for kind in kinds:
        steps.update(one.path[0] for one in kind.properties if one.path)
        if isinstance(kind, EdgeKind) and kind.cls:
            steps.update(path_of(path)[0] for path in (*kind.start, *kind.ends))
            steps.add(expand("kg:evidence"))
    return {f"<{step}>" for step in steps if not step.startswith("^")}


def _grouped(statements: list[Statement]) -> dict[str, list[str]]:
    """Predicate (bare IRI) → its objects, sorted."""
    values: dict[str, list[str]] = {}
    for predicate, term in statements:
        values.setdefault(predicate[1:-1], []).append(term)
    for terms in values.values():
        if len(terms) > 1:
            terms[:] = sorted(set(terms))
    return values


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes of each label and relationships of each type there are."""

    nodes: Mapping[str, int]
    edges: Mapping[str, int]


def count(graph: PropertyGraph) -> Counts:
    """Count the nodes and relationships of a property graph."""
    nodes = Counter(node.label for node in graph.nodes())
    edges = Counter(edge.type for edge in graph.edges())
    return Counts(dict(sorted(nodes.items())), dict(sorted(edges.items())))
