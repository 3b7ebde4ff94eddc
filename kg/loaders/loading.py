"""Loads a build into a running store and counts what arrived."""

from __future__ import annotations

import hashlib
import urllib.parse
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph

from kg.errors import InputError, OutputError
from kg.exports.source import Source
from kg.loaders.cyphers import BoltTarget, CypherTarget, FalkorTarget, LadybugTarget
from kg.loaders.http import checked_url
from kg.loaders.journal import Journal
from kg.loaders.sparql import GraphStoreTarget, SparqlTarget, Step, query_address

KINDS: Mapping[str, int] = {
    "sparql": 2_000,
    "gsp": 20_000,
    "neo4j": 1_000,
    "memgraph": 1_000,
    "falkordb": 1_000,
    "ladybug": 1,
}
"""Kinds of target → quads or rows of one request."""

Progress = Callable[[int, int, str], None]
"""Called with how many batches are done, how many there are (0 where not known) and what is at hand."""


class Target(Protocol):
    """A store that can be loaded and counted."""

    def steps(self) -> Iterator[Step]:
        """What is to be done, in order, each step harmless when repeated."""

    def expected(self) -> dict[str, int]:
        """What the store must hold afterwards."""

    def found(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """What it holds."""

    def missing(self, held: Collection[str]) -> int:
        """What is not there although the numbers may look right, because ``held`` names what held data before."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    Attributes:
        expected: what the target must hold: quads by graph and nodes by class, or nodes by label and relationships by type.
        found: what it holds.
        batches: how many requests were sent.
        resumed: how many an earlier, interrupted load had sent already.
        missing: what is not there, asked for one by one, because the target held data before and numbers prove nothing.
        others: the target held data before.
    """

    expected: Mapping[str, int]
    found: Mapping[str, int]
    batches: int
    resumed: int = 0
    missing: int | None = None
    others: bool = False

    @property
    def lost(self) -> dict[str, tuple[int, int]]:
        """What is less than it must be: name → (expected, found)."""
        return {name: (n, self.found.get(name, 0)) for name, n in self.expected.items() if self.found.get(name, 0) < n}

    @property
    def more(self) -> dict[str, tuple[int, int]]:
        """What is more than it must be: name → (expected, found)."""
        return {name: (n, self.found.get(name, 0)) for name, n in self.expected.items() if self.found.get(name, 0) > n}

    @property
    def complete(self) -> bool:
        """True where every count is equal, or the target had other data before and nothing of ours is missing."""
        if self.lost or self.missing:
            return False
        return not self.more or self.others


def load(
    build: Path,
    into: str,
    kind: str,
    *,
    query: str | None = None,
    default_graph: str | None = None,
    batch: int | None = None,
    restart: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Load a build into a store, go on where an interrupted load stopped, and count.

    Args:
        build: the folder that ``kg build`` wrote.
        into: the address of the store, or the path of a Ladybug database.
        kind: a key of :data:`KINDS`.
        query: where an RDF store takes queries, where that does not follow from ``into``.
        default_graph: the graph for facts in stores without a default graph of their own (Virtuoso).
        batch: quads or rows of one request.
        restart: begin anew, whatever was loaded before.
        progress: is told how far it has come.

    Raises:
        InputError: the address, the kind or a missing package.
        OutputError: the store cannot be reached or refuses.
        BuildError: there is no build.
    """
    if kind not in KINDS:
        raise InputError(f"--kind {kind}: unknown; one of {', '.join(KINDS)}")
    if batch is not None and batch < 1:
        raise InputError(f"--batch {batch}: must be at least 1")
    size = batch or KINDS[kind]
    with Source(build) as source:
        made = target(source, into, kind, query, default_graph, size)
        with closing(made) if isinstance(made, CypherTarget) else nullcontext():
            with source.nquads.open("rb") as file:
                graph = hashlib.file_digest(file, "sha256").hexdigest()
            name = "\n".join([kind, _address(into), default_graph or "", str(size)])
            journal = Journal.open(build, name, graph, restart)
            wanted = made.expected()
            held = made.found(wanted)
            if journal.before is None:
                if kind == "ladybug" and any(held.values()):
                    raise OutputError(f"{into}: holds a graph already, and COPY only adds; name a new database file")
                journal.before = held
            elif not any(held.values()):
                journal.done = 0  # the store was emptied, or is another one at the same address
            return _load(made, wanted, journal, progress)


def _load(made: Target, wanted: Mapping[str, int], journal: Journal, progress: Progress | None) -> Loaded:
    before = journal.before or {}
    resumed = sent = 0
    for number, step in enumerate(made.steps(), 1):
        if number <= journal.done:
            resumed += 1
            continue
        if progress is not None:
            progress(number, 0, "loading")
        step()
        sent += 1
        journal.step(number)
    if progress is not None:
        progress(resumed + sent, resumed + sent, "counting")
    found = made.found(wanted)
    held = {key for key, number in before.items() if number}
    missing = made.missing(held) if held else None
    journal.close()
    return Loaded(wanted, found, sent, resumed, missing, bool(held))


def _address(into: str) -> str:
    """An address in one form, so that a journal is found again."""
    return into if "://" in into else str(Path(into).absolute())


def checked_iri(iri: str) -> None:
    """Raise InputError where the value of --default-graph is not an absolute IRI."""
    try:
        absolute = urllib.parse.urlsplit(pyoxigraph.NamedNode(iri).value).scheme
    except ValueError:
        absolute = ""
    if not absolute:
        raise InputError(f"--default-graph {iri!r}: not an absolute IRI; write for example http://example.org/facts")


def target(source: Source, into: str, kind: str, query: str | None, default_graph: str | None, batch: int) -> Any:
    """The target of a kind, connected.

    Raises:
        InputError: the address is none, or a package is missing.
        OutputError: the store cannot be reached.
    """
    if kind in ("sparql", "gsp"):
        address = checked_url(into)
        asked = checked_url(query or query_address(address))
        if default_graph is not None:
            checked_iri(default_graph)
        cls = SparqlTarget if kind == "sparql" else GraphStoreTarget
        return cls(source, address, asked, batch, default_graph)
    if kind == "falkordb":
        return FalkorTarget(source, into, batch)
    if kind == "ladybug":
        return LadybugTarget(source, into, batch)
    return BoltTarget(source, into, batch, kind)
