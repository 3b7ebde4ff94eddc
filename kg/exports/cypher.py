"""Cypher: literals, index statements, and a script that builds the property graph, for engines that speak openCypher."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from kg.exports.files import Files, shard_name
from kg.exports.mapping import Edge, Node, Value
from kg.exports.model import PropertyGraph
from kg.exports.tables import Tally

Key = TypeVar("Key", bound=Hashable)

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NAMES = {text: f"`{text}`" for text in ("from", "to", "end", "start")}
_ESCAPED = re.compile(r"[\\'\n\r\t]")

ROWS = 200
"""Rows of one statement of a script."""


def literal(value: object) -> str:
    r"""A value as Cypher.

    >>> literal("他说'好'\n"), literal(("a", "b")), literal(1.5)
    ("'他说\\'好\\'\\n'", "['a','b']", '1.5')
    """
    if isinstance(value, str):
        return f"'{value.translate(_ESCAPES)}'" if _ESCAPED.search(value) else f"'{value}'"
    if isinstance(value, dict):
        return "{" + ",".join([f"{_NAMES.get(key, key)}:{literal(one)}" for key, one in value.items()]) + "}"
    if isinstance(value, tuple | list):
        return f"[{','.join([literal(one) for one in value])}]"
    return repr(value)


def name(text: str) -> str:
    """A property's name; some are words of the language and stand between backticks.

    >>> name("title"), name("from")
    ('title', '`from`')
    """
    return _NAMES.get(text, text)


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


class Script:
    """The statements of a script, written while nodes and relationships pass by on their way into something else.

    All nodes must have passed before the first relationship does.

    Args:
        write: takes a line.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
        self.tally = Tally()

    def nodes(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """The nodes that are given, written once their batch is full or the last has passed."""
        waiting: dict[str, list[dict[str, object]]] = {}
        for node in nodes:
            rows = waiting.setdefault(node.label, [])
            rows.append(node_row(node))
            if len(rows) == ROWS:
                self._nodes(node.label, waiting.pop(node.label))
            yield node
        for label, rows in waiting.items():
            self._nodes(label, rows)

    def edges(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """The relationships that are given, in the same way."""
        waiting: dict[tuple[str, str, str], list[dict[str, object]]] = {}
        for edge in edges:
            key = (edge.type, edge.start_label, edge.end_label)
            rows = waiting.setdefault(key, [])
            rows.append(edge_row(edge))
            if len(rows) == ROWS:
                self._edges(key, waiting.pop(key))
            yield edge
        for key, rows in waiting.items():
            self._edges(key, rows)

    def _nodes(self, label: str, rows: list[dict[str, object]]) -> None:
        self.tally.nodes[label] += len(rows)
        self.write(node_statement(label, literal(rows)) + ";\n")

    def _edges(self, key: tuple[str, str, str], rows: list[dict[str, object]]) -> None:
        self.tally.edges[key] += len(rows)
        self.write(edge_statement(*key, "k" in rows[0], literal(rows)) + ";\n")


class _Pieces:
    """Lines, cut into ``number`` files of one number of lines each."""

    def __init__(self, files: Files, name_: str, number: int, total: int, stack: ExitStack) -> None:
        self.files, self.name, self.number, self.total, self.stack = files, name_, number, total, stack
        self.at, self.done = -1, 0

    def __call__(self, line: str) -> None:
        at = min(self.number - 1, self.done * self.number // self.total)
        if at != self.at:
            self.stack.close()
            self.at, self.out = at, self.stack.enter_context(self.files.text(shard_name(self.name, at, self.number)))
        self.out.write(line)
        self.done += 1


@contextmanager
def script(graph: PropertyGraph, files: Files, name_: str, form: str, number: int = 1) -> Iterator[Script]:
    """A script of statements, one a line, that can be run again without harm; what passes by it is written.

    Args:
        graph: the property graph.
        files: where to.
        name_: the file's name.
        form: whose index statements stand at its head.
        number: how many shards; they are run in the order of their names. For several, the graph is counted first.
    """
    head = list(index_statements(graph, form))
    lines: Counter[str] = Counter()
    if number > 1:
        drain(graph, Script(lambda _: lines.update(["all"])))
    with ExitStack() as stack:
        pieces = _Pieces(files, name_, number, max(1, len(head) + lines["all"]), stack)
        for one in head:
            pieces(f"{one};\n")
        yield Script(pieces)


def drain(graph: PropertyGraph, script: Script) -> Tally:
    """Let the whole graph pass by a script, and nothing else."""
    for _ in script.nodes(graph.nodes()):
        pass
    for _ in script.edges(graph.edges()):
        pass
    return script.tally
