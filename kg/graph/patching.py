"""From the files of one state of a graph to those of the next, by what came and went.

The files are sorted, so a change is a few places in them: everything between is copied as it stands. The database is
copied by hard links (an Oxigraph backup) and changed in place.
"""

from __future__ import annotations

import itertools
import mmap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph

from kg.errors import BuildError
from kg.graph.nquads import Turtle


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines (without line ends) that one state has and the other has not, both sorted."""

    removed: Sequence[bytes]
    added: Sequence[bytes]

    @classmethod
    def of(cls, removed: set[bytes], added: set[bytes]) -> Difference:
        """What is left of two sets when what stands in both is taken away."""
        return cls(sorted(removed - added), sorted(added - removed))

    def __add__(self, other: Difference) -> Difference:
        """Both changes; they must speak of different lines."""
        return Difference(sorted([*self.removed, *other.removed]), sorted([*self.added, *other.added]))

    def subjects(self) -> list[bytes]:
        """The subjects that it touches, sorted."""
        return sorted({line[: line.index(b" ")] for line in itertools.chain(self.removed, self.added)})


def difference(old: Iterable[bytes], new: Iterable[bytes]) -> Difference:
    """Compare two sorted sequences of distinct lines.

    >>> difference([b"a", b"b"], [b"b", b"c"])
    Difference(removed=[b'a'], added=[b'c'])
    """
    removed, added = [], []
    lines = iter(new)
    line = next(lines, None)
    for one in old:
        while line is not None and line < one:
            added.append(line)
            line = next(lines, None)
        if line == one:
            line = next(lines, None)
        else:
            removed.append(one)
    if line is not None:
        added += [line, *lines]
    return Difference(removed, added)


class Lines:
    """A sorted file of lines, looked into without being read whole. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()

    def __enter__(self) -> Lines:
        file = self._stack.enter_context(self._path.open("rb"))
        size = file.seek(0, 2)
        self.data: mmap.mmap | bytes = (
            self._stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) if size else b""
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def at(self, line: bytes, begin: int = 0) -> int:
        """Where the first line that is not smaller than ``line`` begins, searched from ``begin`` on."""
        data, low, high = self.data, begin, len(self.data)
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", start)
            if data[start:end] < line:
                low = end + 1
            else:
                high = start
        return low

    def of(self, subject: bytes, begin: int = 0) -> tuple[list[bytes], int]:
        """The lines of a subject, and where the first of them begins (or would)."""
        start = at = self.at(subject + b" ", begin)
        found = []
        while self.data[at : at + len(subject) + 1] == subject + b" ":
            end = self.data.find(b"\n", at)
            found.append(self.data[at:end])
            at = end + 1
        return found, start

    def copy(self, begin: int, end: int, out: IO[bytes]) -> None:
        """Write a part of the file to ``out``."""
        with memoryview(self.data) as view, view[begin:end] as part:
            out.write(part)


def patch_lines(old: Path, new: Path, change: Difference) -> None:
    """Write ``new``: the sorted lines of ``old`` after a change.

    Raises:
        BuildError: a line to remove is not in ``old``, or one to add is.
    """
    events = sorted([*((line, False) for line in change.removed), *((line, True) for line in change.added)])
    with Lines(old) as lines, new.open("wb") as out:
        position = 0
        for line, added in events:
            at = lines.at(line, position)
            present = lines.data[at : at + len(line) + 1] == line + b"\n"
            if present == added:
                raise BuildError(f"{old.name} is not what this build wrote; run kg build again")
            lines.copy(position, at, out)
            position = at
            if added:
                out.write(line + b"\n")
            else:
                position += len(line) + 1
        lines.copy(position, len(lines.data), out)


def patch_turtle(nquads: tuple[Path, Path], turtles: tuple[Path, Path], subjects: Sequence[bytes], base: str) -> int:
    """Write the new Turtle file of a graph: the old one with other blocks for the subjects that changed.

    Args:
        nquads: the old and the new sorted N-Quads file.
        turtles: the old Turtle file, and where the new one goes.
        subjects: terms of the subjects that changed, sorted.
        base: how instance IRIs begin.

    Returns:
        By how many triples the new file is longer.

    Raises:
        BuildError: the old file does not fit the old N-Quads.
    """
    writer = Turtle(base)
    gained = 0
    with Lines(nquads[0]) as before, Lines(nquads[1]) as after, Lines(turtles[0]) as blocks, turtles[1].open("wb") as out:
        position = place_before = place_after = 0
        for subject in subjects:
            old, place_before = before.of(subject, place_before)
            new, place_after = after.of(subject, place_after)
            following = _following(before, place_before)
            begin = _block(writer, blocks, following, position) if following else len(blocks.data)
            blocks.copy(position, begin, out)
            position = begin
            if old:
                position = blocks.data.find(b" .\n", begin) + 3
                gained -= writer.block(subject.decode(), map(bytes.decode, old))[1]
            if new:
                text, count = writer.block(subject.decode(), map(bytes.decode, new))
                out.write(text.encode())
                gained += count
        blocks.copy(position, len(blocks.data), out)
    return gained


def _following(lines: Lines, at: int) -> str:
    """The subject of the line that begins at ``at``; empty at the end of the file."""
    return lines.data[at : lines.data.find(b" ", at)].decode() if at < len(lines.data) else ""


def _block(writer: Turtle, blocks: Lines, subject: str, begin: int) -> int:
    """Where the block of a subject begins, with the empty line before it."""
    name = writer.name(subject).encode()
    at = blocks.data.find(b"\n\n" + name + b" ", max(0, begin - 1))
    if at < 0:
        raise BuildError("graph.ttl is not what this build wrote; run kg build again")
    return at + 1


def patch_store(old: Path, new: Path, change: Difference) -> None:
    """Make a new database from an old one and a change; what both hold is shared by hard links.

    Raises:
        BuildError: the old database cannot be read.
        OSError: the new one cannot be written.
    """
    try:
        pyoxigraph.Store.read_only(str(old)).backup(str(new))
    except (OSError, ValueError, RuntimeError) as error:
        raise BuildError(f"{old.name} cannot be opened ({error}); run kg build again") from error
    store = pyoxigraph.Store(str(new))
    for quad in _quads(change.removed):
        store.remove(quad)
    store.extend(_quads(change.added))
    store.flush()


def _quads(lines: Sequence[bytes]) -> Iterator[pyoxigraph.Quad]:
    return pyoxigraph.parse(b"".join(line + b"\n" for line in lines), pyoxigraph.RdfFormat.N_QUADS)
