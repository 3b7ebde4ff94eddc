"""Files that are whole or not there at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

POLL = 0.1
"""Seconds between two tries for a lock."""


def replace_with(path: Path, text: str, scratch: Path | None = None) -> None:
    """Write a small file so that it is always whole: beside it, synced, then renamed over it."""
    temporary = (scratch or path.parent) / f"{path.name}.tmp"
    with temporary.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make the contents of a file, or the names in a folder, durable."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle for that, and renames there are journalled
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make a folder and everything below it durable."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def remove(path: Path) -> None:
    """Remove a file or a folder with what it holds."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
