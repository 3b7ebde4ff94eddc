"""The files of an export: written beside their destination and moved there when all are whole.

Compressed files carry no time and no name, so that the same graph gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kg.errors import OutputError

RECORD = "export.json"
"""The file in which an export in a folder says what it is."""

_BUFFER = 1 << 20


class Hashing(io.RawIOBase):
    """Passes bytes on and hashes them."""

    def __init__(self, under: IO[bytes]) -> None:
        self.under = under
        self.sha256 = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: object) -> int:
        """Hash and write."""
        view = memoryview(data)  # type: ignore[arg-type]  # whatever BufferedWriter hands down
        self.sha256.update(view)
        self.size += view.nbytes
        self.under.write(view)
        return view.nbytes


@dataclass(frozen=True, slots=True)
class File:
    """A file that was written: its name in the export, its size in bytes and its SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass
class Files:
    """Where the files of an export are written.

    Attributes:
        folder: a scratch folder beside the destination.
        written: what was written so far.
    """

    folder: Path
    written: list[File] = field(default_factory=list)

    @contextmanager
    def binary(self, name: str) -> Iterator[IO[bytes]]:
        """A file for bytes; compressed where its name ends in ``.gz``."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as under:
            hashing = Hashing(under)
            with io.BufferedWriter(hashing, _BUFFER) as buffered:
                if name.endswith(".gz"):
                    with gzip.GzipFile(filename="", mode="wb", fileobj=buffered, mtime=0, compresslevel=6) as packed:
                        yield packed  # type: ignore[misc]  # GzipFile is a binary file in all but name
                else:
                    yield buffered
                buffered.flush()
        self.written.append(File(name, hashing.size, hashing.sha256.hexdigest()))

    @contextmanager
    def text(self, name: str) -> Iterator[IO[str]]:
        """A file for text: UTF-8 with the line ends that are written."""
        with self.binary(name) as raw:
            wrapper = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=False)
            yield wrapper
            wrapper.flush()
            wrapper.detach()

    def put(self, name: str, text: str) -> None:
        """A small text file."""
        with self.text(name) as file:
            file.write(text)


def shard_name(name: str, at: int, number: int) -> str:
    """The name of one piece of a file.

    >>> shard_name("graph.nq.gz", 0, 12), shard_name("graph.nq", 0, 1)
    ('graph-01.nq.gz', 'graph.nq')
    """
    if number == 1:
        return name
    stem, dot, suffix = name.partition(".")
    return f"{stem}-{at + 1:0{max(2, len(str(number)))}d}{dot}{suffix}"


def check_destination(out: Path, *, single: str) -> None:
    """Raise OutputError where an export must not be written to ``out``.

    Args:
        out: the file or folder to write.
        single: the usual name of the file, where the export is one file and nothing else; empty where it is a folder.
    """
    if single:
        _check_file(out, single)
        return
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: is a file; this export is a folder of files, choose another name")
    if out.is_dir() and any(out.iterdir()) and not _is_export(out):
        raise OutputError(f"{out}: holds files that kg export did not write; choose an empty or a new folder")


def _check_file(out: Path, usual: str) -> None:
    """A file takes the place of an earlier one of its kind, but not of whatever else has the name by a slip of the hand."""
    if out.is_dir():
        raise OutputError(f"{out}: is a folder; name a file in it")
    if out.name == "-" or (out.exists() and not out.is_file()):
        raise OutputError(f"{out}: is no file; an export is written to a file or a folder")
    suffix = usual[usual.index(".") :]  # .nt, .nt.gz
    if out.exists() and out.stat().st_size and not out.name.endswith(suffix):
        raise OutputError(f"{out}: is there and does not end in {suffix}; remove it first, or choose another name")


def _is_export(folder: Path) -> bool:
    """True where the folder holds the files of an earlier export and no others."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        names = {file["name"] for file in record["files"]} | {RECORD}
        return record.get("kg") == "export" and all(
            path.relative_to(folder).as_posix() in names for path in folder.rglob("*") if not path.is_dir()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextmanager
def destination(out: Path, *, single: str) -> Iterator[Files]:
    """Files that become ``out`` when the context ends without an error; an earlier export there is replaced.

    Args:
        out: the file or folder to write.
        single: the usual name of the file, where the export is one file and nothing else; empty where it is a folder.

    Raises:
        OutputError: ``out`` holds something else, or cannot be written.
    """
    check_destination(out, single=single)
    scratch: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        scratch.chmod(0o777 & ~_umask())
        files = Files(scratch)
        yield files
        if single:
            (scratch / files.written[0].name).replace(out)
        else:
            if out.is_dir():
                shutil.rmtree(out)
            scratch.replace(out)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); free some space or choose another place"
        ) from error
    finally:
        if scratch is not None and scratch.exists():
            shutil.rmtree(scratch, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
