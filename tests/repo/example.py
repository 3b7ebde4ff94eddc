"""Writes the built example: ``python -m tests.repo.example data/example`` (``make example``)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from kg.pipeline import build
from tests.repo.tree import ROOT

FILES = ("graph.nq", "graph.ttl", "graph.html")

README = """# A built example

What `kg build data/news` writes, to look at without installing anything. Open `graph.html` in a browser; `graph.ttl` is for
reading, `graph.nq` for loading. Everything told in it is invented, and released under CC0 like [its sources](../README.md).

`make example` writes these files again; a test compares them with a fresh build, byte for byte.
"""


def write(folder: Path) -> None:
    """The three files and a README, from a build of data/news made now."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "build"
        build(ROOT / "data" / "news", out)
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copyfile(out / name, folder / name)
    (folder / "README.md").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
