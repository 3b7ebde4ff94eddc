"""What resolution looks at: one slim record for each entity and event of a document.

A profile holds values only (no references to other profiles), so that it can be made document by document, in any order.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from kg.facts import DocumentFacts, Entity, EntityKind, Event
from kg.language.characters import simplified
from kg.resolution.records import Local
from kg.resolution.tables import evidence

Value = TypeVar("Value")

NOTHING: frozenset[Any] = frozenset()
"""One empty set for all: each that is made takes 200 bytes."""

_OFFICES = 2
"""So many in offices of states, at least, make a document one of national news for whom it names without a post."""


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """A post as evidence: title, organization (key in the document, "" unknown), its sector, status and days it was seen on."""

    title: str
    organization: str
    sector: str
    status: str
    days: tuple[datetime.date, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity of one document, as evidence.

    ``worlds`` are division codes it is tied to; ``home`` is that of its document; ``within`` the code of the place around a
    place. ``company`` are names of the people of its document (its own among them), ``births`` the years that stated ages mean,
    ``doings`` day and place (a key) of the events a person takes part in, ``beside``, of a person without a post, the keys of the
    organizations that their document names. ``office`` is true for who holds one of the nation or of a foreign state, which no
    district counts for; ``stage`` where no local paper names a person, without a post beside two or more in such offices, or with
    posts of which no body is told (主席某); ``bare`` where a paper of the whole nation names a person and nothing more.
    """

    local: Local
    kind: EntityKind
    name: str
    names: frozenset[str]
    code: str
    category: str
    home: str
    worlds: frozenset[str]
    within: str = ""
    jobs: tuple[Job, ...] = ()
    company: frozenset[str] = frozenset()
    spouses: frozenset[str] = frozenset()
    births: tuple[int, ...] = ()
    published: datetime.date | None = None
    byline: bool = False
    beside: frozenset[str] = frozenset()
    doings: frozenset[tuple[datetime.date, str]] = frozenset()
    office: bool = False
    stage: bool = False
    bare: bool = False

    @property
    def key(self) -> str:
        """Its key inside the document."""
        return self.local[1]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of one document, as evidence; places, participants and the whole it is part of are keys inside the document.

    ``bodies`` are the participants that are organizations, ``published`` the day its story appeared, ``depth`` how many wholes it
    is part of, ``parts`` whether it has parts itself.
    """

    local: Local
    label: str
    category: str
    start: datetime.date | None
    end: datetime.date | None
    precision: str
    half: str
    home: str
    places: frozenset[str]
    participants: frozenset[str]
    bodies: frozenset[str]
    parent: str
    depth: int
    parts: bool
    published: datetime.date | None


class Shared:
    """One object for equal values, so that what comes back in many documents is in memory once."""

    def __init__(self) -> None:
        self._known: dict[object, object] = {}

    def __call__(self, value: Value) -> Value:
        """The first one given of the values that equal this one."""
        return self._known.setdefault(value, value)  # type: ignore[return-value]

    def profile(self, one: Profile) -> Profile:
        """A profile of shared parts."""
        return replace(
            one,
            local=(self(one.local[0]), self(one.local[1])),
            name=self(one.name),
            names=self(one.names),
            code=self(one.code),
            category=self(one.category),
            home=self(one.home),
            worlds=self(one.worlds),
            within=self(one.within),
            jobs=self(one.jobs),
            spouses=self(one.spouses),
            births=self(one.births),
        )

    def happening(self, one: Happening) -> Happening:
        """An event of shared parts."""
        return replace(
            one,
            local=(self(one.local[0]), one.local[1]),
            label=self(one.label),
            category=self(one.category),
            home=self(one.home),
            places=frozenset(map(self, one.places)) if one.places else NOTHING,
            participants=frozenset(map(self, one.participants)) if one.participants else NOTHING,
            bodies=frozenset(map(self, one.bodies)) if one.bodies else NOTHING,
        )


def profiles(facts: DocumentFacts) -> tuple[list[Profile], list[Happening]]:
    """The profiles of a document."""
    home = home_of(facts)
    entities = {entity.key: entity for entity in facts.entities}
    people = _People(facts, entities)
    within = {
        relation.subject: (entities[relation.object].division_code or "")
        for relation in facts.relations
        if relation.predicate in ("within", "basedIn") and isinstance(relation.object, str) and relation.object in entities
    }
    found = []
    for entity in facts.entities:
        if entity.kind == "group":
            continue
        called = {entity.name, *entity.aliases, *entity.short_names}
        names = frozenset(called | set(map(simplified, called)))
        worlds = {code for code in (entity.world, entity.division_code, within.get(entity.key)) if code}
        local, code, category = (facts.document, entity.key), entity.division_code or "", entity.category or ""
        if entity.kind == "person":
            found.append(people.profile(entity, local, names, home, worlds))
        else:
            around = within.get(entity.key, "")
            found.append(Profile(local, entity.kind, entity.name, names, code, category, home, frozenset(worlds), around))
    return found, _happenings(facts, home)


def home_of(facts: DocumentFacts) -> str:
    """The division a document is about: the world of most of its people and organizations, else of its places ("" for none)."""
    for kinds in (("person", "organization"), ("place",)):
        counts = Counter(entity.world or entity.division_code or "" for entity in facts.entities if entity.kind in kinds)
        if counts:
            return min(counts, key=lambda world: (-counts[world], world == "", world))
    return ""


def sector(name: str, category: str) -> str:
    """What kind of work an organization stands for, or ""."""
    return _sector(name, category)


def of_state(title: str, organization: str) -> bool:
    """Whether a post is one of the nation or of a foreign state: by the body, or by a title that only states have.

    >>> of_state("部长", "外交部"), of_state("副总统", ""), of_state("局长", "玄武区教育局"), of_state("主席", "")
    (True, True, False, False)
    """
    tables = evidence()
    if organization:
        return organization in tables["national-bodies"] or organization.startswith(tuple(tables["national-starts"]))
    return title in tables["state-titles"]


@cache
def _sector(name: str, category: str) -> str:
    tables = evidence()
    for sector_, categories in tables["sectors"].items():
        if category in categories:
            return str(sector_)
    endings = [
        (ending, sector_) for sector_, many in tables["sector-endings"].items() for ending in many if name.endswith(ending)
    ]
    return str(max(endings, key=lambda one: (len(one[0]), one[1]))[1]) if endings else ""


class _People:
    """Collects what a document says of its people."""

    def __init__(self, facts: DocumentFacts, entities: dict[str, Entity]) -> None:
        self.published = max((article.published for article in facts.articles if article.published), default=None)
        self.names = frozenset(entity.name for entity in facts.entities if entity.kind == "person")
        self.bylines = {key for article in facts.articles for key in (*article.authors, *article.contributors)}
        self.organizations = frozenset(
            entity.key for entity in facts.entities if entity.kind == "organization" and entity.mentions
        )
        self.doings: dict[str, set[tuple[datetime.date, str]]] = {}
        for event in facts.events:
            if event.time.start and event.time.start == event.time.end:
                found = {(event.time.start, place) for place in event.places}
                for one in event.participations:
                    self.doings.setdefault(one.participant, set()).update(found)
        self.jobs: dict[str, list[Job]] = {}
        self.worlds: dict[str, set[str]] = {}
        self.offices: set[str] = set()
        publishers = [entities[a.publisher] for a in facts.articles if a.publisher in entities]
        self.national_press = bool(publishers) and not any(publisher.world for publisher in publishers)
        self.local_press = any(publisher.world for publisher in publishers)
        for position in facts.positions:
            organization = entities.get(position.organization or "")
            name, category = (organization.name, organization.category or "") if organization else ("", "")
            days = position.observed_on or ((self.published,) if self.published else ())
            job = Job(position.title, position.organization or "", sector(name, category), position.status or "", days)
            self.jobs.setdefault(position.holder, []).append(job)
            world = organization.world if organization else ""
            if world:
                self.worlds.setdefault(position.holder, set()).add(world)
            elif of_state(position.title, name):
                self.offices.add(position.holder)
        self.spouses: dict[str, set[str]] = {}
        self.ages: dict[str, set[int]] = {}
        for relation in facts.relations:
            if relation.predicate == "spouse" and relation.subject in entities and relation.object in entities:
                other = str(relation.object)
                self.spouses.setdefault(relation.subject, set()).add(entities[other].name)
                self.spouses.setdefault(other, set()).add(entities[relation.subject].name)
            elif relation.predicate == "age" and isinstance(relation.object, int):
                self.ages.setdefault(relation.subject, set()).add(relation.object)

    def profile(self, entity: Entity, local: Local, names: frozenset[str], home: str, worlds: set[str]) -> Profile:
        jobs = tuple(sorted(self.jobs.get(entity.key, ())))
        ages = self.ages.get(entity.key, set())
        office = entity.key in self.offices
        named = len(self.offices - {entity.key}) >= _OFFICES if not jobs else not any(job.organization for job in jobs)
        tied = frozenset(self.worlds.get(entity.key, set()) or (set() if office else worlds))
        return Profile(
            local=local,
            kind="person",
            name=entity.name,
            names=names,
            code="",
            category=entity.category or "",
            home=home,
            worlds=tied,
            jobs=jobs,
            company=self.names,
            spouses=frozenset(self.spouses[entity.key]) if entity.key in self.spouses else NOTHING,
            births=tuple(sorted(self.published.year - age for age in ages)) if self.published else (),
            published=self.published,
            byline=entity.key in self.bylines and not jobs,
            beside=NOTHING if jobs else self.organizations,
            doings=frozenset(self.doings[entity.key]) if entity.key in self.doings else NOTHING,
            office=office,
            stage=named and not self.local_press,
            bare=self.national_press and not jobs and not ages,
        )


def _happenings(facts: DocumentFacts, home: str) -> list[Happening]:
    wholes = {event.key: event.parent for event in facts.events if event.parent}
    published = {article.index: article.published for article in facts.articles}

    def depth(key: str) -> int:
        above: set[str] = set()
        while key in wholes and key not in above:
            above.add(key)
            key = wholes[key]
        return len(above)

    return [
        _happening(facts.document, event, home, depth(event.key), event.key in wholes.values(), published.get(event.article))
        for event in facts.events
    ]


def _happening(document: str, event: Event, home: str, depth: int, parts: bool, published: datetime.date | None) -> Happening:
    text = event.time.text or ""
    half = next((half for half, words in _HALVES.items() if any(word in text for word in words)), "")
    participants = frozenset(one.participant for one in event.participations)
    return Happening(
        local=(document, event.key),
        label=event.label,
        category=event.category,
        start=event.time.start,
        end=event.time.end,
        precision=event.time.precision,
        half=half,
        home=home,
        places=frozenset(event.places),
        participants=participants,
        bodies=frozenset(one for one in participants if one.startswith("organization/")),
        parent=event.parent or "",
        depth=depth,
        parts=parts,
        published=published,
    )


_HALVES = {"morning": ("上午", "早上", "清晨", "凌晨"), "afternoon": ("下午", "午后"), "evening": ("晚", "夜")}
"""Times of a day that exclude each other."""
