"""A user's own names and titles, and extractors of other packages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from kg.errors import RulesError
from kg.extractors import extract, plugins
from kg.extractors.analysis import Analysis
from kg.extractors.userlexicon import parse
from kg.facts import DocumentFacts, Mention, Relation
from kg.language import Language
from kg.reading import read

PAGE = "巡河小记\n2025-05-12 来源:杭州市临平区人民政府\n塘长春分和河长甬柏在海天一洲检查。甬工派来五名学生。\n"
LEXICON = """
people: [春分, 甬柏]
organizations:
  - {name: 甬江理工学院, short: [甬工], category: university}
places:
  - {name: 海天一洲, category: building}
titles: [塘长, 河长]
"""


@pytest.fixture(scope="module")
def language() -> Language:
    """One set of language tools for all tests."""
    return Language()


def _names(facts: DocumentFacts, kind: str) -> set[str]:
    return {e.name for e in facts.entities if e.kind == kind and e.mentions}


def test_own_names_are_found(language: Language) -> None:
    """People, short names, places and titles of a user's table are read where they stand."""
    facts = extract(read(PAGE.encode(), "a.txt")[0], language, LEXICON)
    assert _names(facts, "person") == {"春分", "甬柏"}
    assert "甬江理工学院" in _names(facts, "organization")
    assert "海天一洲" in _names(facts, "place")
    assert {(p.holder.split("/")[1].split("~")[0], p.title) for p in facts.positions} == {("春分", "塘长"), ("甬柏", "河长")}


def test_without_it_they_are_not(language: Language) -> None:
    """The same page without the table lacks the university that only the table knows."""
    facts = extract(read(PAGE.encode(), "a.txt")[0], language)
    assert "甬江理工学院" not in _names(facts, "organization")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("people: [张三\ntitles: []", 2, "no YAML"),
        ("- 张三", 1, "mapping"),
        ("titles: [河长]\npersons: [张三]", 2, "unknown group 'persons'"),
        ("titles:\n  河长: 1", 2, "titles is a list of words"),
        ("organizations:\n  - {short: [甬工]}", 2, "an entry of organizations"),
    ],
)
def test_mistakes_are_named_by_line(text: str, line: int, words: str) -> None:
    """A mistake in the table says the file, the line and what is expected."""
    with pytest.raises(RulesError, match=words) as caught:
        parse(text, "my.yaml")
    assert caught.value.line == line
    assert str(caught.value).startswith(f"my.yaml:{line}: ")


def test_an_extractor_of_another_package_takes_part(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """A callable behind the entry point group adds relations, which stand in the facts with their evidence."""

    def praises(analysis: Analysis) -> Iterator[Relation]:
        people = list(analysis.names_in(0, len(analysis.text), "person"))
        for left, right in itertools.pairwise(people):
            if analysis.text[left.end : right.begin] == "师从教授":
                span = analysis.span(left.begin, right.end)
                yield Relation(left.key, "parent", right.key, (Mention(span.begin, span.end, "pupils", 0.5),))

    monkeypatch.setattr(plugins, "installed", lambda: (("pupils", praises),))
    page = "拜师\n2025-05-12 来源:杭州市临平区人民政府\n区文联主席卜向前师从教授顾松年。\n"
    facts = extract(read(page.encode(), "a.txt")[0], language)
    assert [r.predicate for r in facts.relations if r.mentions and r.mentions[0].extractor == "pupils"] == ["parent"]
