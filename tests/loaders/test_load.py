"""``kg load``: goes on where it stopped, notices what is lost, and keeps credentials out of sight."""

from __future__ import annotations

import http.server
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.commands.load import command
from kg.errors import InputError, OutputError
from kg.loaders import load
from kg.loaders.loading import Loaded
from kg.loaders.sparql import insert_data
from tests.loaders import servers
from tests.loaders.needs import needs


class Line(http.server.ThreadingHTTPServer):
    """A line to a real store that can break: it swallows or refuses the updates whose numbers it was told, or drops a triple."""

    def __init__(self, root: str) -> None:
        super().__init__((servers.LOOPBACK, 0), _Handler)
        self.root = root
        self.swallow: set[int] = set()
        self.drop: bytes | None = None
        self.refuse: dict[int, int] = {}
        self.updates = 0
        self.seen: list[str | None] = []

    @property
    def address(self) -> str:
        """Where it takes updates and queries."""
        return f"http://{servers.LOOPBACK}:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Line

    def do_POST(self) -> None:
        """Pass a request on, unless it is one that gets lost."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        line = self.server
        line.seen.append(self.headers.get("Authorization"))
        if self.path == "/update":
            line.updates += 1
            if line.updates in line.refuse:
                self._answer(line.refuse[line.updates], b"the disk is full")
                return
            if line.updates in line.swallow:
                self._answer(204, b"")
                return
            if line.drop is not None:
                body = b"\n".join(one for one in body.split(b"\n") if line.drop not in one)
        headers = {name: self.headers[name] for name in ("Content-Type", "Accept")}
        with urllib.request.urlopen(urllib.request.Request(line.root + self.path, body, headers), timeout=60) as answer:
            self._answer(answer.status, answer.read())

    def _answer(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def line(scratch: Path) -> Iterator[Line]:
    """A line to an Oxigraph server."""
    with servers.oxigraph(needs("oxigraph", "pip install oxigraph"), scratch) as web:
        server = Line(web.query.removesuffix("/query"))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def test_silent_loss_is_noticed(line: Line, news: Path) -> None:
    """A store that says yes and forgets a batch is found out, and the command ends with code 2."""
    line.swallow = {3}
    result = CliRunner().invoke(
        command, [str(news), "--into", f"{line.address}/update", "--batch", "1000"], standalone_mode=False
    )
    assert result.return_value == 2
    assert "LOST" in result.stderr


def test_one_lost_triple_is_noticed(line: Line, news: Path) -> None:
    """A store that loses a single triple, and says yes, is found out by the count of its graph."""
    lost = next(one for one in (news / "graph.nq").read_bytes().splitlines() if b"ontology#quote>" in one)
    triple, _, graph = lost.removesuffix(b" .").rpartition(b" ")
    line.drop = triple
    result = CliRunner().invoke(command, [str(news), "--into", f"{line.address}/update"], standalone_mode=False)
    assert result.return_value == 2
    lines = [one for one in result.stderr.splitlines() if "LOST" in one]
    assert len(lines) == 1
    assert lines[0].startswith(f"kg: LOST graph {graph[1:-1].decode()}: ")
    wanted, found = (int(word.replace(",", "")) for word in lines[0].split() if word.replace(",", "").isdigit())
    assert wanted - found == 1


def test_a_class_that_two_graphs_state_is_counted_once(line: Line, tmp_path: Path) -> None:
    """A graph from elsewhere may say the class of a node in two graphs: a store has one node, and nothing is lost."""
    from kg.loaders import import_files

    said = "<http://x.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/xinwen-kg/ontology#Person>"
    (tmp_path / "a.nq").write_text(f"{said} .\n{said} <http://x.org/g> .\n", encoding="utf-8")
    import_files(tmp_path / "build", [tmp_path / "a.nq"], base="http://x.org/")
    done = load(tmp_path / "build", f"{line.address}/update", "sparql")
    assert done.expected["nodes of kg:Person"] == 1
    assert done.complete


def test_loss_behind_other_data_is_noticed(line: Line, news: Path) -> None:
    """Where the store had triples before, numbers prove nothing: each triple is asked for."""
    filler = "INSERT DATA { " + " ".join(f"<http://x.org/{n}> <http://x.org/p> {n} ." for n in range(3000)) + " }"
    headers = {"Content-Type": "application/sparql-update"}
    urllib.request.urlopen(urllib.request.Request(f"{line.root}/update", filler.encode(), headers), timeout=60).close()
    line.swallow = {2}
    done = load(news, f"{line.address}/update", "sparql", batch=1000)
    assert done.others
    assert done.missing
    assert not done.complete


def test_other_data_is_no_loss(line: Line, news: Path) -> None:
    """Triples of somebody else in the default graph are told apart from ours."""
    headers = {"Content-Type": "application/sparql-update"}
    filler = b"INSERT DATA { <http://x.org/a> <http://x.org/p> 1 }"
    urllib.request.urlopen(urllib.request.Request(f"{line.root}/update", filler, headers), timeout=60).close()
    done = load(news, f"{line.address}/update", "sparql")
    assert done.complete
    assert done.more == {"default graph": (done.expected["default graph"], done.expected["default graph"] + 1)}
    assert done.missing == 0


def test_an_interrupted_load_goes_on(line: Line, news: Path) -> None:
    """After a failure in the fifth batch the next load sends the rest only, and everything is there."""
    line.refuse = {5: 500}
    with pytest.raises(OutputError, match="the disk is full"):
        load(news, f"{line.address}/update", "sparql", batch=1000)
    done = load(news, f"{line.address}/update", "sparql", batch=1000)
    assert done.resumed == 4
    assert done.complete
    assert not list((news / ".kg").glob("load-*.json")), "a finished load leaves no journal"


def test_restart_begins_anew(line: Line, news: Path) -> None:
    """With --restart nothing is skipped."""
    line.refuse = {3: 400}
    with pytest.raises(OutputError, match="400"):
        load(news, f"{line.address}/update", "sparql", batch=1000)
    done = load(news, f"{line.address}/update", "sparql", batch=1000, restart=True)
    assert done.resumed == 0
    assert done.complete


def test_a_passing_failure_is_tried_again(line: Line, news: Path) -> None:
    """A server that is busy once is asked once more."""
    line.refuse = {2: 503}
    assert load(news, f"{line.address}/update", "sparql").complete


def test_credentials_come_from_the_environment(line: Line, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token of the environment is sent; it stands in no journal and no message."""
    monkeypatch.setenv("KG_LOAD_TOKEN", "s3cret")
    line.refuse = {1: 403}
    with pytest.raises(OutputError) as caught:
        load(news, f"{line.address}/update", "sparql")
    assert "Bearer s3cret" in line.seen
    assert "s3cret" not in str(caught.value)
    assert all("s3cret" not in path.read_text(encoding="utf-8") for path in (news / ".kg").glob("load-*"))
    assert load(news, f"{line.address}/update", "sparql").complete


def test_credentials_in_the_address_are_refused(news: Path) -> None:
    """A password on the command line would stand in the shell's history."""
    with pytest.raises(InputError, match="KG_LOAD_PASSWORD"):
        load(news, "http://me:pass@127.0.0.1:1/update", "sparql")


@pytest.mark.parametrize(
    ("into", "kind"),
    [("nonsense", "sparql"), ("ftp://127.0.0.1/x", "gsp"), ("http://127.0.0.1/x", "falkordb"), ("http://x", "neo4j")],
)
def test_a_wrong_address_is_one_line(into: str, kind: str, news: Path) -> None:
    """What is no address of that kind is refused before anything is sent."""
    with pytest.raises(InputError, match="--into"):
        load(news, into, kind)


@pytest.mark.parametrize(
    ("into", "kind"), [("bolt://127.0.0.1", "neo4j or memgraph"), ("falkor://127.0.0.1", "falkordb"), ("a.lbug", "ladybug")]
)
def test_an_address_of_another_kind_names_it(into: str, kind: str, news: Path) -> None:
    """Who forgets --kind is told which one the address is for."""
    with pytest.raises(InputError, match=f"with --kind {kind}"):
        load(news, into, "sparql")


@pytest.mark.parametrize(
    ("path", "kind", "hint"),
    [("", "sparql", "is the address right"), ("/store", "sparql", "--kind"), ("/update", "gsp", "--kind")],
)
def test_a_wrong_path_says_what_to_look_at(path: str, kind: str, hint: str, line: Line, news: Path) -> None:
    """A server that has nothing there, or takes something else there, is answered with what to do."""
    with pytest.raises(OutputError, match=hint):
        load(news, line.root + path, kind, query=f"{line.root}/query")


@pytest.mark.parametrize("iri", ["facts", "http://x y"])
def test_a_default_graph_is_an_iri(iri: str, news: Path) -> None:
    """The name of a graph that is none is refused before anything is sent."""
    with pytest.raises(InputError, match="--default-graph"):
        load(news, "http://127.0.0.1:1/update", "sparql", default_graph=iri)


@pytest.mark.parametrize(("into", "kind"), [("http://127.0.0.1:{}/update", "sparql"), ("falkor://127.0.0.1:{}/x", "falkordb")])
def test_a_store_that_is_not_there(into: str, kind: str, news: Path) -> None:
    """A closed port is one clear line."""
    if kind == "falkordb":
        pytest.importorskip("falkordb", reason="falkordb is not installed")
    with pytest.raises(OutputError, match="cannot be reached"):
        load(news, into.format(servers.free_port()), kind)


def test_a_bolt_server_that_is_not_there(news: Path) -> None:
    """The driver's own complaint becomes one clear line."""
    pytest.importorskip("neo4j", reason="neo4j is not installed")
    with pytest.raises(OutputError, match="cannot be reached"):
        load(news, f"bolt://127.0.0.1:{servers.free_port()}", "neo4j")


def test_backslashes_survive_sparql(line: Line) -> None:
    r"""Text with ``\u`` in it, quotation marks and control characters arrives as it was."""
    texts = ["C:\\users\\u0041", 'a"b', "\\\\U", "\x0b\x7f", "行\n行"]
    from kg.loaders.http import Client
    from kg.loaders.sparql import Endpoint
    from kg.mapping.terms import escape

    lines = [f'<http://x.org/{n}> <http://x.org/p> "{escape(text)}" .\n'.encode() for n, text in enumerate(texts)]
    Client().send(f"{line.address}/update", insert_data(lines).encode(), "application/sparql-update")
    rows = Endpoint(f"{line.address}/query", Client()).rows("SELECT ?o WHERE { ?s <http://x.org/p> ?o } ORDER BY ?s")
    assert [row["o"] for row in rows] == texts


def test_complete_means_equal() -> None:
    """Less is a loss; more is a failure too, unless the target held data before."""
    assert Loaded({"a": 1}, {"a": 1}, 1).complete
    assert not Loaded({"a": 2}, {"a": 1}, 1).complete
    assert not Loaded({"a": 1}, {"a": 2}, 1).complete
    assert Loaded({"a": 1}, {"a": 2}, 1, missing=0, others=True).complete
    assert not Loaded({"a": 1}, {"a": 2}, 1, missing=1, others=True).complete
