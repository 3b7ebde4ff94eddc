"""What the commands of the pipeline give back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Progress = Callable[[int, int, str], None]
"""Called with how much is done, how much there is (0: not known), and what is at hand."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """A node of the graph that a change of the set of documents renamed.

    ``cause`` is ``merge`` (the node joined another one) or ``split`` (it no longer is one with another one);
    ``documents`` the titles of documents in which it is named.
    """

    old: str
    new: str
    cause: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build, ``add`` or ``remove`` did.

    Attributes:
        out: the build's folder.
        generation: number of the present state.
        documents: documents in the build.
        counts: what the graph holds: quads, triples, instances of each class.
        refused: title → why it could not be read. These documents are not in the graph.
        left_out: files that are not documents.
        warnings: (title, line) of documents that were read with a reservation.
        added, replaced, removed, unchanged: titles of files, by what happened to them.
        renamed: nodes that got another key.
        notes: a line for each of the user's identity rules that means nothing in this build.
        timings: step → seconds.
    """

    out: Path
    generation: int
    documents: int
    counts: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    renamed: tuple[Renaming, ...] = ()
    notes: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What a build holds, and how a folder of documents differs from it.

    ``files`` and ``refused`` describe the build; the other fields are titles of files of the folder, empty where none was given.
    """

    out: Path
    generation: int
    version: str
    documents: int
    files: tuple[str, ...]
    refused: dict[str, str]
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    current: bool = True
    """False where the build was made by another version or with another lexicon: build again."""
