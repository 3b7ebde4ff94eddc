"""Many clients at once."""

from __future__ import annotations

import asyncio
import time

import httpx
import psutil
import pytest

from .conftest import Made, Server

QUERIES = (
    "SELECT ?n WHERE { ?p a kg:Person ; rdfs:label ?n }",
    "SELECT (COUNT(*) AS ?c) WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s a kg:Event ; ?p ?o }",
    "ASK { ?p kg:spouse ?q }",
)
MOST_GROWTH = 60_000_000
"""Bytes by which the server and its workers may grow under load, all together."""


def memory(server: Server) -> int:
    """Resident bytes of the server and its workers."""
    parent = psutil.Process(server.process.pid)
    return sum(one.memory_info().rss for one in [parent, *parent.children(recursive=True)])


async def load(url: str, clients: int, seconds: float) -> tuple[int, list[str]]:
    """Ask with many clients at once; how many answers came, and what went wrong."""
    wrong: list[str] = []
    done = 0
    end = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:

        async def ask(number: int) -> None:
            nonlocal done
            while time.monotonic() < end:
                answer = await client.get("/sparql", params={"query": QUERIES[number % len(QUERIES)]})
                if answer.status_code != 200:
                    wrong.append(f"{answer.status_code} {answer.text[:100]}")
                done += 1

        await asyncio.gather(*(ask(number) for number in range(clients)))
    return done, wrong


def run(made: Made, clients: int, warm: float, seconds: float) -> None:
    """Load a server and compare its memory before and after."""
    server = Server(str(made.out), "--workers", "2")
    try:
        asyncio.run(load(server.url, clients, warm))
        before = memory(server)
        done, wrong = asyncio.run(load(server.url, clients, seconds))
        grown = memory(server) - before
    finally:
        server.close()
    print(f"{clients} clients, {seconds:g} s: {done} answers, {done / seconds:.0f} a second, grown by {grown / 1e6:.1f} MB")
    assert wrong == []
    assert done > clients
    assert grown < MOST_GROWTH


def test_many_clients(made: Made) -> None:
    """A short load of 40 clients gives no error and no growth."""
    run(made, 40, 1, 2)


@pytest.mark.check
def test_hundred_clients_for_half_a_minute(made: Made) -> None:
    """100 clients for 30 s: no error, and memory stays within its bound."""
    run(made, 100, 3, 30)
