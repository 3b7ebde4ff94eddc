"""The mapping to a property graph as records, read from ``property-graph.yaml``."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import yaml

from kg.ontology import PREFIXES

Value = str | int | float | tuple[str, ...]
Properties = Mapping[str, Value]

LISTS = frozenset({"texts", "dates", "nodes"})
"""Kinds of property that hold a list."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a label or type: its name, its kind, and the path of predicates that it is read from."""

    name: str
    kind: str
    path: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """True where the value is a list."""
        return self.kind in LISTS


EVIDENCE = (Property("evidence", "nodes"), Property("quote", "text"))
"""The properties of a relationship that say where it was read."""


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A label: the class it stands for and its properties. A subject that has the predicate ``unless`` makes no node."""

    label: str
    cls: str
    properties: tuple[Property, ...]
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A type of relationship.

    Either one triple (``predicate``, turned round where ``reverse``), or a node of class ``cls`` with the paths to its two
    ends. ``pairs`` are the labels it is known to join.
    """

    type: str
    pairs: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...] = ()
    predicate: str | None = None
    reverse: bool = False
    claims: bool = False
    cls: str | None = None
    start: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its id, its label and the properties it has."""

    id: str
    label: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship: type, the ids and labels of its ends, and the properties it has.

    ``key`` is the id of the node that it was in RDF, where it was one: two relationships of one type
    between two nodes differ in it.
    """

    type: str
    start: str
    start_label: str
    end: str
    end_label: str
    properties: Properties = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Table:
    """The table as records."""

    nodes: tuple[NodeKind, ...]
    edges: tuple[EdgeKind, ...]
    folded: Mapping[str, str]

    def node(self, label: str) -> NodeKind:
        """The kind of node with a label."""
        return self._labels[label]

    def edge(self, type_: str) -> EdgeKind:
        """The kind of relationship of a type."""
        return self._types[type_]

    @cached_property
    def _labels(self) -> dict[str, NodeKind]:
        return {kind.label: kind for kind in self.nodes}

    @cached_property
    def _types(self) -> dict[str, EdgeKind]:
        return {kind.type: kind for kind in self.edges}


def expand(name: str) -> str:
    """A prefixed name as an IRI.

    >>> expand("rdf:type")
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def path_of(text: str) -> tuple[str, ...]:
    """A path of prefixed names as IRIs, ``^`` before those that are followed against the arrow."""
    return tuple(("^" if step.startswith("^") else "") + expand(step.lstrip("^")) for step in text.split("/"))


def _properties(table: Mapping[str, list[str]]) -> tuple[Property, ...]:
    return tuple(Property(name, kind, path_of(path)) for name, (kind, path) in table.items())


def _pairs(texts: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((a, b) for a, _, b in (text.partition(" ") for text in texts))


@cache
def mapping() -> Table:
    """The mapping of this version."""
    table = yaml.safe_load(importlib.resources.files("kg.exports").joinpath("property-graph.yaml").read_text("utf-8"))
    nodes = tuple(
        NodeKind(label, expand(row["class"]), _properties(row["properties"]), expand(row["unless"]) if "unless" in row else None)
        for label, row in table["nodes"].items()
    )
    links = tuple(
        EdgeKind(
            type=row["type"],
            pairs=_pairs(row["pairs"]),
            properties=EVIDENCE if row.get("claims") else (),
            predicate=expand(row["predicate"]),
            reverse=row.get("reverse", False),
            claims=row.get("claims", False),
        )
        for row in table["links"]
    )
    reified = tuple(
        EdgeKind(
            type=row["type"],
            pairs=_pairs(row["pairs"]),
            properties=(Property("uid", "text"), *_properties(row["properties"]), *EVIDENCE),
            cls=expand(row["class"]),
            start=tuple(row["from"]),
            ends=tuple(row["to"]),
        )
        for row in table["reified"]
    )
    return Table(nodes, reified + links, {expand(name): why for name, why in table["folded"].items()})
