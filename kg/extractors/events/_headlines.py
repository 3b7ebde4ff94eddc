"""The event that only the headline tells of: the body shows it in scenes, or as the record of a press conference.

The class of stories: X赴A园区送服务 above 3月10日上午，在A园区，X把问题抛给了…; A市举行…新闻发布会 above 时间：…,
地点：…, and what was asked and answered. The event is taken from the headline where the body opened none; its day is the
first that the first paragraphs give.
"""

from __future__ import annotations

import re

from kg.extractors.analysis import Analysis, When
from kg.extractors.events import _dates, _telling
from kg.extractors.events._lines import Line
from kg.extractors.events._reading import Reading
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._subjects import subjects
from kg.extractors.events._tables import patterns
from kg.extractors.events._triggers import triggers
from kg.extractors.events._venues import venues

_FAMILIES = frozenset(["visit", "meeting", "ceremony", "activity", "show", "sport", "launch", "training", "award"])
_LINE = re.compile(r"[^\n]+")
_HEAD = 40  # characters of a line in the head of a record at most
_NEAR = 4  # characters between 赴 and the place at most
_PARAGRAPHS = 3  # of the body in which the day of the headline's event stands


def from_headline(reading: Reading) -> Draft | None:
    """The event of the headline, with the day and the place that the body gives; None where the body gives no day."""
    for line in reading.lines:
        if not line.heading:
            break
        found_here = triggers(reading.analysis, reading.tables, line, reading.ranges) or _goes(reading, line)
        for trigger in found_here:
            if trigger.form not in ("hold", "verb") or trigger.family not in _FAMILIES:
                continue
            if patterns()["remarked"].search(reading.analysis.text, line.begin, trigger.begin):
                continue
            found = _day(reading, line, trigger)
            if found is not None:
                return _opened(reading, line, trigger, *found)
    return None


def _goes(reading: Reading, heading: Line) -> list[Trigger]:
    """A headline that says only where somebody goes (甲赴A园区送服务)."""
    analysis, text = reading.analysis, reading.analysis.text
    for m in patterns()["goes-to"].finditer(text, heading.begin, heading.end):
        people = any(True for _ in analysis.names_in(heading.begin, m.start(), "person"))
        site = next((n for n in analysis.names_in(m.end(), heading.end) if n.kind != "person"), None)
        if people and site is not None and site.begin - m.end() <= _NEAR and analysis.name_at(m.start()) is None:
            return [Trigger(m.start(), m.end(), m.group(), "verb", "visit", ("visit",), "visit")]
    return []


def _day(reading: Reading, heading: Line, trigger: Trigger) -> tuple[When, Line] | None:
    """The first time in the first paragraphs that is news, with its sentence, which names the visitor of a visit."""
    analysis, day = reading.analysis, _dates.reference(reading.analysis, None)
    visitors = {n.key for n in subjects(analysis, reading.tables, heading.begin, trigger.begin, reading.ranges)}
    if trigger.family == "visit" and not visitors:
        return None
    for line in reading.lines:
        recorded = analysis.text.startswith(("时间：", "时间:"), line.begin)
        if (line.heading and not recorded) or line.nth >= _PARAGRAPHS or not _dates.is_fresh(analysis, line, day):
            continue
        named = {n.key for n in analysis.names_in(line.begin, line.end, "person")}
        for when in _dates.times(analysis, line, None):
            if when.value.start is not None and not (_dates.is_old(when.value, day) or _dates.is_ahead(when.value, day)):
                return (when, line) if trigger.family != "visit" or visitors & named else None
    return None


def _opened(reading: Reading, heading: Line, trigger: Trigger, when: When, line: Line) -> Draft:
    analysis, tables = reading.analysis, reading.tables
    draft = Draft(trigger, heading.index, line.paragraph, list(trigger.categories), trigger.family)
    draft.time, draft.dated = when.value, True
    people = subjects(analysis, tables, heading.begin, trigger.begin, reading.ranges)
    reading.drafts.append(draft)
    _telling.fill(reading, draft, trigger, heading, heading.begin, people, True)
    if trigger.family == "visit":
        for name in people:
            draft.add(name, "lead")
    if trigger.frame is None and trigger.family == "visit":
        draft.name = analysis.text[heading.begin : heading.end].strip()
    for place in venues(analysis, tables, line.begin, line.cut, reading.ranges, "在"):
        draft.place(place)
    _record(analysis, draft)
    return draft


def _record(analysis: Analysis, draft: Draft) -> None:
    """What the head of a record says: 地点：…, 主持人：…, 发布人：… with names on that line, or on those up to the next colon."""
    grammar, lines = patterns(), [(m.start(), m.end()) for m in _LINE.finditer(analysis.text)]
    role = ""
    for begin, end in lines:
        head = next(
            (kind for kind in ("site", "chair", "present") if grammar[f"record-{kind}"].match(analysis.text, begin, end)), None
        )
        colon = "：" in analysis.text[begin:end] or ":" in analysis.text[begin:end]
        role = head if head is not None else "" if colon or end - begin > _HEAD else role
        for name in analysis.names_in(begin, end) if role else ():
            if role == "site" and name.kind != "person":
                draft.place(name)
            elif role != "site" and name.kind == "person":
                draft.add(name, "chair" if role == "chair" else "attendee")
