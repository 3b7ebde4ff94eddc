"""Statements: one class of sentences a case, read with the real tagger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extractors.statements import find, said_at
from kg.facts import Event, Mention, Participation
from tests.extractors.reading import analyse

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data" / "statements.yaml").read_text(encoding="utf-8"))
GROUPS = ("people", "organizations", "places", "works")


def _said(text: str, names: dict[str, Sequence[str]]) -> list[list[str]]:
    found = []
    for statement in find(analyse(text, names), text):
        found += [[statement.speaker.partition("/")[2], statement.category, text[m.begin : m.end]] for m in statement.mentions]
    return found


@pytest.mark.parametrize("case", CASES, ids=[c["says"] for c in CASES])
def test_class_of_sentences(case: dict[str, Any]) -> None:
    """A sentence of the class gives exactly the statements that a reader finds in it."""
    assert _said(case["text"], {g: case[g] for g in GROUPS if g in case}) == case["said"]


def test_words_inside_somebodys_words() -> None:
    """What the words name is kept: works apart from other names, the speaker left out."""
    text = "罗启明表示，望江镇要落实《湿地条例》，冯玉兰同志带了好头。"
    names = {"people": ["罗启明", "冯玉兰"], "places": ["望江镇"], "works": ["湿地条例"]}
    (statement,) = find(analyse(text, names), text)
    assert (statement.about, statement.named) == (("work/湿地条例",), ("place/望江镇", "person/冯玉兰"))


def test_long_words_are_cut_at_sentence_ends() -> None:
    """Words too long for one mention are one statement with several mentions, each of whole sentences and short enough."""
    text = "罗启明指出，" + "要管住每一寸水面，护好两岸的林子，让打鱼人上岸之后有活干、有盼头。" * 30
    (statement,) = find(analyse(text, {"people": ["罗启明"]}), text)
    pieces = [text[m.begin : m.end] for m in statement.mentions]
    assert "".join(pieces) == text[6:]
    assert all(len(p) <= 590 and p.endswith("。") for p in pieces)


def test_words_parted_by_the_layout() -> None:
    """A caption that stands inside a column is in no mention of the words around it."""
    before, caption, after = "罗启明指出，要管住每一寸水面，", "图为渔民在修补渔网。", "护好两岸的林子。"
    offsets = [*range(len(before)), *range(len(before + caption), len(before + caption + after))]
    analysis = analyse(before + after, {"people": ["罗启明"]}, offsets=offsets)
    document = before + caption + after
    (statement,) = find(analysis, document)
    assert [document[m.begin : m.end] for m in statement.mentions] == [before[6:], after]


def test_at_most_twenty_of_one_speaker() -> None:
    """A speaker has at most twenty statements in a story; the first ones stay."""
    text = "\n".join(f"罗启明说，第{n}条渠道要在汛期之前全部疏通。" for n in range(1, 26))
    found = find(analyse(text, {"people": ["罗启明"]}), text)
    assert len(found) == 20
    assert len({s.key for s in found}) == 20
    assert text[found[0].mentions[0].begin :].startswith("第1条")


def test_headlines_say_nothing() -> None:
    """A caption or headline is not part of the body, and gives no statement of its own."""
    text = "罗启明：一条渠救活一片田"
    assert find(analyse(text, {"people": ["罗启明"]}), text) == []


MEETING = "罗启明主持座谈会。会上，冯玉兰说，古城愿做大家的合伙人。"
VISIT = "冯玉兰走访企业。"


def _event(key: str, category: str, begin: int, *people: str) -> Event:
    taking_part = tuple(Participation(f"person/{p}", "attendee") for p in people)
    return Event(key, key, category, 0, participations=taking_part, mentions=(Mention(begin, begin + 4, "events", 0.8),))


def test_occasion_is_not_told_later() -> None:
    """An event of a later paragraph is not where earlier words were said."""
    text = "冯玉兰批转报告，要求尽快查清原因。\n次日，冯玉兰走访企业。"
    analysis = analyse(text, {"people": ["冯玉兰"]})
    (statement,) = said_at(find(analysis, text), [_event("visit", "visit", 21, "冯玉兰")], analysis)
    assert statement.said_at is None


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([_event("visit", "visit", 0, "冯玉兰"), _event("hall", "meeting", 8, "冯玉兰", "罗启明")], "hall"),
        ([_event("hall", "meeting", 8, "冯玉兰"), _event("later", "visit", 12, "冯玉兰")], "hall"),
        ([_event("visit", "visit", 0, "冯玉兰")], "visit"),
        ([_event("hall", "meeting", 8, "罗启明")], None),
        ([], None),
    ],
    ids=["会上 means the meeting", "a visit does not", "else the event told before", "not one without the speaker", "no event"],
)
def test_occasion(events: list[Event], expected: str | None) -> None:
    """A statement is tied to the event of its speaker that its words were said at."""
    text = VISIT + MEETING
    analysis = analyse(text, {"people": ["罗启明", "冯玉兰"]})
    (statement,) = said_at(find(analysis, text), events, analysis)
    assert statement.said_at == expected
