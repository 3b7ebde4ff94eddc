"""The files of a build that hold the graph: graph.nq, graph.ttl and the Oxigraph store.

Every function writes to the path it is given and nowhere else; which generation that belongs to is the
caller's affair (:mod:`kg.workspace`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from kg import mapping
from kg.errors import OutputError
from kg.facts import DocumentFacts
from kg.graph.nquads import sorted_lines, write_turtle
from kg.mapping import Counts, Quad
from kg.mapping.terms import TYPE
from kg.ontology import DEFAULT_BASE, KG
from kg.resolution.records import Resolution

_CLASS = f"<{KG}"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        quads: lines of graph.nq.
        triples: triples of graph.ttl.
        classes: instances of each class (local name of the ontology's class → number).
        problems: document id → mistakes in its facts (:func:`kg.mapping.problems`), one line each.
    """

    quads: int
    triples: int
    classes: Mapping[str, int]
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Gathering:
    """What is known of all documents when each has been given once, in any order.

    Attributes:
        resolution: the identity decisions for these documents.
        base: how instance IRIs begin.
        counts: what the graph holds so far.
        problems: document id → mistakes in its facts, one line each.
    """

    resolution: Resolution
    base: str = DEFAULT_BASE
    counts: Counts = field(default_factory=Counts)
    problems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _pool: mapping.Pool = field(default_factory=mapping.Pool)
    _extractors: set[str] = field(default_factory=set)
    _origins: set[str] = field(default_factory=set)

    def add(self, facts: DocumentFacts) -> None:
        """Another document."""
        self._pool.add(facts, self.resolution)
        if found := mapping.problems(facts):
            self.problems[facts.document] = tuple(found)
        self._extractors |= mapping.extractors_of(facts)
        self._origins |= mapping.origins_of(facts)

    def facts(self) -> Iterator[Quad]:
        """The quads of the default graph."""
        return mapping.pool_quads(self._pool, self.resolution, self.base)

    def meta(self) -> Iterator[Quad]:
        """The quads of graph/meta, when everything else is counted."""
        return mapping.meta_quads(self.counts, self._extractors, self._origins, self.base)


def graph_quads(
    all_facts: Callable[[], Iterable[DocumentFacts]],
    resolution: Resolution,
    base: str = DEFAULT_BASE,
    text_hashes: Mapping[str, str] | None = None,
    gathering: Gathering | None = None,
) -> Iterator[Quad]:
    """All quads of a graph, in no particular order, some more than once.

    Args:
        all_facts: gives every document once, in any order; called twice, so that facts can stay on disk.
        resolution: the identity decisions for these documents.
        base: how instance IRIs begin.
        text_hashes: document id → SHA-256 of the text that the build keeps under ``text/``.
        gathering: is filled in while the quads pass, where the caller wants to know.
    """
    gathering = gathering or Gathering(resolution, base)
    yield from _document_graphs(all_facts(), gathering, text_hashes or {})
    yield from _distinct(gathering.facts(), gathering.counts)
    yield from mapping.identity_quads(all_facts(), resolution, base)
    yield from gathering.meta()


def _document_graphs(all_facts: Iterable[DocumentFacts], gathering: Gathering, text_hashes: Mapping[str, str]) -> Iterator[Quad]:
    """The named graphs of the documents, while the documents are gathered."""
    shared = mapping.shared_keys(gathering.resolution)
    for facts in all_facts:
        gathering.add(facts)
        gathering.counts.documents += 1
        text_hash = text_hashes.get(facts.document)
        quads = mapping.document_quads(facts, gathering.resolution, gathering.base, text_hash=text_hash, shared=shared)
        yield from _distinct(quads, gathering.counts)


def _distinct(quads: Iterable[Quad], counts: Counts) -> Iterator[Quad]:
    """Each quad once, counted.

    Document graphs are told apart by their names, so it is enough to remember one document or the facts at a time.
    """
    seen: set[Quad] = set()
    for quad in quads:
        if quad not in seen:
            seen.add(quad)
            counts.triples += 1
            if quad.predicate == TYPE and quad.object.startswith(_CLASS):
                name = quad.object[len(_CLASS) : -1]
                counts.classes[name] = counts.classes.get(name, 0) + 1
            yield quad


def unwritable(path: Path, error: OSError) -> OutputError:
    """What to say of a file that cannot be written."""
    return OutputError(f"{path.name}: cannot be written ({error.strerror or error}); free some space or choose another --out")


def write_nquads(quads: Iterable[Quad], path: Path) -> int:
    """Write quads as sorted N-Quads; returns the number of distinct ones.

    Raises:
        OutputError: the file cannot be written.
    """
    return _write_lines((quad.line() for quad in quads), path)


def _write_lines(lines: Iterable[str], path: Path) -> int:
    count = 0
    try:
        with path.open("wb") as file:
            for line in sorted_lines(lines):
                file.write(line + b"\n")
                count += 1
    except OSError as error:
        raise unwritable(path, error) from error
    return count


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


def load_store(nquads: Path, folder: Path) -> None:
    """Load an N-Quads file into a new Oxigraph database.

    Args:
        nquads: the file.
        folder: where the database goes; must not exist or be empty.

    Raises:
        OutputError: the database cannot be written.
    """
    try:
        store = pyoxigraph.Store(str(folder))
        store.bulk_load(path=str(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
    except OSError as error:
        raise unwritable(folder, error) from error


def write(
    all_facts: Sequence[DocumentFacts] | Callable[[], Iterable[DocumentFacts]],
    resolution: Resolution,
    *,
    nquads: Path,
    turtle: Path,
    store: Path,
    common: Path | None = None,
    base: str = DEFAULT_BASE,
    text_hashes: Mapping[str, str] | None = None,
) -> Written:
    """Write the three forms of the graph.

    Args:
        all_facts: the documents, or a function that gives them again each time it is called.
        resolution: the identity decisions for these documents.
        nquads: where graph.nq goes.
        turtle: where graph.ttl goes.
        store: where the Oxigraph database goes (a new folder).
        common: where the lines go that belong to no document, for a later :func:`kg.graph.updating.update`; None for nowhere.
        base: how instance IRIs begin.
        text_hashes: document id → SHA-256 (hex, of UTF-8) of the text kept under ``text/``.

    Raises:
        OutputError: something cannot be written.
    """
    supply: Callable[[], Iterable[DocumentFacts]] = all_facts if callable(all_facts) else lambda: all_facts
    gathering = Gathering(resolution, base)
    if common is None:
        quads = write_nquads(graph_quads(supply, resolution, base, text_hashes, gathering), nquads)
    else:
        quads = _write_lines(_all_lines(supply, gathering, text_hashes or {}, common), nquads)
    with ThreadPoolExecutor(1) as beside:  # the database is made outside of Python's lock
        loading = beside.submit(load_store, nquads, store)
        triples = write_ttl(nquads, turtle, base)
        loading.result()
    return Written(quads, triples, dict(sorted(gathering.counts.classes.items())), gathering.problems)


def _all_lines(
    supply: Callable[[], Iterable[DocumentFacts]], gathering: Gathering, text_hashes: Mapping[str, str], common: Path
) -> Iterator[str]:
    """The lines of a graph; those that belong to no document are written to ``common`` as well."""
    for quad in _document_graphs(supply(), gathering, text_hashes):
        yield quad.line()
    identity = mapping.identity_quads(supply(), gathering.resolution, gathering.base)
    quads = itertools.chain(_distinct(gathering.facts(), gathering.counts), identity)
    _write_lines((quad.line() for quad in _then(quads, gathering.meta)), common)
    with common.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line[:-1]


def _then(quads: Iterable[Quad], more: Callable[[], Iterable[Quad]]) -> Iterator[Quad]:
    yield from quads
    yield from more()
