"""Relations: one class of sentences a case, read with the real tagger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extractors.relations import find
from tests.extractors.reading import analyse

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data" / "relations.yaml").read_text(encoding="utf-8"))
GROUPS = ("people", "organizations", "places")


def _label(value: str | int) -> str | int:
    return value.partition("/")[2] if isinstance(value, str) else value


@pytest.mark.parametrize("case", CASES, ids=[c["says"] for c in CASES])
def test_class_of_sentences(case: dict[str, Any]) -> None:
    """A sentence of the class gives exactly the relations that a reader finds in it, with the phrase that says so."""
    text: str = case["text"]
    analysis = analyse(text, {g: case[g] for g in GROUPS if g in case}, case.get("published"))
    found = [
        [_label(r.subject), r.predicate, _label(r.object), text[m.begin : m.end]]
        for r in find(analysis, text)
        for m in r.mentions
    ]
    assert found == case["related"]


def test_one_age_for_a_person() -> None:
    """Where a story gives two ages for one person, the first stands, with its phrase alone."""
    text = "段宝山今年76岁。“段宝山都77岁了。”邻居说。段宝山今年77岁。"
    found = find(analyse(text, {"people": ["段宝山"]}), text)
    assert [(r.object, [text[m.begin : m.end] for m in r.mentions]) for r in found] == [(76, ["段宝山今年76岁"])]


def test_a_relation_told_twice_is_one() -> None:
    """A relation that the story states in two sentences is one relation with two mentions, whoever stands first."""
    text = "段宝山和妻子林巧云开了面馆。林巧云和丈夫段宝山每天四点起床。"
    found = find(analyse(text, {"people": ["段宝山", "林巧云"]}), text)
    assert [(r.predicate, len(r.mentions)) for r in found] == [("spouse", 2)]
