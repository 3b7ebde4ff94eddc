"""What one document adds to what all documents say: small records that are put together by the node they speak of.

A record is a line of JSON. The lines of all documents, sorted as bytes, bring together what speaks of one node, whatever there is
of them, so that nobody has to hold all documents in memory. The lines of kinds whose nodes name their document (events,
statements, groups) are few: what no other document speaks of is written at once (:mod:`kg.mapping.document`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from kg.facts import DocumentFacts, Entity, Event, Position, Relation, Statement, TimeValue
from kg.mapping.choice import best_name
from kg.mapping.keys import LOCAL_KINDS, Scope, fits
from kg.ontology import scheme_of

SCHEMES = {"organization": "organization-type", "place": "place-type"}
"""Kind of entity → scheme of its categories; what resolution made of another kind does not bring its category along."""

LONGEST_SAYING = 24
"""Characters of a speech that its label repeats."""

Tenure = tuple[str, str, str | None, str | None]
"""Holder, title, organization, status: what makes a tenure that tenure."""

When = tuple[datetime.date | None, datetime.date | None, str, str | None]
"""A :class:`kg.facts.TimeValue` as a record has it."""


class Named(msgspec.Struct, frozen=True, array_like=True, tag="e"):
    """What a document says of an entity; ``full`` are the names that it puts first, ``lesser`` the others."""

    key: str
    full: tuple[str, ...]
    lesser: tuple[str, ...]
    short: tuple[str, ...]
    categories: tuple[str, ...]
    codes: tuple[str, ...]
    coordinates: tuple[tuple[float, float], ...]
    origins: tuple[str, ...]
    attested: bool


class Held(msgspec.Struct, frozen=True, array_like=True, tag="h"):
    """A tenure that a document speaks of. ``labels`` are those of holder and organization where only this document has them."""

    holder: str
    title: str
    organization: str | None
    status: str | None
    days: tuple[datetime.date, ...]
    starts: tuple[datetime.date, ...]
    ends: tuple[datetime.date, ...]
    labels: tuple[str | None, str | None]


class Part(msgspec.Struct, frozen=True, array_like=True, tag="p"):
    """An event that a document has as part of another one."""

    key: str
    whole: str


class Related(msgspec.Struct, frozen=True, array_like=True, tag="r"):
    """A plain relation that a document states."""

    predicate: str
    subject: str
    object: str | int


class Said(msgspec.Struct, frozen=True, array_like=True, tag="s"):
    """The label that a statement still needs; ``label`` is that of the speaker where only this document has it."""

    speaker: str
    key: str
    verb: str
    words: str
    label: str | None


class Happened(msgspec.Struct, frozen=True, array_like=True, tag="t"):
    """What a document says of an event."""

    key: str
    labels: tuple[str, ...]
    categories: tuple[str, ...]
    times: tuple[When, ...]
    places: tuple[str, ...]
    works: tuple[str, ...]
    participants: tuple[tuple[str, str], ...]


Record = Named | Held | Part | Related | Said | Happened
"""The tags give the order in which the kinds come when lines are sorted: entities first, whose labels the others need."""

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """A record as a line, without its end."""
    return _ENCODER.encode(record)


def decode(line: bytes) -> Record:
    """A record from its line."""
    return _DECODER.decode(line)


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement in the keys of the graph; of its words only what the label repeats."""

    speaker: str
    category: str
    verb: str
    words: str
    said_at: str | None
    about: tuple[str, ...]
    named: tuple[str, ...]

    @classmethod
    def of(cls, statement: Statement, scope: Scope) -> Saying:
        """What ``statement`` says in the terms of the graph."""
        span = min(((m.begin, m.end) for m in scope.quoted(statement.mentions)), default=None)
        said = "".join(scope.facts.quotes[span].split()) if span else ""
        return cls(
            scope.key(statement.speaker),
            statement.category,
            statement.verb,
            said[:LONGEST_SAYING] + ("…" if len(said) > LONGEST_SAYING else ""),
            scope.key(statement.said_at) if statement.said_at and scope.knows(statement.said_at) else None,
            tuple(scope.key(work) for work in statement.about if scope.knows(work)),
            tuple(scope.key(named) for named in statement.named if scope.knows(named)),
        )


@dataclass
class _Fields:
    """What is known of a node meanwhile: field → its values in the order of their first use."""

    values: dict[str, dict[object, None]] = field(default_factory=dict)
    attested: bool = False

    def add(self, name: str, *values: object) -> None:
        self.values.setdefault(name, {}).update(dict.fromkeys(values))

    def get(self, name: str) -> tuple:  # type: ignore[type-arg]  # of what its field holds
        return tuple(self.values.get(name, ()))


class Contribution:
    """What one document adds to the default graph.

    Args:
        scope: its facts and what their keys mean.
        shared: keys of events that several documents speak of.
        names: labels that the user's rules prescribe.

    Attributes:
        records: what has to be put together with other documents'.
        events: events that no other document speaks of, ``parts`` how they are parts of each other.
        sayings: the statements by key.
    """

    def __init__(self, scope: Scope, shared: frozenset[str], names: Mapping[str, str]) -> None:
        self.scope = scope
        self.names = names
        self.records: list[Record] = []
        self.events: list[Happened] = []
        self.parts: list[Part] = []
        self.sayings: dict[str, Saying] = {}
        self._labels: dict[str, str] = {}
        facts = scope.facts
        self._entities(facts)
        self._events(facts, shared)
        self._positions(facts)
        for statement in facts.statements:
            if scope.knows(statement.speaker):
                self.sayings[scope.key(statement.key)] = Saying.of(statement, scope)
        for key, saying in self.sayings.items():
            self.records.append(Said(saying.speaker, key, saying.verb, saying.words, self._labels.get(saying.speaker)))
        self.records += dict.fromkeys(self._relations(facts))

    def _entities(self, facts: DocumentFacts) -> None:
        nodes: dict[str, _Fields] = {}
        for entity in facts.entities:
            key = self.scope.key(entity.key)
            self._entity(key, entity, nodes.setdefault(key, _Fields()))
        for key, node in nodes.items():
            full, lesser = node.get("full"), node.get("lesser")
            if key.partition("/")[0] in LOCAL_KINDS:
                best = [name for name in full if name not in lesser] or full
                self._labels[key] = self.names.get(key) or best_name(dict.fromkeys(best, 1))
            parts = (full, lesser, node.get("short"), node.get("category"), node.get("code"), node.get("point"))
            self.records.append(Named(key, *parts, node.get("origin"), node.attested))

    def _entity(self, key: str, entity: Entity, node: _Fields) -> None:
        node.add("full", entity.name)
        node.add("lesser", *(name for name in (*entity.aliases, *entity.short_names) if name != entity.name))
        node.add("short", *entity.short_names)
        if entity.category and scheme_of().get(entity.category) == SCHEMES.get(key.partition("/")[0]):
            node.add("category", entity.category)
        if entity.division_code:
            node.add("code", entity.division_code)
        if entity.latitude is not None and entity.longitude is not None:
            node.add("point", (entity.latitude, entity.longitude))
        if any(True for _ in self.scope.quoted(entity.mentions)):
            node.attested = True
        elif entity.derived_from:
            node.add("origin", entity.derived_from)

    def _positions(self, facts: DocumentFacts) -> None:
        scope, tenures = self.scope, dict[Tenure, _Fields]()
        for position in facts.positions:
            if scope.knows(position.holder, position.organization):
                self._position(position, tenures)
        for (holder, title, organization, status), node in tenures.items():
            labels = (self._labels.get(holder), self._labels.get(organization) if organization else None)
            days = (node.get("day"), node.get("start"), node.get("end"))
            self.records.append(Held(holder, title, organization, status, *days, labels))

    def _position(self, position: Position, tenures: dict[Tenure, _Fields]) -> None:
        organization = position.organization and self.scope.key(position.organization)
        tenure = (self.scope.key(position.holder), position.title, organization, position.status)
        node = tenures.setdefault(tenure, _Fields())
        node.add("day", *position.observed_on)
        if position.start:
            node.add("start", position.start)
        if position.end:
            node.add("end", position.end)

    def _events(self, facts: DocumentFacts, shared: frozenset[str]) -> None:
        nodes: dict[str, _Fields] = {}
        parts: dict[Part, None] = {}
        for event in facts.events:
            key = self.scope.key(event.key)
            self._event(event, nodes.setdefault(key, _Fields()))
            if event.parent and self.scope.knows(event.parent) and self.scope.key(event.parent) != key:
                parts[Part(key, self.scope.key(event.parent))] = None
        for key, node in nodes.items():
            told = Happened(key, *(node.get(name) for name in ("label", "category", "time", "place", "work", "participant")))
            self._labels[key] = self.names.get(key) or best_name(dict.fromkeys(told.labels, 1))
            (self.records if key in shared else self.events).append(told)
        # circles are looked for among all events that hang together, and those of a shared one are not all here
        if nodes.keys() & shared:
            self.records += parts
        else:
            self.parts += parts

    def _event(self, event: Event, node: _Fields) -> None:
        scope = self.scope
        node.add("label", event.label)
        node.add("category", event.category)
        node.add("time", when(event.time))
        node.add("place", *(scope.key(place) for place in event.places if scope.knows(place)))
        node.add("work", *(scope.key(work) for work in event.about if scope.knows(work)))
        known = (one for one in event.participations if scope.knows(one.participant))
        node.add("participant", *((scope.key(one.participant), one.role) for one in known))

    def _relations(self, facts: DocumentFacts) -> Iterator[Related]:
        for relation in facts.relations:
            target = self._target(relation)
            if target is not None:
                yield Related(relation.predicate, self.scope.key(relation.subject), target)

    def _target(self, relation: Relation) -> str | int | None:
        scope, target = self.scope, relation.object
        if isinstance(target, str):
            if not scope.knows(relation.subject, target):
                return None
            target = scope.key(target)
        subject = scope.key(relation.subject)
        return target if scope.knows(relation.subject) and fits(relation.predicate, subject, target) else None


def when(time: TimeValue) -> When:
    """A time as a record has it."""
    return (time.start, time.end, time.precision, time.text)
