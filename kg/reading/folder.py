"""Which files of a folder are read, under which titles."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.reading.reader import SUFFIXES, rows_suffix


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A file to read: its title (path relative to the folder, with ``/``) and where it is."""

    title: str
    path: Path


@dataclass(frozen=True, slots=True, order=True)
class Ignored:
    """A file that is not read, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds, both sorted by title."""

    sources: tuple[Source, ...]
    ignored: tuple[Ignored, ...]


def find(folder: Path) -> list[Source]:
    """The files of ``folder`` that can be read, sorted by title; a single file is a folder of one.

    Raises:
        InputError: there is no such file or folder.
    """
    return list(survey(folder).sources)


def survey(folder: Path) -> Found:
    """Like :func:`find`, with the files that are left out and why.

    Folders reached twice through symbolic links are walked once. Titles are in NFC; where two files differ only in the form
    of their names, the second in order keeps its own form.

    Raises:
        InputError: there is no such file or folder.
    """
    folder = Path(folder)
    if folder.is_file():
        return _one(folder)
    if not folder.is_dir():
        raise InputError(f"{folder.name or folder}: no such file or folder; name a folder with documents")
    sources: dict[str, Source] = {}
    ignored: list[Ignored] = []
    for path, title in _walk(folder, ignored):
        reason = _why_not(path)
        if reason:
            ignored.append(Ignored(_title(title), reason))
            continue
        name = _title(title)
        if name in sources:
            name = title
        sources[name] = Source(name, path)
    return Found(tuple(sorted(sources.values())), tuple(sorted(ignored)))


def _one(path: Path) -> Found:
    title = _title(path.name)
    reason = _why_not(path)
    if reason:
        return Found((), (Ignored(title, reason),))
    return Found((Source(title, path),), ())


def _title(title: str) -> str:
    """NFC, and without the surrogates by which Python stands for bytes of a file name that are no UTF-8."""
    return unicodedata.normalize("NFC", title.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _why_not(path: Path) -> str | None:
    if path.name.startswith((".", "~$")):
        return "hidden"
    if path.suffix.lower() not in SUFFIXES and not rows_suffix(path.name):
        return f"unknown suffix {path.suffix!r}" if path.suffix else "no suffix"
    return None


def _walk(folder: Path, ignored: list[Ignored]) -> Iterator[tuple[Path, str]]:
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[Path, str]] = [(folder, "")]
    while stack:
        current, prefix = stack.pop()
        try:
            state = current.stat()
            if (state.st_dev, state.st_ino) in seen:
                continue
            seen.add((state.st_dev, state.st_ino))
            with os.scandir(current) as found:
                entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
        except OSError as problem:
            ignored.append(Ignored(_title(prefix.rstrip("/")) or ".", f"cannot be listed ({problem.strerror or 'unreadable'})"))
            continue
        below = []
        for entry in entries:
            title = prefix + entry.name
            try:
                is_folder = entry.is_dir()
                is_file = not is_folder and entry.is_file()
            except OSError:
                is_folder = is_file = False
            if is_folder:
                if entry.name.startswith("."):
                    ignored.append(Ignored(_title(title) + "/", "hidden"))
                else:
                    below.append((Path(entry.path), title + "/"))
            elif is_file or entry.is_symlink():
                yield Path(entry.path), title
            else:
                ignored.append(Ignored(_title(title), "not a regular file"))
        stack.extend(reversed(below))
