"""When an event happened: only what its own sentence says, or the occasion that it is tied to."""

from __future__ import annotations

import datetime
import re

from kg.extractors.analysis import Analysis, When
from kg.extractors.events._lines import Line, masked
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._tables import patterns
from kg.facts import TimeValue

RECENT_DAYS = 75
"""Days before publication from which an event is background, not news."""

_SAME_DAY = re.compile(r"^(?:当天|当日|当晚|同日|同一天|同天|当地时间当天|同期)")
_SINCE = re.compile(r"(?:年前的|自|从|到|至|截至|截止|截止到|按照|根据|围绕)$")
_NOT_TIME_AFTER = re.compile(r"(?:以来|起|前|之前|左右以前|届|年度|生效|施行)")
_DAYS = frozenset(["day", "part-of-day"])


def times(analysis: Analysis, line: Line, trigger: Trigger | None) -> list[When]:
    """Time expressions of the narrated part of a sentence that may date its events."""
    stop = line.begin if line.spoken else line.end if line.source < line.end else line.cut
    own = _between(analysis, line.begin, stop, trigger)
    return own or (_between(analysis, line.since, line.begin, trigger) if line.since < line.begin else [])


def _between(analysis: Analysis, begin: int, stop: int, trigger: Trigger | None) -> list[When]:
    """Time expressions in ``[begin, stop)`` that are neither in a name nor quoted, and no limits (自…起, 截至…)."""
    text, result = analysis.text, []
    for when in analysis.times_in(begin, stop):
        if trigger is not None and trigger.form != "verb" and trigger.begin <= when.begin < trigger.end:
            continue
        if analysis.name_at(when.begin) is not None or masked(analysis.story.quotes, when.begin):
            continue
        if any(text.rfind(a, begin, when.begin) > text.rfind(b, begin, when.begin) for a, b in (("《", "》"), ("“", "”"))):
            continue
        before = analysis.text[max(begin, when.begin - 3) : when.begin]
        after = analysis.text[when.end : when.end + 4]
        if _SINCE.search(before) or _NOT_TIME_AFTER.match(after):
            continue
        result.append(when)
    return result


def nearest(analysis: Analysis, line: Line, trigger: Trigger) -> When | None:
    """The time expression that a trigger belongs to: the last before its verb, otherwise the first of the clause behind it."""
    at = max(trigger.begin, trigger.verb.begin) if trigger.verb is not None else trigger.begin
    if "…" in trigger.head or (trigger.end - trigger.begin > 6 and trigger.frame is not None):
        at = trigger.end
    found = times(analysis, line, trigger)
    before = [w for w in found if w.end <= at]
    if before:
        exact = [
            w
            for w in before
            if w.value.precision in _DAYS or w.value.precision == "recent" or _SAME_DAY.match(w.value.text or "")
        ]
        return (exact or before)[-1]
    after = trigger.end + (patterns()["held-next"].match(analysis.text, trigger.end, line.cut) is not None)  # X，昨晚在P举行
    behind = [w for w in found if w.begin >= trigger.end and "，" not in analysis.text[after : w.begin]]
    return behind[0] if behind else None


def reference(analysis: Analysis, main: Draft | None) -> datetime.date | None:
    """The day that "recently" counts from: publication, else the main event's."""
    return analysis.published or (main.time.start if main is not None else None)


def is_old(value: TimeValue, day: datetime.date | None) -> bool:
    """True for a time that is background: long before the story, or only a year."""
    if value.precision == "year" or (value.text or "").startswith(("前不久", "不久前")):
        return True
    year = re.search(r"(\d{4})年", value.text or "")
    if year and day and int(year.group(1)) < day.year and value.start is None:
        return True
    return bool(value.start and day and (day - value.start).days > RECENT_DAYS)


def is_ahead(value: TimeValue, day: datetime.date | None) -> bool:
    """True for a time after the story."""
    return bool(value.start and day and (value.start - day).days > 1)


def is_fresh(analysis: Analysis, line: Line, day: datetime.date | None) -> bool:
    """True where a sentence gives a time of its own that is news."""
    return any(
        (_exact(w.value) or w.value.precision == "recent" or bool(_SAME_DAY.match(w.value.text or "")))
        and not is_old(w.value, day)
        and not is_ahead(w.value, day)
        for w in times(analysis, line, None)
    )


def _exact(value: TimeValue) -> bool:
    """True for a day, and for a part of a month (上月底, 9月中旬)."""
    if value.precision in _DAYS:
        return True
    return bool(value.precision == "month" and value.start and value.end and (value.end - value.start).days < 15)


def is_month(value: TimeValue) -> bool:
    """True for a time that is no more exact than a month."""
    return value.precision == "month" and not _exact(value)


def same_day(when: When) -> bool:
    """True for 当天, 同日 and the like: the day of the event told before."""
    return _SAME_DAY.match(when.value.text or "") is not None


def date(analysis: Analysis, line: Line, trigger: Trigger, base: Draft | None) -> tuple[TimeValue, bool]:
    """The time of an event and whether the text states it.

    Args:
        analysis: the story.
        line: the sentence of the trigger.
        trigger: the words that tell of the event.
        base: the event that the sentence is tied to, where it is (会上, 随后, 当天下午).
    """
    when = nearest(analysis, line, trigger)
    if when is not None and same_day(when):
        if when.value.start is not None:
            return when.value, True
        start = base.time.start if base is not None else None
        precision = "part-of-day" if re.search(r"[早午晚晨]", when.value.text or "") else "day"
        return (TimeValue(start, start, precision, when.value.text), True) if start else (TimeValue(text=when.value.text), True)
    if when is not None:
        return when.value, True
    if base is not None and (line.tie in ("inside", "beside") or trigger.form == "anchor" or base.line == line.index):
        return TimeValue(base.time.start, base.time.end, base.time.precision, None if base.time.start else base.time.text), bool(
            base.time.start
        )
    return TimeValue(), False
