"""Which files a build reads and where it writes: folders of this machine, or whatever else fsspec has a file system for."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kg.errors import DocumentError, InputError, OutputError
from kg.facts import Document
from kg.reading import LIMITS, SUFFIXES, read_rows, rows_suffix, survey
from kg.workers import Task

_TOGETHER = 256_000
"""Bytes of small files that are read by one task."""


@dataclass(frozen=True, slots=True, order=True)
class File:
    """A file of the input: its title, where it is, and its size in bytes."""

    title: str
    where: str
    size: int


def is_remote(where: str) -> bool:
    """Whether a path names a file system: ``s3://news/2024``, ``memory://out``; a ``file://`` is a folder like any other.

    >>> is_remote("s3://news/2024"), is_remote("file:///news"), is_remote("data/news")
    (True, False, False)
    """
    return "://" in where and not where.startswith("file://")


def local_path(where: str) -> Path:
    """The folder of this machine that a path names."""
    return Path(where.removeprefix("file://"))


def files(source: str, out: str) -> tuple[list[File], list[str]]:
    """The files of a folder that can be read, sorted by title, and the titles of those that are left out.

    Args:
        source: the folder or a file.
        out: where the graph goes; what lies there is not read.

    Raises:
        InputError: there is no such folder, or it holds no documents.
    """
    if is_remote(source):
        found, left_out = _remote(source)
    else:
        seen = survey(local_path(source))
        inside = None if is_remote(out) else local_path(out).resolve()
        paths = [(one.title, one.path) for one in seen.sources if inside is None or not one.path.resolve().is_relative_to(inside)]
        found = [File(title, str(path.resolve()), path.stat().st_size if path.exists() else 0) for title, path in paths]
        left_out = [f"{one.title} ({one.reason})" for one in seen.ignored]
    if not found:
        raise InputError(f"{source}: no documents found; name a folder with .jsonl, .jsonl.gz, .parquet or other documents")
    return found, left_out


def _remote(source: str) -> tuple[list[File], list[str]]:
    system, root = _file_system(source)
    try:
        listed = system.find(root, detail=True)
    except (OSError, ValueError) as error:
        raise InputError(f"{source}: cannot be listed ({' '.join(str(error).split())[:200]}); check its name") from error
    found, left_out = [], []
    for path, about in sorted(listed.items()):
        title = path.removeprefix(root.rstrip("/")).lstrip("/") or PurePosixPath(path).name
        parts = PurePosixPath(title)
        if any(part.startswith((".", "~$")) for part in parts.parts):
            left_out.append(f"{title} (hidden)")
        elif not rows_suffix(title) and parts.suffix.lower() not in SUFFIXES:
            left_out.append(f"{title} (unknown suffix {parts.suffix!r})" if parts.suffix else f"{title} (no suffix)")
        else:
            found.append(File(title, system.unstrip_protocol(path), int(about.get("size") or 0)))
    return sorted(found), sorted(left_out)


def bundles(listed: Sequence[File]) -> Iterator[list[File]]:
    """Files in bundles that one task reads: small ones together, a large one alone."""
    bundle: list[File] = []
    size = 0
    for file in listed:
        if bundle and size + file.size > _TOGETHER:
            yield bundle
            bundle, size = [], 0
        bundle.append(file)
        size += file.size
    if bundle:
        yield bundle


def tasks(file: File, lexicon: str | None) -> Iterator[Task | DocumentError]:
    """What is to be extracted of a file; a row that cannot be read is the error that says why.

    Raises:
        DocumentError: the file cannot be read, or not to its end; nothing of it counts then.
    """
    try:
        if not rows_suffix(file.title) and file.size > LIMITS.file_bytes:
            reason = f"has {file.size:,} bytes, more than the {LIMITS.file_bytes:,} that are read; split it"
            raise DocumentError(file.title, reason)
        with _opened(file.where) as stream:
            if not rows_suffix(file.title):
                yield Task(file.title, stream.read(), lexicon)
                return
            for row in read_rows(stream, file.title):
                yield Task(row.titles[0], row, lexicon) if isinstance(row, Document) else row
    except OSError as error:
        reason = f"cannot be read ({error.strerror or type(error).__name__}); check that it is there and readable"
        raise DocumentError(file.title, reason) from None


@contextlib.contextmanager
def _opened(where: str) -> Iterator[IO[bytes]]:
    if not is_remote(where):
        with local_path(where).open("rb") as stream:
            yield stream
        return
    system, path = _file_system(where)
    with system.open(path, "rb") as remote:
        yield remote


class Target:
    """The folder that shards go to.

    Args:
        where: a path of this machine or of another file system.
    """

    def __init__(self, where: str) -> None:
        self.where = where

    def write(self, name: str, data: bytes) -> None:
        """Write a file, which is whole or not there.

        Raises:
            OutputError: it cannot be written.
        """
        try:
            if is_remote(self.where):
                system, root = _file_system(self.where)
                system.pipe_file(f"{root.rstrip('/')}/{name}", data)
                return
            folder = local_path(self.where)
            folder.mkdir(parents=True, exist_ok=True)
            temporary = folder / f"{name}.tmp"
            temporary.write_bytes(data)
            temporary.replace(folder / name)
        except OSError as error:
            raise OutputError(
                f"{self.where}: {name} cannot be written ({error.strerror or error}); choose another --out"
            ) from error

    def names(self) -> list[str]:
        """What the folder holds; nothing where it is not there."""
        if is_remote(self.where):
            system, root = _file_system(self.where)
            with contextlib.suppress(FileNotFoundError):
                return sorted(PurePosixPath(path).name for path in system.ls(root, detail=False))
            return []
        folder = local_path(self.where)
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{self.where}: is a file, not a folder; choose another --out")
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def remove(self, name: str) -> None:
        """Remove a file."""
        if is_remote(self.where):
            system, root = _file_system(self.where)
            system.rm_file(f"{root.rstrip('/')}/{name}")
        else:
            (local_path(self.where) / name).unlink(missing_ok=True)


def _file_system(where: str) -> tuple[Any, str]:
    try:
        fsspec = importlib.import_module("fsspec")
    except ImportError:
        raise InputError(f"{where}: needs the package fsspec; install it with: pip install 'xinwen-kg[ray]'") from None
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(where)
    except (ImportError, ValueError) as error:  # the package of that file system is not installed, or there is none
        raise InputError(f"{where}: {' '.join(str(error).split())[:200]}") from None
    return found
