"""The library of questions: each with the rows it gives on the invented reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import kg
from kg.errors import InputError, RulesError
from kg.graph.library import fill, library, parse, question

EXPECTED = Path(__file__).with_name("answers.json")
VALUES = {
    "organization": "区委",
    "person": "顾明远",
    "place": "松湾区",
    "entity": "望海大厦",
    "event": "园区建设座谈会",
    "day": "2032-05-08",
    "from": "2032-01-01",
    "to": "2033-01-01",
    "type": "座谈会",
    "with": "白杉",
    "speaker": "顾明远",
    "subject": "孟大海",
    "object": "罗兰芝",
    "start": "罗兰芝",
    "end": "松港集团",
}
OTHERS = {
    "family": {"person": "孟大海"},
    "who-mentions": {"entity": "松湾港口条例"},
    "why-one": {"entity": "顾明远"},
    "names-of": {"entity": "松港集团"},
    "participants-by-type": {"type": "调研"},
}
"""Parameters where the common ones would give nothing to compare."""


def values_of(name: str) -> dict[str, str]:
    """The parameters that a question is tested with."""
    common = {one.name: VALUES[one.name] for one in question(name).parameters if one.default is None}
    return {**common, **OTHERS.get(name, {})}


def test_size() -> None:
    """There are enough questions to be called a library."""
    assert len(library()) >= 25


@pytest.mark.parametrize("name", library())
def test_answers(graph: kg.Graph, name: str) -> None:
    """Each question gives the rows of answers.json (KG_REWRITE=1 writes them anew, to be read by a person)."""
    rows = [[None if one is None else str(one) for one in row] for row in graph.ask(name, **values_of(name)).tuples()]
    expected = json.loads(EXPECTED.read_text("utf-8")) if EXPECTED.exists() else {}
    if os.environ.get("KG_REWRITE"):
        expected[name] = rows
        lines = (
            f"{json.dumps(key)}: [\n  " + ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in expected[key]) + "\n]"
            for key in sorted(expected)
        )
        EXPECTED.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    assert rows == expected[name]
    assert rows, "a question without rows tests nothing"


@pytest.mark.parametrize("name", library())
def test_titles(name: str) -> None:
    """Every question has a title in Chinese and in English, and says what its parameters are in both."""
    one = question(name)
    assert any("一" <= character <= "鿿" for character in one.zh)
    assert one.en.isascii()
    assert all(parameter.zh and parameter.en for parameter in one.parameters)


@pytest.mark.parametrize(
    "value",
    ['"', "\\", '" } INSERT DATA { <a:a> <a:a> <a:a> } #', "a\nb", "'''", '"@zh . ?s ?p ?o . FILTER("', "> } #", "$person ?x"],
)
def test_values_stay_values(graph: kg.Graph, value: str) -> None:
    """A string is a string whatever it holds: nothing bears such a title, and nothing else happens."""
    assert len(graph.ask("who-holds", organization="区委", title=value)) == 0
    with pytest.raises(InputError, match="nothing here is called"):
        graph.ask("career", person=value)


@pytest.mark.parametrize("value", ["http://e.org/a b", "http://e.org/>", "http://e.org/{}", "https://e.org/\x00"])
def test_bad_iris(graph: kg.Graph, value: str) -> None:
    """What begins like an IRI and is none is refused."""
    with pytest.raises(InputError):
        graph.ask("career", person=value)


def test_names_and_iris(graph: kg.Graph) -> None:
    """A name, another name and an IRI of the same node give the same answer."""
    iri = str(graph.search("中共松湾区委")[0]["iri"])
    answers = [graph.ask("who-holds", organization=name).tuples() for name in ("区委", "松湾区委", "中共松湾区委", iri)]
    assert answers[0]
    assert all(one == answers[0] for one in answers)


def test_dates(graph: kg.Graph) -> None:
    """A span of days leaves out what happened outside it, and what has no date."""
    assert len(graph.ask("agenda", person="顾明远")) == 3
    assert len(graph.ask("agenda", person="顾明远", from_="2032-05-08", to="2032-05-08")) == 2
    assert len(graph.ask("agenda", person="顾明远", from_="2032-05-09")) == 0


def test_filled_query_runs_alone(graph: kg.Graph) -> None:
    """A filled-in question is a query like any other."""
    sparql = fill(question("career"), {"person": "白杉"}, graph.store)
    assert graph.query(sparql)[0]["title"] == "总经理"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { ?s ?p ?o }", "first two lines"),
        ("# 问\n# Question\n# @param x: colour -- 色 | colour\nSELECT * { ?s ?p $x }", "write: # @param"),
        ("# 问\n# Question\nSELECT * { ?s ?p $x }", "differ: x"),
        ("# 问\n# Question\n# @param x: string -- 甲 | a\nSELECT * { ?s ?p ?x }", "differ: x"),
    ],
)
def test_bad_files(text: str, words: str) -> None:
    """A question's file that is not well formed is refused with file and line."""
    with pytest.raises(RulesError, match=words):
        parse("broken", text)
