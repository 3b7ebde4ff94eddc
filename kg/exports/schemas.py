"""What stands beside the tables of a property graph: schemas and load scripts in each store's own language."""

from __future__ import annotations

from collections.abc import Iterator

from kg.exports.dialects import VID_BYTES
from kg.exports.files import Files
from kg.exports.mapping import EdgeKind, Property
from kg.exports.model import PropertyGraph
from kg.exports.tables import Tally

_LADYBUG_TYPES = {"integer": "INT64", "decimal": "DOUBLE"}
_NEBULA_TYPES = {"integer": "int64", "decimal": "double"}
_UNIT = "\x1f"


def pairs(kind: EdgeKind, tally: Tally) -> list[tuple[str, str]]:
    """The labels that a type joins: those of the table, and those that this graph has besides."""
    found = sorted((start, end) for type_, start, end in tally.edges if type_ == kind.type)
    return [*kind.pairs, *(pair for pair in found if pair not in kind.pairs)]


# ----------------------------------------------------------------------------------------------------------- Ladybug


def ladybug_type(one: Property) -> str:
    """The type of a property in Ladybug and Kuzu."""
    return "STRING[]" if one.is_list else _LADYBUG_TYPES.get(one.kind, "STRING")


def ladybug_schema(graph: PropertyGraph, tally: Tally) -> Iterator[str]:
    """``CREATE NODE TABLE`` and ``CREATE REL TABLE``, one statement each.

    Properties end in ``_`` at first: ``COPY`` takes columns called ``from`` and ``to`` for the ends of a relationship.
    :func:`ladybug_names` gives them their names.
    """
    for node in graph.table.nodes:
        columns = "".join(f"{one.name}_ {ladybug_type(one)}, " for one in node.properties)
        yield f"CREATE NODE TABLE IF NOT EXISTS `{node.label}`(id STRING, {columns}PRIMARY KEY(id))"
    for kind in graph.table.edges:
        ends = [f"FROM `{start}` TO `{end}`" for start, end in pairs(kind, tally)]
        columns_ = [f"{one.name}_ {ladybug_type(one)}" for one in kind.properties]
        yield f"CREATE REL TABLE IF NOT EXISTS {kind.type}({', '.join([*ends, *columns_])})"


def ladybug_copy(graph: PropertyGraph, tally: Tally, folder: str = "") -> Iterator[tuple[str, str]]:
    """``COPY``, one statement a file; ``folder`` is put before the names of the files.

    Yields:
        The pattern of what the statement makes, whose variable is ``x``, and the statement.
    """
    for label, names in sorted(tally.node_files.items()):
        node = graph.table.node(label)
        for name in names:
            yield f"(x:`{label}`)", f"COPY `{label}` FROM ({_ladybug_scan(folder + name, ['id'], node.properties)})"
    for (type_, start, end), names in sorted(tally.edge_files.items()):
        kind = graph.table.edge(type_)
        for name in names:
            scan = _ladybug_scan(folder + name, ["start_", "end_"], kind.properties)
            pattern = f"(:`{start}`)-[x:`{type_}`]->(:`{end}`)"
            yield pattern, f"COPY {type_} FROM ({scan}) (from='{start}', to='{end}')"


def _ladybug_scan(path: str, head: list[str], properties: tuple[Property, ...]) -> str:
    taken = set(head)
    named = [(f"{one.name}_" if f"{one.name}_" not in taken else f"{one.name}__", one) for one in properties]
    columns = [f"{name} STRING" for name in head]
    columns += [f"{name} {'STRING' if one.is_list else ladybug_type(one)}" for name, one in named]
    values = head + [
        f"CASE WHEN {name} IS NULL OR {name} = '' THEN NULL ELSE string_split({name}, '{_UNIT}') END" if one.is_list else name
        for name, one in named
    ]
    options = "(HEADER=true, PARALLEL=false, ESCAPE='\"')"
    return f"LOAD WITH HEADERS ({', '.join(columns)}) FROM {_quoted(path)} {options} RETURN {', '.join(values)}"


def _quoted(path: str) -> str:
    return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'"


def ladybug_names(graph: PropertyGraph) -> Iterator[tuple[tuple[str, str], str]]:
    """``ALTER TABLE … RENAME``: the properties' own names, once everything is loaded.

    Yields:
        Table and new name, and the statement.
    """
    for table, properties in [(n.label, n.properties) for n in graph.table.nodes] + [
        (e.type, e.properties) for e in graph.table.edges
    ]:
        for one in properties:
            yield (table, one.name), f"ALTER TABLE `{table}` RENAME {one.name}_ TO `{one.name}`"


def ladybug(graph: PropertyGraph, files: Files, tally: Tally) -> None:
    """``schema.cypher`` and ``copy.cypher``."""
    files.put("schema.cypher", "".join(f"{line};\n" for line in ladybug_schema(graph, tally)))
    lines = [statement for _, statement in (*ladybug_copy(graph, tally), *ladybug_names(graph))]
    files.put("copy.cypher", "".join(f"{line};\n" for line in lines))


# ---------------------------------------------------------------------------------------------------------- Memgraph


def memgraph(graph: PropertyGraph, files: Files, tally: Tally) -> None:
    """``load.cypherl``: indexes and ``LOAD CSV``, one statement a line."""
    lines = [f"CREATE INDEX ON :{kind.label}(id);" for kind in graph.table.nodes]
    for label, names in sorted(tally.node_files.items()):
        values = _load_csv_map(graph.table.node(label).properties)
        lines += [
            f'LOAD CSV FROM "/import/{name}" WITH HEADER AS row CREATE (n:{label} {{id: row.id}}) SET n += {values};'
            for name in names
        ]
    for (type_, start, end), names in sorted(tally.edge_files.items()):
        values = _load_csv_map(graph.table.edge(type_).properties)
        lines += [
            f'LOAD CSV FROM "/import/{name}" WITH HEADER AS row '
            f"MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.end}}) "
            f"CREATE (a)-[e:{type_}]->(b) SET e += {values};"
            for name in names
        ]
    files.put("load.cypherl", "\n".join(lines) + "\n")


def _load_csv_map(properties: tuple[Property, ...]) -> str:
    def value(one: Property) -> str:
        cell = f"row.`{one.name}`"
        text = f"CASE {cell} WHEN '' THEN null ELSE %s END"
        if one.is_list:
            return text % f"split({cell}, '\\u001F')"
        return text % {"integer": f"toInteger({cell})", "decimal": f"toFloat({cell})"}.get(one.kind, cell)

    return "{" + ", ".join(f"`{one.name}`: {value(one)}" for one in properties) + "}"


# ------------------------------------------------------------------------------------------------------- NebulaGraph


def nebula(graph: PropertyGraph, files: Files, tally: Tally) -> None:
    """``schema.ngql``, ``indexes.ngql`` and ``importer.yaml`` for nebula-importer."""
    lines = [
        f"CREATE SPACE IF NOT EXISTS xinwen(partition_num=10, replica_factor=1, vid_type=FIXED_STRING({VID_BYTES}));",
        "USE xinwen;",
    ]
    lines += [f"CREATE TAG IF NOT EXISTS `{n.label}`(`id` string, {_nebula_columns(n.properties)});" for n in graph.table.nodes]
    lines += [f"CREATE EDGE IF NOT EXISTS `{e.type}`({_nebula_columns(e.properties)});" for e in graph.table.edges]
    files.put("schema.ngql", "\n".join(lines) + "\n")
    files.put("importer.yaml", "\n".join(_nebula_importer(graph, tally)) + "\n")


def _nebula_columns(properties: tuple[Property, ...]) -> str:
    return ", ".join(f"`{one.name}` {_nebula_type(one)} NULL" for one in properties)


def _nebula_type(one: Property) -> str:
    return "string" if one.is_list else _NEBULA_TYPES.get(one.kind, "string")


def _nebula_importer(graph: PropertyGraph, tally: Tally) -> Iterator[str]:
    yield "# nebula-importer v4: address, user and password come from the environment"
    yield "client:"
    yield "  version: v3"
    yield '  address: "${NEBULA_ADDRESS}"'
    yield '  user: "${NEBULA_USER}"'
    yield '  password: "${NEBULA_PASSWORD}"'
    yield "manager:"
    yield "  spaceName: xinwen"
    yield "sources:"
    for label, names in sorted(tally.node_files.items()):
        for name in names:
            yield from _nebula_source(name)
            yield "    tags:"
            yield f"      - name: {label}"
            yield "        id: {type: STRING, index: 0}"
            yield "        props:"
            yield "          - {name: id, type: STRING, index: 1}"
            yield from _nebula_properties(graph.table.node(label).properties, 2)
    seen: set[str] = set()
    for (type_, _, _), names in sorted(tally.edge_files.items()):
        for name in names:
            if name in seen:
                continue
            seen.add(name)
            properties = graph.table.edge(type_).properties
            yield from _nebula_source(name)
            yield "    edges:"
            yield f"      - name: {type_}"
            yield "        src: {id: {type: STRING, index: 0}}"
            yield "        dst: {id: {type: STRING, index: 1}}"
            yield "        rank: {index: 2}"
            if properties:
                yield "        props:"
                yield from _nebula_properties(properties, 3)


def _nebula_source(name: str) -> Iterator[str]:
    yield f"  - path: ./{name}"
    yield "    csv: {delimiter: ',', withHeader: true}"


def _nebula_properties(properties: tuple[Property, ...], first: int) -> Iterator[str]:
    for index, one in enumerate(properties, first):
        kind = {"int64": "INT", "double": "DOUBLE"}.get(_nebula_type(one), "STRING")
        yield f"          - {{name: {one.name}, type: {kind}, index: {index}, nullable: true, nullValue: ''}}"
