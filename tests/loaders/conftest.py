"""The graph of data/news, built once, and what its own store says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph
import pytest

from kg.exports import Exported, export
from kg.graph.store import open_store
from kg.pipeline import build
from tests.loaders import questions

NEWS = questions.ROOT / "data" / "news"


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of data/news."""
    out = tmp_path_factory.mktemp("news") / "build"
    build(NEWS, out)
    return out


@pytest.fixture(scope="session")
def store(news: Path) -> pyoxigraph.Store:
    """The build's own store."""
    return open_store(news)


@pytest.fixture(scope="session")
def exported(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Exported]:
    """Exports of data/news by profile, each made once."""
    folder = tmp_path_factory.mktemp("exports")
    made: dict[str, Exported] = {}

    def get(profile: str) -> Exported:
        if profile not in made:
            (folder / profile).mkdir()
            made[profile] = export(news, profile, folder / profile)
        return made[profile]

    return get


@pytest.fixture(scope="session")
def five(store: pyoxigraph.Store) -> Mapping[str, questions.Answer]:
    """Our answers to five questions of the library."""
    return questions.library_answers(store)


@pytest.fixture(scope="session")
def ten(store: pyoxigraph.Store) -> Mapping[str, questions.Answer]:
    """Our answers to the ten questions of docs/property-graph.md."""
    return questions.cypher_answers(store)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A folder for a server."""
    folder = tmp_path / "server"
    folder.mkdir()
    return folder
