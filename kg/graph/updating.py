"""The next state of a graph from the present one.

What a document contributes depends on its facts and on the keys of its own nodes, so that only the named graphs of documents that
came, went or got other keys are written anew. The lines that belong to no document (facts, identity, graph/meta) are
computed from all documents and compared with those of the old state. The bytes are those of a fresh build.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg import mapping
from kg.errors import KgError
from kg.facts import DocumentFacts
from kg.graph.gathering import Advance, Documents, Gathering
from kg.graph.outputs import Written, unwritable
from kg.graph.patching import Difference, difference, patch_lines, patch_store, patch_turtle
from kg.graph.runs import merged
from kg.mapping import Counts
from kg.mapping.iris import Iris
from kg.mapping.terms import TYPE
from kg.ontology import DEFAULT_BASE, KG
from kg.resolution.records import Resolution

_CLASS = f"<{KG}".encode()
_TYPE = TYPE.encode()


@dataclass(frozen=True, slots=True)
class Files:
    """Where the forms of one state of the graph are.

    ``common`` holds the lines that belong to no document: the default graph, the identity decisions and graph/meta.
    """

    nquads: Path
    turtle: Path
    store: Path
    common: Path


@dataclass(frozen=True, slots=True)
class Seen:
    """One document as a state of the graph has it: its facts, the decisions and what goes with them."""

    facts: DocumentFacts
    resolution: Resolution
    shared: frozenset[str]
    text_hash: str | None

    def lines(self, base: str) -> set[bytes]:
        """The lines of its named graph."""
        quads = mapping.document_quads(self.facts, self.resolution, base, text_hash=self.text_hash, shared=self.shared)
        return {quad.line().encode() for quad in quads}


def update(
    all_facts: Documents,
    resolution: Resolution,
    gone: Iterable[Seen],
    come: Iterable[Seen],
    *,
    old: Files,
    new: Files,
    before: Written,
    base: str = DEFAULT_BASE,
    jobs: int = 1,
    memory: int | None = None,
    advance: Advance = lambda *_: None,
) -> Written:
    """Write the next state of a graph from the present one; gives the bytes that :func:`kg.graph.outputs.write` would.

    Args:
        all_facts: the documents of the new state.
        resolution: the identity decisions for them.
        gone: documents of the old state that are not in the new one, or whose named graph may differ there.
        come: the same of the new state.
        old: the files of the old state, from :func:`kg.graph.outputs.write` or this function.
        new: where those of the new state go.
        before: what was written of the old state.
        base: how instance IRIs begin, in both.
        jobs: processes that go through the documents.
        memory: bytes that each of several processes may have.
        advance: called while documents are done.

    Raises:
        OutputError: something cannot be written.
        BuildError: the old files are not those of the old state.
    """
    try:
        documents = Difference.of(*(set().union(*(one.lines(base) for one in many)) for many in (gone, come)))
        with tempfile.TemporaryDirectory(prefix="runs-", dir=new.nquads.parent) as folder:
            gathering = Gathering(all_facts, resolution, Path(folder), base, None, jobs, memory, advance)
            gathering.gather()
            number, gathering.counts = gathering.counts.documents, _counts_before(before, old.common, base)
            gathering.counts.documents = number
            common = _common_difference(gathering, documents, old.common)
        change = documents + common
        patch_lines(old.nquads, new.nquads, change)
        patch_lines(old.common, new.common, common)
        gained = patch_turtle((old.nquads, new.nquads), (old.turtle, new.turtle), change.subjects(), base)
        patch_store(old.store, new.store, change)
    except OSError as error:
        if isinstance(error, KgError):
            raise
        raise unwritable(new.nquads, error) from error
    return Written(
        before.quads + len(change.added) - len(change.removed),
        before.triples + gained,
        dict(sorted(gathering.counts.classes.items())),
        gathering.problems,
        gathering.reports,
    )


def _common_difference(gathering: Gathering, documents: Difference, old: Path) -> Difference:
    """How the lines that belong to no document change; completes the counts."""
    meta_end = f" {Iris(gathering.base).meta_graph} .".encode()
    identity_end = f" {Iris(gathering.base).identity_graph} .".encode()
    with old.open("rb") as file:
        kept = (line[:-1] for line in file)
        new = (line[:-1] for line in merged(gathering.segments))
        change = difference((line for line in kept if not line.endswith(meta_end)), new)
    for one in (documents, change):
        for lines, sign in ((one.removed, -1), (one.added, 1)):
            for line in lines:
                if not line.endswith(identity_end):
                    gathering.counts.triples += sign
                    _, predicate, rest = line.split(b" ", 2)
                    if predicate == _TYPE and rest.startswith(_CLASS):
                        name = rest[len(_CLASS) : rest.index(b">")].decode()
                        gathering.counts.classes[name] = gathering.counts.classes.get(name, 0) + sign
    gathering.counts.classes = {name: count for name, count in gathering.counts.classes.items() if count}
    return change + Difference.of(_named(old, meta_end), {quad.line().encode() for quad in gathering.meta()})


def _named(common: Path, ending: bytes) -> set[bytes]:
    with common.open("rb") as file:
        return {line[:-1] for line in file if line.endswith(ending + b"\n")}


def _counts_before(before: Written, common: Path, base: str) -> Counts:
    """The counts of the old state without its documents, which are counted again."""
    endings = tuple(f" {graph} .\n".encode() for graph in (Iris(base).meta_graph, Iris(base).identity_graph))
    with common.open("rb") as file:
        described = sum(line.endswith(endings) for line in file)
    return Counts(before.quads - described, 0, dict(before.classes))
