"""kg validate: shapes, and every quote read again from its source."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg.graph import outputs
from kg.graph.validate import validate
from kg.resolution.records import Resolution
from tests.graph import samples


@pytest.fixture
def build(built: Path, tmp_path: Path) -> Path:
    """A build folder of its own, with docs/ beside the graph."""
    folder = tmp_path / "build"
    shutil.copytree(built, folder)
    (folder / "manifest.json").write_text(samples.MANIFEST)
    return folder


def rebuild(build: Path, *facts: object, hashes: dict[str, str] | None = None) -> None:
    """Write the store of the build anew."""
    shutil.rmtree(build / "store-1")
    records = [one for one in facts if isinstance(one, type(samples.facts()))]
    names = {"nquads": build / "graph.nq", "turtle": build / "graph.ttl", "store": build / "store-1"}
    outputs.write(records, Resolution(keys={}), **names, text_hashes=hashes)


def test_a_good_build_is_valid(build: Path) -> None:
    """Shapes hold, every quote stands in its source."""
    result = validate(build, build / "docs")
    assert result.ok, list(result.lines())
    assert result.constraints > 100
    assert result.quotes == 29


def test_without_sources_nothing_is_claimed(build: Path) -> None:
    """Plain text that is not at hand is named, not passed over."""
    result = validate(build)
    assert not result.ok
    assert result.quotes == 0
    assert [title for title, _ in result.unread] == ["b.txt", "invented/河湾.txt"]


def test_a_wrong_quote_is_found(build: Path) -> None:
    """A quote that differs from the text is reported with both."""
    facts = samples.facts()
    span = next(iter(facts.quotes))
    wrong = "错" * (span[1] - span[0])
    rebuild(build, replace(facts, quotes={**facts.quotes, span: wrong}))
    result = validate(build, build / "docs")
    assert {(error.title, error.begin, error.quote) for error in result.quote_errors} == {("invented/河湾.txt", span[0], wrong)}
    assert any(f"'{wrong}'" in line for line in result.lines())


def test_a_changed_source_is_found(build: Path) -> None:
    """A file that is not the one that was read is named; its quotes are not compared with another text."""
    (build / "docs" / "b.txt").write_text("别的", "utf-8")
    result = validate(build, build / "docs")
    assert [(title, reason.split(";")[0]) for title, reason in result.unread] == [("b.txt", "has changed since the build")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_are_read_as_recorded(build: Path, encoding: str) -> None:
    """Offsets count in the decoded text, whatever the encoding of the bytes."""
    data = samples.TEXT.encode(encoding)
    (build / "docs" / "invented" / "河湾.txt").write_bytes(data)
    rebuild(build, replace(samples.facts(), document=hashlib.sha256(data).hexdigest(), encoding=encoding))
    assert validate(build, build / "docs").ok


def test_texts_that_a_reader_made_are_read_from_the_build(build: Path) -> None:
    """A web page's quotes are compared with text/, whose hash is in the graph."""
    facts = replace(samples.facts(), as_is=False, media_type="text/html", document="ab" * 32)
    kept = build / "text" / f"{facts.document}.txt"
    kept.parent.mkdir()
    kept.write_bytes(samples.TEXT.encode())
    rebuild(build, facts, hashes={facts.document: hashlib.sha256(samples.TEXT.encode()).hexdigest()})
    assert validate(build).ok
    kept.write_bytes(samples.TEXT.encode()[:-1])
    assert [reason.split(" ")[1] for _, reason in validate(build).unread] == ["is"]
    kept.unlink()
    assert "missing" in validate(build).unread[0][1]


def test_broken_shapes_are_reported_for_a_person(build: Path) -> None:
    """A violation names the node, what is wrong and the shape."""
    facts = samples.facts()
    rebuild(build, replace(facts, entities=tuple(replace(e, mentions=()) if e.key == samples.GE else e for e in facts.entities)))
    result = validate(build, build / "docs")
    (violation,) = result.violations
    assert violation.focus.endswith("/person/葛大年~990101")
    assert str(violation).endswith(": every extracted node needs at least one kg:evidence mention [Extracted, MinCount]")
