"""The routes of the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg._version import __version__
from kg.errors import BuildError, KgError
from kg.graph.query import GRAPH_FORMATS
from kg.graph.worker import Request
from kg.ontology import PREFIXES
from kg.server import pages
from kg.server.guard import Guard
from kg.server.negotiation import best
from kg.server.openapi import document
from kg.server.pool import Pool
from kg.server.protocol import RefusedError, refusal, sparql, stream
from kg.server.settings import Settings
from kg.workspace import Reader, open_reader, read_manifest

STATIC = Path(__file__).with_name("static")


class Site:
    """The answers to requests, for one build."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        with open_reader(settings.build) as reader:
            self.base = reader.manifest.base
        self._pool: Pool | None = None
        self._explorer: tuple[int, str] | None = None
        self._drawing = asyncio.Lock()

    @property
    def pool(self) -> Pool:
        """The processes that answer queries."""
        assert self._pool is not None, "the application has not been started"
        return self._pool

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Start the processes, listen to SIGHUP, end the processes."""
        self._pool = Pool(self.settings)
        await self._pool.start()
        with contextlib.suppress(NotImplementedError, AttributeError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reopen)
        try:
            yield
        finally:
            await self._pool.close()

    def _reopen(self) -> None:
        with contextlib.suppress(BuildError):  # a build that is damaged now: the old generation goes on
            self.pool.reopen()

    # ------------------------------------------------------------ machines

    async def sparql(self, http: HttpRequest) -> Response:
        """The SPARQL endpoint."""
        return await sparql(http, self.pool, self.base)

    async def health(self, _: HttpRequest) -> Response:
        """Whether queries are answered, and for which generation."""
        await self.pool.text(Request("ASK {}", format="json"))
        manifest = self.pool.reader.manifest
        return JSONResponse(
            {"status": "ok", "generation": manifest.generation, "version": __version__, "counts": dict(manifest.counts)}
        )

    async def openapi(self, http: HttpRequest) -> Response:
        """The description of this interface."""
        return JSONResponse(document(str(http.base_url)))

    async def library(self, _: HttpRequest) -> Response:
        """The library of questions, and the names that a query can use."""
        return JSONResponse({"prefixes": PREFIXES, "terms": pages.terms(), "questions": pages.questions()})

    async def fill(self, http: HttpRequest) -> Response:
        """The SPARQL of a question with its parameters filled in."""
        name = http.path_params["name"]
        values = {key: value for key, value in http.query_params.items() if value}
        return PlainTextResponse(await self.pool.text(Request(name, "fill", values=values)))

    # ------------------------------------------------------------ pages

    async def home(self, _: HttpRequest) -> Response:
        """The page to write queries."""
        return HTMLResponse(pages.render("query.html", base=self.base, title=pages.NAME))

    async def api(self, http: HttpRequest) -> Response:
        """The reference of this interface, for people."""
        return HTMLResponse(pages.render("api.html", api=document(str(http.base_url))))

    async def search(self, http: HttpRequest) -> Response:
        """Entities by a part of their name."""
        text = http.query_params.get("q", "").strip()[:200]
        found = json.loads(await self.pool.text(Request(text, "search"))) if text else []
        if best(http.headers.get("accept"), ("text/html", "application/json")) == "application/json":
            return JSONResponse(found)
        near = json.loads(await self.pool.text(Request(text, "near"))) if text and not found else []
        return HTMLResponse(pages.render("search.html", text=text, found=found, near=near, address=self.address))

    def address(self, iri: str) -> str:
        """Where a node's page is on this server."""
        return pages.address(iri, self.base)

    async def entity(self, http: HttpRequest) -> Response:
        """A node below the base of the build."""
        return await self._entity(http, self.base + http.path_params["path"])

    async def resource(self, http: HttpRequest) -> Response:
        """A node by its IRI."""
        iri = http.query_params.get("iri", "")
        if iri.startswith(self.base):
            return RedirectResponse(self.address(iri), 303)
        if not iri:
            raise RefusedError(400, "no address: write /resource?iri=…")
        return await self._entity(http, iri)

    async def _entity(self, http: HttpRequest, iri: str) -> Response:
        types = ("text/html", *(one.media_type for one in GRAPH_FORMATS))
        chosen = best(http.headers.get("accept"), types)
        if chosen is None:
            raise RefusedError(406, f"a page comes as: {', '.join(types)}")
        links = {"Vary": "Accept"}
        if chosen != "text/html":
            node = pages.term(iri)
            if json.loads(await self.pool.text(Request(f"ASK {{ {node} ?p ?o }}", format="json")))["boolean"] is False:
                raise RefusedError(404, "no such node in this graph")
            query = f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} }} WHERE {{ {{ {node} ?p ?o }} UNION {{ ?s ?q {node} }} }}"
            wanted = next(one for one in GRAPH_FORMATS if one.media_type == chosen)
            return await stream(self.pool, Request(query, format=wanted.name), chosen, links)
        try:
            found = json.loads(await self.pool.text(Request(str(pages.term(iri)), "explain")))
        except KgError as error:
            if "no such node" in str(error):
                raise RefusedError(404, "no such node in this graph") from error
            raise
        return HTMLResponse(pages.render("entity.html", address=self.address, **pages.entity(found)), headers=links)

    async def explorer(self, _: HttpRequest) -> Response:
        """The interactive network: what the build has written, or drawn where that cannot be used."""
        generation = self.pool.reader.manifest.generation
        async with self._drawing:
            if self._explorer is None or self._explorer[0] != generation:
                page = await asyncio.to_thread(written_explorer, self.pool.reader)
                if page is None:
                    page = await self.pool.text(Request(pages.NAME, "explorer"), unlimited=True)
                self._explorer = (generation, page)
        # The page is one file with its own policy in a meta element; this one only adds what a meta element cannot say.
        return HTMLResponse(self._explorer[1], headers={"Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'"})


def written_explorer(reader: Reader) -> str | None:
    """The graph.html of a generation, allowed to ask this server; drawing it anew would take seconds.

    None where there is none, where it is not of this generation (a newer build has replaced it), or where it was
    changed or written by another version.
    """
    from kg.graph.explorer import connected

    path = reader.file("graph.html")
    now = read_manifest(reader.out)
    if now is None or now.generation != reader.manifest.generation or reader.manifest.version != __version__:
        return None
    try:
        data = path.read_bytes()
        if len(data) != reader.manifest.files.get("graph.html"):
            return None
        return connected(data.decode("utf-8"), "/sparql")
    except (OSError, UnicodeDecodeError):
        return None


async def _on_error(_: HttpRequest, error: Exception) -> Response:
    assert isinstance(error, KgError)
    return refusal(error).response()


async def _on_bug(_: HttpRequest, __: Exception) -> Response:
    return PlainTextResponse("the server made a mistake; please report what you asked\n", 500)


def create_app(settings: Settings) -> Starlette:
    """The ASGI application.

    Raises:
        BuildError: there is no build.
    """
    site = Site(settings)
    routes: list[tuple[str, Callable[[HttpRequest], Awaitable[Response]]]] = [
        ("/", site.home),
        ("/health", site.health),
        ("/openapi.json", site.openapi),
        ("/api", site.api),
        ("/library.json", site.library),
        ("/library/{name}", site.fill),
        ("/search", site.search),
        ("/resource", site.resource),
        ("/explorer", site.explorer),
        ("/id/{path:path}", site.entity),
    ]
    middleware = [Middleware(Guard, shared=bool(settings.cors))]
    if settings.cors:
        allowed = Middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors),
            allow_methods=["GET", "POST"],
            allow_headers=["Accept", "Content-Type"],
        )
        middleware.append(allowed)
    return Starlette(
        routes=[
            Route("/sparql", site.sparql, methods=["GET", "POST"]),
            *(Route(path, endpoint, methods=["GET"]) for path, endpoint in routes),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=middleware,
        exception_handlers={KgError: _on_error, Exception: _on_bug},
        lifespan=site.lifespan,
    )
