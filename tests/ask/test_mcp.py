"""The tools for assistants, asked by the SDK's own client over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from kg.graph.worker import environment

from .conftest import Made

mcp = pytest.importorskip("mcp", reason="the MCP SDK is not installed")


def call(made: Made, *calls: tuple[str, dict[str, Any]]) -> list[tuple[bool, str]]:
    """Whether each call failed, and its text."""

    async def session() -> list[tuple[bool, str]]:
        command = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "kg.cli", "mcp", str(made.out), "--limit-seconds", "1"], env=environment()
        )
        async with mcp.Client(command) as client:
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
            return [(bool(one.is_error), "".join(getattr(part, "text", "") for part in one.content)) for one in results]

    return asyncio.run(session())


def test_tools_are_read_only(made: Made) -> None:
    """Every tool says that it only reads."""

    async def session() -> list[Any]:
        command = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "kg.cli", "mcp", str(made.out)], env=environment()
        )
        async with mcp.Client(command) as client:
            return list((await client.list_tools()).tools)

    tools = asyncio.run(session())
    assert {tool.name for tool in tools} == {"search_entities", "list_questions", "ask", "sparql", "evidence"}
    assert all(tool.annotations.read_only_hint for tool in tools)


def test_calls(made: Made) -> None:
    """Search, the library, SPARQL and evidence answer; what is refused or takes too long is an error and not the end."""
    answers = call(
        made,
        ("search_entities", {"text": "松港"}),
        ("list_questions", {}),
        ("ask", {"question": "who-holds", "parameters": {"organization": "区委"}}),
        ("sparql", {"query": "SELECT ?n { ?p kg:age ?n }"}),
        ("sparql", {"query": "CLEAR ALL"}),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}),
        ("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}),
        ("sparql", {"query": "SELECT * { ?s ?p ?o }"}),
        ("evidence", {"entity": "孟大海"}),
    )
    texts = [text for _, text in answers]
    assert [failed for failed, _ in answers] == [False, False, False, False, True, True, True, False, False]
    assert "松湾港务集团有限公司" in texts[0]
    assert "who-holds" in {one["name"] for one in json.loads(texts[1])}
    assert "顾明远,书记" in texts[2]
    assert "68" in texts[3]
    assert "read-only" in texts[4]
    assert "SERVICE is refused" in texts[5]
    assert "cut after 1 s" in texts[6]
    assert "more lines; add LIMIT" in texts[7]
    assert "今年68岁的老职工孟大海" in texts[8]
