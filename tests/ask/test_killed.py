"""A server that is killed."""

from __future__ import annotations

import contextlib
import threading

import httpx
import psutil

from kg.cli import run

from .conftest import Made, Server

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNT = "SELECT (COUNT(*) AS ?c) WHERE { ?s ?p ?o }"


def test_killed_server(made: Made) -> None:
    """Killed in the middle of a query, a server leaves nothing that outlives the limit; the build is asked and served again."""
    first = Server(str(made.out), "--workers", "2", "--limit-seconds", "6")
    assert httpx.get(f"{first.url}/sparql", params={"query": COUNT}, timeout=60).status_code == 200

    def ask() -> None:
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(f"{first.url}/sparql", params={"query": ENDLESS}, timeout=90)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(1.5)
    assert asking.is_alive()  # the query runs
    workers = psutil.Process(first.process.pid).children(recursive=True)
    assert workers
    first.process.kill()
    first.process.wait(20)
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []
    assert first.process.stderr is not None
    first.process.stderr.close()
    assert run(["query", str(made.out), COUNT, "--format", "csv"]) == 0
    second = Server(str(made.out), "--workers", "1")
    try:
        answer = httpx.get(f"{second.url}/sparql", params={"query": COUNT}, timeout=60)
        assert answer.status_code == 200
    finally:
        second.close()
