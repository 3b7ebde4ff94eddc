"""The SPARQL 1.1 Protocol for a read-only endpoint (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kg.errors import BuildError, InputError, KgError
from kg.graph.query import GRAPH_FORMATS, ROW_FORMATS, check, formats_for
from kg.graph.worker import Request, TooLargeError, TooSlowError
from kg.ontology import KG
from kg.server.negotiation import best
from kg.server.pool import BusyError, Pool
from kg.server.settings import MOST_BODY

ALIASES: Mapping[str, str] = {"application/json": "json", "application/xml": "xml"}
"""Media types that clients ask for when they mean a result format."""


class RefusedError(KgError):
    """A request that is answered with an error status."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The answer to the request."""
        return Response(str(self) + "\n", self.status, self.headers, "text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for: a query and the graphs it is about; no query for the service description."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


async def body_of(http: HttpRequest) -> bytes:
    """The body of a request.

    Raises:
        RefusedError: it is too long.
    """
    data = bytearray()
    async for piece in http.stream():
        data += piece
        if len(data) > MOST_BODY:
            raise RefusedError(413, f"the body is longer than {MOST_BODY:,} bytes")
    return bytes(data)


async def operation(http: HttpRequest) -> Operation:
    """Read a request by GET, by POST of a form, or by POST of a query.

    Raises:
        RefusedError: it is not one of these, not text, an update, or says something twice.
    """
    pairs = _pairs(http.scope["query_string"])
    query: str | None = None
    if http.method == "POST":
        media_type, _, parameters = http.headers.get("content-type", "").partition(";")
        media_type = media_type.strip().lower()
        charset = parameters.lower().partition("charset=")[2].strip(' "') or "utf-8"
        if charset not in ("utf-8", "utf8", "us-ascii"):
            raise RefusedError(415, f"charset {charset}: send UTF-8")
        if media_type == "application/x-www-form-urlencoded":
            if any(name == "query" for name, _ in pairs):
                raise RefusedError(400, "the query stands in the address of a POST; put it into the body")
            pairs += _pairs(await body_of(http))
        elif media_type == "application/sparql-query":
            query = _text(await body_of(http))
            if any(name == "query" for name, _ in pairs):
                raise RefusedError(400, "two queries: one in the address and one in the body")
        elif media_type == "application/sparql-update":
            raise RefusedError(403, "updates are refused: this endpoint is read-only")
        else:
            raise RefusedError(415, "send application/sparql-query or application/x-www-form-urlencoded")
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise RefusedError(403, "updates are refused: this endpoint is read-only")
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise RefusedError(400, f"{len(queries)} queries; send one")
    if queries:
        query = queries[0]
    if query is None and http.method == "POST":
        raise RefusedError(400, "no query: the form has no field 'query'")
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    return Operation(query, default, named)


def _pairs(data: bytes) -> list[tuple[str, str]]:
    text = _text(data)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise RefusedError(400, "the parameters are not UTF-8, or too many") from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "not UTF-8") from error


def status_of(error: KgError) -> int:
    """The status that tells a client of an error."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, TooSlowError | BusyError):
        return 503
    if isinstance(error, TooLargeError):
        return 413
    return 400 if isinstance(error, InputError) else 500


def refusal(error: KgError) -> RefusedError:
    """An error as an answer; one that a client should repeat later says when."""
    if isinstance(error, RefusedError):
        return error
    headers = {"Retry-After": "5"} if isinstance(error, BusyError) else {}
    message = "the server cannot answer; see what it printed" if type(error) is BuildError and "/" in str(error) else str(error)
    return RefusedError(status_of(error), message, headers)


async def sparql(http: HttpRequest, pool: Pool, base: str) -> Response:
    """Answer a request to the endpoint.

    Raises:
        KgError: it is refused, or the query fails.
    """
    asked = await operation(http)
    accept = http.headers.get("accept")
    if asked.query is None:
        return _description(http, accept, base)
    kind = check(asked.query)
    offered = {one.media_type: one.name for one in formats_for(kind)}
    offered |= {alias: name for alias, name in ALIASES.items() if name in offered.values()}
    media_type = best(accept, list(offered))
    if media_type is None:
        raise RefusedError(406, f"the results of {kind} come as: {', '.join(offered)}")
    request = Request(
        asked.query, format=offered[media_type], default_graphs=asked.default_graphs, named_graphs=asked.named_graphs
    )
    return await stream(pool, request, media_type)


async def stream(pool: Pool, request: Request, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that is sent on while it comes; an error after the first megabyte breaks the connection off."""
    stack = AsyncExitStack()
    answer = await stack.enter_async_context(pool.ask(request))

    async def pieces() -> AsyncIterator[bytes]:
        async with stack:
            async for piece in answer.pieces:
                yield piece

    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    all_headers = {"Content-Type": media_type + charset, "Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})}
    return Closing(stack, pieces(), all_headers, 2 * pool.seconds + 10)


class Closing(StreamingResponse):
    """A streamed answer that gives its worker back even when the client has gone or does not read.

    What goes wrong on the way can only be told by breaking the connection off: the status is sent, and the last piece of a
    chunked answer never comes.
    """

    def __init__(self, stack: AsyncExitStack, content: AsyncIterator[bytes], headers: Mapping[str, str], seconds: float) -> None:
        super().__init__(content, headers=headers)
        self._stack = stack
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer (ASGI)."""
        try:
            async with asyncio.timeout(self._seconds):
                await super().__call__(scope, receive, send)
        except (KgError, TimeoutError, ClientDisconnect):
            return
        finally:
            await self._stack.aclose()


def _description(http: HttpRequest, accept: str | None, base: str) -> Response:
    types = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")
    chosen = best(accept, (*types, "text/html"))
    if chosen is None:
        raise RefusedError(406, f"the service description comes as: {', '.join(types)}")
    if chosen == "text/html":
        return RedirectResponse("/", 303)
    import pyoxigraph as ox

    wanted = next(one for one in GRAPH_FORMATS if one.media_type == chosen)
    address = str(http.url.replace(query=""))
    formats = " , ".join(f"<http://www.w3.org/ns/formats/{name}>" for name in _FORMAT_IRIS)
    text = f"""@prefix sd: <http://www.w3.org/ns/sparql-service-description#> . @prefix void: <http://rdfs.org/ns/void#> .
<{address}> a sd:Service ; sd:endpoint <{address}> ; sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat {formats} ; sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ;
    sd:namedGraph [ a sd:NamedGraph ; sd:name <{base}graph/meta> ] , [ a sd:NamedGraph ; sd:name <{base}graph/identity> ] ] .
<{base}dataset> void:sparqlEndpoint <{address}> ; void:vocabulary <{KG}> ."""
    assert isinstance(wanted.oxigraph, ox.RdfFormat)
    data = ox.serialize(ox.parse(text, ox.RdfFormat.TURTLE), format=wanted.oxigraph)
    return Response(data, headers={"Content-Type": chosen, "Vary": "Accept"})


_FORMAT_IRIS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
assert len(_FORMAT_IRIS) == len(ROW_FORMATS) + len(GRAPH_FORMATS)
