"""Nasty texts and files: read or refused by name, within seconds, and the graph that comes of them is sound."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import DocumentError
from kg.graph.validate import validate
from kg.reading import read
from tests.fuzz.nasty import FILES, NEWS, TEXTS
from tests.fuzz.targets import TARGETS
from tests.reading.test_properties import check

LONG = 20_000
"""Characters of a text for the targets that are slow."""


@pytest.mark.check
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", TEXTS)
def test_no_text_breaks_a_part(name: str, target: str) -> None:
    """Every reader, grammar and writer of pages takes each of the texts."""
    text = TEXTS[name] if len(TEXTS[name]) <= LONG else TEXTS[name][:LONG]
    TARGETS[target].run(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", FILES)
def test_no_file_takes_long_or_much(name: str) -> None:
    """Each is read or refused within seconds of processor time, and without hundreds of megabytes."""
    title, made = FILES[name]
    data = made()
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        for document in read(data, title):
            check(document)
            assert "root:" not in document.text
    except DocumentError as error:
        if not error.title.startswith(title) or "\n" in str(error):
            raise
    assert time.process_time() - begun < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000
    assert not Path("/tmp/kg-climbed").exists()


@pytest.mark.check
@pytest.mark.timeout(900)
def test_a_graph_of_nasty_documents(tmp_path: Path) -> None:
    """A build of all of them ends, names what it refuses, keeps the ordinary document, and every quote can be read again."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "ordinary.txt").write_text(NEWS, "utf-8")
    for number, text in enumerate(TEXTS.values()):
        (source / f"text-{number}.txt").write_bytes(text[:LONG].encode("utf-8", "surrogatepass"))
    for number, (title, made) in enumerate(FILES.values()):
        (source / f"file-{number}{Path(title).suffix}").write_bytes(made())
    report = pipeline.build(source, tmp_path / "out", jobs=2)
    again = pipeline.build(source, tmp_path / "again")
    assert (tmp_path / "out" / "graph.nq").read_bytes() == (tmp_path / "again" / "graph.nq").read_bytes()
    assert report.refused == again.refused
    assert "ordinary.txt" not in report.refused
    assert report.documents + len(report.refused) >= len(TEXTS) + len(FILES)
    assert str(tmp_path).encode() not in (tmp_path / "out" / "graph.nq").read_bytes()
    found = validate(tmp_path / "out", source)
    assert found.ok, list(found.lines())
