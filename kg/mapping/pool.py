"""What all documents together say, gathered document by document: votes for values, unions of sets."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from kg.facts import DocumentFacts, Entity, Event, Position, Relation, Statement, TimeValue
from kg.mapping.choice import Votes
from kg.mapping.keys import Scope, fits
from kg.ontology import scheme_of
from kg.resolution.records import Resolution

SCHEMES = {"organization": "organization-type", "place": "place-type"}
"""Kind of entity → scheme of its categories; what resolution made of another kind does not bring its category along."""

LONGEST_SAYING = 24
"""Characters of a speech that its label repeats."""

Tenure = tuple[str, str, str | None, str | None]
"""Holder, title, organization, status: what makes a tenure that tenure."""


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
class Pool:
    """What all documents together say, gathered document by document."""

    names: Votes[str] = field(default_factory=Votes)
    full_names: Votes[str] = field(default_factory=Votes)
    lesser_names: set[tuple[str, str]] = field(default_factory=set)
    short_names: Votes[str] = field(default_factory=Votes)
    categories: Votes[str] = field(default_factory=Votes)
    codes: Votes[str] = field(default_factory=Votes)
    coordinates: Votes[tuple[float, float]] = field(default_factory=Votes)
    origins: Votes[str] = field(default_factory=Votes)
    times: Votes[TimeValue] = field(default_factory=Votes)
    parents: Votes[str] = field(default_factory=Votes)
    starts: Votes[datetime.date] = field(default_factory=Votes)
    ends: Votes[datetime.date] = field(default_factory=Votes)
    relations: Votes[tuple[str, str | int]] = field(default_factory=Votes)
    entities: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    attested: set[str] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    about: set[tuple[str, str]] = field(default_factory=set)
    participations: set[tuple[str, str, str]] = field(default_factory=set)
    tenures: dict[Tenure, set[datetime.date]] = field(default_factory=dict)
    statements: dict[str, Saying] = field(default_factory=dict)

    def votes(self) -> tuple[Votes[str] | Votes[tuple[float, float]] | Votes[TimeValue] | Votes[datetime.date], ...]:
        """All ballots but the relations'."""
        return (
            *(self.names, self.full_names, self.short_names, self.categories, self.codes, self.coordinates, self.origins),
            *(self.times, self.parents, self.starts, self.ends),
        )

    def add(self, facts: DocumentFacts, resolution: Resolution) -> None:
        """Another document."""
        scope = Scope.of(facts, resolution)
        for votes in self.votes():
            votes.next_document()
        self.relations.next_document()
        for entity in facts.entities:
            self._entity(entity, scope)
        for position in facts.positions:
            if scope.knows(position.holder, position.organization):
                self._position(position, scope)
        for event in facts.events:
            self._event(event, scope)
        for statement in facts.statements:
            if scope.knows(statement.speaker):
                self.statements[scope.key(statement.key)] = Saying.of(statement, scope)
        for relation in facts.relations:
            self._relation(relation, scope)

    def _entity(self, entity: Entity, scope: Scope) -> None:
        key = scope.key(entity.key)
        self.entities.add(key)
        self.full_names.add(key, entity.name)
        for name in (entity.name, *entity.aliases, *entity.short_names):
            self.names.add(key, name)
            if name != entity.name:
                self.lesser_names.add((key, name))
        for name in entity.short_names:
            self.short_names.add(key, name)
        if entity.category and scheme_of().get(entity.category) == SCHEMES.get(key.partition("/")[0]):
            self.categories.add(key, entity.category)
        if entity.division_code:
            self.codes.add(key, entity.division_code)
        if entity.latitude is not None and entity.longitude is not None:
            self.coordinates.add(key, (entity.latitude, entity.longitude))
        if any(True for _ in scope.quoted(entity.mentions)):
            self.attested.add(key)
        elif entity.derived_from:
            self.origins.add(key, entity.derived_from)

    def _position(self, position: Position, scope: Scope) -> None:
        organization = position.organization and scope.key(position.organization)
        tenure = (scope.key(position.holder), position.title, organization, position.status)
        self.tenures.setdefault(tenure, set()).update(position.observed_on)
        if position.start:
            self.starts.add(repr(tenure), position.start)
        if position.end:
            self.ends.add(repr(tenure), position.end)

    def _event(self, event: Event, scope: Scope) -> None:
        key = scope.key(event.key)
        self.events.add(key)
        self.full_names.add(key, event.label)
        self.categories.add(key, event.category)
        self.times.add(key, event.time)
        if event.parent and scope.knows(event.parent) and scope.key(event.parent) != key:
            self.parents.add(key, scope.key(event.parent))
        self.places.update((key, scope.key(place)) for place in event.places if scope.knows(place))
        self.about.update((key, scope.key(work)) for work in event.about if scope.knows(work))
        self.participations.update(
            (key, scope.key(one.participant), one.role) for one in event.participations if scope.knows(one.participant)
        )

    def _relation(self, relation: Relation, scope: Scope) -> None:
        target = relation.object
        if isinstance(target, str):
            if not scope.knows(relation.subject, target):
                return
            target = scope.key(target)
        subject = scope.key(relation.subject)
        if scope.knows(relation.subject) and fits(relation.predicate, subject, target):
            self.relations.add(relation.predicate, (subject, target))
