"""The RDF family: what is written is the graph, in every syntax, whole or in shards, the same bytes each time."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kg.exports import Exported, export, profiles
from kg.exports.source import Source, graph_of, shards, subject_of
from kg.ontology import RDF

Get = Callable[[str], Exported]

DATASETS = {"nquads": pyoxigraph.RdfFormat.N_QUADS, "trig": pyoxigraph.RdfFormat.TRIG, "jsonld": pyoxigraph.RdfFormat.JSON_LD}
TRIPLES = {
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
}
COMPRESSED = [name for name, one in profiles().items() if one.file.endswith(".gz") and one.family == "rdf"]


def data(done: Exported) -> list[Path]:
    """The data files of an export, in order."""
    return sorted(path for path in done.out.iterdir() if path.name.startswith("graph") and "settings" not in path.name)


def parsed(paths: Iterable[Path], form: pyoxigraph.RdfFormat) -> list[pyoxigraph.Quad]:
    """Every quad of some files."""
    contents = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths)
    return [quad for content in contents for quad in pyoxigraph.parse(content, form)]


@pytest.mark.parametrize("profile", DATASETS)
def test_dataset_syntaxes_hold_every_quad(profile: str, exported: Get, store: pyoxigraph.Store) -> None:
    """N-Quads, TriG and JSON-LD read back as exactly the quads of the store, each once."""
    quads = parsed(data(exported(profile)), DATASETS[profile])
    assert len(quads) == len(store)
    assert set(quads) == set(store)


@pytest.mark.parametrize("profile", TRIPLES)
def test_triple_syntaxes_hold_every_triple(profile: str, exported: Get, store: pyoxigraph.Store) -> None:
    """N-Triples, Turtle and RDF/XML read back as the triples of the store, each once."""
    triples = [quad.triple for quad in parsed(data(exported(profile)), TRIPLES[profile])]
    assert len(triples) == len(set(triples))
    assert set(triples) == {quad.triple for quad in store}


@pytest.mark.parametrize("profile", COMPRESSED)
def test_compressed_quads_are_the_sorted_quads(profile: str, exported: Get, news: Path) -> None:
    """The bulk layouts hold the lines of graph.nq, compressed without a time or a name."""
    path = data(exported(profile))[0]
    header = path.read_bytes()[:10]
    lines = gzip.decompress(path.read_bytes()).decode()
    assert header[3] == 0, "no file name in the header"
    assert header[4:8] == bytes(4), "no time in the header"
    assert lines == unicodedata.normalize("NFC", (news / "graph.nq").read_text(encoding="utf-8"))


def test_rdf12_adds_a_reifier_to_every_claim(exported: Get, store: pyoxigraph.Store) -> None:
    """Each claim reifies the triple it is about; everything else stays as it was."""
    quads = parsed(data(exported("rdf12")), pyoxigraph.RdfFormat.N_QUADS)
    claims = {q.subject for q in store.quads_for_pattern(None, pyoxigraph.NamedNode(RDF + "predicate"), None)}
    added = [quad for quad in quads if quad.predicate.value == RDF + "reifies"]
    assert claims
    assert {quad.subject for quad in added} == claims
    assert set(quads) - set(added) == set(store)
    for quad in added:
        assert isinstance(quad.object, pyoxigraph.Triple)
        about = next(store.quads_for_pattern(quad.subject, pyoxigraph.NamedNode(RDF + "object"), None)).object
        assert quad.object.object == about


@pytest.mark.parametrize("profile", ["nquads", "ntriples", "turtle", "trig", "jsonld", "rdfxml", "rdf12", "qlever"])
def test_shards_hold_the_whole_and_cut_no_subject(profile: str, news: Path, exported: Get, tmp_path: Path) -> None:
    """Three shards hold together what one file holds, and a subject stands in one of them."""
    form = (DATASETS | TRIPLES).get(profile, pyoxigraph.RdfFormat.N_QUADS)
    pieces = data(export(news, profile, tmp_path / "out", shards=3))
    assert len(pieces) == 3
    quads = [parsed([piece], form) for piece in pieces]
    assert {quad for piece in quads for quad in piece} == set(parsed(data(exported(profile)), form))
    if profile not in ("trig", "jsonld"):
        subjects = [{quad.subject for quad in piece} for piece in quads]
        assert not subjects[0] & subjects[1]
        assert not subjects[1] & subjects[2]


@pytest.mark.parametrize("profile", [name for name in profiles() if name != "parquet"])
def test_the_same_graph_gives_the_same_bytes(profile: str, news: Path, exported: Get, tmp_path: Path) -> None:
    """A second export has the same files with the same hashes."""
    again = export(news, profile, tmp_path / "out") if not profiles()[profile].file else export(news, profile, _folder(tmp_path))
    assert again.files == exported(profile).files


def _folder(path: Path) -> Path:
    (path / "out").mkdir()
    return path / "out"


def test_one_file_goes_where_it_is_told(news: Path, tmp_path: Path) -> None:
    """A profile of one file writes to the path given, and nothing beside it."""
    done = export(news, "turtle", tmp_path / "new" / "my.ttl")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["my.ttl"]
    assert done.counts == {"quads": len(pyoxigraph_lines(news))}


def pyoxigraph_lines(news: Path) -> list[str]:
    """The lines of graph.nq."""
    return (news / "graph.nq").read_text(encoding="utf-8").splitlines()


def test_neptune_is_normalized_and_says_how_much(tmp_path: Path) -> None:
    """Text that is not in normalization form C is, and the record counts the lines."""
    from kg.loaders import import_files

    (tmp_path / "in.nt").write_text('<http://x.org/a> <http://x.org/p> "e\u0301" .\n', encoding="utf-8")
    import_files(tmp_path / "build", [tmp_path / "in.nt"], base="http://x.org/")
    done = export(tmp_path / "build", "neptune", tmp_path / "out")
    assert done.counts == {"quads": 1, "normalized": 1}
    assert "\u00e9" in gzip.decompress((tmp_path / "out" / "graph.nq.gz").read_bytes()).decode()


def test_the_store_stands_in_for_a_missing_file(news: Path, tmp_path: Path) -> None:
    """Without graph.nq the same bytes come from the database."""
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(news, copy)
    (copy / "graph.nq").unlink()
    export(copy, "nquads", tmp_path / "out.nq")
    assert (tmp_path / "out.nq").read_bytes() == (news / "graph.nq").read_bytes()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own parser uses what rdflib deprecates
def test_rdflib_reads_trig_and_turtle(exported: Get, store: pyoxigraph.Store) -> None:
    """In rdflib there are as many quads and triples as in the store."""
    dataset = rdflib.Dataset()
    dataset.parse(data=data(exported("trig"))[0].read_text(encoding="utf-8"), format="trig")
    assert sum(1 for _ in dataset.quads((None, None, None, None))) == len(store)
    graph = rdflib.Graph().parse(data=data(exported("turtle"))[0].read_text(encoding="utf-8"), format="turtle")
    assert len(graph) == len({quad.triple for quad in store})


@pytest.mark.parametrize(
    ("line", "graph"),
    [
        (b"<s> <p> <o> .\n", b""),
        (b"<s> <p> <o> <g> .\n", b"<g>"),
        (b'<s> <p> "a <b>" .\n', b""),
        (b'<s> <p> "a <b>"@zh <g> .\n', b"<g>"),
        (b'<s> <p> "a"^^<d> .\n', b""),
        (b'<s> <p> "a"^^<d> <g> .\n', b"<g>"),
        (b'<s> <p> "\\" <x" .\n', b""),
    ],
)
def test_the_graph_of_a_line(line: bytes, graph: bytes) -> None:
    """The graph is the fourth term and nothing that looks like one in a literal."""
    assert graph_of(line) == graph


def test_shards_have_about_one_size(news: Path) -> None:
    """No shard is more than a tenth away from its share of the bytes."""
    with Source(news) as source:
        sizes = [sum(map(len, piece)) for piece in shards(source.lines(), source.size, 4, subject_of)]
    assert len(sizes) == 4
    assert max(sizes) < source_share(news) * 1.1


def source_share(news: Path) -> float:
    """A quarter of the bytes."""
    return (news / "graph.nq").stat().st_size / 4


def test_the_record_lists_every_file(exported: Get) -> None:
    """export.json names each file with its size and hash, and what must be there after loading."""
    import hashlib

    done = exported("qlever")
    record = json.loads((done.out / "export.json").read_text(encoding="utf-8"))
    assert {file["name"] for file in record["files"]} | {"export.json"} == {path.name for path in done.out.iterdir()}
    for file in record["files"]:
        assert hashlib.sha256((done.out / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    assert record["counts"] == done.counts
