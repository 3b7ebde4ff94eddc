"""The SPARQL 1.1 Protocol of ``kg serve``, and what no request can do to it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from kg._version import __version__

from .conftest import Made, Server

PEOPLE = "SELECT ?n WHERE { ?p a kg:Person ; rdfs:label ?n }"
HOURS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
META = "https://w3id.org/xinwen-kg/id/graph/meta"


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of the server."""
    with httpx.Client(base_url=server, timeout=30) as made:
        yield made


def rows(answer: httpx.Response) -> int:
    """How many rows an answer in JSON has."""
    assert answer.status_code == 200, answer.text
    return len(answer.json()["results"]["bindings"])


def test_query_by_get(client: httpx.Client) -> None:
    """query-via-GET: the query stands in the address."""
    answer = client.get("/sparql", params={"query": PEOPLE})
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert rows(answer) == 7


def test_query_by_form(client: httpx.Client) -> None:
    """query-via-POST with URL-encoded parameters."""
    assert rows(client.post("/sparql", data={"query": PEOPLE})) == 7


@pytest.mark.parametrize("media_type", ["application/sparql-query", "application/sparql-query; charset=utf-8"])
def test_query_by_direct_post(client: httpx.Client, media_type: str) -> None:
    """query-via-POST directly: the query is the body."""
    assert rows(client.post("/sparql", content=PEOPLE.encode(), headers={"Content-Type": media_type})) == 7


@pytest.mark.parametrize("where", ["get", "form", "direct"])
def test_default_graph(client: httpx.Client, where: str) -> None:
    """default-graph-uri chooses what a plain pattern sees, and may repeat."""
    graphs = [("default-graph-uri", META), ("default-graph-uri", "https://e.org/none")]
    if where == "get":
        answer = client.get("/sparql", params=[("query", PEOPLE), *graphs])
    elif where == "form":
        body = "&".join(f"{name}={quote(value, safe='')}" for name, value in [("query", PEOPLE), *graphs])
        answer = client.post("/sparql", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    else:
        answer = client.post("/sparql", params=graphs, content=PEOPLE, headers={"Content-Type": "application/sparql-query"})
    assert rows(answer) == 0


def test_named_graph(client: httpx.Client) -> None:
    """named-graph-uri chooses what GRAPH sees; the default graph is then empty."""
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert rows(client.get("/sparql", params={"query": query})) == 4
    assert rows(client.get("/sparql", params={"query": query, "named-graph-uri": META})) == 1
    assert rows(client.get("/sparql", params={"query": PEOPLE, "named-graph-uri": META})) == 0


def test_protocol_wins_over_from(client: httpx.Client) -> None:
    """The dataset of the protocol replaces the one of the query."""
    query = PEOPLE.replace("WHERE", f"FROM <{META}> WHERE")
    assert rows(client.get("/sparql", params={"query": query})) == 0
    assert rows(client.get("/sparql", params={"query": query, "default-graph-uri": "https://e.org/none"})) == 0


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/xml;q=0.9, text/csv;q=0.8", "application/xml"),
        ("text/turtle, application/sparql-results+xml;q=0.3, */*;q=0.1", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
    ],
)
@pytest.mark.parametrize("query", [PEOPLE, "ASK { ?s ?p ?o }"])
def test_row_types(client: httpx.Client, query: str, accept: str | None, media_type: str) -> None:
    """SELECT and ASK come in the type that the client likes best."""
    client_headers = {} if accept is None else {"Accept": accept}
    request = client.build_request("GET", "/sparql", params={"query": query}, headers=client_headers)
    if accept is None:
        del request.headers["Accept"]
    answer = client.send(request)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_graph_types(client: httpx.Client, media_type: str) -> None:
    """CONSTRUCT comes in every RDF format, and each can be parsed."""
    query = "CONSTRUCT { ?p rdfs:label ?n } WHERE { ?p a kg:Person ; rdfs:label ?n }"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    wanted = ox.RdfFormat.from_media_type(media_type)
    assert wanted is not None
    assert len(list(ox.parse(answer.content, wanted))) == 7


@pytest.mark.parametrize(
    ("query", "accept"), [(PEOPLE, "image/png"), (PEOPLE, "text/turtle"), ("DESCRIBE <http://e.org/a>", "text/csv")]
)
def test_unacceptable(client: httpx.Client, query: str, accept: str) -> None:
    """An Accept that nothing fits is 406, and the text says what there is."""
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "come as" in answer.text


@pytest.mark.parametrize(
    "query",
    ["SELECT ?x WHRE { ?x a ?y }", "", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SELECT ?x { ?x nope:a ?y }"],
)
def test_malformed_query(client: httpx.Client, query: str) -> None:
    """A query that cannot be parsed, or that would ask elsewhere, is 400 and says why."""
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(answer.text) > 10


def test_syntax_errors_have_a_place(client: httpx.Client) -> None:
    """The text of a 400 says line and column."""
    assert "line 2, column" in client.get("/sparql", params={"query": "SELECT ?x\nWHRE { ?x a ?y }"}).text


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/sparql-update", "CLEAR ALL"),
        ("application/x-www-form-urlencoded", "update=CLEAR%20ALL"),
        ("application/sparql-query", "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }"),
        ("application/x-www-form-urlencoded", "query=LOAD%20%3Chttp%3A%2F%2F127.0.0.1%2F%3E"),
    ],
)
def test_updates_are_refused(client: httpx.Client, media_type: str, body: str) -> None:
    """Nothing changes the graph, by whichever way it is tried."""
    before = client.post("/sparql", data={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).text
    answer = client.post("/sparql", content=body, headers={"Content-Type": media_type})
    assert answer.status_code in (400, 403)
    assert "read-only" in answer.text
    assert client.post("/sparql", data={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).text == before


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
def test_unsupported_media_type(client: httpx.Client, media_type: str) -> None:
    """A body of another type is 415."""
    assert client.post("/sparql", content=PEOPLE, headers={"Content-Type": media_type}).status_code == 415


@pytest.mark.parametrize(
    ("method", "options", "status"),
    [
        ("GET", {"params": [("query", PEOPLE), ("query", PEOPLE)]}, 400),
        ("POST", {"data": {"other": "1"}}, 400),
        ("POST", {"params": {"query": PEOPLE}, "content": PEOPLE, "headers": {"Content-Type": "application/sparql-query"}}, 400),
        ("POST", {"content": b"\xff\xfe", "headers": {"Content-Type": "application/sparql-query"}}, 400),
        ("POST", {"content": PEOPLE, "headers": {"Content-Type": "application/sparql-query; charset=gb18030"}}, 415),
        ("POST", {"content": b"x" * 1_100_000, "headers": {"Content-Type": "application/sparql-query"}}, 413),
        ("PUT", {"content": PEOPLE}, 405),
        ("DELETE", {}, 405),
        ("GET", {"params": {"query": "ASK " + "{" * 5000}}, 400),
        ("GET", {"params": {"query": PEOPLE, "default-graph-uri": "no iri"}}, 400),
    ],
)
def test_odd_requests(client: httpx.Client, method: str, options: dict[str, object], status: int) -> None:
    """Requests that the protocol does not know get the status that says so."""
    assert client.request(method, "/sparql", **options).status_code == status  # type: ignore[arg-type]


def test_service_description(client: httpx.Client) -> None:
    """Without a query, the endpoint describes itself."""
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    objects = {quad.predicate.value.partition("#")[2]: quad.object for quad in ox.parse(answer.content, ox.RdfFormat.TURTLE)}
    assert str(objects["endpoint"]).endswith("/sparql>")
    assert "UnionDefaultGraph" in str(objects["feature"])


def test_service_description_for_a_browser(client: httpx.Client) -> None:
    """A browser that opens the endpoint is shown the page."""
    answer = client.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_no_cors(client: httpx.Client) -> None:
    """Pages from elsewhere may not read answers."""
    answer = client.get("/sparql", params={"query": PEOPLE}, headers={"Origin": "https://e.org"})
    assert "access-control-allow-origin" not in answer.headers


def test_cors_where_asked(made: Made) -> None:
    """An origin that was named may read answers, another may not."""
    running = Server(str(made.out), "--cors", "https://e.org", "--workers", "1")
    try:
        for origin, allowed in (("https://e.org", "https://e.org"), ("https://evil.example", None)):
            answer = httpx.get(f"{running.url}/sparql", params={"query": PEOPLE}, headers={"Origin": origin})
            assert answer.headers.get("access-control-allow-origin") == allowed
    finally:
        running.close()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:80", "", "localhost.evil.example:7878"])
def test_other_hosts(client: httpx.Client, host: str) -> None:
    """A name that somebody pointed at this machine is not answered."""
    assert client.get("/", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("path", ["/", "/api", "/search?q=x", "/static/query.js", "/nothing", "/sparql?query=x"])
def test_policy(client: httpx.Client, path: str) -> None:
    """Every answer of ours forbids scripts from elsewhere and inside the page."""
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/id/../../etc/passwd",
        "/id/%00",
        "/id/a%20b",
        "/resource?iri=file:///etc/passwd",
        "/resource",
        "/library/..%2f..%2fsetup",
        "/library/who-holds?organization=%22%20%7D",
    ],
)
def test_no_file_leaks(client: httpx.Client, made: Made, path: str) -> None:
    """Nothing but the build's own nodes and pages can be had, and no answer names a path of this machine."""
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert str(made.out.parent) not in answer.text
    assert str(Path(__file__).parents[2]) not in answer.text
    assert "root:" not in answer.text


def test_time_limit(client: httpx.Client) -> None:
    """A query that would run for hours is cut at its limit, while others are answered."""
    begun = time.monotonic()
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(client.get("/sparql", params={"query": HOURS})))
    thread.start()
    time.sleep(0.3)
    quick = time.monotonic()
    assert rows(client.get("/sparql", params={"query": PEOPLE})) == 7
    assert time.monotonic() - quick < 2
    thread.join(20)
    assert answers[0].status_code == 503
    assert "cut after 3 s" in answers[0].text
    assert time.monotonic() - begun < 8


def test_more_heavy_queries_than_workers(server: str) -> None:
    """Heavy queries on all workers delay others, but only up to the limit."""

    def heavy() -> None:
        httpx.get(f"{server}/sparql", params={"query": HOURS}, timeout=30)

    threads = [threading.Thread(target=heavy) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    begun = time.monotonic()
    assert rows(httpx.get(f"{server}/sparql", params={"query": PEOPLE}, timeout=30)) == 7
    assert time.monotonic() - begun < 8
    for thread in threads:
        thread.join(20)


def test_result_cap(client: httpx.Client) -> None:
    """An answer without end is broken off at the cap, so that the client knows it is not whole."""
    received: list[int] = []
    with client.stream("GET", "/sparql", params={"query": HUGE}) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            received.extend(map(len, answer.iter_raw()))
    assert 1_000_000 < sum(received) <= 5_000_000


def test_client_that_does_not_read(server: str, client: httpx.Client) -> None:
    """A client that goes away in the middle costs a worker nothing."""
    place = urlsplit(server)
    for _ in range(4):
        with socket.create_connection((place.hostname or "", place.port or 0)) as made:
            made.sendall(f"GET /sparql?query={quote(HUGE)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            made.recv(100)
    assert rows(client.get("/sparql", params={"query": PEOPLE})) == 7


def test_clients_that_send_slowly(server: str, client: httpx.Client) -> None:
    """Two hundred requests that never come to their end, in their heads or in their bodies, keep nobody from being answered."""
    place = urlsplit(server)
    body = b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\nContent-Length: 900\r\n\r\nSEL"
    made = [socket.create_connection((place.hostname or "", place.port or 0)) for _ in range(200)]
    try:
        for number, connection in enumerate(made):
            connection.sendall(body if number % 2 else b"GET /sparql?query=ASK HTTP/1.1\r\nHost: 127")
        begun = time.monotonic()
        assert rows(client.get("/sparql", params={"query": PEOPLE})) == 7
        assert time.monotonic() - begun < 5
    finally:
        for connection in made:
            connection.close()


def test_long_headers(server: str) -> None:
    """Headers without end are refused."""
    place = urlsplit(server)
    with socket.create_connection((place.hostname or "", place.port or 0)) as made:
        made.settimeout(10)
        try:
            made.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 2_000_000)
            answer = made.recv(100)
        except (ConnectionResetError, BrokenPipeError):
            return
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")


def test_health(client: httpx.Client) -> None:
    """The server says that it answers, and for which generation."""
    answer = client.get("/health").json()
    assert (answer["status"], answer["generation"]) == ("ok", 1)


def test_openapi(client: httpx.Client) -> None:
    """The interface is described, and every path described answers."""
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.")
    example = {"{path}": "person/x", "{name}": "couples"}
    for path in described["paths"]:
        for placeholder, value in example.items():
            path = path.replace(placeholder, value)
        parameters = {"/search": {"q": "x"}, "/resource": {"iri": "http://e.org/x"}}.get(path)
        assert client.get(path, params=parameters).status_code in (200, 404), path
    assert all(path in client.get("/api").text for path in described["paths"])


def test_library(client: httpx.Client) -> None:
    """The page gets the questions with their titles, and SPARQL with parameters filled in."""
    questions = {one["name"]: one for one in client.get("/library.json").json()["questions"]}
    assert questions["career"]["parameters"][0]["name"] == "person"
    sparql = client.get("/library/career", params={"person": "白杉"}).text
    assert rows(client.post("/sparql", data={"query": sparql})) == 1
    assert "nothing here is called" in client.get("/library/career", params={"person": "无此人"}).text


def iri_of(client: httpx.Client, name: str) -> str:
    """The IRI of the node that bears a name."""
    found = client.get("/search", params={"q": name}, headers={"Accept": "application/json"}).json()
    return str(found[0]["iri"])


def test_entity_page(client: httpx.Client) -> None:
    """A page shows facts, the timeline and source sentences."""
    path = "/id/" + iri_of(client, "顾明远").partition("/id/")[2]
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    for words in ("中共松湾区委 书记", "<time>2032-05-08</time>", "<mark>松湾区委书记顾明远</mark>", "same-post", "a/座谈会.txt"):
        assert words in page.text


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json"])
def test_entity_as_data(client: httpx.Client, media_type: str) -> None:
    """The same address gives triples to who asks for them."""
    iri = iri_of(client, "白杉")
    answer = client.get("/id/" + iri.partition("/id/")[2], headers={"Accept": media_type})
    wanted = ox.RdfFormat.from_media_type(media_type)
    assert wanted is not None
    subjects = {str(quad.subject) for quad in ox.parse(answer.content, wanted)}
    assert f"<{iri}>" in subjects
    assert len(subjects) > 1


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_unknown_entity(client: httpx.Client, accept: str) -> None:
    """A node that is not in the graph is 404."""
    assert client.get("/id/person/nobody", headers={"Accept": accept}).status_code == 404


def test_explorer(client: httpx.Client) -> None:
    """The explorer is one page with its own policy."""
    answer = client.get("/explorer")
    assert answer.status_code == 200
    assert "Content-Security-Policy" in answer.text
    assert "http://" not in answer.headers["content-security-policy"]


def test_the_explorer_is_the_file_of_the_build(tmp_path: Path) -> None:
    """What the build has drawn is given out; what was changed, is of another version or of another generation is not."""
    from kg.server.app import written_explorer
    from kg.workspace import open_reader

    from . import world

    out = world.write(tmp_path / "build")
    with open_reader(out) as reader:
        assert written_explorer(reader) is None  # nothing drawn
    world.write_explorer(out, title="写好的")
    with open_reader(out) as reader:
        page = written_explorer(reader)
        assert page is not None
        assert "写好的" in page
        assert 'data-endpoint="/sparql"' in page
        written = (out / "graph.html").read_bytes()
        (out / "graph.html").write_bytes(written + b" ")
        assert written_explorer(reader) is None  # changed
        (out / "graph.html").write_bytes(written)
        assert written_explorer(reader) == page
        world.write(out, generation=2)
        assert written_explorer(reader) is None  # the file is of a newer build now
    world.write_explorer(out, title="新的")
    old = (out / "manifest.json").read_text("utf-8").replace(__version__, "0.0.1")
    (out / "manifest.json").write_text(old, "utf-8")
    with open_reader(out) as reader:
        assert written_explorer(reader) is None  # drawn by another version


def test_old_generation_is_served(tmp_path_factory: pytest.TempPathFactory) -> None:
    """While a build is renewed, readers see the old generation until the server is told to reopen."""
    import signal

    from . import world

    out = world.write(tmp_path_factory.mktemp("renewed") / "build")
    running = Server(str(out), "--workers", "2")
    try:
        ask = {"params": {"query": PEOPLE}}
        assert rows(httpx.get(f"{running.url}/sparql", **ask)) == 7  # type: ignore[arg-type]
        world.write(out, generation=2)
        assert httpx.get(f"{running.url}/health").json()["generation"] == 1
        assert rows(httpx.get(f"{running.url}/sparql", **ask)) == 7  # type: ignore[arg-type]
        running.process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert httpx.get(f"{running.url}/health").json()["generation"] == 2
        assert rows(httpx.get(f"{running.url}/sparql", **ask)) == 7  # type: ignore[arg-type]
    finally:
        running.close()


def test_text_is_never_markup(client: httpx.Client) -> None:
    """What a visitor types comes back as text."""
    page = client.get("/search", params={"q": "<script>alert(1)</script>"}, headers={"Accept": "text/html"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_json_is_json(client: httpx.Client) -> None:
    """Results hold Chinese text as it is."""
    assert "顾明远" in json.dumps(client.get("/sparql", params={"query": PEOPLE}).json(), ensure_ascii=False)
