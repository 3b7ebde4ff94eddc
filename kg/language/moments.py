"""Points and spans of time as a text gives them, and the dates that they come to.

A text says 25日上午 or 上周五; which day that is follows from the day of publication and from the dates the story has
named before, its :class:`Anchor`. :func:`resolve` never gives a date that these do not support.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, replace
from typing import Literal

from kg.facts import TimeValue

Date = datetime.date
_DAY = datetime.timedelta(days=1)
_AHEAD = 183  # days; a date said to lie ahead is not sought further away
_STORY = 100  # days; how far before the publication the story's own day still rules a bare day of the month

Bounds = tuple[Date, Date, str]
"""First day, last day, precision."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One point or period as the words give it; None where they say nothing.

    Attributes:
        year, month, day: numbers of the text.
        years, months, days: distance from the publication (去年 -1, 本月 0, 昨天 -1).
        story: the distances count from the story's day instead (当天, 次日, 同年).
        week, weekday: weeks from the publication's week, and the day from Monday, 0; a day alone is the last one.
        in_year: first and last month of a part of the year (上半年).
        in_month: first and last day of a part of the month (下旬).
        decade: first year of ten.
        part: the words give a part of the day or the hour.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    years: int | None = None
    months: int | None = None
    days: int | None = None
    story: bool = False
    week: int | None = None
    weekday: int | None = None
    in_year: tuple[int, int] | None = None
    in_month: tuple[int, int] | None = None
    decade: int | None = None
    part: bool = False


Kind = Literal["moment", "before", "since", "from", "recent", "recurrent", "unknown"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression in a text: where it stands, its words, and what they say.

    ``kind`` is ``moment`` for a point or period (``last`` is its end where the words give one), ``before`` where they give
    only an end (6月30日前, “七一”前夕), ``since`` for a beginning up to the publication (今年以来), ``from`` for a beginning
    alone (9月1日起), ``recent`` for 近日, ``recurrent`` for 每周六, ``unknown`` where no calendar day follows (农历正月初八).
    ``future`` is True where the words around it say that it lies ahead.
    """

    begin: int
    end: int
    text: str
    kind: Kind
    first: Moment | None = None
    last: Moment | None = None
    future: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is known where an expression stands.

    Attributes:
        published: day of publication (for a newspaper or broadcast, its 今天).
        year: the year that the document fixes, used where the day of publication is not known.
        day: the most recent full date in the story, for 当天, 同日, 次日 and a bare 19日.
        month: the month that the story last named, where it named no day.
    """

    published: Date | None = None
    year: int | None = None
    day: Date | None = None
    month: int | None = None


def _date(year: int, month: int, day: int) -> Date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _month(year: int, first: int, last: int) -> tuple[Date, Date]:
    """First and last day of the months ``first`` to ``last``."""
    return datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])


def _shift(year: int, month: int, months: int) -> tuple[int, int]:
    """(year, month) so many months later."""
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


def resolve(expression: TimeExpression, anchor: Anchor) -> TimeValue:
    """The dates of an expression, as far as its words and the anchor support any.

    Without a year, a date is the last such date up to the publication (the next one, where the words say that it lies
    ahead); without a publication it is of ``anchor.year``; without that it stays open: no dates, precision ``unknown``. So
    does one that lies beyond the calendar (the day after 9999年12月31日).
    """
    try:
        return _resolved(expression, anchor)
    except (OverflowError, ValueError):
        return TimeValue(None, None, "unknown", expression.text)


def _resolved(expression: TimeExpression, anchor: Anchor) -> TimeValue:
    words = expression.text
    if expression.kind == "recent":
        return TimeValue(None, anchor.published, "recent", words)
    stated = expression.first and (_nearest(expression.first, anchor) if expression.kind == "before" else expression.first)
    if stated is None or (first := _bounds(stated, anchor, expression.future, None)) is None:
        return TimeValue(None, None, "unknown", words)
    start, end, precision = first
    if expression.kind == "before":
        return TimeValue(None, start - _DAY if words.endswith(("前夕", "之际")) else end, "unknown", words)
    if expression.kind == "from":
        return TimeValue(start, None, precision, words)
    if expression.kind == "since":
        if anchor.published is None or anchor.published < start:
            return TimeValue(start, None, precision, words)
        return TimeValue(start, anchor.published, precision, words)
    if expression.last is not None:
        last = _bounds(expression.last, anchor, expression.future, start)
        if last is None or last[1] < start:
            return TimeValue(None, None, "unknown", words)
        return TimeValue(start, last[1], _coarser(precision, last[2]), words)
    return TimeValue(start, end, precision, words)


def _nearest(moment: Moment, anchor: Anchor) -> Moment:
    """An eve or a time limit without its year is of the year that brings it nearest to the publication."""
    published = anchor.published
    if published is None or moment.year is not None or moment.years is not None:
        return moment
    if moment.in_year is not None:
        return replace(moment, year=published.year)
    if moment.month is None:
        return moment
    days = (_date(published.year + years, moment.month, moment.day or 1) for years in (0, 1, -1))
    near = min(((abs(day - published), day.year) for day in days if day), default=None)
    return replace(moment, year=near[1]) if near else moment


def _coarser(left: str, right: str) -> str:
    """The less exact of two precisions; a range of parts of days is one of days."""
    order = ("part-of-day", "day", "month", "year")
    return max(left, right, key=order.index)


def _bounds(moment: Moment, anchor: Anchor, future: bool, start: Date | None) -> Bounds | None:
    """First and last day of a moment; ``start`` is the first day of the range that it ends, if it ends one."""
    exact = "part-of-day" if moment.part else "day"
    published = anchor.published
    if moment.decade is not None:
        return datetime.date(moment.decade, 1, 1), datetime.date(moment.decade + 9, 12, 31), "year"
    if moment.days is not None:
        base = anchor.day if moment.story else published
        day = base and base + moment.days * _DAY
        return (day, day, exact) if day else None
    if moment.week is not None or moment.weekday is not None:
        if published is None:
            return None
        if moment.week is None and moment.weekday is not None:
            away = (moment.weekday - published.weekday()) % 7 if future else -((published.weekday() - moment.weekday) % 7)
            return published + away * _DAY, published + away * _DAY, exact
        monday = published - published.weekday() * _DAY + 7 * (moment.week or 0) * _DAY
        if moment.weekday is None:
            return monday, monday + 6 * _DAY, "month"
        day = monday + moment.weekday * _DAY
        return day, day, exact
    year = _year(moment, anchor)
    if moment.months is not None:
        base_year, base_month = _now(anchor, moment.story)
        if base_year is None or base_month is None:
            return None
        year, month = _shift(base_year, base_month, moment.months)
        moment = replace(moment, month=month)
    elif (moment.years is not None or moment.year is not None) and year is None:
        return None
    if moment.month is None and moment.day is None:
        return _in_year(moment, year, published, future, anchor)
    if moment.month is None:
        return _bare_day(moment, anchor, future, start, exact)
    if year is None:
        year = _open_year(moment, anchor, future, start)
    return None if year is None else _in_month(moment, year, exact)


def _year(moment: Moment, anchor: Anchor) -> int | None:
    """The year that a moment names, or counts from."""
    if moment.years is None:
        return moment.year
    if moment.story:
        base = anchor.day.year if anchor.day else anchor.year
    else:
        base = anchor.published.year if anchor.published else anchor.year
    return None if base is None else base + moment.years


def _now(anchor: Anchor, story: bool) -> tuple[int | None, int | None]:
    """Year and month that 本月 (of the publication) or 当月 (of the story) means."""
    if story:
        return (anchor.day.year, anchor.day.month) if anchor.day else (None, None)
    return (anchor.published.year, anchor.published.month) if anchor.published else (None, None)


def _in_year(moment: Moment, year: int | None, published: Date | None, future: bool, anchor: Anchor) -> Bounds | None:
    """A year or a part of one; a part without a year is the last that has begun (the next one, if it lies ahead)."""
    first, last = moment.in_year or (1, 12)
    if year is None and moment.in_year is not None:
        if published is None:
            year = anchor.year
        else:
            year = published.year - (not future and datetime.date(published.year, first, 1) > published)
    if year is None or not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return None
    return (*_month(year, first, last), "year")


def _in_month(moment: Moment, year: int, exact: str) -> Bounds | None:
    """A month, a part of it or a day in it."""
    assert moment.month is not None
    if moment.day is not None:
        day = _date(year, moment.month, moment.day)
        return (day, day, exact) if day else None
    first, last = _month(year, moment.month, moment.month)
    if moment.in_month:
        return first.replace(day=moment.in_month[0]), first.replace(day=min(moment.in_month[1], last.day)), "month"
    return first, last, "month"


def _open_year(moment: Moment, anchor: Anchor, future: bool, start: Date | None) -> int | None:
    """The year of a month or day without one."""
    assert moment.month is not None
    if start is not None:
        return start.year + (moment.month < start.month)
    published = anchor.published
    if published is None:
        return anchor.year
    wanted = moment.day or (moment.in_month or (1, 31))[0]
    for years in (0, 1) if future else ():
        day = _date(published.year + years, moment.month, wanted)
        if day and 0 <= (day - published).days <= _AHEAD:
            return day.year
    for years in (0, 1, 2, 3, 4):  # four only for 29 February
        day = _date(published.year - years, moment.month, wanted)
        if day and day <= published:
            return day.year
    return None


def _bare_day(moment: Moment, anchor: Anchor, future: bool, start: Date | None, exact: str) -> Bounds | None:
    """A day of the month alone (19日): of a range's start, of the story's month, else the last before the publication."""
    assert moment.day is not None
    published, story = anchor.published, start or anchor.day
    day: Date | None = None
    if story and (start or not published or abs((published - story).days) <= _STORY):
        day = _date(story.year, story.month, moment.day)
        if day is None or day < story:
            later = _date(*_shift(story.year, story.month, 1), moment.day)
            near = later and (start is not None or future or (published is not None and later <= published))
            # 30日…1日: the next month, where that is not later than the report; otherwise the story steps back.
            day = later if near else day
    elif published:
        for months in (0, 1) if future else (0, -1, -2):
            day = _date(*_shift(published.year, published.month, months), moment.day)
            if day and (day >= published if future else day <= published):
                break
            day = None
    elif anchor.year and anchor.month:
        day = _date(anchor.year, anchor.month, moment.day)
    return (day, day, exact) if day else None
