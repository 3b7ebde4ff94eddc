"""Property graphs as CSV files; the dialect says what they look like, the loop is the same for all."""

from __future__ import annotations

import csv
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypeVar

from kg.exports.dialects import Dialect
from kg.exports.files import Files, shard_name
from kg.exports.mapping import Edge, Node, Properties, Property
from kg.exports.model import PropertyGraph

if TYPE_CHECKING:
    from kg.exports.cypher import Script

Item = TypeVar("Item")


@dataclass
class Tally:
    """What was written: nodes by label, relationships by type and the labels they join, files by what they hold."""

    nodes: Counter[str] = field(default_factory=Counter)
    edges: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    node_files: dict[str, list[str]] = field(default_factory=dict)
    edge_files: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    @property
    def types(self) -> dict[str, int]:
        """Relationships by type."""
        counts: Counter[str] = Counter()
        for (type_, _, _), number in self.edges.items():
            counts[type_] += number
        return dict(sorted(counts.items()))


class _Row:
    """One CSV writer per file, opened when its first row comes; ``headers`` are the heading files that are written already."""

    def __init__(self, files: Files, dialect: Dialect, stack: ExitStack, headers: set[str]) -> None:
        self.files, self.dialect, self.stack, self.headers = files, dialect, stack, headers
        self.writers: dict[str, Any] = {}

    def writer(self, name: str, head: list[str], title: str) -> Any:
        out: IO[str] = self.stack.enter_context(self.files.text(name))
        quoting = csv.QUOTE_ALL if self.dialect.quote_all else csv.QUOTE_MINIMAL
        found = self.writers[name] = _Csv(out, quoting)
        header = f"{title}-header.csv"
        if not self.dialect.header_file:
            csv.writer(out, lineterminator="\n").writerow(head)
        elif header not in self.headers:
            self.headers.add(header)
            with self.files.text(header) as file:
                csv.writer(file, lineterminator="\n").writerow(head)
        return found


class _Csv:
    """Rows of CSV; nothing at all stands for a missing value, ``""`` for an empty text, where everything else is quoted."""

    def __init__(self, out: IO[str], quoting: int) -> None:
        self.out = out
        self.all = quoting == csv.QUOTE_ALL
        self.plain = csv.writer(out, lineterminator="\n")

    def writerow(self, row: list[str]) -> None:
        if self.all:
            self.out.write(",".join(['"' + cell.replace('"', '""') + '"' if cell else "" for cell in row]) + "\n")
        else:
            self.plain.writerow(row)


def write(graph: PropertyGraph, files: Files, dialect: Dialect, number: int = 1, *, script: Script | None = None) -> Tally:
    """Write a property graph as CSV.

    Args:
        graph: the property graph.
        files: where to.
        dialect: what the files look like.
        number: how many shards of every table.
        script: what nodes and relationships pass by on their way into the tables, so that the graph is read once for both.
    """
    tally = Tally()
    columns = _merged_columns(graph) if dialect.merged else None
    headers: set[str] = set()
    for at, nodes in cut(graph.nodes, number, script.nodes if script else None):
        with ExitStack() as stack:
            rows = _Row(files, dialect, stack, headers)
            for node in nodes:
                _node(node, graph, rows, tally, columns[0] if columns else None, at, number)
    for at, edges in cut(graph.edges, number, script.edges if script else None):
        with ExitStack() as stack:
            rows = _Row(files, dialect, stack, headers)
            for edge in edges:
                _edge(edge, graph, rows, tally, columns[1] if columns else None, at, number)
    return tally


def cut(
    items: Callable[[], Iterable[Item]], number: int, past: Callable[[Iterable[Item]], Iterator[Item]] | None = None
) -> Iterator[tuple[int, Iterator[Item]]]:
    """Items in ``number`` pieces of one length, with the piece's number; each piece must be read before the next is asked for.

    Args:
        items: gives the items, the same each time: they are counted first.
        number: how many pieces.
        past: what they pass by, once, after they were counted.
    """
    total = sum(1 for _ in items()) if number > 1 else 1
    numbered = enumerate(past(items()) if past else items())
    for at, piece in itertools.groupby(numbered, key=lambda pair: min(number - 1, pair[0] * number // total)):
        yield at, (item for _, item in piece)


def _merged_columns(graph: PropertyGraph) -> tuple[list[Property], list[Property]]:
    nodes = {one.name: one for kind in graph.table.nodes for one in kind.properties}
    edges = {one.name: one for kind in graph.table.edges for one in kind.properties}
    return list(nodes.values()), list(edges.values())


def _node(
    node: Node, graph: PropertyGraph, rows: _Row, tally: Tally, columns: list[Property] | None, at: int, number: int
) -> None:
    dialect = rows.dialect
    properties = columns or graph.table.node(node.label).properties
    name = shard_name(dialect.node_file(node.label), at, number)
    writer = rows.writers.get(name)
    if writer is None:
        head = dialect.node_head(node.label) + (["id"] if dialect.keep_id else []) + [dialect.column(one) for one in properties]
        writer = rows.writer(name, head, node.label)
    lead = [dialect.identifier(node.id)] + ([node.label] if dialect.label_column else []) + ([node.id] if dialect.keep_id else [])
    writer.writerow(lead + _cells(dialect, node.properties, properties))
    tally.nodes[node.label] += 1
    _remember(tally.node_files.setdefault(node.label, []), name)


def _edge(
    edge: Edge, graph: PropertyGraph, rows: _Row, tally: Tally, columns: list[Property] | None, at: int, number: int
) -> None:
    dialect = rows.dialect
    properties = columns if columns is not None else graph.table.edge(edge.type).properties
    name = shard_name(dialect.edge_file(edge.type, edge.start_label, edge.end_label), at, number)
    first = dialect.edge_head(edge.start_label, edge.end_label)
    lead = [dialect.identifier(edge.start), dialect.identifier(edge.end)]
    if first[0] == "~id":
        lead.insert(0, edge.key or f"{edge.type}/{edge.start}/{edge.end}")
    if first[-1] == "rank":
        lead.append(str(_rank(edge)))
    if dialect.edge_label_column:
        lead.append(edge.type)
    writer = rows.writers.get(name) or rows.writer(name, first + [dialect.column(one) for one in properties], edge.type)
    writer.writerow(lead + _cells(dialect, edge.properties, properties))
    key = (edge.type, edge.start_label, edge.end_label)
    tally.edges[key] += 1
    _remember(tally.edge_files.setdefault(key, []), name)


def _rank(edge: Edge) -> int:
    """NebulaGraph tells relationships of one type between two nodes apart by a number: a hash of what they were in RDF."""
    return int(hashlib.sha256(edge.key.encode()).hexdigest()[:12], 16) if edge.key else 0


def _remember(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _cells(dialect: Dialect, values: Properties, columns: Sequence[Property]) -> list[str]:
    if not values:
        return [""] * len(columns)
    given = {name: dialect.items(value) if isinstance(value, tuple) else str(value) for name, value in values.items()}
    return [given.get(one.name, "") for one in columns]
