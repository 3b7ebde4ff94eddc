"""Events are read from sentences of every class that the tables speak of."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extractors import events
from kg.extractors.analysis import Analysis, Name, When
from kg.extractors.story import build_story, parts_of
from kg.facts import Article, Entity, EntityKind, Event, Span
from kg.language import times
from kg.language.tagger import Tagger

_MARKS: Mapping[str, EntityKind] = {"*": "person", "_": "organization", "@": "place"}
_MARKED = re.compile(r"([*_@])([^*_@\n]+)\1")


def _cases() -> list[Any]:
    """The cases of the table beside this file."""
    text = Path(__file__).with_name("test_events_cases.yaml").read_text(encoding="utf-8")
    return [pytest.param(case, id=case["id"]) for case in yaml.safe_load(text)]


def _unmarked(story: str) -> tuple[str, dict[str, EntityKind]]:
    """A story without its marks, and the names that were marked."""
    names: dict[str, EntityKind] = {m[2]: _MARKS[m[1]] for m in _MARKED.finditer(story)}
    return _MARKED.sub(r"\2", story), names


def _names(text: str, names: Mapping[str, EntityKind]) -> Iterator[Name]:
    """Every occurrence of the names, the longest first where they overlap."""
    taken: list[Span] = []
    for name in sorted(names, key=lambda n: (-len(n), n)):
        for m in re.finditer(re.escape(name), text):
            span = Span(m.start(), m.end())
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                yield Name(m.start(), m.end(), f"{names[name]}/{name}", names[name], name)


def _times(text: str, published: datetime.date | None, year: int | None) -> Iterator[When]:
    """The time expressions of a text, resolved one after the other."""
    day, month = None, None
    for found in times.find(text):
        value = times.resolve(found, times.Anchor(published=published, year=year, day=day, month=month))
        if value.start is not None and value.precision in ("day", "part-of-day"):
            day = value.start
        if found.first is not None and found.first.month is not None:
            month = found.first.month
        yield When(found.begin, found.end, value)


def _works(text: str) -> tuple[Name, ...]:
    """The titles in 《》."""
    return tuple(Name(m.start(1), m.end(1), f"work/{m[1]}", "work", m[1]) for m in re.finditer("《([^》]+)》", text))


def _analysis(story: str, published: datetime.date | None, year: int | None) -> tuple[Analysis, str]:
    """The input of the extractor for a marked story, and the document's text."""
    document, marked = _unmarked(story.strip() + "\n")
    headline, _, body = document.partition("\n")
    begin = len(headline) + 1
    article = Article(
        index=0,
        span=Span(0, len(document)),
        kind="story",
        headline=headline,
        headline_span=Span(0, len(headline)),
        subheadlines=(),
        text=body,
        offsets=tuple(range(begin, begin + len(body))),
        published=published,
    )
    parts = parts_of(article)
    built = build_story(article, document, Tagger().tag(parts), parts)
    names = tuple(sorted(_names(built.text, marked)))
    return (
        Analysis(
            story=built,
            names=names,
            inner=(),
            phrases=(),
            times=tuple(_times(built.text, published, year)),
            entities={n.key: Entity(n.key, n.kind, n.surface) for n in names},
            published=published,
            works=_works(built.text),
            _starts=tuple(n.begin for n in names),
        ),
        document,
    )


def _told(event: Event) -> dict[str, Any]:
    """An event as the table writes it."""
    who: dict[str, list[str]] = {}
    for part in event.participations:
        who.setdefault(part.role, []).append(part.participant.split("/", 1)[1])
    return {
        "category": event.category,
        "date": event.time.start,
        "places": sorted(p.split("/", 1)[1] for p in event.places),
        "who": {role: sorted(names) for role, names in sorted(who.items())},
    }


@pytest.mark.parametrize("case", _cases())
def test_story(case: dict[str, Any]) -> None:
    """A story gives the events of the table, all of them and no other, with day, places and roles."""
    analysis, document = _analysis(case["story"], case.get("published"), case.get("year", 2025))
    found = events.find(analysis, document)
    wanted = [
        {
            "category": e["category"],
            "date": e["date"],
            "places": sorted(e["places"]),
            "who": {role: sorted(names) for role, names in sorted(e["who"].items())},
        }
        for e in case["events"]
    ]
    assert [_told(e) for e in found] == wanted
    labels = {e.key: e.label for e in found}
    for event, expected in zip(found, case["events"], strict=True):
        assert expected["label"] in event.label
        if "about" in expected:
            assert [key.removeprefix("work/") for key in event.about] == expected["about"]
        assert (expected["parent"] in labels[event.parent] if event.parent else None) == (True if "parent" in expected else None)


@pytest.mark.parametrize("case", _cases())
def test_evidence(case: dict[str, Any]) -> None:
    """Keys are unique, every event and participation has evidence inside the document, participants are no places."""
    analysis, document = _analysis(case["story"], case.get("published"), case.get("year", 2025))
    found = events.find(analysis, document)
    assert len({e.key for e in found}) == len(found)
    for event in found:
        mentions = [*event.mentions, *(m for p in event.participations for m in p.mentions)]
        assert event.mentions
        assert all(p.mentions for p in event.participations)
        assert all(0 <= m.begin < m.end <= len(document) for m in mentions)
        assert all(analysis.entities[p.participant].kind != "place" for p in event.participations)


def test_pure() -> None:
    """The same story gives the same events."""
    story = "座谈会\n3月6日下午，省长*柴静波*主持召开专家座谈会。"
    analysis, document = _analysis(story, None, 2025)
    assert events.find(analysis, document) == events.find(analysis, document)
