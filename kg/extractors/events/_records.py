"""Triggers, and an event while its story is being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kg.extractors.analysis import Name
from kg.extractors.events._tables import Frame
from kg.facts import Span, TimeValue

Form = Literal["hold", "attend", "anchor", "point", "verb"]

GATHERINGS = frozenset({"meeting", "ceremony", "training", "reception", "activity"})
"""Families in whose events people speak, report and preside."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of an event.

    ``begin``/``end`` cover the name of a named event or the verb; ``head`` is the word of the table. ``form`` is ``hold`` (held,
    opened), ``attend`` (somebody takes part), ``anchor`` (…会上), ``point`` (only mentioned) or ``verb``. ``verb`` is where the
    verb of a held event stands. ``generic`` is True for words that only point back (会议, 仪式). ``prefix`` is the session that
    holds a sitting (X第十八次会议 in X第十八次会议…举行第三次全体会议).
    """

    begin: int
    end: int
    head: str
    form: Form
    category: str
    categories: tuple[str, ...]
    family: str
    frame: Frame | None = None
    verb: Span | None = None
    generic: bool = False
    prefix: str = ""


@dataclass(slots=True, eq=False)
class Draft:
    """What is known of an event so far; positions are those of the story's text.

    ``dated`` is True where the text states the time, also one without a day (近日); ``beside`` where the event is told as
    before or after another one; ``heads`` are the words that have spoken of it. ``sites`` are what a stop of a tour is a
    visit to; ``called`` is True for a visit to people while only they are named and nobody has come yet. ``present`` are those
    who the text says are there besides having another role; ``twins`` are the other events told by the same words. ``side``
    is who fights.
    """

    trigger: Trigger
    line: int
    paragraph: int
    categories: list[str]
    family: str
    name: str = ""
    time: TimeValue = field(default_factory=TimeValue)
    dated: bool = False
    parent: Draft | None = None
    beside: bool = False
    leads: list[str] = field(default_factory=list)
    places: dict[str, list[Span]] = field(default_factory=dict)
    people: dict[tuple[str, str], list[Span]] = field(default_factory=dict)
    about: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    sites: dict[str, list[Span]] = field(default_factory=dict)
    called: bool = False
    present: set[str] = field(default_factory=set)
    twins: list[Draft] = field(default_factory=list)
    side: str = ""

    def place(self, name: Name) -> None:
        """Add a venue or a stop."""
        self.places.setdefault(name.key, []).append(Span(name.begin, name.end))

    def add(self, name: Name, role: str, both: bool = False) -> None:
        """Add a participant in a role; one who has a telling role is not also a mere attendee, unless the text says both."""
        span = Span(name.begin, name.end)
        if role == "attendee" and self.has(name.key):
            return
        self.people.setdefault((name.key, role), []).append(span)
        if both:
            self.people.setdefault((name.key, "attendee"), []).append(span)
            self.present.add(name.key)
        elif role != "attendee" and name.key not in self.present and (name.key, "attendee") in self.people:
            del self.people[name.key, "attendee"]

    def has(self, key: str) -> bool:
        """True where the entity takes part in any role."""
        return any(k == key for k, _ in self.people)
