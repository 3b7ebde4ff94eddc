"""A build held for reading."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import portalocker

from kg.errors import BuildError
from kg.workspace.files import POLL
from kg.workspace.manifest import PRIVATE, TEXTS, Manifest, read_manifest


class Reader:
    """A generation held for reading: while it is open, no writer removes its database.

    Use it as a context manager. ``manifest`` says what it holds, ``store`` is the folder of its database.
    """

    def __init__(self, out: Path, manifest: Manifest, handle: IO[bytes] | None) -> None:
        self.out = out
        self.manifest = manifest
        self.store = out / manifest.store
        self._handle = handle

    def file(self, name: str) -> Path:
        """Where a stable file of this generation is now (a killed writer may not have moved it yet)."""
        waiting = self.out / PRIVATE / f"next-{self.manifest.generation}" / name
        return waiting if waiting.exists() else self.out / name

    def text(self, document: str) -> Path:
        """Where the text of a document that is not plain text is kept."""
        return text_path(self.out, document)

    def close(self) -> None:
        """Let the generation go."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_reader(out: Path) -> Reader:
    """Hold the current generation of a build for reading.

    Raises:
        BuildError: there is no build in this folder, or it is damaged.
    """
    for _ in range(100):
        manifest = read_manifest(out)
        if manifest is None:
            reason = "there is no build in this folder" if out.is_dir() else "there is no such folder"
            raise BuildError(f"{out}: {reason}; make one with: kg build FOLDER --out {out}")
        handle = _shared(out / PRIVATE / f"reader-{manifest.generation}.lock")
        # Between reading the manifest and holding the lock a writer may have replaced and removed the generation.
        if read_manifest(out) == manifest and (out / f"store-{manifest.generation}").is_dir():
            return Reader(out, manifest, handle)
        if handle is not None:
            handle.close()
        time.sleep(POLL / 10)
    raise BuildError(f"{out}: the database is missing; build again")


def text_path(out: Path, document: str) -> Path:
    """Where the text of a document is kept, by its id."""
    return out / TEXTS / f"{document}.txt"


def _shared(path: Path) -> IO[bytes] | None:
    try:
        handle = path.open("rb")
    except OSError:
        return None  # a copied or read-only build: nobody writes there, so nothing has to be held
    try:
        portalocker.lock(handle, portalocker.LockFlags.SHARED | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.LockException:
        handle.close()
        return None
    return handle
