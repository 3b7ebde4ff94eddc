"""The description of the server's interface (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from kg._version import __version__
from kg.graph.query import GRAPH_FORMATS, ROW_FORMATS


def _parameter(name: str, text: str, where: str = "query", *, required: bool = False, many: bool = False) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "items": {"type": "string"}} if many else {"type": "string"}
    return {"name": name, "in": where, "description": text, "required": required, "schema": schema}


def _answers(*types: str, **errors: str) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": "the answer", "content": {one: {} for one in types}}}
    answers |= {status.removeprefix("s"): {"description": text, "content": {"text/plain": {}}} for status, text in errors.items()}
    return answers


def document(server: str) -> dict[str, Any]:
    """The OpenAPI document.

    Args:
        server: the address of the server.
    """
    rows = [one.media_type for one in ROW_FORMATS]
    graphs = [one.media_type for one in GRAPH_FORMATS]
    results = _answers(
        *rows,
        *graphs,
        s400="the query or the request is malformed; the text says line and column",
        s403="an update; this endpoint is read-only",
        s406="no format that the client accepts",
        s413="the body or the answer is too long",
        s415="a body of another media type",
        s503="the query was cut at the time limit, or too many wait",
    )
    graph_parameters = [
        _parameter(
            "default-graph-uri", "a graph whose triples a plain pattern sees (may repeat); default: the union of all", many=True
        ),
        _parameter("named-graph-uri", "a graph that GRAPH sees (may repeat); default: all", many=True),
    ]
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {
            "query": {"type": "string"},
            "default-graph-uri": {"type": "string"},
            "named-graph-uri": {"type": "string"},
        },
    }
    missing = {"s404": "no such node"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "xinwen-kg",
            "version": __version__,
            "description": "A knowledge graph of Chinese news, read-only: SPARQL 1.1 Protocol, pages of entities, the explorer.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "paths": {
            "/sparql": {
                "get": {
                    "operationId": "query",
                    "summary": "A SPARQL query; without one, the service description",
                    "parameters": [_parameter("query", "SPARQL 1.1"), *graph_parameters],
                    "responses": results,
                },
                "post": {
                    "operationId": "queryByPost",
                    "summary": "A SPARQL query in a form or as the body",
                    "parameters": graph_parameters,
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/x-www-form-urlencoded": {"schema": form},
                            "application/sparql-query": {"schema": {"type": "string"}},
                        },
                    },
                    "responses": results,
                },
            },
            "/id/{path}": {
                "get": {
                    "operationId": "entity",
                    "summary": "A node: its facts, timeline and source sentences as a page, or its triples",
                    "parameters": [_parameter("path", "the node's IRI after the base", "path", required=True)],
                    "responses": _answers("text/html", *graphs, **missing),
                }
            },
            "/resource": {
                "get": {
                    "operationId": "resource",
                    "summary": "A node by its whole IRI",
                    "parameters": [_parameter("iri", "the IRI", required=True)],
                    "responses": _answers("text/html", *graphs, **missing),
                }
            },
            "/search": {
                "get": {
                    "operationId": "search",
                    "summary": "Nodes by a part of a name",
                    "parameters": [_parameter("q", "the part", required=True)],
                    "responses": _answers("text/html", "application/json"),
                }
            },
            "/library.json": {
                "get": {
                    "operationId": "library",
                    "summary": "The library of questions",
                    "responses": _answers("application/json"),
                }
            },
            "/library/{name}": {
                "get": {
                    "operationId": "fill",
                    "summary": "The SPARQL of a question; its parameters are those of the address",
                    "parameters": [_parameter("name", "the question", "path", required=True)],
                    "responses": _answers("text/plain", s400="an unknown question or parameter, or a name that nothing bears"),
                }
            },
            "/explorer": {
                "get": {"operationId": "explorer", "summary": "The interactive network", "responses": _answers("text/html")}
            },
            "/health": {
                "get": {
                    "operationId": "health",
                    "summary": "Whether queries are answered",
                    "responses": _answers("application/json"),
                }
            },
        },
    }
