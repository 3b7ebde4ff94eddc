"""Runs the notebooks and keeps their output: ``python -m tests.repo.notebooks notebooks`` (``make notebooks``)."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.repo.tree import ROOT


def names() -> list[str]:
    """The notebooks, in order."""
    return sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def prepared(folder: Path) -> Path:
    """A folder with the notebooks' own module, beside the corpus."""
    (folder / "notebooks").mkdir()
    shutil.copyfile(ROOT / "notebooks" / "chinese.py", folder / "notebooks" / "chinese.py")
    for name in ("news", "gold"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    return folder / "notebooks"


def execute(name: str, folder: Path) -> Any:
    """The notebook with fresh outputs, run in a kernel of its own with warnings as errors."""
    book = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    return book


def main() -> None:
    """Execute every notebook and write it back."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        where = prepared(Path(folder))
        for name in names():
            nbformat.write(execute(name, where), target / name)
            print(f"ran {name}")


if __name__ == "__main__":
    main()
