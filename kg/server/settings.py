"""What a server is told at its start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a server listens and what it allows.

    Attributes:
        build: the folder of the build.
        host: a loopback address.
        port: 0 for any free one.
        seconds: longest time for a query, from its first step to its last byte.
        most_bytes: longest answer to a query.
        workers: queries that run at the same time, each in a process of its own.
        cors: origins whose pages may read the answers.
        sources: the folder the build was made from, for whole sentences around quotes.
        memory: address space of a worker in bytes; None for no bound.
        waiting: queries that may wait for a worker; the next one is turned away.
    """

    build: Path
    host: str = "127.0.0.1"
    port: int = 7878
    seconds: float = 30.0
    most_bytes: int = 100_000_000
    workers: int = 4
    cors: tuple[str, ...] = ()
    sources: Path | None = None
    memory: int | None = 4 << 30
    waiting: int = 1000


MOST_BODY = 1_000_000
"""Bytes of a request's body."""

MOST_HEADERS = 262_144
"""Bytes of a request's line and headers together; the query of a GET stands there."""
"""A query of 200,000 characters is the longest that is run (kg.graph.query)."""
