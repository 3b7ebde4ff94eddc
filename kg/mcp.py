"""Read-only tools over a build for assistants, by the Model Context Protocol."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from kg._version import __version__
from kg.api import Graph
from kg.errors import InputError, KgError
from kg.graph.query import check
from kg.graph.rows import Rows
from kg.graph.worker import Request, Worker
from kg.ontology import PREFIXES

if TYPE_CHECKING:
    from mcp.server import MCPServer

MOST_ROWS = 200
"""Rows of an answer; an assistant reads all that it gets."""

MOST_BYTES = 200_000

INSTRUCTIONS = f"""A knowledge graph of Chinese news: people, organizations, places, events, posts and what was said, each fact
tied to the characters of the text it was read from. Names are Chinese. Search for an entity first, then ask a question of
the library, or write SPARQL; the prefixes {", ".join(PREFIXES)} are declared. Cite the evidence of what you state."""


def make(build: Path, seconds: float) -> MCPServer:
    """The server with its tools.

    Args:
        build: the folder of a build.
        seconds: longest time for a query.

    Raises:
        InputError: the SDK is not installed.
        BuildError: there is no build.
    """
    try:
        from mcp.server import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise InputError("the MCP SDK is not installed; run: pip install 'xinwen-kg[mcp]'") from error
    graph = Graph(build)
    server: MCPServer = MCPServer("xinwen-kg", version=__version__, instructions=INSTRUCTIONS, log_level="ERROR")
    reading = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

    @server.tool(annotations=reading)
    @_told
    def search_entities(text: str, limit: int = 20) -> str:
        """Find people, organizations, places, works and events by a part of a name: IRI, label, kind, mentions (CSV)."""
        return table(graph.search(text, limit=max(1, min(limit, MOST_ROWS))))

    @server.tool(annotations=reading)
    @_told
    def list_questions() -> str:
        """List the questions that `ask` answers, each with its parameters (JSON)."""
        from kg.graph.library import library

        listed = [
            {"name": one.name, "zh": one.zh, "en": one.en, "parameters": [asdict(parameter) for parameter in one.parameters]}
            for one in library().values()
        ]
        return json.dumps(listed, ensure_ascii=False)

    @server.tool(annotations=reading)
    @_told
    def ask(question: str, parameters: dict[str, str] | None = None) -> str:
        """Ask a question of the library, such as who-holds with {"organization": "…"}; names are looked up (CSV)."""
        from kg.graph.library import fill
        from kg.graph.library import question as find

        return sparql(fill(find(question), parameters or {}, graph.store))

    @server.tool(annotations=reading)
    @_told
    def sparql(query: str) -> str:
        """Run a SPARQL 1.1 query, read-only and cut at a limit of time and length: rows as CSV, triples as Turtle."""
        return run(graph, query, seconds)

    @server.tool(annotations=reading)
    @_told
    def evidence(entity: str) -> str:
        """Show what the graph says of an entity (name or IRI), each fact with quote, document, offsets, confidence (JSON)."""
        found = asdict(graph.explain(entity))
        found["facts"], found["mentions"] = found["facts"][:MOST_ROWS], found["mentions"][:MOST_ROWS]
        return json.dumps(found, ensure_ascii=False)

    return server


Tool = TypeVar("Tool", bound=Callable[..., str])


def _told(tool: Tool) -> Tool:
    """``tool``, with what goes wrong told to the assistant; the SDK hides any other error from it."""
    from mcp.server.mcpserver.exceptions import ToolError

    @functools.wraps(tool)
    def telling(*arguments: object, **options: object) -> str:
        try:
            return tool(*arguments, **options)
        except KgError as error:
            raise ToolError(str(error)) from error

    return cast(Tool, telling)


def run(graph: Graph, query: str, seconds: float) -> str:
    """The answer to a query as text, cut to :data:`MOST_ROWS` lines.

    Raises:
        QueryError: it is wrong or refused, or takes longer than ``seconds``.
    """
    form = "csv" if check(query) in ("SELECT", "ASK") else "turtle"
    with Worker(graph.folder) as worker:
        text = b"".join(worker.ask(Request(query, format=form, seconds=seconds, most_bytes=50 * MOST_BYTES))).decode()
    if form == "csv":
        lines = text.splitlines()
        rest = len(lines) - 1 - MOST_ROWS
        text = "\n".join(lines[: MOST_ROWS + 1]) + (f"\n… {rest} more lines; add LIMIT or ask for less" if rest > 0 else "")
    return text if len(text) <= MOST_BYTES else text[:MOST_BYTES] + "\n… cut; ask for less"


def table(rows: Rows) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.variables)
    writer.writerows([["" if one is None else one for one in row] for row in rows.tuples()[:MOST_ROWS]])
    return out.getvalue()


def serve(build: Path, seconds: float) -> None:
    """Serve the tools over standard input and output until it ends; raises as :func:`make`."""
    make(build, seconds).run("stdio")
