"""The files of a build that hold the graph: graph.nq, graph.ttl and the Oxigraph store.

Every function writes to the path it is given and nowhere else; which generation that belongs to is the
caller's affair (:mod:`kg.workspace`).
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from kg.errors import KgError, OutputError
from kg.facts import DocumentFacts
from kg.graph.gathering import Advance, Documents, Gathering, Given
from kg.graph.nquads import write_turtle
from kg.graph.parallel import mapped
from kg.graph.report import DocumentReport
from kg.graph.runs import Sums, write_graph
from kg.ontology import DEFAULT_BASE
from kg.resolution.records import Resolution

_BUFFER = 1 << 20

_PIECE, _LOADERS = 64_000_000, 2
"""Bytes that one of several threads loads at once. Given a whole file, the loader takes 2 GB of memory; so it takes a third of
that, in the same time."""

_SMALL = 50_000_000
"""Bytes of graph.nq that are loaded in less time than a process takes to start, more or less."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        quads: lines of graph.nq.
        triples: triples of graph.ttl.
        classes: instances of each class (local name of the ontology's class → number).
        problems: document id → mistakes in its facts (:func:`kg.mapping.problems`), one line each.
        reports: one a document.
    """

    quads: int
    triples: int
    classes: Mapping[str, int]
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reports: Sequence[DocumentReport] = ()


def unwritable(path: Path, error: OSError) -> OutputError:
    """What to say of a file that cannot be written."""
    return OutputError(f"{path.name}: cannot be written ({error.strerror or error}); free some space or choose another --out")


def write_ttl(nquads: Path, path: Path, base: str = DEFAULT_BASE) -> int:
    """Write the triples of a sorted N-Quads file as Turtle; returns their number.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        with nquads.open(encoding="utf-8", newline="\n") as lines, path.open("w", encoding="utf-8", newline="\n") as file:
            return write_turtle(lines, file, base)
    except OSError as error:
        raise unwritable(path, error) from error


def load_store(nquads: Path, folder: Path, memory: int | None = None) -> None:
    """Load an N-Quads file into a new Oxigraph database; a large one in a process of its own, whose memory is its own, too.

    Args:
        nquads: the file.
        folder: where the database goes; must not exist or be empty.
        memory: bytes that a process may have.

    Raises:
        OutputError: the database cannot be written.
        BuildError: it takes more memory than there is.
    """
    if not nquads.is_file() or nquads.stat().st_size < _SMALL:
        _load((nquads, folder))
    else:
        for _ in mapped(_load, [(nquads, folder)], 1, memory, apart=True):
            pass


def _load(files: tuple[Path, Path]) -> None:
    nquads, folder = files
    try:
        store = pyoxigraph.Store(str(folder))
        with nquads.open("rb") as file, ThreadPoolExecutor(_LOADERS) as threads:
            loading: deque[Future[None]] = deque()
            for piece in iter(lambda: file.read(_PIECE) + file.readline(), b""):
                loading.append(threads.submit(store.bulk_load, piece, pyoxigraph.RdfFormat.N_QUADS))
                del piece
                if len(loading) > _LOADERS:
                    loading.popleft().result()
            for one in loading:
                one.result()
        store.optimize()
        store.flush()
    except OSError as error:
        raise unwritable(folder, error) from error


def write(
    all_facts: Sequence[DocumentFacts] | Documents,
    resolution: Resolution,
    *,
    nquads: Path,
    turtle: Path,
    store: Path | None = None,
    common: Path | None = None,
    base: str = DEFAULT_BASE,
    text_hashes: Mapping[str, str] | None = None,
    jobs: int = 1,
    memory: int | None = None,
    advance: Advance = lambda *_: None,
) -> Written:
    """Write the forms of a graph.

    Args:
        all_facts: the documents.
        resolution: the identity decisions for these documents.
        nquads: where graph.nq goes.
        turtle: where graph.ttl goes.
        store: where the Oxigraph database goes (a new folder); None where the caller loads it (:func:`load_store`).
        common: where the lines go that belong to no document, for a later :func:`kg.graph.updating.update`; None for nowhere.
        base: how instance IRIs begin.
        text_hashes: document id → SHA-256 (hex, of UTF-8) of the text kept under ``text/``.
        jobs: processes that map documents.
        memory: bytes that each of several processes may have.
        advance: called while documents, then lines, are done.

    Raises:
        OutputError: something cannot be written.
    """
    documents = Given(all_facts) if isinstance(all_facts, Sequence) else all_facts
    try:
        with tempfile.TemporaryDirectory(prefix="runs-", dir=nquads.parent) as folder:
            gathering = Gathering(documents, resolution, Path(folder), base, text_hashes or {}, jobs, memory, advance)
            gathering.gather()
            gathering.write_meta()
            sums = _write_sorted(gathering, nquads, turtle, common)
    except OSError as error:
        if isinstance(error, KgError):
            raise
        raise unwritable(nquads, error) from error
    if store is not None:
        load_store(nquads, store)
    counts = dict(sorted(gathering.counts.classes.items()))
    return Written(sums.quads, sums.triples, counts, gathering.problems, gathering.reports)


def _write_sorted(gathering: Gathering, nquads: Path, turtle: Path, common: Path | None) -> Sums:
    total = sum(segment.count for segment in gathering.segments)
    sums = Sums()
    gathering.advance(0, 0, "graph.nq")
    with ExitStack() as stack:
        lines = stack.enter_context(nquads.open("wb", buffering=_BUFFER))
        blocks = stack.enter_context(turtle.open("wb", buffering=_BUFFER))
        kept = stack.enter_context(common.open("wb", buffering=_BUFFER)) if common is not None else None
        for sums in write_graph(gathering.segments, gathering.base, lines, blocks, kept):
            gathering.advance(sums.quads, max(total, sums.quads), "graph.nq")
    return sums
