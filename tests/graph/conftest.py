"""Graphs that several tests look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph import outputs
from kg.ontology import DEFAULT_BASE
from tests.graph import samples


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with graph.nq, graph.ttl and store-1 of the two invented reports, and their texts under docs/."""
    folder = tmp_path_factory.mktemp("built")
    outputs.write(
        [samples.facts(), samples.second()],
        samples.resolution(),
        nquads=folder / "graph.nq",
        turtle=folder / "graph.ttl",
        store=folder / "store-1",
        base=DEFAULT_BASE,
    )
    (folder / "docs" / "invented").mkdir(parents=True)
    (folder / "docs" / "invented" / "河湾.txt").write_bytes(samples.TEXT.encode())
    (folder / "docs" / "b.txt").write_bytes(samples.SECOND_TEXT.encode())
    return folder


@pytest.fixture(scope="session")
def lines(built: Path) -> list[str]:
    """The lines of graph.nq."""
    return (built / "graph.nq").read_text("utf-8").splitlines()
