"""The files that hold the graph: sorted, the same for the same input, and one content in three forms."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BuildError, OutputError, QueryError
from kg.graph import gathering, outputs
from kg.graph.nquads import sorted_lines
from kg.graph.report import Report, as_json, as_markdown, document_report, write_report
from kg.graph.store import load_file, open_store, select
from kg.resolution.records import Resolution
from tests.graph import samples

WRITE = """
import sys
from pathlib import Path
from kg.graph import outputs
from tests.graph import samples
folder = Path(sys.argv[1])
names = {"nquads": folder / "a.nq", "turtle": folder / "a.ttl", "store": folder / "a"}
outputs.write([samples.second(), samples.facts()], samples.resolution(), **names)
"""


def test_lines_are_sorted_by_code_point(built: Path) -> None:
    """graph.nq is sorted whatever the locale, without repeats, and ends with a line end."""
    data = (built / "graph.nq").read_bytes()
    lines = data.splitlines()
    assert lines == sorted(set(lines))
    assert [line.decode() for line in lines] == sorted(line.decode() for line in lines)
    assert data.endswith(b"\n")


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_bytes_do_not_depend_on_process_or_order(built: Path, tmp_path: Path, seed: str) -> None:
    """Another process, another hash seed, locale and order of documents: the same files."""
    environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONUTF8": "0"}
    subprocess.run([sys.executable, "-c", WRITE, str(tmp_path)], check=True, env=environment, timeout=60)
    assert (tmp_path / "a.nq").read_bytes() == (built / "graph.nq").read_bytes()
    assert (tmp_path / "a.ttl").read_bytes() == (built / "graph.ttl").read_bytes()


def test_turtle_holds_the_same_triples(built: Path) -> None:
    """graph.ttl and graph.nq are the same triples to two parsers."""
    quads = pyoxigraph.parse(path=str(built / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    triples = {(q.subject, q.predicate, q.object) for q in quads}
    turtle = {
        (q.subject, q.predicate, q.object)
        for q in pyoxigraph.parse(path=str(built / "graph.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    }
    assert turtle == triples
    assert len(rdflib.Graph().parse(built / "graph.ttl")) == len(triples)


def test_the_store_holds_the_same_quads(built: Path) -> None:
    """A dump of the store, sorted, is graph.nq to the byte."""
    store = pyoxigraph.Store.read_only(str(built / "store-1"))
    dump = store.dump(format=pyoxigraph.RdfFormat.N_QUADS)
    assert dump is not None
    assert sorted(dump.splitlines()) == (built / "graph.nq").read_bytes().splitlines()


@settings(deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=5), max_size=40),
    st.integers(2, 9),
)
def test_sorting_on_disk_is_sorting(lines: list[str], run: int) -> None:
    """However little fits into memory, the result is the sorted set."""
    assert list(sorted_lines(lines, run)) == sorted({line.encode() for line in lines})


def test_literals_survive_turtle(tmp_path: Path) -> None:
    """A quote that looks like syntax stays a quote in graph.ttl."""
    text = '他说"<a> <b> <c> ."^^<d>\\ \t 完 <'
    facts = samples.facts()
    nasty = replace(facts, quotes=dict.fromkeys(facts.quotes, text))
    outputs.write([nasty], Resolution(keys={}), nquads=tmp_path / "g.nq", turtle=tmp_path / "g.ttl", store=tmp_path / "s")
    graph = rdflib.Graph().parse(tmp_path / "g.ttl")
    quote = rdflib.URIRef("https://w3id.org/xinwen-kg/ontology#quote")
    assert {str(value) for value in graph.objects(None, quote)} == {text}


def test_an_empty_graph_can_be_written(tmp_path: Path) -> None:
    """No documents: the ontology and a description of nothing."""
    written = outputs.write([], Resolution(keys={}), nquads=tmp_path / "g.nq", turtle=tmp_path / "g.ttl", store=tmp_path / "s")
    assert written.classes == {}
    assert written.quads == written.triples > 0


def test_an_unwritable_place_is_one_line(tmp_path: Path) -> None:
    """A missing folder gives an error that names the file."""
    with pytest.raises(OutputError, match=r"graph\.nq: cannot be written"):
        outputs.write([], Resolution(keys={}), nquads=tmp_path / "missing" / "graph.nq", turtle=tmp_path / "graph.ttl")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file: cannot be written"):
        outputs.load_store(tmp_path / "none.nq", tmp_path / "file")


def test_a_build_is_opened_by_its_manifest(built: Path) -> None:
    """The manifest says which store is current; it is read-only, and queries see the union with prefixes declared."""
    (built / "manifest.json").write_text(samples.MANIFEST)
    store = open_store(built)
    assert len(list(select(store, "SELECT ?m { ?m a kg:Mention }"))) > 20
    with pytest.raises(RuntimeError, match="read-write"):
        store.update("DELETE WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("query", ["SELECT", "ASK { ?s ?p ?o }"])
def test_a_bad_query_is_an_error(built: Path, query: str) -> None:
    """select() takes SELECT queries that parse."""
    with pytest.raises(QueryError):
        select(load_file(built / "graph.nq"), query)


@pytest.mark.parametrize("manifest", [None, "{", "{}", samples.MANIFEST.replace("1,", "9,")])
def test_what_is_no_build_is_said_in_one_line(tmp_path: Path, manifest: str | None) -> None:
    """No manifest, a damaged one, or one whose store is gone."""
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(BuildError, match=r"\A[^\n]+\Z"):
        open_store(tmp_path)


def test_reports_differ_in_timings_only(tmp_path: Path) -> None:
    """Two reports of the same build are the same but for their timings; what a title contains stays text."""
    document = document_report(replace(samples.facts(), titles=("a|b <i>.txt",)), ["left out"])
    reports = [
        Report((document,), {"x.bin": "is binary"}, (".hidden",), {"quads": 7}, "b/", {"read": seconds}) for seconds in (1.0, 2.0)
    ]
    first, second = (json.loads(as_json(report)) for report in reports)
    assert first.pop("timings") != second.pop("timings")
    assert first == second
    assert first["documents"][0]["counts"]["persons"] == 5
    markdown = as_markdown(reports[0])
    assert "a\\|b &lt;i&gt;.txt" in markdown
    assert "- x.bin: is binary" in markdown
    write_report(reports[0], tmp_path / "report.json", tmp_path / "report.md")
    assert (tmp_path / "report.md").read_text("utf-8") == markdown
    with pytest.raises(OutputError, match=r"report\.json"):
        write_report(reports[0], tmp_path / "no" / "report.json", tmp_path / "report.md")


def test_batches_and_processes_leave_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However documents are cut into batches, and however many processes map them, the files are the same."""
    documents = [replace(samples.facts(), document=f"{number:02}" * 32, titles=(f"{number}.txt",)) for number in range(7)]
    written = []
    for smallest, worth, jobs in ((50, 150, 1), (2, 150, 1), (1, 1, 2)):
        monkeypatch.setattr(gathering, "SMALLEST", smallest)
        monkeypatch.setattr(gathering, "_WORTH_A_PROCESS", worth)
        paths = [tmp_path / f"{smallest}.{ending}" for ending in ("nq", "ttl", "common")]
        outputs.write(documents, Resolution(keys={}), nquads=paths[0], turtle=paths[1], common=paths[2], jobs=jobs)
        written.append([path.read_bytes() for path in paths])
    assert written[0] == written[1] == written[2]
