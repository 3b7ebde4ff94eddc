"""Reads a graph that was made, or kept, elsewhere into a build folder that can be queried."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from kg._version import __version__
from kg.errors import InputError, OutputError
from kg.graph import outputs
from kg.graph.nquads import sorted_lines
from kg.inventory import Inventory, save
from kg.ontology import DEFAULT_BASE, KG, RDF, checked_base
from kg.workspace import Manifest, Workspace

FORMATS: Mapping[str, pyoxigraph.RdfFormat] = {
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "n3": pyoxigraph.RdfFormat.N3,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "owl": pyoxigraph.RdfFormat.RDF_XML,
    "xml": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "json": pyoxigraph.RdfFormat.JSON_LD,
}
"""Suffix of a file (before ``.gz``) → its syntax."""

_PROFILES = {"ntriples": "nt", "nquads": "nq", "turtle": "ttl", "rdfxml": "rdf"}
"""The names that these syntaxes have for ``kg export --to``, where they are others → suffix."""

IMPORTED = "imported"
"""What stands in the manifest for the configuration of the extraction, of which nothing is known here."""

_REIFIES = f"{RDF}reifies"
_PARTS = tuple(pyoxigraph.NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
_TYPE = pyoxigraph.NamedNode(RDF + "type")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import read.

    Attributes:
        out: the build folder.
        quads: distinct quads.
        classes: nodes by class of the ontology.
        graphs: named graphs.
    """

    out: Path
    quads: int
    classes: Mapping[str, int]
    graphs: int


def format_of(path: Path, name: str | None = None) -> pyoxigraph.RdfFormat:
    """The syntax of a file, by ``name`` or by its suffix.

    Raises:
        InputError: it is not known.
    """
    suffix = name.lower() if name else path.name.lower().removesuffix(".gz").rpartition(".")[2]
    found = FORMATS.get(_PROFILES.get(suffix, suffix))
    if found is None:
        raise InputError(f"{path}: {suffix!r} is no RDF syntax known here; say which with --format ({', '.join(FORMATS)})")
    return found


def import_files(
    out: Path, files: Sequence[Path], *, form: str | None = None, base: str = DEFAULT_BASE, into_graph: str | None = None
) -> Imported:
    """Read RDF files into a build folder: graph.nq, graph.ttl, the database and the interactive network.

    Triple terms of RDF 1.2 that only repeat a claim are left out again, so that what ``--to rdf12`` wrote reads back as it was.

    Args:
        out: the build folder, new or one that an import wrote.
        files: the files, compressed or not.
        form: a key of :data:`FORMATS`, for files whose suffix does not say it.
        base: how instance IRIs begin; relative IRIs are resolved against it.
        into_graph: the graph for triples that stand in no named graph; None for the default graph.

    Raises:
        InputError: a file cannot be read or parsed.
        OutputError: ``out`` cannot be written or holds something else.
    """
    base = checked_base(base)
    syntaxes = [(path, format_of(path, form)) for path in files]
    for path in files:
        if not path.is_file():
            raise InputError(f"{path}: {'is a folder; name the files in it' if path.is_dir() else 'there is no such file'}")
    graph = None if into_graph is None else _named(into_graph)
    with Workspace.open(out, create=True) as workspace:
        if workspace.manifest is not None and workspace.manifest.configuration != IMPORTED:
            raise OutputError(f"{out}: holds a build from documents, which an import would replace; choose another folder")
        stage = workspace.stage()
        tally = _Tally()
        try:
            nquads = stage.folder / "graph.nq"
            with nquads.open("wb") as file:
                lines = (line for path, syntax in syntaxes for line in _lines(path, syntax, base, graph))
                for line in sorted_lines(lines):
                    file.write(line + b"\n")
                    tally.add(line)
            if not tally.quads:
                raise InputError(f"{', '.join(map(str, files))}: no triples; is the syntax right? say which with --format")
            triples = outputs.write_ttl(nquads, stage.folder / "graph.ttl", base)
            outputs.load_store(nquads, stage.store)
            _write_html(stage.store, stage.folder / "graph.html")
            save(Inventory(), workspace.inventory_path(stage.generation))
            counts = {"quads": tally.quads, "triples": triples, **dict(sorted(tally.classes.items()))}
            workspace.commit(stage, Manifest(stage.generation, __version__, base, configuration=IMPORTED, counts=counts))
        finally:
            workspace.sweep()
    return Imported(out, tally.quads, dict(sorted(tally.classes.items())), len(tally.graphs))


def _named(iri: str) -> pyoxigraph.NamedNode:
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise InputError(f"--graph {iri!r}: not an IRI ({error})") from error


class _Tally:
    def __init__(self) -> None:
        self.quads = 0
        self.classes: Counter[str] = Counter()
        self.graphs: set[bytes] = set()

    def add(self, line: bytes) -> None:
        from kg.exports.source import graph_of

        self.quads += 1
        if graph := graph_of(line):
            self.graphs.add(graph)
        start = f" <{RDF}type> <{KG}".encode()
        at = line.find(start)
        if at > 0 and b'"' not in line:
            begin = at + len(start)
            self.classes[line[begin : line.index(b">", begin)].decode()] += 1


def _lines(path: Path, syntax: pyoxigraph.RdfFormat, base: str, graph: pyoxigraph.NamedNode | None) -> Iterator[str]:
    try:
        with _opened(path) as file:
            # only Turtle's family has relative IRIs; a base would be refused elsewhere
            quads = pyoxigraph.parse(file, syntax, base_iri=base)
            for quad in quads:
                if isinstance(quad.object, pyoxigraph.Triple) and quad.predicate.value == _REIFIES:
                    yield from _claim(quad)
                    continue
                if graph is not None and isinstance(quad.graph_name, pyoxigraph.DefaultGraph):
                    quad = pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph)
                yield _line(quad)
    except SyntaxError as error:
        where = f":{error.lineno}" if error.lineno else ""
        raise InputError(f"{path}{where}: not readable as {syntax.name} ({error.msg}); say which syntax with --format") from error
    except (OSError, EOFError, ValueError, gzip.BadGzipFile) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def _opened(path: Path) -> IO[bytes]:
    if path.name.lower().endswith(".gz"):
        return cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", gzip.open(path, "rb"))))
    return path.open("rb")


def _line(quad: pyoxigraph.Quad) -> str:
    return f"{quad} ."


def _claim(quad: pyoxigraph.Quad) -> Iterator[str]:
    """A reifier as the claim that it is: subject, predicate and object in triples of their own."""
    said = cast("pyoxigraph.Triple", quad.object)
    for name, term in zip(_PARTS, (said.subject, said.predicate, said.object), strict=True):
        yield _line(pyoxigraph.Quad(quad.subject, name, term, quad.graph_name))


def _write_html(store: Path, path: Path) -> None:
    from kg.graph.explorer import write_html

    write_html(pyoxigraph.Store.read_only(str(store)), path, title="新闻知识图谱", texts=lambda _: None)
