"""Writes a build by a profile."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg._version import __version__
from kg.errors import InputError, OutputError
from kg.exports import beside, cypher, dialects, parquet, rdf, schemas, tables, xmlgraphs
from kg.exports.files import RECORD, File, Files, destination
from kg.exports.model import PropertyGraph
from kg.exports.profiles import Profile, profile
from kg.exports.source import Source

MOST_SHARDS = 9_999


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote.

    Attributes:
        out: the file or folder.
        profile: the name of the profile.
        files: every file with its size and SHA-256.
        counts: what the target must hold afterwards: quads, or nodes by label and relationships by type.
        dangling: relationships that could not be drawn because an end is no node, by type.
    """

    out: Path
    profile: str
    files: tuple[File, ...]
    counts: Mapping[str, object]
    dangling: Mapping[str, int] = field(default_factory=dict)


def export(build: Path, to: str, out: Path, *, shards: int = 1) -> Exported:
    """Write a build in the format of another store or tool.

    Args:
        build: the folder that ``kg build`` wrote.
        to: the name of a profile.
        out: a file, where the profile is one file and there is one shard and ``out`` is not a folder, compressed where its name
            ends in ``.gz``; otherwise a folder, which must be new, empty, or hold an earlier export.
        shards: how many pieces to cut large files into.

    Raises:
        InputError: no such profile, or it cannot be cut.
        BuildError: there is no build.
        OutputError: ``out`` cannot be written or holds something else.
    """
    wanted = profile(to)
    if not 1 <= shards <= MOST_SHARDS:
        raise InputError(f"--shards {shards}: must be between 1 and {MOST_SHARDS}")
    if shards > 1 and wanted.writer in ("graphml", "gexf"):
        raise InputError(f"--shards: {wanted.name} is one document and cannot be cut; use csv or parquet")
    single = wanted.file if wanted.file and not wanted.folder and shards == 1 and not out.is_dir() else ""
    if single and out.name.endswith(".gz"):
        single += ".gz"
        wanted = replace(wanted, file=single)
    with Source(build) as source:
        if build.resolve() in (out.resolve(), *out.resolve().parents):
            raise OutputError(f"{out}: is the build itself or inside it; choose another place")
        graph = PropertyGraph(source)
        with destination(out, single=single) as files:
            counts = _data(wanted, source, graph, files, shards)
            if not single:
                data = sorted(file.name for file in files.written)
                _beside(wanted, source, files, data, counts)
            record = tuple(sorted(files.written, key=lambda file: file.name))
            if not single:
                _record(wanted, source, files, record, counts)
        return Exported(out, wanted.name, record, counts, dict(sorted(graph.dangling.items())))


def _data(wanted: Profile, source: Source, graph: PropertyGraph, files: Files, number: int) -> dict[str, object]:
    if wanted.family == "rdf":
        return dict(rdf.write(source, files, syntax=wanted.writer, name=wanted.file, number=number, nfc=wanted.nfc))
    if wanted.writer in ("graphml", "gexf"):
        writer: Callable[[PropertyGraph, Files, str], dict[str, int]] = getattr(xmlgraphs, wanted.writer)
        return dict(writer(graph, files, wanted.file))
    if wanted.writer == "parquet":
        tally = parquet.write(graph, files, number)
    elif wanted.writer == "cypher":
        with cypher.script(graph, files, "graph.cypher", "neo4j", number) as script:
            tally = cypher.drain(graph, script)
    elif wanted.writer == "neo4j":
        with cypher.script(graph, files, "graph.cypher", "neo4j", number) as script:
            tally = tables.write(graph, files, dialects.DIALECTS["neo4j"], number, script=script)
        files.put("import.sh", beside.neo4j_script(tally))
    else:
        tally = tables.write(graph, files, dialects.DIALECTS[wanted.writer], number)
        _schemas(wanted, graph, files, tally)
    return {"nodes": dict(sorted(tally.nodes.items())), "relationships": tally.types}


def _schemas(wanted: Profile, graph: PropertyGraph, files: Files, tally: tables.Tally) -> None:
    if wanted.writer == "falkordb":
        files.put("insert.sh", beside.falkordb_script(graph, tally))
    elif wanted.writer in ("ladybug", "memgraph", "nebula"):
        writer: Callable[[PropertyGraph, Files, tables.Tally], None] = getattr(schemas, wanted.writer)
        writer(graph, files, tally)


def _beside(wanted: Profile, source: Source, files: Files, data: list[str], counts: Mapping[str, object]) -> None:
    for name in wanted.files:
        template = beside.TEMPLATES.get((wanted.name, name))
        if template is not None:
            files.put(name, template(data, source.base))
    files.put("README.md", beside.readme(wanted, data, counts, source.base))


def _record(wanted: Profile, source: Source, files: Files, record: tuple[File, ...], counts: Mapping[str, object]) -> None:
    listed = [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in record]
    text = json.dumps(
        {
            "kg": "export",
            "version": __version__,
            "profile": wanted.name,
            "media": wanted.media,
            "base": source.base,
            "counts": counts,
            "files": listed,
        },
        ensure_ascii=False,
        indent=1,
    )
    (files.folder / RECORD).write_text(text + "\n", encoding="utf-8")
