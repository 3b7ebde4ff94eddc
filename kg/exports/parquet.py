"""Parquet: one file per label and per type of relationship, for pandas, Polars, DuckDB and Spark (extra ``parquet``)."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from kg.exports.files import Files, shard_name
from kg.exports.mapping import Edge, Node, Property
from kg.exports.model import PropertyGraph
from kg.exports.optional import need
from kg.exports.tables import Tally, cut

ROWS = 20_000
"""Rows of a row group, and of what is held in memory for one file."""


def write(graph: PropertyGraph, files: Files, number: int = 1) -> Tally:
    """Write a property graph as Parquet.

    Raises:
        InputError: pyarrow is not installed.
    """
    need("pyarrow.parquet", "parquet")
    arrow = need("pyarrow", "parquet")
    tally = Tally()
    for at, nodes in cut(graph.nodes, number):
        with ExitStack() as stack:
            tables = _Tables(arrow, files, stack)
            for node in nodes:
                name = shard_name(f"nodes/{node.label}.parquet", at, number)
                tables.add(name, ("id",), graph.table.node(node.label).properties, _node_row(node))
                tally.nodes[node.label] += 1
            tables.finish()
    head = ("source", "source_label", "target", "target_label")
    for at, edges in cut(graph.edges, number):
        with ExitStack() as stack:
            tables = _Tables(arrow, files, stack)
            for edge in edges:
                name = shard_name(f"edges/{edge.type}.parquet", at, number)
                tables.add(name, head, graph.table.edge(edge.type).properties, _edge_row(edge))
                tally.edges[edge.type, edge.start_label, edge.end_label] += 1
            tables.finish()
    return tally


def _node_row(node: Node) -> dict[str, object]:
    return {"id": node.id, **node.properties}


def _edge_row(edge: Edge) -> dict[str, object]:
    ends = {"source": edge.start, "source_label": edge.start_label, "target": edge.end, "target_label": edge.end_label}
    return {**ends, **edge.properties}


class _Tables:
    """Parquet files under way, by name."""

    def __init__(self, arrow: Any, files: Files, stack: ExitStack) -> None:
        self.arrow, self.files, self.stack = arrow, files, stack
        self.writers: dict[str, Any] = {}
        self.waiting: dict[str, list[dict[str, object]]] = {}

    def add(self, name: str, head: tuple[str, ...], properties: tuple[Property, ...], row: dict[str, object]) -> None:
        if name not in self.writers:
            fields = [(column, self.arrow.string()) for column in head]
            fields += [(one.name, self._type(one)) for one in properties]
            schema = self.arrow.schema(fields)
            out = self.stack.enter_context(self.files.binary(name))
            self.writers[name] = self.stack.enter_context(self.arrow.parquet.ParquetWriter(out, schema, compression="zstd"))
            self.waiting[name] = []
        rows = self.waiting[name]
        rows.append(row)
        if len(rows) >= ROWS:
            self.flush(name)

    def _type(self, one: Property) -> Any:
        if one.is_list:
            return self.arrow.list_(self.arrow.string())
        return {"integer": self.arrow.int64(), "decimal": self.arrow.float64()}.get(one.kind, self.arrow.string())

    def flush(self, name: str) -> None:
        writer, rows = self.writers[name], self.waiting[name]
        if rows:
            writer.write_table(self.arrow.Table.from_pylist(rows, schema=writer.schema))
            rows.clear()

    def finish(self) -> None:
        for name in self.writers:
            self.flush(name)
