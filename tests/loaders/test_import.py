"""``kg import``: what any serialization holds can be queried, seen and exported again."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import InputError, OutputError
from kg.exports import Exported, export
from kg.graph.store import open_store
from kg.loaders import import_files
from tests.loaders.questions import library_answers

Get = Callable[[str], Exported]


def file_of(done: Exported) -> Path:
    """The data file of an export."""
    return next(path for path in done.out.iterdir() if path.name.startswith("graph") and "settings" not in path.name)


@pytest.mark.parametrize("profile", ["nquads", "trig", "jsonld", "rdf12", "qlever", "virtuoso", "graphdb"])
def test_a_dataset_comes_back_to_the_byte(profile: str, exported: Get, news: Path, tmp_path: Path) -> None:
    """What keeps named graphs gives the same graph.nq again, triple terms included."""
    import_files(tmp_path / "build", [file_of(exported(profile))])
    assert (tmp_path / "build" / "graph.nq").read_bytes() == (news / "graph.nq").read_bytes()


@pytest.mark.parametrize("profile", ["ntriples", "turtle", "rdfxml"])
def test_triples_come_back_and_answer(profile: str, exported: Get, store: pyoxigraph.Store, tmp_path: Path) -> None:
    """What has no named graphs gives the same graph.ttl and the same answers."""
    done = import_files(tmp_path / "build", [file_of(exported(profile))])
    again = open_store(tmp_path / "build")
    assert {quad.triple for quad in again} == {quad.triple for quad in store}
    assert library_answers(again) == library_answers(store)
    assert done.graphs == 0


def test_shards_come_back_together(news: Path, tmp_path: Path) -> None:
    """Several compressed files are one graph."""
    export(news, "qlever", tmp_path / "out", shards=3)
    import_files(tmp_path / "build", sorted((tmp_path / "out").glob("*.nq.gz")))
    assert (tmp_path / "build" / "graph.nq").read_bytes() == (news / "graph.nq").read_bytes()


def test_an_imported_build_can_be_exported(exported: Get, tmp_path: Path) -> None:
    """An import is a build for every export; the property graph of both is the same."""
    import_files(tmp_path / "build", [file_of(exported("trig"))])
    assert export(tmp_path / "build", "csv", tmp_path / "out").files == exported("csv").files


def test_a_second_import_replaces_the_first(tmp_path: Path) -> None:
    """The folder holds what was read last."""
    (tmp_path / "a.ttl").write_text("<http://x.org/a> <http://x.org/p> 1 .", encoding="utf-8")
    (tmp_path / "b.ttl").write_text("<http://x.org/b> <http://x.org/p> 2 , 3 .", encoding="utf-8")
    import_files(tmp_path / "build", [tmp_path / "a.ttl"])
    assert import_files(tmp_path / "build", [tmp_path / "b.ttl"]).quads == 2
    assert len(open_store(tmp_path / "build")) == 2


def test_a_graph_for_triples(tmp_path: Path) -> None:
    """Triples without a graph can be put into one."""
    (tmp_path / "a.ttl").write_text("<http://x.org/a> <http://x.org/p> 1 .", encoding="utf-8")
    done = import_files(tmp_path / "build", [tmp_path / "a.ttl"], into_graph="http://x.org/g")
    assert done.graphs == 1


def test_a_build_from_documents_is_not_replaced(news: Path, exported: Get) -> None:
    """An import does not write over a build that has documents."""
    with pytest.raises(OutputError, match="from documents"):
        import_files(news, [file_of(exported("nquads"))])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ttl", b"this is not turtle", "a.ttl:1: not readable"),
        ("a.nq", b"<a> <b> .", "not readable"),
        ("a.txt", b"", "no RDF syntax"),
        ("a.ttl", b"# nothing\n", "no triples"),
        ("a.nq.gz", b"not gzip", "cannot be read"),
        ("a.nt.gz", gzip.compress(b"<http://x.org/a> <http://x.org/p> 1 .\n", mtime=0)[:-9], "cannot be read"),
    ],
)
def test_bad_files_are_one_line(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    """What cannot be read is named with its place, and no half of a build is left."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        import_files(tmp_path / "build", [tmp_path / name])
    assert not (tmp_path / "build" / "manifest.json").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """So is a file that is not there, and no folder is begun."""
    with pytest.raises(InputError, match="none"):
        import_files(tmp_path / "build", [tmp_path / "none.nq"])
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize("name", ["ttl", "turtle", "Turtle"])
def test_a_syntax_has_the_names_of_its_profile(name: str, tmp_path: Path) -> None:
    """What kg export calls turtle is turtle here too."""
    (tmp_path / "a.txt").write_text("<http://x.org/a> <http://x.org/p> 1 .", encoding="utf-8")
    assert import_files(tmp_path / "build", [tmp_path / "a.txt"], form=name).quads == 1
