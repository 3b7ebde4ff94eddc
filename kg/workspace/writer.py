"""A build held for writing: stages, the commit point, and what a killed writer left.

A writer fills ``store-N/`` and ``.kg/next-N/``, syncs them, and renames the manifest. From that moment generation N is the state.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import portalocker

from kg.errors import BuildError, OutputError
from kg.workspace import files
from kg.workspace.locks import take
from kg.workspace.manifest import MANIFEST, PRIVATE, STABLE_FILES, TEXTS, Manifest, read_manifest
from kg.workspace.ours import check_output

_GENERATION = re.compile(r"(?:store|next|inventory|reader|common)-(\d+)(?:\.\w+)?")


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
            take(out, handle, wait, notify)
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

    def common_path(self, generation: int) -> Path:
        """The file of the lines of a generation's graph that belong to no document."""
        return self.private / f"common-{generation}.nq"

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
        return Stage(generation, folder, self.out / f"store-{generation}", self.common_path(generation))

    def commit(self, stage: Stage, manifest: Manifest) -> Manifest:
        """Make a staged generation the current one.

        Args:
            stage: filled with the stable files, the database and the inventory.
            manifest: what to write; ``files`` is filled in here.

        Returns:
            The manifest as written.
        """
        sizes = {name: (stage.folder / name).stat().st_size for name in STABLE_FILES if (stage.folder / name).exists()}
        manifest = Manifest(**{**asdict(manifest), "generation": stage.generation, "files": sizes})
        (self.private / f"reader-{stage.generation}.lock").touch()
        for folder in (stage.folder, stage.store, self.out / TEXTS):
            files.sync_tree(folder)
        files.sync(self.inventory_path(stage.generation))
        if stage.common.exists():
            files.sync(stage.common)
        files.sync(self.private)
        files.replace_with(
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
                    files.remove(path)
            elif int(match[1]) != current:
                if path.name.startswith("reader-"):
                    continue
                if self._is_read(int(match[1])):
                    held = True
                else:
                    files.remove(path)
        for path in self.private.glob("reader-*.lock"):
            match = _GENERATION.fullmatch(path.name)
            if match and int(match[1]) != current and not self._is_read(int(match[1])):
                files.remove(path)
        if texts is not None and not held and (self.out / TEXTS).is_dir():
            for path in (self.out / TEXTS).iterdir():
                if path.suffix != ".txt" or path.stem not in texts:
                    files.remove(path)
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
        files.sync(self.out)
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True)
class Stage:
    """Room for a generation that is not current yet: stable files go to ``folder``, the database to ``store``.

    ``common`` is the file of the lines of its graph that belong to no document.
    """

    generation: int
    folder: Path
    store: Path
    common: Path
