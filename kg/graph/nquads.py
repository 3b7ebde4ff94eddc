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

RUN = 500_000
"""Lines that are sorted in memory at once (about 300 bytes each)."""

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


def sorted_lines(lines: Iterable[str], run: int = RUN) -> Iterator[bytes]:
    """The distinct lines in the order of their bytes, without line ends.

    Args:
        lines: lines without line ends, in any order.
        run: how many of them to hold in memory.
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
    with tempfile.TemporaryDirectory(prefix="kg-sort-") as folder:
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

    def name(self, term: str) -> str:
        """An IRI in Turtle."""
        short = self.known.get(term)
        if short is None:
            short = self._shorten(term[1:-1])
            if len(self.known) < 100_000:
                self.known[term] = short
        return short

    def _shorten(self, iri: str) -> str:
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        relative = iri[len(self.base) :]
        if iri.startswith(self.base) and relative and ":" not in relative.split("/")[0] and relative[0] not in "/.":
            return f"<{relative}>"
        return f"<{iri}>"

    def object(self, term: str) -> str:
        """An object in Turtle."""
        if term.startswith("<"):
            return self.name(term)
        text, mark, datatype = term.rpartition("^^")
        return f"{text}^^{self.name(datatype)}" if mark and datatype.endswith(">") and text.endswith('"') else term

    def block(self, subject: str, lines: Iterable[str]) -> tuple[str, int]:
        """The block of a subject, with an empty line before it, and the number of its triples."""
        triples: dict[str, dict[str, None]] = {}
        for line in lines:
            _, predicate, value, _ = split_line(line)
            triples.setdefault(predicate, {})[value] = None
        predicates = sorted(triples, key=_predicate_order)
        body = " ;\n    ".join(
            ("a" if predicate == TYPE else self.name(predicate)) + " " + " , ".join(map(self.object, triples[predicate]))
            for predicate in predicates
        )
        return f"\n{self.name(subject)} {body} .\n", sum(map(len, triples.values()))


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
    out.write(f"@base <{base}> .\n")
    out.writelines(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()))
    count = 0
    for subject, group in itertools.groupby(lines, key=_subject):
        text, triples = turtle.block(subject, group)
        out.write(text)
        count += triples
    return count


def _subject(line: str) -> str:
    return line[: line.index(" ")]


def _predicate_order(predicate: str) -> tuple[int, str]:
    return (0 if predicate == TYPE else 1 if predicate == f"<{RDFS}label>" else 2, predicate)
