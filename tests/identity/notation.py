"""Reads the notation of cases.yaml: one line a document, as small facts."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from kg.facts import (
    ArticleFacts,
    DocumentFacts,
    Entity,
    EntityKind,
    Event,
    Mention,
    Participation,
    Position,
    Relation,
    Span,
    TimeValue,
)
from kg.language.gazetteer import Gazetteer

CASES = Path(__file__).with_name("cases.yaml")
HALVES = {"am": "上午", "pm": "下午"}


def moment(text: str) -> TimeValue:
    """When an event is: ``2024-03-01``, ``2024-03-01am``, ``2024-03-01..2024-03-03``, or ``-``."""
    if text == "-":
        return TimeValue(None, None, "recent", "近日")
    first, _, last = text.partition("..")
    day, half = datetime.date.fromisoformat(first[:10]), HALVES.get(first[10:])
    end = datetime.date.fromisoformat(last) if last else day
    return TimeValue(day, end, "part-of-day" if half else "day", half)


class Maker:
    """Collects the facts of one document."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        head, day, *facts = [part.strip() for part in text.split(";")]
        self.home, self.day = head.strip("'"), datetime.date.fromisoformat(day)
        self.entities: dict[str, Entity] = {}
        self.positions: list[Position] = []
        self.events: list[Event] = []
        self.relations: list[Relation] = []
        self.authors: list[str] = []
        self.publisher: str | None = None
        self.refs: dict[str, str] = {}
        if self.home:  # a document of a division names it
            self.division(self.home)
        for fact in facts:
            self.read(fact.strip("'"))

    def entity(self, kind: EntityKind, name: str, world: str, **more: object) -> str:
        """An entity's key; made if it is new."""
        key = f"{kind}/{name}~{world}" if world else f"{kind}/{name}"
        if key not in self.entities:
            self.entities[key] = Entity(key, kind, name, world=world, mentions=(Mention(0, 1, "test", 1.0),), **more)  # type: ignore[arg-type]
        self.refs.setdefault(name, key)
        return key

    def division(self, code: str) -> str:
        """The place that a code means, under its name."""
        known = Gazetteer().by_code(code)
        return self.entity("place", known.name if known else f"区划{code}", code, division_code=code)

    def person(self, name: str) -> str:
        """A person of the document's world."""
        return self.entity("person", name, self.home)

    def organization(self, text: str, aliases: tuple[str, ...] = ()) -> str:
        """An organization, as in ``名~code#category``."""
        text, _, category = text.partition("#")
        name, own, code = text.strip().partition("~")
        return self.entity("organization", name, code if own else self.home, aliases=aliases, category=category or None)

    def read(self, fact: str) -> None:
        """Read one fact."""
        kind, _, rest = fact.partition(" ")
        if kind == "by":
            self.authors.append(self.person(rest))
        elif kind == "press":
            self.publisher = self.organization(rest)
        elif kind == "spouse":
            one, other = map(self.person, rest.split())
            self.relations.append(Relation(one, "spouse", other))
        elif kind == "org":
            name, _, others = rest.partition(" = ")
            self.organization(name.strip(), tuple(x.strip() for x in others.split(",") if x.strip()))
        elif kind == "place":
            self.place(rest)
        elif kind == "work":
            self.entity("work", rest, "")
        elif kind == "event":
            self.event(rest)
        else:
            self.human(fact)

    def place(self, text: str) -> str:
        """A place, as in ``名~code`` or ``名 < code``."""
        name, inside, outer = text.partition(" < ")
        name, _, code = name.partition("~")
        key = self.entity("place", name, code, division_code=code or None)
        if inside:
            parent = self.division(outer)
            self.relations.append(Relation(key, "within", parent))
        return key

    def human(self, fact: str) -> None:
        """A person with a post or an age."""
        match = re.fullmatch(r"([^=:]+)(?:=([^@]+)@([^!]+)(?:!(\w+))?)?(?::(\d+))?", fact)
        assert match, fact
        name, title, organization, status, age = match.groups()
        key = self.person(name)
        if title:
            body = None if organization == "-" else self.organization(organization)
            self.positions.append(Position(key, title, body, status, (self.day,)))
        if age:
            self.relations.append(Relation(key, "age", int(age)))

    def event(self, text: str) -> None:
        """An event, as in ``category day name | place | participants | the event it is part of``."""
        head, place, who, *parent = (part.strip() for part in text.split("|"))
        category, when, label = head.split(" ", 2)
        participants = [x.strip() for x in who.split(",") if x.strip()]
        keys = [self.organization(x.removeprefix("org ")) if x.startswith("org ") else self.person(x) for x in participants]
        places = (self.place(place),) if place else ()
        key = f"event/{len(self.events)}-{label}"
        self.refs[label] = key
        roles = tuple(Participation(one, "attendee") for one in keys)
        whole = self.refs[parent[0]] if parent else None
        self.events.append(Event(key, label, category, 0, moment(when), places, whole, roles))

    def facts(self) -> DocumentFacts:
        """Everything as a record."""
        by = tuple(self.authors)
        article = ArticleFacts(0, "story", Span(0, 10), "题", published=self.day, publisher=self.publisher, authors=by)
        return DocumentFacts(
            document=hashlib.sha256(self.name.encode()).hexdigest(),
            titles=(f"{self.name}.txt",),
            media_type="text/plain",
            encoding="utf-8",
            as_is=True,
            characters=10,
            articles=(article,),
            entities=tuple(self.entities[key] for key in sorted(self.entities)),
            positions=tuple(self.positions),
            events=tuple(self.events),
            relations=tuple(self.relations),
            quotes={(0, 1): "题"},
        )


def documents(case: Mapping[str, object]) -> tuple[list[DocumentFacts], dict[str, tuple[str, str]]]:
    """The documents of a case, and what ``a/名`` stands for."""
    found, refs = [], {}
    docs = case["docs"]
    assert isinstance(docs, dict)
    for name, text in docs.items():
        maker = Maker(f"{case['name']}/{name}", text)
        facts = maker.facts()
        found.append(facts)
        refs.update({f"{name}/{ref}": (facts.document, key) for ref, key in maker.refs.items()})
    return found, refs


def cases() -> list[dict[str, object]]:
    """All cases."""
    loaded: list[dict[str, object]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return loaded


def pairs(case: Mapping[str, object], verdict: str) -> list[tuple[str, str]]:
    """The pairs of a case that are ``same`` or ``different``."""
    lines = case.get(verdict, [])
    assert isinstance(lines, list)
    return [(left, right) for left, right in (line.split() for line in lines)]
