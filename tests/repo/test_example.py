"""data/example is what a build of data/news gives today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repo.example import FILES, write
from tests.repo.tree import ROOT


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh build's files."""
    folder = tmp_path_factory.mktemp("example")
    write(folder)
    return folder


@pytest.mark.parametrize("name", [*FILES, "README.md"])
def test_the_example_is_up_to_date(name: str, fresh: Path) -> None:
    """Every committed file is the same bytes as a fresh build's (``make example`` writes them)."""
    committed = (ROOT / "data" / "example" / name).read_bytes()
    assert committed == (fresh / name).read_bytes(), (
        f"{name} is not what a build gives now: run make example, read the difference"
    )


def test_the_page_needs_no_network(fresh: Path) -> None:
    """graph.html asks for nothing: no script, style, picture or font comes from elsewhere."""
    page = (fresh / "graph.html").read_text("utf-8")
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']?(?!data:|#)[^"'> ]+""", page) == []
    assert re.findall(r"""@import|url\(["']?https?:""", page) == []
