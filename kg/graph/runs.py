"""Sorted lines in pieces on disk, put together into graph.nq and graph.ttl.

A run is the sorted lines of some documents. It is cut into segments where the kind of the subject changes (``mention/``,
``person/`` …). Where no other segment reaches into the subjects of one, its bytes are copied, and so is the Turtle that was made
with it: most of a graph are mentions, and documents come in the order of their names. The others are merged line by line.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from kg.graph.nquads import Turtle
from kg.mapping.iris import Iris

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Extent:
    """A part of a file."""

    path: Path
    begin: int
    length: int

    def copy(self, out: IO[bytes]) -> None:
        """Write it to another file."""
        with self.path.open("rb") as file:
            file.seek(self.begin)
            left = self.length
            while left:
                chunk = file.read(min(left, _CHUNK))
                if not chunk:
                    raise OSError(f"{self.path.name} ends too early")
                out.write(chunk)
                left -= len(chunk)

    def lines(self, file: BinaryIO) -> Iterator[bytes]:
        """Its lines, with their ends; ``file`` is at its beginning."""
        left = self.length
        while left > 0:
            line = file.readline()
            left -= len(line)
            yield line


@dataclass(frozen=True, slots=True)
class Segment:
    """Sorted lines of neighbouring subjects.

    Attributes:
        first: the smallest subject.
        last: the largest.
        lines: where the lines are.
        count: how many.
        turtle: their Turtle, where all of them are of documents' named graphs, and every line of these subjects is here.
    """

    first: bytes
    last: bytes
    lines: Extent
    count: int
    turtle: Extent | None = None


def subject_of(line: bytes) -> bytes:
    """The subject of a line."""
    return line[: line.index(b" ")]


class Kinds:
    """Tells kinds of subjects apart.

    Args:
        base: how instance IRIs begin.
    """

    def __init__(self, base: str) -> None:
        self._begin = f"<{base}".encode()

    def of(self, subject: bytes) -> bytes:
        """``<base/person/`` of a person; nothing for what does not belong to the base."""
        if not subject.startswith(self._begin):
            return b""
        return subject[: subject.find(b"/", len(self._begin))]


def write_run(lines: Iterable[bytes], path: Path, kinds: Kinds) -> list[Segment]:
    """Write sorted distinct lines (with their ends) to a new file, cut into segments."""
    found: list[Segment] = []
    kind, first, last = b"?", b"", b""
    begin = at = count = 0

    def close() -> None:
        if count:
            found.append(Segment(first, last, Extent(path, begin, at - begin), count))

    with path.open("wb") as file:
        for line in lines:
            subject = subject_of(line)
            if subject != last:
                now = kinds.of(subject)
                if now != kind:
                    close()
                    kind, first, begin, count = now, subject, at, 0
                last = subject
            file.write(line)
            at += len(line)
            count += 1
        close()
    return found


def merged(segments: Sequence[Segment]) -> Iterator[bytes]:
    """The distinct lines of segments in their order, with their ends."""
    for cluster in _clusters(segments):
        yield from _lines(cluster)


def _lines(cluster: Sequence[Segment]) -> Iterator[bytes]:
    with ExitStack() as stack:
        sources = []
        for segment in cluster:
            file = stack.enter_context(segment.lines.path.open("rb"))
            file.seek(segment.lines.begin)
            sources.append(segment.lines.lines(file))
        last = b""
        for line in heapq.merge(*sources) if len(sources) > 1 else sources[0]:
            if line != last:
                yield line
                last = line


def _clusters(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Segments that share subjects with each other and with no others, in their order."""
    cluster: list[Segment] = []
    end = b""
    for segment in sorted(segments, key=lambda one: (one.first, one.last)):
        if cluster and segment.first > end:
            yield cluster
            cluster, end = [], b""
        cluster.append(segment)
        end = max(end, segment.last)
    if cluster:
        yield cluster


@dataclass(slots=True)
class Sums:
    """What was written."""

    quads: int = 0
    triples: int = 0


def write_graph(
    segments: Sequence[Segment], base: str, nquads: BinaryIO, turtle: BinaryIO, common: BinaryIO | None = None
) -> Iterator[Sums]:
    """Write the lines of all segments, and their Turtle.

    Args:
        segments: of all runs.
        base: how instance IRIs begin.
        nquads: where the lines go.
        turtle: where their Turtle goes.
        common: where the lines go besides that belong to no document.

    Yields:
        What was written so far, now and then; at the end the sums.
    """
    writer, sums = Turtle(base), Sums()
    graph = f" {Iris(base).document_graph('0' * 16)} .\n".encode()
    begin, end = graph[: graph.rindex(b"/") + 1], -len(graph) + graph.rindex(b"/") + 1
    turtle.write(writer.header().encode())
    for cluster in _clusters(segments):
        if len(cluster) == 1 and cluster[0].turtle is not None:
            cluster[0].lines.copy(nquads)
            cluster[0].turtle.copy(turtle)
            sums.quads += cluster[0].count
            sums.triples += cluster[0].count
            yield sums
            continue
        for subject, group in itertools.groupby(_lines(cluster), key=subject_of):
            lines = list(group)
            nquads.writelines(lines)
            text, count = writer.block(subject.decode(), b"".join(lines).decode().split("\n")[:-1])
            turtle.write(text.encode())
            if common is not None:
                common.writelines(line for line in lines if line[-len(graph) : end] != begin)
            before = sums.quads
            sums.quads += len(lines)
            sums.triples += count
            if before // 10_000 != sums.quads // 10_000:
                yield sums
    yield sums
