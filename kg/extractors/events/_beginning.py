"""A new event: its day, and what it is part of."""

from __future__ import annotations

from kg.extractors.analysis import When
from kg.extractors.events import _dates
from kg.extractors.events._lines import Line
from kg.extractors.events._reading import Here, Reading, within
from kg.extractors.events._records import GATHERINGS, Draft, Trigger
from kg.extractors.events._roundups import item
from kg.extractors.events._sides import side
from kg.extractors.events._tables import patterns

_SHORT = 16  # characters of a sentence that is nothing but a day
_INNER = ("signing", "award", "launch")  # what happens inside a gathering


def drafted(reading: Reading, trigger: Trigger, line: Line, here: Here) -> Draft:
    """The new event with its day and what it is part of."""
    analysis, main, text = reading.analysis, reading.main, reading.analysis.text
    draft = Draft(trigger, line.index, line.paragraph, list(trigger.categories), trigger.family)
    base = here[-1][1] if here else reading.current or main
    if trigger.family == "appointment" and main is not None and main.family == "meeting":
        base = main
    draft.time, draft.dated = _dates.date(analysis, line, trigger, base)
    inner = trigger.form == "anchor" or line.tie == "inside" or bool(here and here[-1][0].form == "anchor")
    within_it = besides(reading, trigger, line)
    inner = inner or (bool(here) and trigger.family in _INNER) or reading.is_opening(trigger) or within_it
    if base is not None:
        meeting, near = base.family == "meeting", base.paragraph == line.paragraph
        decided = trigger.family == "appointment" and meeting
        sitting = (
            meeting
            and patterns()["sitting"].match(reading.text(trigger))
            and "次会议" in base.name
            and "全体" in reading.text(trigger)
        )
        gathered = (
            (base.family in GATHERINGS or base.family in ("sport", "show"))
            and near
            and trigger.family in _INNER
            and not draft.dated
        )
        party = near and reading.tables.parties.search(text, line.begin, trigger.begin) and base.time.start == base.time.end
        if not draft.dated and (decided or gathered or party or within_it or reading.is_opening(trigger)):
            draft.time, draft.dated = base.time, base.dated
        inner = inner or decided or bool(sitting) or gathered
    first = not reading.drafts and not item(reading, trigger, line)
    if not draft.dated and first and (trigger.form == "anchor" or scene(reading, trigger, line)):
        _lead_day(reading, draft, line)
    if trigger.family in ("sport", "oath") and main is not None and not draft.dated:
        draft.time, draft.dated = main.time, main.dated
        draft.parent = main
    if trigger.family == "launch" and not draft.dated and not reading.drafts:
        before = day_before(reading, line)
        if before is not None:
            draft.time, draft.dated = before.value, True
    if trigger.family == "livestream" and base is not None and base.family == "visit" and not draft.dated:
        draft.time, draft.dated, draft.parent = base.time, base.dated, base
    if not draft.dated and text.startswith("这", line.begin) and line.index:
        draft.time, draft.dated = _dates.date(analysis, reading.lines[line.index - 1], trigger, None)
    if inner and base is not None and (not draft.time.start or not base.time.start or within(draft.time.start, base)):
        draft.parent = base if trigger.family in GATHERINGS else base.parent or base
    if trigger.family == "conflict":
        draft.side = side(analysis, line, trigger)
    draft.beside = line.tie == "beside" and base is not None and draft.family != "meeting"
    reading.drafts.append(draft)
    reading.opened.add(line.section)
    return draft


def _lead_day(reading: Reading, draft: Draft, line: Line) -> None:
    """The day of an event that is first named by …仪式上: that of the sentences before it, which told of its scene."""
    day = _dates.reference(reading.analysis, None)
    for other in reading.lines[: line.index]:
        if other.section != line.section or other.heading:
            continue
        for when in _dates.times(reading.analysis, other, None):
            if when.value.start and when.value.precision in ("day", "part-of-day") and not _dates.is_old(when.value, day):
                draft.time, draft.dated = when.value, True
                return


def day_before(reading: Reading, line: Line) -> When | None:
    """The day that the sentences before give in the same paragraph: 今天上午，…迎来重大节点。…全线通水."""
    day = _dates.reference(reading.analysis, None)
    for other in reading.lines[: line.index]:
        if other.paragraph == line.paragraph and _dates.is_fresh(reading.analysis, other, day):
            for when in _dates.times(reading.analysis, other, None):
                if when.value.start is not None and not _dates.is_old(when.value, day):
                    return when
    return None


def scene(reading: Reading, trigger: Trigger, line: Line) -> bool:
    """True behind a sentence that is nothing but a day (3月5日，惊蛰。), and for …仪式上 as the first words on an event."""
    before = reading.lines[line.index - 1] if line.index else None
    if before is None or before.heading or before.paragraph != line.paragraph or before.end - before.begin > _SHORT:
        return trigger.form == "anchor" and not trigger.generic and not reading.drafts
    return any(w.value.precision in ("day", "part-of-day") for w in _dates.times(reading.analysis, before, None))


def besides(reading: Reading, trigger: Trigger, line: Line) -> bool:
    """True for what is held within the present gathering: 还举行了…仪式, …并主持…仪式 in its own paragraph."""
    current, verb = reading.current, trigger.verb
    if trigger.family != "ceremony" or verb is None or current is None or current.family not in GATHERINGS:
        return False
    text = reading.analysis.text
    if trigger.form == "attend":
        return verb.cut(text).startswith("主持") and current.paragraph + 1 >= line.paragraph
    return trigger.form == "hold" and text[verb.begin - 1 : verb.begin] in ("还", "并")
