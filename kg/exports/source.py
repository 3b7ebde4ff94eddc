"""A build as a source of exports: its sorted quads, one subject after the other, and its store for look-ups.

``graph.nq`` is sorted by subject, whatever the graph, so that everything a node says comes in one piece and nothing has
to be held in memory.
"""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph

from kg.api import open_folder
from kg.errors import BuildError
from kg.graph.nquads import sorted_lines
from kg.workspace import Manifest, Reader, open_reader

SORT_RUN = 200_000
"""Lines that are sorted in memory at once."""

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


Statement = tuple[str, str]
"""What a subject says: predicate and object as N-Quads terms."""


def characters(term: str) -> str:
    r"""The characters of a literal, or the IRI itself.

    >>> characters('"a \\"b\\"\\n"@zh'), characters("<http://x>")
    ('a "b"\n', 'http://x')
    """
    if term.startswith("<"):
        return term[1:-1]
    text = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])


def graph_of(line: bytes) -> bytes:
    """The graph of a line, ``<iri>``; empty for the default graph."""
    end = line.rstrip(b"\n").removesuffix(b" .")
    at = end.rfind(b" <")
    # an object IRI has the predicate before it, a graph has three terms before it
    if at > 0 and end.endswith(b">") and b'"' not in end[at:] and len(end[:at].split(b" ", 2)) == 3:
        return end[at + 1 :]
    return b""


class Source(AbstractContextManager["Source"]):
    """The current generation of a build, held while it is read.

    Args:
        build: the folder that ``kg build`` or ``kg import`` wrote.

    Raises:
        BuildError: there is no build, or it is damaged.
    """

    def __init__(self, build: Path) -> None:
        self.build = build
        self._stack = ExitStack()
        self.reader: Reader = self._stack.enter_context(open_reader(build))

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    @property
    def manifest(self) -> Manifest:
        """What the build says of itself."""
        return self.reader.manifest

    @property
    def base(self) -> str:
        """How instance IRIs begin."""
        return self.manifest.base

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The database, read-only."""
        return open_folder(self.reader.store)

    @cached_property
    def nquads(self) -> Path:
        """The sorted quads; made from the database where the file is not what the manifest says."""
        path = self.reader.file("graph.nq")
        known = self.manifest.files.get("graph.nq")
        if path.is_file() and (known is None or path.stat().st_size == known):
            return path
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="kg-export-")))
        try:
            dump, fresh = folder / "dump.nq", folder / "graph.nq"
            self.store.dump(str(dump), pyoxigraph.RdfFormat.N_QUADS)
            with dump.open(encoding="utf-8", newline="\n") as lines, fresh.open("wb") as out:
                out.writelines(line + b"\n" for line in sorted_lines((line.rstrip("\n") for line in lines), SORT_RUN))
        except OSError as error:
            raise BuildError(f"{path}: is missing or changed, and the store cannot be read instead ({error})") from error
        return fresh

    @property
    def size(self) -> int:
        """Bytes of the sorted quads."""
        return self.nquads.stat().st_size

    def lines(self) -> Iterator[bytes]:
        """Every quad, sorted, each with its line end."""
        with self.nquads.open("rb", buffering=1 << 20) as file:
            yield from file

    def subjects(self, wanted: Collection[str] | None = None) -> Iterator[tuple[str, list[Statement]]]:
        """Every subject with what it says.

        Args:
            wanted: the predicates of interest, ``<iri>``; None for all. What is not of interest is not taken apart.
        """
        current = ""
        said: list[Statement] = []
        with self.nquads.open(encoding="utf-8", newline="\n", buffering=1 << 20) as file:
            for line in file:
                subject, predicate, rest = line.split(" ", 2)
                if subject != current:
                    if current:
                        yield current, said
                    current, said = subject, []
                if wanted is None or predicate in wanted:
                    statement = predicate, _object(rest)
                    if not said or said[-1] != statement:  # in another graph as well
                        said.append(statement)
        if current:
            yield current, said


def _object(rest: str) -> str:
    """The object of a line, of which ``rest`` is what follows the predicate."""
    term = rest[:-3]  # without " .\n"
    if term[-1] == ">":
        at = term.rfind(" <")
        if at > 0 and '"' not in term[at:]:
            return term[:at]
    return term


def shards(lines: Iterator[bytes], total: int, number: int, key: Callable[[bytes], bytes]) -> Iterator[Iterator[bytes]]:
    """Cut sorted lines into ``number`` pieces of about one size, never between lines of one key.

    Args:
        lines: the lines; each piece must be read before the next is asked for.
        total: bytes of all lines together.
        number: how many pieces; fewer come out where there are too few keys.
        key: what must not be cut.
    """
    place = _Place(total, number, key)
    for _, piece in itertools.groupby(lines, key=place):
        yield piece


class _Place:
    def __init__(self, total: int, number: int, key: Callable[[bytes], bytes]) -> None:
        self.step = max(1, -(-total // number))
        self.last = number - 1
        self.key = key
        self.done = 0
        self.at = 0
        self.previous = b""

    def __call__(self, line: bytes) -> int:
        if self.last:
            key = self.key(line)
            if key != self.previous:
                self.previous = key
                self.at = min(self.last, self.done // self.step)
            self.done += len(line)
        return self.at


def subject_of(line: bytes) -> bytes:
    """The subject of a line."""
    return line[: line.index(b" ")]
