"""The notebooks run, and what they show is what they give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.repo.notebooks import execute, names, prepared
from tests.repo.tree import ROOT


def stored(name: str) -> Any:
    """A notebook as it is committed."""
    return nbformat.read(ROOT / "notebooks" / name, as_version=4)


def shown(book: Any) -> Iterator[tuple[int, str]]:
    """(cell, text) of everything that is printed or shown as text; objects that are drawn are left out."""
    for number, cell in enumerate(book.cells):
        for output in cell.get("outputs", []):
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            if not re.match(r"<(?:Figure|Axes|IPython)", text):
                yield number, text


@pytest.mark.parametrize("name", names())
def test_every_notebook_can_be_read_on_the_web(name: str) -> None:
    """Every code cell was run, in order, without errors or warnings; there are pictures and prose."""
    book = stored(name)
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 2
    assert sum(cell.cell_type == "markdown" for cell in book.cells) >= len(cells) / 2


@pytest.mark.check
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Kernel is running over TCP")
@pytest.mark.parametrize("name", names())
def test_running_gives_what_is_shown(name: str, tmp_path: Path) -> None:
    """Run again, a notebook prints what it shows (``make notebooks`` writes it)."""
    fresh = execute(name, prepared(tmp_path))
    assert list(shown(fresh)) == list(shown(stored(name)))
    assert not [o for cell in fresh.cells for o in cell.get("outputs", []) if o.get("name") == "stderr"]
