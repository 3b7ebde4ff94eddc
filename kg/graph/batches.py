"""What some documents add to a graph, written as a run of sorted lines by one of several processes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg import mapping
from kg.facts import DocumentFacts
from kg.graph.nquads import Turtle
from kg.graph.report import DocumentReport, document_report
from kg.graph.runs import Extent, Kinds, Segment, write_run
from kg.mapping.document import Writer as DocumentWriter
from kg.mapping.facts import Writer as FactsWriter
from kg.mapping.identity import local_quads
from kg.mapping.keys import Scope
from kg.mapping.terms import TYPE
from kg.ontology import KG

CLASS = f"<{KG}"

_OWN = ("article", "claim", "doc", "mention")
"""Kinds of subjects of which one document alone speaks, in its named graph."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents, and what identity decisions mean for them.

    Attributes:
        documents: gives their facts.
        number: of the batch; names its files.
        folder: where they go.
        base: how instance IRIs begin.
        keys: local nodes of these documents → keys in the graph, where these are not the default.
        shared: keys of events of these documents that others report as well.
        names: labels that the user's rules prescribe.
        spoken_of: document → keys of its nodes of which decisions speak.
        text_hashes: document → SHA-256 of its kept text; None leaves the named graphs out.
    """

    documents: Iterable[DocumentFacts]
    number: int
    folder: Path
    base: str
    keys: Mapping[tuple[str, str], str]
    shared: frozenset[str]
    names: Mapping[str, str]
    spoken_of: Mapping[str, tuple[str, ...]]
    text_hashes: Mapping[str, str] | None


@dataclass(slots=True)
class Mapped:
    """What became of a batch.

    Attributes:
        segments: its lines.
        records: file of the records that are put together with those of other batches, sorted lines.
        quads: distinct ones, but for those of graph/identity.
        classes: instances of each class of the ontology.
        problems: document → mistakes in its facts.
        extractors: that found something.
        origins: what implied entities that no text names.
        reports: one a document.
    """

    segments: list[Segment]
    records: Path
    quads: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    problems: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extractors: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    reports: list[DocumentReport] = field(default_factory=list)

    def count(self, predicate: str, value: str) -> None:
        """Another distinct quad."""
        self.quads += 1
        if predicate == TYPE and value.startswith(CLASS):
            name = value[len(CLASS) : -1]
            self.classes[name] = self.classes.get(name, 0) + 1


def write_batch(batch: Batch) -> Mapped:
    """Map the documents of a batch and write what comes of them.

    Raises:
        OSError: a file cannot be written.
        BuildError: facts are missing.
    """
    return _Writing(batch).result()


class _Writing:
    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.mapped = Mapped([], batch.folder / f"{batch.number}.records")
        self.facts = FactsWriter(batch.base, batch.names)
        self.turtle = Turtle(batch.base)
        self.own: dict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
        self.lines: list[bytes] = []
        self.records: list[bytes] = []

    def result(self) -> Mapped:
        """Everything written."""
        for facts in self.batch.documents:
            self._document(facts)
        kinds, path, mapped = Kinds(self.batch.base), self.batch.folder / f"{self.batch.number}.nq", self.mapped
        for kind in _OWN:
            self._write_own(kind)
        self.lines.sort()
        mapped.segments += write_run(self.lines, path, kinds)
        self.records.sort()
        with mapped.records.open("wb") as file:
            file.writelines(self.records)
        return mapped

    def _document(self, facts: DocumentFacts) -> None:
        batch, mapped = self.batch, self.mapped
        scope = Scope.of(facts, batch.keys)
        one = mapping.Contribution(scope, batch.shared, batch.names)
        self.records += (mapping.encode(record) + b"\n" for record in one.records)
        for quad in set(self.facts.own(one)):
            mapped.count(quad.predicate, quad.object)
            self.lines.append(f"{quad.line()}\n".encode())
        spoken_of = batch.spoken_of.get(facts.document)
        if spoken_of:
            self.lines += {f"{quad.line()}\n".encode() for quad in local_quads(scope, spoken_of, batch.base)}
        if batch.text_hashes is not None:
            self._named_graph(facts, scope, batch.text_hashes.get(facts.document))
        if found := mapping.problems(facts):
            mapped.problems[facts.document] = tuple(found)
        mapped.extractors |= mapping.extractors_of(facts)
        mapped.origins |= mapping.origins_of(facts)
        mapped.reports.append(document_report(facts, mapped.problems.get(facts.document, ())))

    def _named_graph(self, facts: DocumentFacts, scope: Scope, text_hash: str | None) -> None:
        writer = DocumentWriter(facts, scope, self.batch.base, self.batch.shared)
        subjects: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for subject, predicate, value in writer.triples(text_hash):
            subjects[subject].append((predicate, value))
        end, begin = f" {writer.graph} .\n", len(self.batch.base) + 1
        for subject in sorted(subjects):
            pairs = sorted(set(subjects[subject]))
            lines = [f"{subject} {predicate} {value}{end}" for predicate, value in pairs]
            for predicate, value in pairs:
                self.mapped.count(predicate, value)
            kind = subject[begin : subject.find("/", begin)]
            if kind in _OWN:
                self.own[kind].append((subject, "".join(lines), self.turtle.written(subject, pairs), len(pairs)))
            else:
                self.lines += map(str.encode, lines)

    def _write_own(self, kind: str) -> None:
        """Write what is in the order of its subjects as it is."""
        parts = self.own.pop(kind, [])
        if any(left[0] >= right[0] for left, right in itertools.pairwise(parts)):
            for _, text, _, _ in parts:
                self.lines += (line.encode() + b"\n" for line in text.split("\n")[:-1])
        elif parts:
            name = f"{self.batch.number}.{kind}"
            lines = _written(self.batch.folder / f"{name}.nq", (part[1] for part in parts))
            turtle = _written(self.batch.folder / f"{name}.ttl", (part[2] for part in parts))
            first, last = parts[0][0].encode(), parts[-1][0].encode()
            self.mapped.segments.append(Segment(first, last, lines, sum(part[3] for part in parts), turtle))


def _written(path: Path, parts: Iterable[str]) -> Extent:
    data = "".join(parts).encode()
    path.write_bytes(data)
    return Extent(path, 0, len(data))
