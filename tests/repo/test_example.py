"""data/example is what a build of data/news gives today."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.language.gazetteer import Gazetteer
from kg.ontology import KG, RDFS, SCHEMA
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


def test_places_can_be_joined_with_other_data() -> None:
    """Places carry code, latitude and longitude of the division that they are."""
    store = ox.Store()
    store.bulk_load(path=str(ROOT / "data" / "example" / "graph.nq"), format=ox.RdfFormat.N_QUADS)

    def values(name: str) -> dict[str, str]:
        quads = store.quads_for_pattern(None, ox.NamedNode(name), None, ox.DefaultGraph())
        return {quad.subject.value: quad.object.value for quad in quads}

    codes, labels = values(f"{KG}divisionCode"), values(f"{RDFS}label")
    latitudes, longitudes = values(f"{SCHEMA}latitude"), values(f"{SCHEMA}longitude")
    assert len(codes) >= 50
    for node, code in codes.items():
        division = Gazetteer().by_code(code)
        assert division is not None, code
        assert labels[node] == division.name
        found = (float(latitudes[node]), float(longitudes[node])) if node in latitudes else (None, None)
        assert found == (division.latitude, division.longitude), code
    assert sum(node in latitudes for node in codes) >= 40
