"""The page as a server gives it out: what is not embedded is fetched from the endpoint of the same host."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest

from kg.graph.explorer import to_html
from tests.explorer.conftest import news

LIMIT = 80


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, list[str]]]:
    """A page of which a part is embedded, and a real SPARQL endpoint over the whole graph; gives address and queries."""
    made = news(200)
    page = to_html(made.store, title="服务", texts=made.text_of, limit=LIMIT, endpoint="/sparql").encode()
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(page if self.path == "/explorer" else b"", "text/html; charset=utf-8")

        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked.append(query)
            results: Any = made.store.query(query)
            self.answer(results.serialize(format=ox.QueryResultsFormat.JSON), "application/sparql-results+json")

        def answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Any, served: tuple[str, list[str]]) -> Iterator[Any]:
    """The served page, open; at the end it has asked nobody but its own host."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    opened = context.new_page()
    errors: list[str] = []
    others: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: None if request.url.startswith((served[0], "data:")) else others.append(request.url))
    opened.goto(f"{served[0]}/explorer")
    opened.wait_for_selector("html[data-ready]")
    yield opened
    context.close()
    assert (errors, others) == ([], [])


def hidden_person(embedded: set[str]) -> str:
    """Name of a person that the page does not hold."""
    query = "SELECT DISTINCT ?name WHERE { ?p a kg:Person ; rdfs:label ?name } ORDER BY ?name"
    prefixes = {"kg": "https://w3id.org/xinwen-kg/ontology#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    rows: Any = news(200).store.query(query, prefixes=prefixes)
    return next(row["name"].value for row in rows if row["name"].value not in embedded)


def test_search_reaches_what_is_not_embedded(page: Any, served: tuple[str, list[str]]) -> None:
    """A person beyond the embedded part is found, drawn with neighbours, and has evidence."""
    name = hidden_person(set(page.evaluate("[...explorer.app.graph.nodes.values()].map((n) => n.name)")))
    page.keyboard.press("/")
    page.keyboard.type(name)
    hit = page.locator("#hits li .name", has_text=re.compile(f"^{name}$")).first
    hit.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("() => explorer.app.chosen !== null && explorer.app.graph.neighbours(explorer.app.chosen).length > 0")
    assert page.inner_text("#panel h2") == name
    page.wait_for_selector("#panel mark")
    assert page.inner_text("#panel mark >> nth=0") == name
    assert "news-" in page.inner_text("#panel .where >> nth=0")
    assert len(served[1]) >= 3


def test_expanding_fetches_neighbours(page: Any) -> None:
    """An embedded node of which the page holds only some neighbours gets the others from the server."""
    before = page.evaluate("""() => { const { app } = explorer;
      const id = app.scene.nodes.filter((n) => n.type === 1).sort((a, b) => b.rank - a.rank)[0].id;
      app.reveal(id); return app.graph.neighbours(id).length; }""")
    page.wait_for_function("n => explorer.app.graph.neighbours(explorer.app.chosen).length > n", arg=before)
