"""The library of questions on the sample corpus: the rows each gives, and rows that a person read out of the texts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from kg.graph.library import ask, library
from kg.graph.store import load_file, select
from tests.repo.tree import ROOT

HERE = Path(__file__).parent
GIVEN = HERE / "news.txt"
JUDGED: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "news.yaml").read_text("utf-8"))
HEAD = """What the questions of the library give on data/news (written by make refresh, read by a person).
  given   ✗ given, but the texts do not say it   – not given, though the texts say it   (judged in news.yaml)
"""
PLAIN = sorted((ROOT / "benchmarks" / "plain").glob("*.rq"))

Cells = list[str | None]


@cache
def example() -> ox.Store:
    """The graph of data/news; that it is what a build gives is tested in tests/repo/test_example.py."""
    return load_file(ROOT / "data" / "example" / "graph.nq")


@cache
def answer(name: str) -> list[Cells]:
    """The rows of a question, cells as text."""
    rows = ask(example(), name, JUDGED[name].get("values", {})).tuples()
    return [[None if one is None else str(one) for one in row] for row in rows]


def fits(row: Cells, written: Sequence[Any]) -> bool:
    """Whether a row is the one that a person wrote; a cell in brackets is a part."""
    return len(row) == len(written) and all(
        one[0] in (cell or "") if isinstance(one, list) else cell == one for cell, one in zip(row, written, strict=True)
    )


def shown(name: str) -> Iterator[str]:
    """A question as it stands in news.txt."""
    judged = JUDGED[name]
    yield " ".join([name, *(f"--{key} {value}" for key, value in judged.get("values", {}).items())])
    for row in answer(name):
        yield ("✗ " if any(fits(row, one) for one in judged.get("wrong", ())) else "  ") + json.dumps(row, ensure_ascii=False)
    for one in judged.get("missing", ()):
        if not any(fits(row, one) for row in answer(name)):
            yield "– " + json.dumps(one, ensure_ascii=False)


def test_every_question_was_judged() -> None:
    """Each question of the library has an entry, with rows or with the reason why there are none."""
    assert set(JUDGED) == set(library())
    assert all(("none" in one) != ("rows" in one and "text" in one) for one in JUDGED.values())


def test_all_rows() -> None:
    """Every question gives the rows of news.txt (``make refresh`` writes them; read the difference)."""
    text = HEAD + "".join("\n" + "\n".join(shown(name)) + "\n" for name in sorted(JUDGED))
    if os.environ.get("KG_REWRITE"):
        GIVEN.write_text(text, "utf-8")
    assert text.split("\n") == GIVEN.read_text("utf-8").split("\n")


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_rows_read_by_a_person(name: str) -> None:
    """Each question gives the rows that a person read out of the texts, and none where no text has one."""
    if "none" in JUDGED[name]:
        assert answer(name) == []
    for written in JUDGED[name].get("rows", ()):
        assert any(fits(row, written) for row in answer(name)), written


@pytest.mark.parametrize("name", sorted(name for name, one in JUDGED.items() if "text" in one))
def test_the_texts_say_so(name: str) -> None:
    """The words that a row was judged by stand in the file that is named."""
    for file, words in JUDGED[name]["text"].items():
        data = (ROOT / "data" / "news" / file).read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        assert words in text, file


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_a_row_is_not_right_and_wrong(name: str) -> None:
    """No row is called right in one place and wrong or missing in another."""
    judged = JUDGED[name]
    for one in [*judged.get("wrong", ()), *judged.get("missing", ())]:
        assert not any(fits([cell[0] if isinstance(cell, list) else cell for cell in one], row) for row in judged["rows"])


@pytest.mark.parametrize("path", PLAIN, ids=[path.stem for path in PLAIN])
def test_the_plain_form_gives_the_same_rows(path: Path) -> None:
    """What the library has written for hash joins gives the rows of the plain patterns, in the same order."""
    values = {one.name: one.default or "" for one in library()[path.stem].parameters}
    assert ask(example(), path.stem, values).tuples() == [tuple(row) for row in _rows(select(example(), path.read_text("utf-8")))]


def test_documents_are_counted_without_their_graphs() -> None:
    """A graph that lost the names of its graphs on the way still says what stands in several documents."""
    flat = ox.Store()
    flat.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in example())
    rows = ask(flat, "across-documents", {}).tuples()
    assert rows
    assert rows == ask(example(), "across-documents", {}).tuples()


def _rows(solutions: ox.QuerySolutions) -> Iterator[tuple[object, ...]]:
    from kg.graph.rows import Rows

    yield from Rows.of(solutions).tuples()
