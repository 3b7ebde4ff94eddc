"""Where an export may be written, and what happens to what stood there."""

from __future__ import annotations

import gzip
import os
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


@pytest.mark.parametrize(("profile", "out"), [("rdf12", "graph.nq"), ("csv", "export/csv")])
def test_nothing_is_written_into_the_build(profile: str, out: str, news: Path) -> None:
    """An export does not take the place of a file of the build, and makes no folder in it."""
    before = (news / "graph.nq").read_bytes()
    with pytest.raises(OutputError, match="the build itself"):
        export(news, profile, news / out)
    assert (news / "graph.nq").read_bytes() == before


def test_a_file_of_another_kind_is_left_alone(news: Path, tmp_path: Path) -> None:
    """A slip of the hand costs no document: a file that does not end as the syntax does is not replaced."""
    (tmp_path / "thesis.docx").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match=r"does not end in \.ttl"):
        export(news, "turtle", tmp_path / "thesis.docx")
    assert (tmp_path / "thesis.docx").read_text(encoding="utf-8") == "x"


def test_an_earlier_file_is_replaced(news: Path, tmp_path: Path) -> None:
    """The same command can be given twice."""
    (tmp_path / "graph.ttl").write_text("x", encoding="utf-8")
    export(news, "turtle", tmp_path / "graph.ttl")
    assert (tmp_path / "graph.ttl").stat().st_size > 1000


def test_a_device_is_no_file(news: Path, tmp_path: Path) -> None:
    """What is no file, here a pipe, is not replaced by one."""
    pipe = tmp_path / "pipe.ttl"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="is no file"):
        export(news, "turtle", pipe)
    assert pipe.is_fifo()


def test_a_name_in_gz_is_compressed(news: Path, tmp_path: Path) -> None:
    """A single file is what its name says."""
    export(news, "nquads", tmp_path / "graph.nq.gz")
    assert gzip.decompress((tmp_path / "graph.nq.gz").read_bytes()) == (news / "graph.nq").read_bytes()


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


@pytest.mark.parametrize(("name", "meant"), [("gephi", "gexf"), ("ttl", "turtle"), ("Cytoscape", "graphml"), ("text/csv", "csv")])
def test_a_program_a_suffix_or_a_media_type_finds_its_profile(name: str, meant: str) -> None:
    """So is the name of what reads it, of its files or of its syntax."""
    with pytest.raises(InputError, match=f"did you mean .*{meant}"):
        profile(name)


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
