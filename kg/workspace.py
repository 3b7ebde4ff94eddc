"""The folder of a build: what is current, who may write, and how a new state takes the place of the old one.

Layout of a build folder::

    manifest.json                what is current; renaming it into place is the commit point
    store-N/                     the database of generation N
    graph.nq graph.ttl graph.html report.json report.md identity-log.jsonl
    text/<document id>.txt       texts of documents that are not plain text (UTF-8, line ends as the offsets count them)
    .kg/lock                     held by the process that writes
    .kg/reader-N.lock            shared by the processes that read generation N
    .kg/inventory-N.msgpack      which files the generation was made of, and what resolution decided
    .kg/next-N/                  files of a generation on their way to their names above
    .kg/facts.sqlite             the facts and texts of each document, as they were extracted (:mod:`kg.cache`)

A writer fills ``store-N/`` and ``.kg/next-N/``, syncs them, and renames the manifest. From that moment generation N is the
state; moving the files of ``.kg/next-N/`` to their stable names only rolls it forward, and whoever opens the folder
next finishes that if the writer was killed in between. Everything that belongs to neither the manifest's generation nor to
a generation that a reader still holds is a leftover and is removed.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import portalocker

from kg.errors import BuildError, OutputError

FORMAT = 1
"""Version of the folder's layout; a build of another format is rebuilt, not read."""

MANIFEST = "manifest.json"
PRIVATE = ".kg"
TEXTS = "text"
STABLE_FILES = ("graph.nq", "graph.ttl", "graph.html", "report.json", "report.md", "identity-log.jsonl")
"""Files that always belong to the manifest's generation."""

_OWN_PRIVATE = re.compile(r"lock|reader-\d+\.lock|inventory-\d+\.msgpack|next-\d+|facts\.sqlite(-\w+)?|.*\.tmp")
_GENERATION = re.compile(r"(?:store|next|inventory|reader)-(\d+)(?:\.\w+)?")
_POLL = 0.1
"""Seconds between two tries for a lock."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is current in a build folder.

    ``files`` maps each stable file of this generation to its size in bytes, ``counts`` what the graph holds
    (documents, articles, persons …); ``configuration`` is the fingerprint of what extraction depends on.
    """

    generation: int
    version: str
    base: str
    configuration: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def store(self) -> str:
        """Name of the folder of the database."""
        return f"store-{self.generation}"


def read_manifest(out: Path) -> Manifest | None:
    """The manifest of a build folder, or None where there is none.

    Raises:
        BuildError: the manifest is damaged or of another format.
    """
    path = out / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, OSError) as error:
        raise BuildError(f"{path}: the manifest cannot be read ({error}); build again") from error
    if not isinstance(values, dict) or values.pop("kg", None) != "build":
        raise BuildError(f"{path}: this is not a manifest of kg; choose another folder")
    if values.get("format") != FORMAT:
        raise BuildError(f"{path}: format {values.get('format')!r} is of another version of kg; build again")
    try:
        return Manifest(**values)
    except TypeError as error:
        raise BuildError(f"{path}: the manifest is damaged; build again") from error


# -------------------------------------------------------------------- reading


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
        time.sleep(_POLL / 10)
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


# -------------------------------------------------------------------- writing


class Workspace:
    """A build folder held for writing. Use it as a context manager; only one process has it at a time."""

    def __init__(self, out: Path, lock: IO[str]) -> None:
        self.out = out
        self.private = out / PRIVATE
        self._lock = lock
        self.manifest: Manifest | None = None

    @classmethod
    def open(
        cls,
        out: Path,
        *,
        create: bool = False,
        wait: float = math.inf,
        notify: Callable[[str], None] | None = None,
    ) -> Workspace:
        """Take a build folder for writing, finish or clear what a killed writer left there.

        Args:
            out: the folder.
            create: make it where it does not exist; without it a folder without a build is an error.
            wait: seconds to wait for another process that writes there.
            notify: called with one line when there is somebody to wait for.

        Raises:
            OutputError: the folder is a file, holds things that kg did not write, or cannot be written.
            BuildError: there is no build there, or another process kept it longer than ``wait``.
        """
        check_output(out)
        if not create and read_manifest(out) is None:
            raise BuildError(f"{out}: there is no build in this folder; make one with: kg build FOLDER --out {out}")
        try:
            (out / PRIVATE).mkdir(parents=True, exist_ok=True)
            handle = (out / PRIVATE / "lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise OutputError(f"{out}: cannot be written ({error.strerror}); choose another --out") from error
        try:
            _exclusive(out, handle, wait, notify)
            workspace = cls(out, handle)
            workspace.recover()
        except BaseException:
            handle.close()
            raise
        return workspace

    def close(self) -> None:
        """Give the folder to the next writer."""
        if not self._lock.closed:
            with contextlib.suppress(OSError):
                self._lock.truncate(0)
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def facts(self) -> Path:
        """The file of the documents' facts."""
        return self.private / "facts.sqlite"

    def inventory_path(self, generation: int) -> Path:
        """The file that says what a generation was made of."""
        return self.private / f"inventory-{generation}.msgpack"

    def recover(self) -> None:
        """Roll a committed generation forward and remove what belongs to none."""
        try:
            self.manifest = read_manifest(self.out)
        except BuildError:
            self.manifest = None  # damaged or of another format: a new build replaces it
        if self.manifest is not None:
            self._roll_forward(self.manifest)
        self.sweep()

    def stage(self) -> Stage:
        """Room for the next generation."""
        numbers = [int(m[1]) for path in self._all() if (m := _GENERATION.fullmatch(path.name))]
        generation = max([self.manifest.generation if self.manifest else 0, *numbers]) + 1
        folder = self.private / f"next-{generation}"
        folder.mkdir()
        return Stage(generation, folder, self.out / f"store-{generation}")

    def commit(self, stage: Stage, manifest: Manifest) -> Manifest:
        """Make a staged generation the current one.

        Args:
            stage: filled with the stable files, the database and the inventory.
            manifest: what to write; ``files`` is filled in here.

        Returns:
            The manifest as written.
        """
        files = {name: (stage.folder / name).stat().st_size for name in STABLE_FILES if (stage.folder / name).exists()}
        manifest = Manifest(**{**asdict(manifest), "generation": stage.generation, "files": files})
        (self.private / f"reader-{stage.generation}.lock").touch()
        for folder in (stage.folder, stage.store, self.out / TEXTS):
            _sync_tree(folder)
        _sync(self.inventory_path(stage.generation))
        _sync(self.private)
        replace_with(
            self.out / MANIFEST, json.dumps({"kg": "build", **asdict(manifest)}, indent=1, sort_keys=True) + "\n", self.private
        )
        self.manifest = manifest
        self._roll_forward(manifest)
        return manifest

    def sweep(self, texts: frozenset[str] | None = None) -> None:
        """Remove what belongs neither to the current generation nor to one that somebody reads.

        Args:
            texts: ids of the documents whose kept text is current; None leaves the texts alone.
        """
        current = self.manifest.generation if self.manifest else None
        held = False
        for path in self._all():
            match = _GENERATION.fullmatch(path.name)
            if match is None:
                if path.name.endswith(".tmp"):
                    _remove(path)
            elif int(match[1]) != current:
                if path.name.startswith("reader-"):
                    continue
                if self._is_read(int(match[1])):
                    held = True
                else:
                    _remove(path)
        for path in self.private.glob("reader-*.lock"):
            match = _GENERATION.fullmatch(path.name)
            if match and int(match[1]) != current and not self._is_read(int(match[1])):
                _remove(path)
        if texts is not None and not held and (self.out / TEXTS).is_dir():
            for path in (self.out / TEXTS).iterdir():
                if path.suffix != ".txt" or path.stem not in texts:
                    _remove(path)
            with contextlib.suppress(OSError):
                (self.out / TEXTS).rmdir()  # only succeeds where it is empty

    def _all(self) -> Iterator[Path]:
        yield from sorted(self.out.glob("store-*"))
        yield from sorted(self.private.iterdir())

    def _is_read(self, generation: int) -> bool:
        try:
            handle = (self.private / f"reader-{generation}.lock").open("rb")
        except OSError:
            return False
        with handle:
            try:
                portalocker.lock(handle, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
            except portalocker.LockException:
                return True
        return False

    def _roll_forward(self, manifest: Manifest) -> None:
        folder = self.private / f"next-{manifest.generation}"
        if not folder.is_dir():
            return
        for name in STABLE_FILES:
            if (folder / name).exists():
                (folder / name).replace(self.out / name)
            elif name not in manifest.files:
                (self.out / name).unlink(missing_ok=True)
        _sync(self.out)
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True)
class Stage:
    """Room for a generation that is not current yet: stable files go to ``folder``, the database to ``store``."""

    generation: int
    folder: Path
    store: Path


def check_output(out: Path) -> None:
    """Raise OutputError where ``out`` is something that kg must not write to. Touches nothing."""
    if not out.exists():
        if out.is_symlink():
            raise OutputError(f"{out}: is a link to nothing; choose another --out")
        return
    if not out.is_dir():
        raise OutputError(f"{out}: is a file, not a folder; choose another --out")
    try:
        names = sorted(path.name for path in out.iterdir())
    except OSError as error:
        raise OutputError(f"{out}: cannot be read ({error.strerror}); choose another --out") from error
    if names and not _is_ours(out):
        raise OutputError(f"{out}: holds files that kg did not write (such as {names[0]}); choose an empty or a new folder")


def _is_ours(out: Path) -> bool:
    private = out / PRIVATE
    if private.is_dir() and all(_OWN_PRIVATE.fullmatch(path.name) for path in private.iterdir()):
        return True
    try:
        return read_manifest(out) is not None
    except BuildError as error:
        return "of another version" in str(error)


def replace_with(path: Path, text: str, scratch: Path | None = None) -> None:
    """Write a small file so that it is always whole: beside it, synced, then renamed over it."""
    temporary = (scratch or path.parent) / f"{path.name}.tmp"
    with temporary.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    _sync(path.parent)


def _exclusive(out: Path, handle: IO[str], wait: float, notify: Callable[[str], None] | None) -> None:
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            portalocker.lock(handle, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
            break
        except portalocker.LockException:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            if time.monotonic() >= deadline:
                raise BuildError(f"{out}: in use by {holder}; try again when it has ended") from None
            if notify is not None and not told:
                notify(f"{out}: in use by {holder}; waiting for it")
                told = True
            time.sleep(_POLL)
    handle.truncate(0)
    handle.write(f"process {os.getpid()} ({Path(sys.argv[0] or 'python').name})")
    handle.flush()


def _sync(path: Path) -> None:
    """Make the contents of a file, or the names in a folder, durable."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle for that, and renames there are journalled
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
