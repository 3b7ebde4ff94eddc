"""Sorted N-Quads files, and the Turtle file made from one.

Lines are sorted as bytes, which for UTF-8 is the order of code points: the same quads give the same file,
whatever the locale. What does not fit into memory is sorted in runs on disk and merged.
"""

from __future__ import annotations

import heapq
import itertools
import re
import tempfile
from collections.abc import Iterable, Iterator
from io import BufferedRandom
from pathlib import Path
from typing import TextIO

from kg.mapping.terms import TYPE
from kg.ontology import PREFIXES, RDFS

RUN = 300_000
"""Lines that are sorted in memory at once (about 300 bytes each)."""

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


def sorted_lines(lines: Iterable[str], run: int = RUN, scratch: Path | None = None) -> Iterator[bytes]:
    """The distinct lines in the order of their bytes, without line ends.

    Args:
        lines: lines without line ends, in any order.
        run: how many of them to hold in memory.
        scratch: a folder for the others; by default one of the system's.
    """
    source = iter(lines)
    first = sorted({line.encode() for line in itertools.islice(source, run)})
    if len(first) < run // 2:  # most likely the end: keep it in memory
        rest = sorted({line.encode() for line in itertools.islice(source, run)})
        following = next(source, None)
        if following is None:
            yield from _distinct(heapq.merge(first, rest))
            return
        source = itertools.chain([following], source)
        first = sorted({*first, *rest})
    with tempfile.TemporaryDirectory(prefix="kg-sort-", dir=scratch) as folder:
        files: list[BufferedRandom] = []
        try:
            chunk = first
            while chunk:
                file = (Path(folder) / str(len(files))).open("w+b")
                files.append(file)
                file.writelines(line + b"\n" for line in chunk)
                file.seek(0)
                chunk = sorted({line.encode() for line in itertools.islice(source, run)})
            # without line ends, because a character below \n must sort before the end of a line
            yield from _distinct(heapq.merge(*(map(_content, file) for file in files)))
        finally:
            for file in files:
                file.close()


def _content(line: bytes) -> bytes:
    return line[:-1]


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    last: bytes | None = None
    for line in lines:
        if line != last:
            yield line
            last = line


def split_line(line: str) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph (empty for the default graph) of a line that this package wrote.

    >>> split_line('<a> <b> "c <d>"@zh <g> .')
    ('<a>', '<b>', '"c <d>"@zh', '<g>')
    >>> split_line('<a> <b> "c <d"^^<e> .')
    ('<a>', '<b>', '"c <d"^^<e>', '')
    """
    subject, predicate, rest = line.rstrip("\n").removesuffix(" .").split(" ", 2)
    at = rest.rfind(" <")
    if at > 0 and rest.endswith(">") and '"' not in rest[at:]:
        return subject, predicate, rest[:at], rest[at + 1 :]
    return subject, predicate, rest, ""


class Turtle:
    """Writes blocks of Turtle; shortens terms: prefixes for vocabularies, relative IRIs for instances.

    Args:
        base: how instance IRIs begin.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self.known: dict[str, str] = {}
        self._apart = not any(base.startswith(iri) or iri.startswith(base) for iri in PREFIXES.values())

    def name(self, term: str) -> str:
        """An IRI in Turtle."""
        short = self.known.get(term)
        if short is None:
            short = self._shorten(term[1:-1])
            if len(self.known) < 100_000:
                self.known[term] = short
        return short

    def _shorten(self, iri: str) -> str:
        if self._apart and iri.startswith(self.base):  # no prefix can fit
            return f"<{self._relative(iri) or iri}>"
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{self._relative(iri) or iri}>"

    def _relative(self, iri: str) -> str:
        relative = iri[len(self.base) :]
        apt = iri.startswith(self.base) and relative and ":" not in relative.partition("/")[0] and relative[0] not in "/."
        return relative if apt else ""

    def object(self, term: str) -> str:
        """An object in Turtle."""
        if term.startswith("<"):
            return self.name(term)
        text, mark, datatype = term.rpartition("^^")
        return f"{text}^^{self.name(datatype)}" if mark and datatype.endswith(">") and text.endswith('"') else term

    def block(self, subject: str, lines: Iterable[str]) -> tuple[str, int]:
        """The block of a subject, with an empty line before it, and the number of its triples."""
        pairs = dict.fromkeys(split_line(line)[1:3] for line in lines)
        return self.written(subject, pairs), len(pairs)

    def written(self, subject: str, pairs: Iterable[tuple[str, str]]) -> str:
        """The block of a subject from distinct pairs of predicate and object, sorted, with an empty line before it."""
        values: dict[str, list[str]] = {}
        for predicate, value in pairs:
            values.setdefault(predicate, []).append(self.object(value))
        body = " ;\n    ".join(
            ("a" if predicate == TYPE else self.name(predicate)) + " " + " , ".join(values[predicate])
            for predicate in sorted(values, key=_predicate_order)
        )
        return f"\n{self._shorten(subject[1:-1])} {body} .\n"

    def header(self) -> str:
        """How the file begins."""
        prefixes = (f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()))
        return f"@base <{self.base}> .\n{''.join(prefixes)}"


def write_turtle(lines: Iterable[str], out: TextIO, base: str) -> int:
    """Write the triples of sorted N-Quads as Turtle, grouped by subject, graph names left out.

    Args:
        lines: lines in the order of :func:`sorted_lines`.
        out: a text file.
        base: how instance IRIs begin; they are written relative to it.

    Returns:
        The number of triples.
    """
    turtle = Turtle(base)
    out.write(turtle.header())
    count = 0
    for subject, group in itertools.groupby(lines, key=_subject):
        text, triples = turtle.block(subject, group)
        out.write(text)
        count += triples
    return count


def _subject(line: str) -> str:
    return line[: line.index(" ")]


_LABEL = f"<{RDFS}label>"


def _predicate_order(predicate: str) -> tuple[int, str]:
    return (0 if predicate == TYPE else 1 if predicate == _LABEL else 2, predicate)
