"""What is known while a story is being read from its first sentence to its last."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events import _dates
from kg.extractors.events._items import items
from kg.extractors.events._lines import Line
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._tables import Tables
from kg.extractors.events._triggers import triggers
from kg.facts import Span

Here = Sequence[tuple[Trigger, Draft]]
"""The triggers of the present sentence that told of an event, with their events."""

OPENINGS = ("开幕式", "闭幕式")
"""Heads of ceremonies that belong to something larger."""


@dataclass(slots=True)
class Reading:
    """The story and the events that it has told of so far.

    ``current`` is the event that role predicates without an object speak of, ``outer`` what it was before a sentence told of
    something beside it (会前 …), ``topic`` the last subject, ``opened`` the sections that have an event; ``head`` and
    ``headline`` are the triggers and the words of the headings. ``items`` are the sections that are news of their own
    (:mod:`._roundups`): from the title of one to the next, ``drafts``, ``head`` and ``headline`` are its own, and what was told
    before stands in ``done``.
    """

    analysis: Analysis
    tables: Tables
    lines: Sequence[Line]
    ranges: Sequence[Span]
    head: tuple[Trigger, ...]
    headline: str
    drafts: list[Draft] = field(default_factory=list)
    current: Draft | None = None
    outer: Draft | None = None
    topic: list[Name] = field(default_factory=list)
    opened: set[int] = field(default_factory=set)
    stops: list[Draft] = field(default_factory=list)
    items: frozenset[int] = frozenset()
    done: list[Draft] = field(default_factory=list)

    def turn(self, title: Line | None = None) -> None:
        """Begin with the body, or with the item under ``title``: nothing of what was told before goes on."""
        self.done += self.drafts
        self.drafts = []
        self.current = self.outer = None
        self.topic = []
        headings = [title] if title is not None else [line for line in self.lines if line.heading]
        self.head = tuple(t for line in headings for t in triggers(self.analysis, self.tables, line, self.ranges))
        self.headline = " ".join(self.analysis.text[line.begin : line.end] for line in headings)

    @property
    def main(self) -> Draft | None:
        """The first event of the story."""
        return self.drafts[0] if self.drafts else None

    def text(self, trigger: Trigger) -> str:
        """The words of a trigger."""
        return self.analysis.text[trigger.begin : trigger.end]

    def headed(self, trigger: Trigger) -> bool:
        """True where the headline tells of such an event too."""
        return any(t.family == trigger.family or t.head == trigger.head for t in self.head) or trigger.head in self.headline

    def leading(self, line: Line) -> bool:
        """True in the first paragraph of a section, and in the next two while none of it told of an event."""
        return line.lead or (line.nth <= 2 and line.section not in self.opened)

    def pronoun(self, line: Line, end: int) -> bool:
        """True where 他 or 她 is the subject before ``end``."""
        return re.search(r"(?:^|[，。：；])(?:他|她)(?!们)", "，" + self.analysis.text[line.begin : end]) is not None

    def other_day(self, line: Line, trigger: Trigger, draft: Draft) -> bool:
        """True where a sentence gives another day than the event's."""
        when = _dates.nearest(self.analysis, line, trigger)
        if when is None or _dates.same_day(when):
            return False
        day = when.value.start
        return day is not None and day != draft.time.start and not within(day, draft)

    def is_opening(self, trigger: Trigger) -> bool:
        """True for the opening or closing ceremony of the present event (a contest, a fair, a festival)."""
        return trigger.head in OPENINGS and self.current is not None and self.current.family in ("sport", "show", "activity")


def begin(analysis: Analysis, tables: Tables, lines: Sequence[Line], ranges: Sequence[Span]) -> Reading:
    """The state before the first sentence."""
    reading = Reading(analysis, tables, lines, ranges, (), "", items=items(lines, analysis.text))
    reading.turn()
    return reading


def verb_of(trigger: Trigger) -> int:
    """Where the verb of a trigger begins."""
    return min(trigger.begin, trigger.verb.begin) if trigger.verb is not None else trigger.begin


def within(day: datetime.date, draft: Draft) -> bool:
    """True where a day falls into an event's days."""
    start, end = draft.time.start, draft.time.end or draft.time.start
    return start is not None and end is not None and start <= day <= end
