"""How each store wants its CSV: headings, lists, ids, names of files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from kg.exports.mapping import Property

SEPARATOR = "\x1f"
"""Between the values of a list where a dialect has none of its own: the unit separator, which no text contains."""

VID_BYTES = 128
"""Longest vertex id of the NebulaGraph layout, in bytes."""


def joined(values: tuple[str, ...]) -> str:
    """A list as one text, the values parted by :data:`SEPARATOR`."""
    return SEPARATOR.join(value.replace(SEPARATOR, " ") for value in values)


def as_json(values: tuple[str, ...]) -> str:
    """A list as JSON."""
    return json.dumps(values, ensure_ascii=False)


def bracketed(values: tuple[str, ...]) -> str:
    """A list as FalkorDB's bulk loader reads it (a Python list)."""
    return repr(list(values))


def same(text: str) -> str:
    """An id as it is."""
    return text


def vid(text: str) -> str:
    """An id that has at most :data:`VID_BYTES` bytes; what is longer ends in a hash of the whole.

    >>> vid("person/a"), len(vid("人" * 60).encode())
    ('person/a', 128)
    """
    if len(text.encode()) <= VID_BYTES:
        return text
    ending = f"~x{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    room = VID_BYTES - len(ending)
    start = text.encode()[:room].decode(errors="ignore")
    return start + "~" * (room - len(start.encode())) + ending


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a store wants its CSV.

    Attributes:
        node_head: the columns before a node's properties.
        edge_head: the columns before a relationship's properties.
        column: the heading of a property.
        items: how a list is written.
        identifier: how an id is written.
        node_file: file name for a label.
        edge_file: file name for a type and the labels of its ends.
        label_column: the label (type) stands in a column as well.
        merged: one file for all nodes, one for all relationships.
        header_file: the heading stands in a file of its own (``X-header.csv``).
        quoting: csv module's rule.
        id_first: the heading of the id of nodes, by label.
    """

    node_head: Callable[[str], list[str]]
    edge_head: Callable[[str, str], list[str]]
    column: Callable[[Property], str]
    items: Callable[[tuple[str, ...]], str] = joined
    identifier: Callable[[str], str] = same
    node_file: Callable[[str], str] = lambda label: f"{label}.csv"
    edge_file: Callable[[str, str, str], str] = lambda type_, start, end: f"{type_}_{start}_{end}.csv"
    label_column: bool = False
    edge_label_column: bool = False
    merged: bool = False
    header_file: bool = False
    keep_id: bool = False
    quote_all: bool = False


def _typed(names: dict[str, str], lists: str) -> Callable[[Property], str]:
    def head(one: Property) -> str:
        return f"{one.name}:{lists if one.is_list else names.get(one.kind, names['text'])}"

    return head


def _plain(one: Property) -> str:
    return one.name


DIALECTS: dict[str, Dialect] = {
    "csv": Dialect(
        node_head=lambda _: ["id", "label"],
        edge_head=lambda *_: ["source", "target", "type"],
        column=_plain,
        items=as_json,
        node_file=lambda _: "nodes.csv",
        edge_file=lambda *_: "edges.csv",
        label_column=True,
        edge_label_column=True,
        merged=True,
    ),
    "neo4j": Dialect(
        node_head=lambda _: ["id:ID", ":LABEL"],
        edge_head=lambda *_: [":START_ID", ":END_ID", ":TYPE"],
        column=_typed({"text": "string", "integer": "long", "decimal": "double"}, "string[]"),
        edge_file=lambda type_, *_: f"{type_}.csv",
        label_column=True,
        edge_label_column=True,
        header_file=True,
        quote_all=True,
    ),
    "neptune-opencypher": Dialect(
        node_head=lambda _: ["~id", "~label"],
        edge_head=lambda *_: ["~id", "~from", "~to", "~label"],
        column=_typed({"text": "String", "integer": "Long", "decimal": "Double"}, "String[]"),
        items=lambda values: ";".join(value.replace(";", "\\;") for value in values),
        node_file=lambda label: f"nodes/{label}.csv.gz",
        edge_file=lambda type_, *_: f"edges/{type_}.csv.gz",
        label_column=True,
        edge_label_column=True,
    ),
    "falkordb": Dialect(
        node_head=lambda label: [f"id:ID({label})"],
        edge_head=lambda start, end: [f":START_ID({start})", f":END_ID({end})"],
        column=_typed({"text": "STRING", "integer": "INT", "decimal": "DOUBLE"}, "ARRAY"),
        items=bracketed,
    ),
    "memgraph": Dialect(
        node_head=lambda _: ["id"],
        edge_head=lambda *_: ["start", "end"],
        column=_plain,
    ),
    "ladybug": Dialect(
        node_head=lambda _: ["id"],
        edge_head=lambda *_: ["start_", "end_"],
        column=lambda one: f"{one.name}_",
        quote_all=True,
    ),
    "nebula": Dialect(
        node_head=lambda _: ["vid"],
        edge_head=lambda *_: ["start", "end", "rank"],
        column=_plain,
        items=as_json,
        identifier=vid,
        edge_file=lambda type_, *_: f"{type_}.csv",
        keep_id=True,
    ),
}
"""Every dialect by the name of its profile."""
