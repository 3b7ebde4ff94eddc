"""Where an export may be written, and what happens to what stood there."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import BuildError, InputError, OutputError
from kg.exports import export, profile
from kg.exports.files import shard_name


def test_a_folder_of_somebody_else_is_left_alone(news: Path, tmp_path: Path) -> None:
    """A folder with files that are no export is refused, and they stay."""
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="did not write"):
        export(news, "csv", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_earlier_export_is_replaced(news: Path, tmp_path: Path) -> None:
    """A new export takes the place of another; nothing of the old one stays."""
    export(news, "csv", tmp_path / "out")
    export(news, "qlever", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert "nodes.csv" not in names
    assert "Qleverfile" in names


def test_an_export_with_a_file_of_the_user_is_not_replaced(news: Path, tmp_path: Path) -> None:
    """A note beside the files of an export keeps the whole folder."""
    export(news, "csv", tmp_path / "out")
    (tmp_path / "out" / "note.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="did not write"):
        export(news, "csv", tmp_path / "out")


def test_the_build_itself_is_not_a_destination(news: Path) -> None:
    """The build folder cannot be overwritten by an export."""
    with pytest.raises(OutputError):
        export(news, "csv", news)


def test_a_failed_export_leaves_nothing(news: Path, tmp_path: Path) -> None:
    """Where the parent cannot be a folder there is one clear error."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        export(news, "csv", tmp_path / "file" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_wrong_profile_names_the_nearest() -> None:
    """A slip of the hand is answered with what was meant."""
    with pytest.raises(InputError, match="did you mean neo4j"):
        profile("neo4")


def test_kuzu_is_ladybug() -> None:
    """The old name of the engine finds its profile."""
    assert profile("kuzu").name == "ladybug"


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_shards_have_bounds(number: int, news: Path, tmp_path: Path) -> None:
    """A number of shards that makes no sense is refused."""
    with pytest.raises(InputError, match="--shards"):
        export(news, "nquads", tmp_path / "out", shards=number)


def test_a_document_cannot_be_cut(news: Path, tmp_path: Path) -> None:
    """GraphML is one XML document."""
    with pytest.raises(InputError, match="cannot be cut"):
        export(news, "graphml", tmp_path / "out", shards=2)


def test_no_build(tmp_path: Path) -> None:
    """A folder without a build is named."""
    with pytest.raises(BuildError, match="no build"):
        export(tmp_path, "nquads", tmp_path / "out.nq")


@pytest.mark.parametrize(
    ("name", "at", "number", "expected"),
    [("graph.nq", 0, 1, "graph.nq"), ("graph.nq.gz", 3, 8, "graph-04.nq.gz"), ("a/B.csv", 99, 100, "a/B-100.csv")],
)
def test_shard_names(name: str, at: int, number: int, expected: str) -> None:
    """Shards are numbered from 1, before the suffixes, with as many digits as sort well."""
    assert shard_name(name, at, number) == expected
