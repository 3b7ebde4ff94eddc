"""From keys inside a document to keys in the graph, and references that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.facts import DocumentFacts, Event, Mention
from kg.ontology import KGC, declared

RELATIONS = {
    "age": ("person", ""),
    "basedIn": ("organization", "place"),
    "founder": ("organization", "person"),
    "parent": ("person", "person"),
    "spouse": ("person", "person"),
    "subOrganizationOf": ("organization", "organization"),
    "within": ("place", "place"),
}
"""Properties that a Relation may name → the kinds of its subject and object (none for a number)."""

LOCAL_KINDS = frozenset({"event", "utterance", "statement", "group"})
"""Kinds whose keys are unique only in their document, so that the graph's key names the document."""


def graph_key(document: str, key: str, keys: Mapping[tuple[str, str], str]) -> str:
    """The key in the graph of the node that ``document`` calls ``key``.

    What resolution does not list keeps its own key, or, where that is unique only in its document, gets the document's hash:

    >>> graph_key("0123456789abcdef" * 4, "event/0-12-会见", {})
    'event/0123456789abcdef-0-12-会见'
    """
    found = keys.get((document, key))
    if found is not None:
        return found
    kind, _, rest = key.partition("/")
    return f"{kind}/{document[:16]}-{rest}" if kind in LOCAL_KINDS else key


def fits(predicate: str, subject: str, target: str | int) -> bool:
    """True where keys are of the kinds that a property connects, and not the same.

    >>> fits("within", "place/甲", "place/乙"), fits("within", "place/甲", "organization/乙"), fits("age", "person/甲", 72)
    (True, False, True)
    """
    kinds = (subject.partition("/")[0], target.partition("/")[0] if isinstance(target, str) else "")
    return RELATIONS.get(predicate) == kinds and subject != target


@dataclass(frozen=True)
class Scope:
    """One document's view of the graph: what its references mean, and which of them lead somewhere.

    Attributes:
        facts: everything that was read from the document.
        keys: graph keys of all local nodes of all documents.
    """

    facts: DocumentFacts
    keys: Mapping[tuple[str, str], str]
    entities: frozenset[str]
    events: frozenset[str]

    @classmethod
    def of(cls, facts: DocumentFacts, keys: Mapping[tuple[str, str], str]) -> Scope:
        """The scope of ``facts`` where resolution gave ``keys``."""
        return cls(
            facts,
            keys,
            frozenset(entity.key for entity in facts.entities),
            frozenset(event.key for event in facts.events),
        )

    def key(self, local: str) -> str:
        """The graph key of a local node."""
        return graph_key(self.facts.document, local, self.keys)

    def knows(self, *locals_: str | None) -> bool:
        """True where every reference leads to a record of the document (None leads nowhere and is fine)."""
        return all(local is None or local in self.entities or local in self.events for local in locals_)

    def quoted(self, mentions: tuple[Mention, ...]) -> Iterator[Mention]:
        """The mentions whose characters are known."""
        return (mention for mention in mentions if (mention.begin, mention.end) in self.facts.quotes)


def problems(facts: DocumentFacts) -> list[str]:
    """One line for every mistake in a document's facts.

    A reference that leads nowhere costs the fact that makes it; what rests on no span or names a concept that the
    ontology does not declare is written and breaks the shapes. An extractor that delivers such facts has a mistake, but the rest
    of the document is still good.
    """
    return list(_Inspection(facts).lines())


class _Inspection:
    """Looks for references that lead nowhere, facts without evidence, and unknown concepts."""

    def __init__(self, facts: DocumentFacts) -> None:
        self.facts = facts
        self.scope = Scope.of(facts, {})

    def lines(self) -> Iterator[str]:
        """Every finding."""
        for entity in self.facts.entities:
            yield from self.spans(entity.key, entity.mentions, needed=entity.derived_from is None)
            yield from self.concepts(entity.key, entity.category)
        for position in self.facts.positions:
            what = f"position {position.title}"
            yield from self.references(what, position.holder, position.organization)
            yield from self.spans(what, position.mentions)
            yield from self.concepts(what, position.status)
        for event in self.facts.events:
            yield from self.event(event)
        for statement in self.facts.statements:
            yield from self.references(statement.key, statement.speaker, statement.said_at, *statement.about, *statement.named)
            yield from self.spans(statement.key, statement.mentions)
            yield from self.concepts(statement.key, statement.category)
        for relation in self.facts.relations:
            what = f"relation {relation.predicate}"
            target = relation.object if isinstance(relation.object, str) else None
            yield from self.references(what, relation.subject, target)
            yield from self.spans(what, relation.mentions, needed=False)
            if not fits(relation.predicate, relation.subject, relation.object):
                yield f"{what} does not connect {relation.subject} with {relation.object}"
        for article in self.facts.articles:
            keys = (*article.authors, *article.contributors, *article.about, *article.named)
            yield from self.references(f"article {article.index}", *keys)

    def event(self, event: Event) -> Iterator[str]:
        """An event with its participations."""
        participants = (one.participant for one in event.participations)
        yield from self.references(event.key, *event.places, *event.about, event.parent, *participants)
        yield from self.spans(event.key, event.mentions)
        yield from self.concepts(event.key, event.category, event.time.precision, *(one.role for one in event.participations))
        for one in event.participations:
            yield from self.spans(event.key, one.mentions, needed=False)

    def references(self, what: str, *keys: str | None) -> Iterator[str]:
        """Keys of no record."""
        return (f"{what} refers to {key}, which is not a record of the document" for key in keys if not self.scope.knows(key))

    def spans(self, what: str, mentions: tuple[Mention, ...], *, needed: bool = True) -> Iterator[str]:
        """Spans without characters, or none at all where there must be one."""
        if needed and not mentions:
            yield f"{what} rests on no span of the text"
        for mention in mentions:
            if (mention.begin, mention.end) not in self.facts.quotes:
                yield f"{what} rests on {mention.begin}–{mention.end}, whose characters are not given"

    def concepts(self, what: str, *names: str | None) -> Iterator[str]:
        """Concepts that the ontology does not declare."""
        return (
            f"{what} has the concept {name}, which is not declared" for name in names if name and KGC + name not in declared()
        )
