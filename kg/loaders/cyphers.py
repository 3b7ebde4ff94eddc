"""Property graph stores that speak Cypher: FalkorDB over its own client, Neo4j and Memgraph over Bolt, Ladybug in its file."""

from __future__ import annotations

import logging
import tempfile
import urllib.parse
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kg.errors import OutputError
from kg.exports import cypher, dialects, schemas, tables
from kg.exports.files import Files
from kg.exports.model import PropertyGraph, count
from kg.exports.optional import need
from kg.exports.source import Source
from kg.loaders.http import BOLT, FALKOR, PASSWORD, USER, checked_url, credentials

Step = Callable[[], None]

GRAPH = "news"
"""The name of the graph where the address gives none."""


def _shortened(error: Exception) -> str:
    """What a store says, on one line."""
    return " ".join(str(error).split())[:300]


def _unreached(into: str, error: Exception) -> OutputError:
    return OutputError(
        f"{into}: cannot be reached ({_shortened(error)}); is the address right and the server running? "
        f"set {USER} and {PASSWORD} if it wants them"
    )


class CypherTarget:
    """What all of them share: nodes first, relationships then, counted by label and type."""

    form = "neo4j"

    def __init__(self, source: Source, batch: int) -> None:
        self.graph = PropertyGraph(source)
        self.batch = batch

    def run(self, statement: str, **parameters: object) -> list[list[Any]]:
        """The rows of a statement."""
        raise NotImplementedError

    def close(self) -> None:
        """Let the connection go."""

    def expected(self) -> dict[str, int]:
        """Nodes by label and relationships by type."""
        counts = count(self.graph)
        nodes = {f"nodes {label}": number for label, number in counts.nodes.items()}
        return nodes | {f"relationships {type_}": number for type_, number in counts.edges.items()}

    def found(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """The same as the store has it."""
        found = {}
        for name in wanted:
            what, _, kind = name.partition(" ")
            pattern = f"(x:`{kind}`)" if what == "nodes" else f"()-[x:`{kind}`]->()"
            found[name] = int(self.run(f"MATCH {pattern} RETURN count(x)")[0][0])
        return found

    def missing(self, held: Collection[str]) -> int:
        """Nodes and relationships, of labels and types that held some before, which are not there by their ids."""
        absent = 0
        for label, rows in cypher.node_batches(self.graph.nodes(), self.batch):
            if f"nodes {label}" in held:
                ids = [row["id"] for row in rows]
                query = f"MATCH (x:`{label}`) WHERE x.id IN $ids RETURN count(DISTINCT x.id)"
                absent += len(ids) - int(self.run(query, ids=ids)[0][0])
        for key, rows in cypher.edge_batches(self.graph.edges(), self.batch):
            if f"relationships {key[0]}" in held:
                ends = [{name: row[name] for name in ("s", "t", "k") if name in row} for row in rows]
                absent += len(ends) - int(self.run(cypher.edge_count(*key, "k" in rows[0]), rows=ends)[0][0])
        return absent

    def steps(self) -> Iterator[Step]:
        """Indexes, then nodes, then relationships; each can be repeated without harm."""
        for statement in cypher.index_statements(self.graph, self.form):
            yield lambda statement=statement: self._index(statement)  # type: ignore[misc]
        for label, rows in cypher.node_batches(self.graph.nodes(), self.batch):
            yield lambda label=label, rows=rows: self._send(cypher.node_statement(label), rows)  # type: ignore[misc]
        for key, rows in cypher.edge_batches(self.graph.edges(), self.batch):
            statement = cypher.edge_statement(*key, "k" in rows[0])
            yield lambda statement=statement, rows=rows: self._send(statement, rows)  # type: ignore[misc]

    def _send(self, statement: str, rows: list[dict[str, object]]) -> None:
        self.run(statement, rows=rows)

    def _index(self, statement: str) -> None:
        self.run(statement)


class FalkorTarget(CypherTarget):
    """FalkorDB (extra ``falkordb``).

    Args:
        source: the build.
        into: ``falkor://host:port/graph``.
        batch: rows of one statement.
    """

    form = "falkordb"

    def __init__(self, source: Source, into: str, batch: int) -> None:
        super().__init__(source, batch)
        parts = urllib.parse.urlsplit(checked_url(into, FALKOR))
        falkordb = need("falkordb", "falkordb")
        self._error: type[Exception] = need("redis", "falkordb").exceptions.RedisError
        user, password = credentials() or (None, None)
        try:
            self._db = falkordb.FalkorDB(
                host=parts.hostname or "127.0.0.1",
                port=parts.port or 6379,
                username=user,
                password=password,
                ssl=parts.scheme.endswith("s") and parts.scheme != "redis",
            )
        except self._error as error:
            raise _unreached(into, error) from error
        self._graph = self._db.select_graph(parts.path.strip("/") or GRAPH)

    def run(self, statement: str, **parameters: object) -> list[list[Any]]:
        """The rows of a statement."""
        try:
            rows: list[list[Any]] = self._graph.query(statement, parameters or None).result_set
        except self._error as error:
            raise OutputError(
                f"FalkorDB refused a statement ({_shortened(error)}); run the same command again to go on"
            ) from error
        return rows

    def _index(self, statement: str) -> None:
        try:
            self._graph.query(statement)
        except self._error as error:
            if "already indexed" not in str(error):
                raise OutputError(f"FalkorDB refused an index ({_shortened(error)})") from error

    def close(self) -> None:
        """Let the connection go."""
        self._db.close()


class BoltTarget(CypherTarget):
    """Neo4j or Memgraph (extra ``neo4j``).

    Args:
        source: the build.
        into: ``neo4j://host:port/database`` or ``bolt://…``.
        batch: rows of one statement.
        form: ``neo4j`` or ``memgraph``: whose index statements.
    """

    def __init__(self, source: Source, into: str, batch: int, form: str) -> None:
        super().__init__(source, batch)
        self.form = form
        parts = urllib.parse.urlsplit(checked_url(into, BOLT))
        neo4j = need("neo4j", "neo4j")
        # the driver logs what it raises as well; an error is one line here
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        self._errors: tuple[type[Exception], ...] = (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError)
        self._driver = neo4j.GraphDatabase.driver(f"{parts.scheme}://{parts.netloc}", auth=credentials())
        self._database = parts.path.strip("/") or None
        try:
            self._driver.verify_connectivity()
        except self._errors as error:
            self._driver.close()
            raise _unreached(into, error) from error

    def run(self, statement: str, **parameters: object) -> list[list[Any]]:
        """The rows of a statement."""
        try:
            with self._driver.session(database=self._database) as session:
                return [list(record.values()) for record in session.run(statement, parameters)]
        except self._errors as error:
            raise OutputError(
                f"{self.form} refused a statement ({_shortened(error)}); run the same command again to go on"
            ) from error

    def close(self) -> None:
        """Let the connection go."""
        self._driver.close()


class LadybugTarget(CypherTarget):
    """A database file of LadybugDB (extra ``ladybug``), filled with ``COPY`` from tables in a scratch folder.

    What it takes must be new: ``COPY`` adds and never completes, so that two graphs in one file could not be told apart.

    Args:
        source: the build.
        into: path of the database.
        batch: of no consequence here.
    """

    form = "ladybug"

    def __init__(self, source: Source, into: str, batch: int) -> None:
        super().__init__(source, batch)
        ladybug = need("ladybug", "ladybug")
        self._stack = ExitStack()
        try:
            Path(into).absolute().parent.mkdir(parents=True, exist_ok=True)
            self._database = self._stack.enter_context(ladybug.Database(into))
            self._connection = self._stack.enter_context(ladybug.Connection(self._database))
        except (RuntimeError, OSError) as error:
            self._stack.close()
            raise OutputError(f"{into}: cannot be opened as a Ladybug database ({error})") from error

    def run(self, statement: str, **parameters: object) -> list[list[Any]]:
        """The rows of a statement."""
        try:
            result = self._connection.execute(statement, parameters or None)
            return [list(row) for row in result]
        except RuntimeError as error:
            raise OutputError(f"Ladybug refused a statement ({_shortened(error)}); load into a new database file") from error

    def _tables(self) -> set[str]:
        return {str(row[1]) for row in self.run("CALL show_tables() RETURN *")}

    def found(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """Counts; a table that is not there has none."""
        there = self._tables()
        return {
            name: number
            for name in wanted
            for number in [super(LadybugTarget, self).found([name])[name] if name.split()[1] in there else 0]  # type: ignore[arg-type]
        }

    def steps(self) -> Iterator[Step]:
        """Schema, one COPY a table, names; each is a transaction, and is left out where the database has it already."""
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="kg-load-"))
        tally = tables.write(self.graph, Files(Path(folder)), dialects.DIALECTS["ladybug"])
        for statement in schemas.ladybug_schema(self.graph, tally):
            yield lambda statement=statement: self._index(statement)  # type: ignore[misc]
        for pattern, statement in schemas.ladybug_copy(self.graph, tally, f"{folder}/"):
            yield lambda pattern=pattern, statement=statement: self._copy(pattern, statement)  # type: ignore[misc]
        for (table, name), statement in schemas.ladybug_names(self.graph):
            yield lambda table=table, name=name, statement=statement: self._rename(table, name, statement)  # type: ignore[misc]

    def _copy(self, pattern: str, statement: str) -> None:
        if not self.run(f"MATCH {pattern} RETURN count(x)")[0][0]:
            self.run(statement)

    def _rename(self, table: str, name: str, statement: str) -> None:
        if name not in {row[0] for row in self.run(f"CALL table_info('{table}') RETURN name")}:
            self.run(statement)

    def close(self) -> None:
        """Close the database."""
        self._stack.close()
