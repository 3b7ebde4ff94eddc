"""An event while its story is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extractors.analysis import Name
from kg.extractors.events._triggers import Trigger
from kg.facts import Span, TimeValue

GATHERINGS = frozenset({"meeting", "ceremony", "training", "reception", "activity"})
"""Families in whose events people speak, report and preside."""


@dataclass(slots=True)
class Draft:
    """What is known of an event so far; positions are those of the story's text."""

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
    subject: str = ""
    object: str = ""
    leads: list[str] = field(default_factory=list)
    places: dict[str, list[Span]] = field(default_factory=dict)
    people: dict[tuple[str, str], list[Span]] = field(default_factory=dict)
    about: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)

    def place(self, name: Name) -> None:
        """Add a venue or a stop."""
        self.places.setdefault(name.key, []).append(Span(name.begin, name.end))

    def add(self, name: Name, role: str) -> None:
        """Add a participant in a role; one who has a telling role is not also a mere attendee."""
        span = Span(name.begin, name.end)
        if role == "attendee" and any(key == name.key for key, _ in self.people):
            return
        self.people.setdefault((name.key, role), []).append(span)
        if role != "attendee" and (name.key, "attendee") in self.people:
            del self.people[name.key, "attendee"]

    def has(self, key: str) -> bool:
        """True where the entity takes part in any role."""
        return any(k == key for k, _ in self.people)
