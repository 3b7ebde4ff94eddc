"""Time expressions: what is found, and the dates it comes to."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.facts import TimeValue
from kg.language import times
from kg.language.times import Anchor

PUBLISHED = datetime.date(2025, 8, 30)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "times.yaml").read_text(encoding="utf-8"))


def _name(case: dict[str, Any]) -> str:
    return f"{case['text']}~{case.get('published', '')}~{case.get('year', '')}"


def test_there_are_sixty_cases() -> None:
    """The table of cases is read and not cut short."""
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_words(case: dict[str, Any]) -> None:
    """The expressions of a sentence are found with their exact words, and no others."""
    found = times.find(case["text"])
    assert [e.text for e in found] == case["words"]
    assert [case["text"][e.begin : e.end] for e in found] == case["words"]


@pytest.mark.parametrize("case", [c for c in CASES if c["words"]], ids=_name)
def test_value(case: dict[str, Any]) -> None:
    """An expression comes to the dates that its anchor supports, and to none that it does not."""
    anchor = Anchor(case.get("published", PUBLISHED), case.get("year"), case.get("day"), case.get("month"))
    expression = times.find(case["text"])[case.get("of", 0)]
    assert expression.kind == case.get("kind", "moment")
    value = TimeValue(case["start"], case["end"], case["precision"], expression.text)
    assert times.resolve(expression, anchor) == value


dates = st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 12, 31))


@given(date=dates, published=dates)
def test_full_dates_stand(date: datetime.date, published: datetime.date) -> None:
    """A date with its year is that date, whenever it was published."""
    (expression,) = times.find(f"{date.year}年{date.month}月{date.day}日")
    assert times.resolve(expression, Anchor(published)).start == date


@given(date=dates, published=dates)
def test_open_dates_lie_within_a_year(date: datetime.date, published: datetime.date) -> None:
    """A date without its year is never after the publication, and within the year before it (29 February aside)."""
    (expression,) = times.find(f"{date.month}月{date.day}日，大会开幕。")
    start = times.resolve(expression, Anchor(published)).start
    assert start is not None
    assert start <= published
    assert (published - start).days <= 366 or (start.month, start.day) == (2, 29)


@given(st.text("0123456789年月日号时点分上下周前近每今明昨天（()）至到、—-十二三“”七一", max_size=30))
def test_any_text(text: str) -> None:
    """Whatever the characters, expressions are ordered, disjoint, quote their text and resolve without an error."""
    position = 0
    for e in times.find(text):
        assert position <= e.begin < e.end
        assert text[e.begin : e.end] == e.text
        position = e.end
        value = times.resolve(e, Anchor(PUBLISHED, 2025, PUBLISHED))
        assert value.start is None or value.end is None or value.start <= value.end


@pytest.mark.parametrize(
    ("text", "published", "year"),
    [
        ("庆祝中国共产党成立104周年大会举行。", None, 2025),
        ("建党百年华诞之际", None, 2021),
        ("新中国成立七十五周年", None, 2024),
        ("纪念抗战胜利80周年", None, 2025),
        ("正值纪念中国人民抗日战争暨世\n界反法西斯战争胜利80\n周年，9月1日上午", None, 2025),
        ("十四届全国人大三次会议5日在京开幕。", None, 2025),
        ("二十届三中全会在北京举行。", None, 2024),
        ("接警时间为2023年7月19日16时。", None, 2023),
        ("2024年招商大会举行，6月25日签约。", None, 2024),
        ("2024年开工，2026年建成，6月25日签约。", None, None),
        ("6月25日上午，会议召开。", None, None),
        ("庆祝中国共产党成立104周年", PUBLISHED.replace(year=2024), 2024),
        ("庆祝中国共产党成立104周年和新中国成立75周年", None, None),
        ("学习二十届三中全会精神", None, None),
    ],
)
def test_year_of(text: str, published: datetime.date | None, year: int | None) -> None:
    """The publication fixes the year, then anniversaries, sessions, full dates and a lone year near the beginning."""
    assert times.year_of(text, published) == year
