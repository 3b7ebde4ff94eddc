"""graph.nq, graph.ttl and the database of a new state: from the present state where little changed, else from the ground up."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg._version import __version__
from kg.cache import code_fingerprint
from kg.errors import BuildError
from kg.inventory import Inventory, key_map
from kg.pipeline.records import Progress
from kg.pipeline.supply import Supply
from kg.resolution.records import Resolution
from kg.workspace import Manifest, Stage, Workspace

if TYPE_CHECKING:
    from kg.graph.outputs import Written
    from kg.graph.updating import Seen

_PARTS = ("mapping", "ontology.py", "graph/nquads.py")
"""What the lines of a document's graph depend on besides its facts, below the package's folder."""

_MOST_CHANGED = 0.25
"""Above this share of changed documents everything is written anew, which is faster then."""

_MOST_DOCUMENTS = 2_000
"""Changed documents whose lines are held in memory (about 150 kB each) to compare them."""

_NO_CLASSES = ("quads", "triples", "documents")
"""Counts of a manifest that are not instances of a class."""


def graph_fingerprint() -> str:
    """What the graph of a set of facts depends on, as one hash."""
    return code_fingerprint(_PARTS)


def write_graph(
    workspace: Workspace,
    stage: Stage,
    supply: Supply,
    decided: Resolution,
    hashes: Mapping[str, str],
    old_supply: Supply,
    before: Inventory,
    base: str,
    configuration: str,
    jobs: int,
    memory: int | None,
    advance: Progress,
) -> tuple[Written, bool]:
    """Write the graph of a new state into its stage.

    Args:
        workspace: the folder, for the files of the present state.
        stage: where the new ones go.
        supply: the documents of the new state.
        decided: the identity decisions for them.
        hashes: document id → SHA-256 of the text that stands under ``text/``.
        old_supply: the documents of the present state.
        before: the present state.
        base: how instance IRIs begin.
        configuration: fingerprint of what extraction depends on; where it is not that of the present state, the facts of every
            document may differ, and everything is written anew.
        jobs: processes that go through the documents.
        memory: bytes that each of several processes may have.
        advance: called while documents, then lines, are done.

    Returns:
        What was written, and whether the database is still to be loaded from graph.nq.
    """
    from kg.graph import outputs

    if workspace.manifest is not None and _can_update(workspace, workspace.manifest, base, configuration):
        try:
            parts = (stage, supply, decided, hashes, old_supply, before, base, jobs, memory, advance)
            written = _update(workspace, workspace.manifest, *parts)
        except BuildError:  # files of the present state are not what they were: they are not needed either
            _clear(stage)
            written = None
        if written is not None:
            return written, False
    written = outputs.write(
        supply,
        decided,
        nquads=stage.folder / "graph.nq",
        turtle=stage.folder / "graph.ttl",
        common=stage.common,
        base=base,
        text_hashes=hashes,
        jobs=jobs,
        memory=memory,
        advance=advance,
    )
    return written, True


def _can_update(workspace: Workspace, manifest: Manifest, base: str, configuration: str) -> bool:
    """True where the files of the present state are whole and were written as this installation would write them."""
    now = (__version__, base, graph_fingerprint(), configuration)
    if (manifest.version, manifest.base, manifest.graph, manifest.configuration) != now:
        return False
    sizes = {name: _size(workspace.out / name) for name in ("graph.nq", "graph.ttl")}
    common = workspace.common_path(manifest.generation)
    return common.is_file() and all(manifest.files.get(name) == size for name, size in sizes.items())


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _clear(stage: Stage) -> None:
    for path in (stage.folder / "graph.nq", stage.folder / "graph.ttl", stage.common):
        path.unlink(missing_ok=True)
    shutil.rmtree(stage.store, ignore_errors=True)


def _update(
    workspace: Workspace,
    manifest: Manifest,
    stage: Stage,
    supply: Supply,
    decided: Resolution,
    hashes: Mapping[str, str],
    old_supply: Supply,
    before: Inventory,
    base: str,
    jobs: int,
    memory: int | None,
    advance: Progress,
) -> Written | None:
    """The new state from the present one, or None where too much changed."""
    from kg import mapping
    from kg.graph.outputs import Written
    from kg.graph.updating import Files, Seen, update

    old = Resolution(key_map(before))
    shared_before, shared_after = mapping.shared_keys(old), mapping.shared_keys(decided)
    changed = _changed(old_supply.titles, supply.titles, old, decided, shared_before ^ shared_after)
    if len(changed) > min(_MOST_DOCUMENTS, max(10, _MOST_CHANGED * len(supply.titles))):
        return None
    old_hashes = old_supply.text_hashes()

    def seen(source: Supply, resolution: Resolution, shared: frozenset[str], texts: Mapping[str, str]) -> Iterator[Seen]:
        return (Seen(source.one(one), resolution, shared, texts.get(one)) for one in changed if one in source.titles)

    classes = {name: count for name, count in manifest.counts.items() if name not in _NO_CLASSES}
    return update(
        supply,
        decided,
        seen(old_supply, old, shared_before, old_hashes),
        seen(supply, decided, shared_after, hashes),
        old=Files(
            workspace.out / "graph.nq",
            workspace.out / "graph.ttl",
            workspace.out / manifest.store,
            workspace.common_path(manifest.generation),
        ),
        new=Files(stage.folder / "graph.nq", stage.folder / "graph.ttl", stage.store, stage.common),
        before=Written(manifest.counts["quads"], manifest.counts["triples"], classes),
        base=base,
        jobs=jobs,
        memory=memory,
        advance=advance,
    )


def _changed(
    old_titles: Mapping[str, list[str]],
    new_titles: Mapping[str, list[str]],
    old: Resolution,
    new: Resolution,
    flipped: Iterable[str],
) -> list[str]:
    """The documents whose named graphs may differ: they came, went, or have other titles or keys.

    ``flipped`` are keys of events that several documents report in one of the two states only.
    """
    old_keys, new_keys = _by_document(old), _by_document(new)
    changed = {
        document
        for document in {*old_titles, *new_titles}
        if old_titles.get(document) != new_titles.get(document) or old_keys.get(document) != new_keys.get(document)
    }
    wanted = set(flipped)
    if wanted:
        beginnings = {key.partition("/")[2][:16] for key in wanted}
        changed |= {document for document in new_titles if document[:16] in beginnings}
        for resolution in (old, new):
            changed |= {document for (document, _), key in resolution.keys.items() if key in wanted}
    return sorted(changed)


def _by_document(resolution: Resolution) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (document, local), key in resolution.keys.items():
        found[document].add((local, key))
    return found
