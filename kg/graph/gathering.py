"""What all documents of a graph add to it, gathered batch by batch into runs of sorted lines on disk.

Documents are mapped in one or several processes. What they say of the same nodes comes as records, which are merged and
put together here: at no time are the documents, or what they say, in memory together.
"""

from __future__ import annotations

import heapq
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kg import mapping
from kg.facts import DocumentFacts
from kg.graph.batches import CLASS, Batch, Mapped, write_batch
from kg.graph.nquads import sorted_lines
from kg.graph.parallel import mapped
from kg.graph.report import DocumentReport
from kg.graph.runs import Kinds, Segment, write_run
from kg.mapping import Counts, Quad
from kg.mapping.facts import Writer
from kg.mapping.terms import TYPE
from kg.ontology import DEFAULT_BASE
from kg.resolution.records import Local, Resolution

SMALLEST, MOST = 50, 250
"""Documents of a batch at the least, and batches at most: each is a few open files while they are merged."""

_WORTH_A_PROCESS = 150
"""Documents that are mapped while a process starts, and as many again."""

Advance = Callable[[int, int, str], None]
"""Called with how much is done, how much there is, and what is at hand."""


class Documents(Protocol):
    """The documents of a graph, whose facts may stay on disk."""

    def ids(self) -> Sequence[str]:
        """All documents, sorted."""

    def part(self, ids: Sequence[str]) -> Iterable[DocumentFacts]:
        """The facts of some of them; can be pickled where several processes work."""


@dataclass(frozen=True, slots=True)
class Given:
    """Documents that are in memory."""

    all_facts: Sequence[DocumentFacts]

    def ids(self) -> Sequence[str]:
        """All documents, sorted."""
        return sorted(facts.document for facts in self.all_facts)

    def part(self, ids: Sequence[str]) -> Iterable[DocumentFacts]:
        """The facts of some of them."""
        return sorted((facts for facts in self.all_facts if facts.document in ids), key=lambda facts: facts.document)


@dataclass
class Gathering:
    """What is known of a graph when its documents have been gone through.

    Attributes:
        documents: all of them.
        resolution: the identity decisions for them.
        folder: a folder for runs, empty.
        base: how instance IRIs begin.
        text_hashes: document → SHA-256 of its kept text; None where the documents' named graphs are not wanted.
        jobs: processes that map documents.
        memory: bytes that each of several processes may have.
        advance: called while documents are done.
        counts: what the graph holds so far.
        problems: document → mistakes in its facts, one line each.
        reports: one a document.
        segments: the lines so far.
    """

    documents: Documents
    resolution: Resolution
    folder: Path
    base: str = DEFAULT_BASE
    text_hashes: Mapping[str, str] | None = None
    jobs: int = 1
    memory: int | None = None
    advance: Advance = lambda *_: None
    counts: Counts = field(default_factory=Counts)
    problems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reports: list[DocumentReport] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    _extractors: set[str] = field(default_factory=set)
    _origins: set[str] = field(default_factory=set)

    def gather(self) -> None:
        """Go through all documents and write everything but graph/meta.

        Raises:
            OSError: a file cannot be written.
        """
        records, total, done = [], len(self.documents.ids()), 0
        self.advance(0, 0, "mapping")
        jobs = max(1, min(self.jobs, os.cpu_count() or 1, total // _WORTH_A_PROCESS))
        for one in mapped(write_batch, self._batches(), jobs, self.memory):
            self._take(one)
            records.append(one.records)
            done += len(one.reports)
            self.advance(done, total, "mapping")
        self._facts(records)
        for path in records:
            path.unlink()
        decisions = mapping.decision_quads(self.resolution.decisions, self.base)
        self._run("identity", (quad.line() for quad in decisions))

    def meta(self) -> Iterator[Quad]:
        """The quads of graph/meta, when everything else is counted."""
        return mapping.meta_quads(self.counts, self._extractors, self._origins, self.base)

    def write_meta(self) -> None:
        """Write graph/meta."""
        self._run("meta", (quad.line() for quad in self.meta()))

    def _run(self, name: str, lines: Iterable[str]) -> None:
        ended = (line + b"\n" for line in sorted_lines(lines, scratch=self.folder))
        self.segments += write_run(ended, self.folder / f"{name}.nq", Kinds(self.base))

    def _take(self, one: Mapped) -> None:
        self.segments += one.segments
        self.counts.triples += one.quads
        self.counts.documents += len(one.reports)
        for name, count in one.classes.items():
            self.counts.classes[name] = self.counts.classes.get(name, 0) + count
        self.problems |= one.problems
        self.reports += one.reports
        self._extractors |= one.extractors
        self._origins |= one.origins

    def _batches(self) -> Iterator[Batch]:
        ids = self.documents.ids()
        size = max(SMALLEST, -(-len(ids) // MOST))
        keys = _by_document(self.resolution.keys)
        shared = defaultdict(set)
        for key in mapping.shared_keys(self.resolution):
            shared[key.partition("/")[2][:16]].add(key)
        spoken_of = defaultdict(set)
        for decision in self.resolution.decisions:
            for document, local in (decision.left, decision.right):
                spoken_of[document].add(local)
        for number, begin in enumerate(range(0, len(ids), size)):
            some = ids[begin : begin + size]
            mine = {local: key for one in some for local, key in keys.get(one, ())}
            theirs = {key for one in some for key in shared.get(one[:16], ())}
            theirs |= {key for key in mine.values() if key in shared.get(key.partition("/")[2][:16], ())}
            yield Batch(
                self.documents.part(some),
                number,
                self.folder,
                self.base,
                mine,
                frozenset(theirs),
                self.resolution.names,
                {one: tuple(sorted(spoken_of[one])) for one in some if one in spoken_of},
                None if self.text_hashes is None else {one: self.text_hashes[one] for one in some if one in self.text_hashes},
            )

    def _facts(self, records: Sequence[Path]) -> None:
        """Put the records of all documents together and write the facts that come of them."""
        writer = Writer(self.base, self.resolution.names)
        self.advance(0, 0, "facts")
        begin, kind = f" {TYPE} ", len(CLASS)
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in records]
            quads = writer.quads(map(mapping.decode, heapq.merge(*files)))
            lines = sorted_lines((quad.line() for quad in quads), scratch=self.folder)

            def counted() -> Iterator[bytes]:
                for line in lines:
                    self.counts.triples += 1
                    _, mark, rest = line.partition(begin.encode())
                    if mark and rest.startswith(CLASS.encode()):
                        name = rest[kind : rest.index(b">")].decode()
                        self.counts.classes[name] = self.counts.classes.get(name, 0) + 1
                    yield line + b"\n"

            self.segments += write_run(counted(), self.folder / "facts.nq", Kinds(self.base))


def _by_document(keys: Mapping[Local, str]) -> dict[str, list[tuple[Local, str]]]:
    found: dict[str, list[tuple[Local, str]]] = defaultdict(list)
    for local, key in keys.items():
        found[local[0]].append((local, key))
    return found
