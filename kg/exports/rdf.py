"""The RDF family: one sorted stream of quads in, one file or several shards out.

N-Quads are passed through as they stand, N-Triples lose their graph; the other syntaxes go through the
serializers of Oxigraph and, for Turtle, the project's own, which groups by subject and sorts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import IO

import pyoxigraph

from kg.exports.files import Files, shard_name
from kg.exports.source import SORT_RUN, Source, graph_of, shards, subject_of
from kg.graph.nquads import sorted_lines, split_line, write_turtle
from kg.ontology import PREFIXES, RDF

Encoder = Callable[[Iterator[bytes], IO[bytes], Source], None]
"""Writes lines of sorted N-Quads to a file in some syntax."""

_BLOCK = 4096
_SUBJECT, _PREDICATE, _OBJECT = (f"<{RDF}{name}>" for name in ("subject", "predicate", "object"))


def nquads(lines: Iterator[bytes], out: IO[bytes], source: Source) -> None:  # noqa: ARG001  # the signature of an encoder
    """N-Quads: the lines as they are."""
    out.writelines(lines)


def ntriples(lines: Iterator[bytes], out: IO[bytes], source: Source) -> None:  # noqa: ARG001
    """N-Triples: without graphs, each triple once."""
    previous = b""
    for line in lines:
        graph = graph_of(line)
        triple = line.rstrip(b"\n").removesuffix(b" .")[: -len(graph) - 1] + b" .\n" if graph else line
        if triple != previous:
            out.write(triple)
            previous = triple


def turtle(lines: Iterator[bytes], out: IO[bytes], source: Source) -> None:
    """Turtle: without graphs, grouped by subject."""
    write_turtle((line.decode() for line in lines), _Text(out), source.base)  # type: ignore[arg-type]


class _Text:
    """As much of a text file as the Turtle writer uses, on top of a binary one."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out

    def write(self, text: str) -> None:
        self.out.write(text.encode())

    def writelines(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.write(text)


def with_triple_terms(lines: Iterator[bytes], out: IO[bytes], source: Source) -> None:  # noqa: ARG001
    """RDF 1.2 N-Quads: every claim also says ``rdf:reifies <<( subject predicate object )>>``."""
    said: dict[str, tuple[str, str]] = {}
    current = ""
    held: list[bytes] = []
    for line in lines:
        subject, predicate, target, graph = split_line(line.decode())
        if subject != current:
            out.writelines(_reified(current, said, held))
            current, said, held = subject, {}, []
        held.append(line)
        if predicate in (_SUBJECT, _PREDICATE, _OBJECT):
            said[predicate] = (target, graph)
    out.writelines(_reified(current, said, held))


def _reified(node: str, said: dict[str, tuple[str, str]], lines: list[bytes]) -> list[bytes]:
    if len(said) < 3:
        return lines
    (s, graph), (p, _), (o, _) = said[_SUBJECT], said[_PREDICATE], said[_OBJECT]
    end = f" {graph} .\n" if graph else " .\n"
    return sorted([*lines, f"{node} <{RDF}reifies> <<( {s} {p} {o} )>>{end}".encode()])


def _oxigraph(form: pyoxigraph.RdfFormat) -> Encoder:
    def encode(lines: Iterator[bytes], out: IO[bytes], source: Source) -> None:  # noqa: ARG001
        quads = _parsed(lines)
        prefixes = {name: iri for name, iri in PREFIXES.items() if name != "rdf"}
        if form.supports_datasets:
            pyoxigraph.serialize(quads, out, form, prefixes=prefixes)
        else:
            pyoxigraph.serialize(_triples(quads), out, form, prefixes=prefixes)

    return encode


def _parsed(lines: Iterator[bytes]) -> Iterator[pyoxigraph.Quad]:
    block: list[bytes] = []
    for line in lines:
        block.append(line)
        if len(block) == _BLOCK:
            yield from pyoxigraph.parse(b"".join(block), pyoxigraph.RdfFormat.N_QUADS)
            block.clear()
    yield from pyoxigraph.parse(b"".join(block), pyoxigraph.RdfFormat.N_QUADS)


def _triples(quads: Iterator[pyoxigraph.Quad]) -> Iterator[pyoxigraph.Triple]:
    previous: pyoxigraph.Triple | None = None
    for quad in quads:
        if quad.triple != previous:
            previous = quad.triple
            yield previous


ENCODERS: dict[str, Encoder] = {
    "nquads": nquads,
    "ntriples": ntriples,
    "turtle": turtle,
    "rdf12": with_triple_terms,
    "trig": _oxigraph(pyoxigraph.RdfFormat.TRIG),
    "jsonld": _oxigraph(pyoxigraph.RdfFormat.JSON_LD),
    "rdfxml": _oxigraph(pyoxigraph.RdfFormat.RDF_XML),
}
"""Every syntax by the name that the table of profiles uses."""

BY_GRAPH = frozenset({"trig", "jsonld"})
"""Syntaxes that write a graph in one piece: their lines are sorted by graph first."""


def write(source: Source, files: Files, *, syntax: str, name: str, number: int = 1, nfc: bool = False) -> dict[str, int]:
    """Write a build in an RDF syntax.

    Args:
        source: the build.
        files: where to.
        syntax: a key of :data:`ENCODERS`.
        name: the file's name, with ``.gz`` where it is to be compressed.
        number: how many shards.
        nfc: normalize every line to Unicode NFC.

    Returns:
        What the export's record should say: quads read, and lines that normalization changed.
    """
    tally = {"quads": 0, **({"normalized": 0} if nfc else {})}
    lines = _counted(source.lines(), tally)
    if nfc:
        lines = _normalized(lines, tally)
    key = subject_of
    if syntax in BY_GRAPH:
        lines, key = by_graph(lines), _graph_and_subject
    for at, piece in enumerate(shards(lines, source.size, number, key)):
        with files.binary(shard_name(name, at, number)) as out:
            ENCODERS[syntax](piece, out, source)
    return tally


def _counted(lines: Iterator[bytes], tally: dict[str, int]) -> Iterator[bytes]:
    for line in lines:
        tally["quads"] += 1
        yield line


def _normalized(lines: Iterator[bytes], tally: dict[str, int]) -> Iterator[bytes]:
    for line in lines:
        if not line.isascii() and not unicodedata.is_normalized("NFC", text := line.decode()):
            tally["normalized"] += 1
            yield unicodedata.normalize("NFC", text).encode()
        else:
            yield line


def by_graph(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The same lines, those of one graph together; the default graph first."""
    keyed = (f"{graph_of(line).decode()}\t{line.decode().rstrip()}" for line in lines)
    return (line.partition(b"\t")[2] + b"\n" for line in sorted_lines(keyed, SORT_RUN))


def _graph_and_subject(line: bytes) -> bytes:
    return graph_of(line) + subject_of(line)
