"""The files of a build that hold the graph: graph.nq, graph.ttl and the Oxigraph store.

Every function writes to the path it is given and nowhere else; which generation that belongs to is the
caller's affair (:mod:`kg.workspace`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


def graph_quads(
    all_facts: Callable[[], Iterable[DocumentFacts]],
    resolution: Resolution,
    base: str = DEFAULT_BASE,
    text_hashes: Mapping[str, str] | None = None,
    counts: Counts | None = None,
    problems: dict[str, tuple[str, ...]] | None = None,
) -> Iterator[Quad]:
    """All quads of a graph, in no particular order, some more than once.

    Args:
        all_facts: gives every document once, in any order; called twice, so that facts can stay on disk.
        resolution: the identity decisions for these documents.
        base: how instance IRIs begin.
        text_hashes: document id → SHA-256 of the text that the build keeps under ``text/``.
        counts: is filled in while the quads pass, where the caller wants to know.
        problems: so is this: document id → mistakes in its facts, one line each.
    """
    hashes = text_hashes or {}
    shared = mapping.shared_keys(resolution)
    counts = Counts() if counts is None else counts
    pool = mapping.Pool()
    extractors: set[str] = set()
    origins: set[str] = set()
    for facts in all_facts():
        pool.add(facts, resolution)
        if problems is not None and (found := mapping.problems(facts)):
            problems[facts.document] = tuple(found)
        extractors |= mapping.extractors_of(facts)
        origins |= mapping.origins_of(facts)
        counts.documents += 1
        quads = mapping.document_quads(facts, resolution, base, text_hash=hashes.get(facts.document), shared=shared)
        yield from _distinct(quads, counts)
    yield from _distinct(mapping.pool_quads(pool, resolution, base), counts)
    yield from mapping.identity_quads(all_facts(), resolution, base)
    yield from mapping.meta_quads(counts, extractors, origins, base)


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


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path.name}: cannot be written ({error.strerror or error}); free some space or choose another --out")


def write_nquads(quads: Iterable[Quad], path: Path) -> int:
    """Write quads as sorted N-Quads; returns the number of distinct ones.

    Raises:
        OutputError: the file cannot be written.
    """
    count = 0
    try:
        with path.open("wb") as file:
            for line in sorted_lines(quad.line() for quad in quads):
                file.write(line + b"\n")
                count += 1
    except OSError as error:
        raise _unwritable(path, error) from error
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
        raise _unwritable(path, error) from error


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
        raise _unwritable(folder, error) from error


def write(
    all_facts: Sequence[DocumentFacts] | Callable[[], Iterable[DocumentFacts]],
    resolution: Resolution,
    *,
    nquads: Path,
    turtle: Path,
    store: Path,
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
        base: how instance IRIs begin.
        text_hashes: document id → SHA-256 (hex, of UTF-8) of the text kept under ``text/``.

    Raises:
        OutputError: something cannot be written.
    """
    supply: Callable[[], Iterable[DocumentFacts]] = all_facts if callable(all_facts) else lambda: all_facts
    problems: dict[str, tuple[str, ...]] = {}
    counts = Counts()
    quads = write_nquads(graph_quads(supply, resolution, base, text_hashes, counts, problems), nquads)
    triples = write_ttl(nquads, turtle, base)
    load_store(nquads, store)
    return Written(quads, triples, dict(sorted(counts.classes.items())), problems)
