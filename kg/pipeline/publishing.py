"""The graph of an inventory, written as the next generation of a build and made current."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kg import resolution
from kg._version import __version__
from kg.cache import FactsCache
from kg.errors import KgError, OutputError
from kg.inventory import Inventory, save, suffix_of
from kg.memory import Limit
from kg.pipeline.clock import Clock
from kg.pipeline.records import BuildReport, Progress, Renaming
from kg.pipeline.renaming import renamings
from kg.pipeline.supply import Part, Supply
from kg.pipeline.writing import graph_fingerprint, write_graph
from kg.resolution.rules import Rules, parse_rules
from kg.workspace import TEXTS, Manifest, Stage, Workspace, text_path

if TYPE_CHECKING:
    from kg.graph.report import DocumentReport

TITLE = "新闻知识图谱"
"""Heading of graph.html."""

_MANY = 2_000
"""Documents of which drawing takes so long that the start of a process does not count."""


def publish(
    workspace: Workspace,
    cache: FactsCache,
    inventory: Inventory,
    before: Inventory,
    base: str,
    timings: dict[str, float],
    progress: Progress | None,
    max_memory: int | None = None,
    jobs: int = 1,
) -> BuildReport:
    """Write the graph of an inventory as the next generation and make it current.

    Args:
        workspace: the folder.
        cache: holds the facts of every document of the inventory.
        inventory: the new state.
        before: the present one; empty where there is none.
        base: how instance IRIs begin.
        timings: step → seconds so far; completed here.
        progress: called with each step.
        max_memory: bytes that a process may have.
        jobs: processes that work at once.

    Raises:
        OutputError: the folder cannot be written.
        BuildError: more memory is needed than is allowed.
    """
    from kg.graph import outputs

    supply = Supply(cache, inventory, Limit(max_memory))
    hashes = supply.text_hashes()
    clock = Clock(timings, progress)
    with clock.step("resolution"):
        supply.progress = progress
        rules = parse_rules(inventory.identity, inventory.identity_name or "identity.yaml") if inventory.identity else Rules()
        decided = resolution.resolve(supply, rules)
    supply.progress = None
    keys = tuple(sorted((*local, key) for local, key in decided.keys.items()))
    inventory = msgspec.structs.replace(inventory, keys=keys)
    stage = workspace.stage()
    try:
        with clock.step("graph"):
            _write_texts(workspace.out, hashes, supply)
            present, advance = Supply(cache, before), progress or (lambda *_: None)
            written, unloaded = write_graph(
                *(workspace, stage, supply, decided, hashes, present, before, base, cache.configuration),
                *(jobs, max_memory, advance),
            )
        with clock.step("database"):
            if unloaded:
                outputs.load_store(stage.folder / "graph.nq", stage.store, max_memory)
        with clock.step("explorer"):
            write_explorer(stage, supply, base, max_memory)
        with clock.step("report"):
            counts = {"quads": written.quads, "triples": written.triples, "documents": len(supply.titles), **written.classes}
            reports = written.reports
            renamed = renamings(before, supply, decided)
            _write_log(workspace, stage, renamed)
            _write_reports(stage, inventory, reports, counts, base, timings)
            save(inventory, workspace.inventory_path(stage.generation))
        with clock.step("commit"):
            manifest = Manifest(
                stage.generation, __version__, base, cache.configuration, counts=counts, graph=graph_fingerprint()
            )
            workspace.commit(stage, manifest)
    except OSError as error:
        if isinstance(error, KgError):
            raise
        raise OutputError(
            f"{workspace.out}: cannot be written ({error.strerror or error}); free some space or choose another --out"
        ) from error
    finally:
        committed = workspace.manifest is not None and workspace.manifest.generation == stage.generation
        workspace.sweep(frozenset(hashes) if committed else None)
    files = [(file.hash, file.suffix) for file in inventory.files]
    cache.prune(((document, suffix_of(titles[0])) for document, titles in supply.titles.items()), files)
    warnings = tuple((one.titles[0], line) for one in reports for line in one.warnings)
    return _report(workspace.out, stage.generation, inventory, before, counts, warnings, renamed, decided.notes, timings)


def _report(
    out: Path,
    generation: int,
    inventory: Inventory,
    before: Inventory,
    counts: dict[str, int],
    warnings: tuple[tuple[str, str], ...],
    renamed: tuple[Renaming, ...],
    notes: tuple[str, ...],
    timings: dict[str, float],
) -> BuildReport:
    old = {file.title: file.hash for file in before.files}
    new = {file.title: file.hash for file in inventory.files}
    return BuildReport(
        out=out,
        generation=generation,
        documents=counts["documents"],
        counts=counts,
        refused=inventory.refused(),
        left_out=inventory.left_out,
        warnings=warnings,
        added=tuple(title for title in new if title not in old),
        replaced=tuple(title for title in new if title in old and old[title] != new[title]),
        removed=tuple(title for title in old if title not in new),
        unchanged=tuple(title for title in new if old.get(title) == new[title]),
        renamed=renamed,
        notes=notes,
        timings=timings,
    )


def _write_texts(out: Path, hashes: Mapping[str, str], supply: Supply) -> None:
    """Keep the texts that a reader made. They are named by content, so that they harm nobody before the commit."""
    if not hashes:
        return
    (out / TEXTS).mkdir(exist_ok=True)
    for document, digest in hashes.items():
        path = text_path(out, document)
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            continue
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes((supply.text(document) or "").encode("utf-8", "surrogatepass"))
        temporary.replace(path)


def write_explorer(stage: Stage, supply: Supply, base: str, memory: int | None = None) -> None:
    """Write graph.html from the staged database; of many documents in a process of its own, whose memory is its own, too."""
    from kg.graph.parallel import mapped

    drawing = _Drawing(stage.store, stage.folder / "graph.html", base, supply.part(supply.ids()))
    if len(supply.titles) < _MANY:
        _draw(drawing)
    else:
        for _ in mapped(_draw, [drawing], 1, memory, apart=True):
            pass


@dataclass(frozen=True, slots=True)
class _Drawing:
    store: Path
    path: Path
    base: str
    documents: Part


def _draw(drawing: _Drawing) -> None:
    import pyoxigraph

    from kg.graph.explorer import write_html
    from kg.mapping.iris import Iris

    iris, documents = Iris(drawing.base), drawing.documents
    of_node = {iris.document(document)[1:-1]: document for document in documents.titles}
    store = pyoxigraph.Store.read_only(str(drawing.store))
    with closing(FactsCache(documents.path, documents.configuration)) as cache:

        def text(node: str) -> str | None:
            document = of_node.get(node)
            return None if document is None else cache.text(document, suffix_of(documents.titles[document][0]))

        write_html(store, drawing.path, title=TITLE, texts=text)


def _write_reports(
    stage: Stage,
    inventory: Inventory,
    reports: Iterable[DocumentReport],
    counts: dict[str, int],
    base: str,
    timings: dict[str, float],
) -> None:
    from kg.graph.report import Report, write_report

    report = Report(tuple(reports), inventory.refused(), inventory.left_out, counts, base, timings)
    write_report(report, stage.folder / "report.json", stage.folder / "report.md")


def _write_log(workspace: Workspace, stage: Stage, renamed: Sequence[Renaming]) -> None:
    log = workspace.out / "identity-log.jsonl"
    lines = log.read_text(encoding="utf-8") if log.is_file() else ""
    for one in renamed:
        entry = {"generation": stage.generation, "old": one.old, "new": one.new, "cause": one.cause, "documents": one.documents}
        lines += json.dumps(entry, ensure_ascii=False) + "\n"
    if lines:
        (stage.folder / log.name).write_text(lines, encoding="utf-8", newline="\n")
