"""Cypher: literals, index statements, and a script that builds the property graph, for engines that speak openCypher."""

from __future__ import annotations

import itertools
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from kg.exports.files import Files, shard_name
from kg.exports.mapping import Edge, Node, Value
from kg.exports.model import PropertyGraph
from kg.exports.tables import Tally

Key = TypeVar("Key", bound=Hashable)

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_ESCAPED = re.compile(r"[\\'\n\r\t]")

ROWS = 200
"""Rows of one statement of a script."""


def literal(value: object) -> str:
    r"""A value as Cypher.

    >>> literal("他说'好'\n"), literal(("a", "b")), literal(1.5)
    ("'他说\\'好\\'\\n'", "['a','b']", '1.5')
    """
    if isinstance(value, str):
        return f"'{value.translate(_ESCAPES) if _ESCAPED.search(value) else value}'"
    if isinstance(value, tuple | list):
        return f"[{','.join(map(literal, value))}]"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{name(key)}:{literal(one)}" for key, one in value.items()) + "}"
    return repr(value)


def name(text: str) -> str:
    """A property's name; some are words of the language and stand between backticks.

    >>> name("title"), name("from")
    ('title', '`from`')
    """
    return f"`{text}`" if text in ("from", "to", "end", "start") else text


def index_statements(graph: PropertyGraph, form: str) -> Iterator[str]:
    """One statement per label that makes look-ups by id fast; ``form`` is ``neo4j``, ``memgraph`` or ``falkordb``."""
    for kind in graph.table.nodes:
        if form == "neo4j":
            yield f"CREATE CONSTRAINT {kind.label.lower()}_id IF NOT EXISTS FOR (n:{kind.label}) REQUIRE n.id IS UNIQUE"
        elif form == "memgraph":
            yield f"CREATE INDEX ON :{kind.label}(id)"
        else:
            yield f"CREATE INDEX FOR (n:{kind.label}) ON (n.id)"


def node_statement(label: str, rows: str = "$rows") -> str:
    """Makes or completes the nodes of one label; rows are ``{id, p: properties}``. Running it twice changes nothing."""
    return f"UNWIND {rows} AS r MERGE (n:{label} {{id: r.id}}) SET n += r.p"


def edge_statement(type_: str, start: str, end: str, keyed: bool, rows: str = "$rows") -> str:
    """Makes or completes relationships; rows are ``{s, t, k, p}``: the ids of the ends, the key and the properties."""
    key = " {uid: r.k}" if keyed else ""
    return (
        f"UNWIND {rows} AS r MATCH (a:{start} {{id: r.s}}) MATCH (b:{end} {{id: r.t}}) "
        f"MERGE (a)-[e:{type_}{key}]->(b) SET e += r.p"
    )


def edge_count(type_: str, start: str, end: str, keyed: bool) -> str:
    """Counts the rows of :func:`edge_statement` whose relationship is there."""
    key, kept = (" {uid: r.k}", ", r.k AS k") if keyed else ("", "")
    return (
        f"UNWIND $rows AS r MATCH (a:{start} {{id: r.s}})-[e:{type_}{key}]->(b:{end} {{id: r.t}}) "
        f"WITH DISTINCT r.s AS s, r.t AS t{kept} RETURN count(*)"
    )


def node_row(node: Node) -> dict[str, object]:
    """A node as a row of :func:`node_statement`."""
    return {"id": node.id, "p": _given(node.properties)}


def edge_row(edge: Edge) -> dict[str, object]:
    """A relationship as a row of :func:`edge_statement`."""
    row: dict[str, object] = {"s": edge.start, "t": edge.end, "p": _given(edge.properties)}
    if edge.key:
        row["k"] = edge.key
    return row


def _given(properties: Mapping[str, Value]) -> dict[str, object]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in properties.items()}


def node_batches(nodes: Iterable[Node], size: int) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Nodes in batches of one label: (label, rows)."""
    yield from _batches(((node.label, node_row(node)) for node in nodes), size)


def edge_batches(edges: Iterable[Edge], size: int) -> Iterator[tuple[tuple[str, str, str], list[dict[str, object]]]]:
    """Relationships in batches of one type and the labels it joins: ((type, start, end), rows)."""
    yield from _batches((((edge.type, edge.start_label, edge.end_label), edge_row(edge)) for edge in edges), size)


def _batches(items: Iterable[tuple[Key, dict[str, object]]], size: int) -> Iterator[tuple[Key, list[dict[str, object]]]]:
    waiting: dict[Key, list[dict[str, object]]] = {}
    for key, row in items:
        rows = waiting.setdefault(key, [])
        rows.append(row)
        if len(rows) == size:
            yield key, waiting.pop(key)
    yield from waiting.items()


def script(graph: PropertyGraph, files: Files, name_: str, form: str, number: int = 1) -> Tally:
    """Write the property graph as a script of statements, one a line, that can be run again without harm.

    Args:
        graph: the property graph.
        files: where to.
        name_: the file's name.
        form: whose index statements stand at its head.
        number: how many shards; they are run in the order of their names.
    """
    tally = Tally()
    lines = itertools.chain((f"{one};" for one in index_statements(graph, form)), _statements(graph, tally))
    total = 1
    if number > 1:
        total = sum(1 for _ in _statements(graph, Tally())) + len(graph.table.nodes)
    for at, piece in itertools.groupby(enumerate(lines), key=lambda pair: min(number - 1, pair[0] * number // total)):
        with files.text(shard_name(name_, at, number)) as out:
            out.writelines(line + "\n" for _, line in piece)
    return tally


def _statements(graph: PropertyGraph, tally: Tally) -> Iterator[str]:
    for label, rows in node_batches(graph.nodes(), ROWS):
        tally.nodes[label] += len(rows)
        yield node_statement(label, literal(rows)) + ";"
    for (type_, start, end), rows in edge_batches(graph.edges(), ROWS):
        tally.edges[type_, start, end] += len(rows)
        yield edge_statement(type_, start, end, "k" in rows[0], literal(rows)) + ";"
