"""The default graph: each fact once, whoever reported it.

A function of all documents. Values on which reports differ are chosen by the rules of
:mod:`kg.mapping.choice`; sets (participants, places, dates on which a tenure was seen) are united.

What documents say comes as records (:mod:`kg.mapping.contributions`), sorted, so that what speaks of one node comes together and
only that is in memory; for the whole run only relations that must not form circles, and labels that differ from the node's key.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from kg.facts import DocumentFacts, TimeValue
from kg.mapping import choice
from kg.mapping.contributions import (
    Contribution,
    Happened,
    Held,
    Named,
    Part,
    Record,
    Related,
    Said,
    Saying,
    Tenure,
    decode,
    encode,
)
from kg.mapping.iris import Iris, name_of
from kg.mapping.keys import Scope
from kg.mapping.shared import shared_keys
from kg.mapping.terms import TYPE, Quad, date, decimal, integer, iri, plain, zh
from kg.ontology import KG, KGC, PROV, RDFS, SCHEMA, SKOS
from kg.resolution.records import Resolution

Value = TypeVar("Value", bound=Hashable)

CLASSES = {
    "person": "Person",
    "organization": "Organization",
    "place": "Place",
    "work": "Work",
    "group": "Group",
}
"""Kind of entity → class."""

LABEL, ALT_LABEL = iri(RDFS + "label"), iri(SKOS + "altLabel")


def kg(name: str) -> str:
    """The term of a property or class of the ontology."""
    return f"<{KG}{name}>"


def kgc(name: str) -> str:
    """The term of a concept."""
    return f"<{KGC}{name}>"


def _votes(ballots: Iterable[Iterable[Value]]) -> dict[Value, int]:
    """How many documents give each value; a document's ballot has each of its values once."""
    return Counter(itertools.chain.from_iterable(ballots))


class Writer:
    """Writes records as quads of the default graph.

    Args:
        base: how instance IRIs begin.
        names: labels that the user's rules prescribe, by key.
        labels: those of entities that somebody else has written, where they differ from what the key says.
    """

    def __init__(self, base: str, names: Mapping[str, str], labels: Mapping[str, str] | None = None) -> None:
        self.iris = Iris(base)
        self.names = names
        self.labels = dict(labels or {})

    def label(self, key: str) -> str:
        """The label of an entity that was written."""
        return self.labels.get(key) or name_of(key).partition("~")[0]

    def quads(self, records: Iterable[Record]) -> Iterator[Quad]:
        """Every fact of all documents, in no particular order; some come more than once (posts, shortcuts).

        Args:
            records: sorted as their lines are.
        """
        relations: dict[str, dict[tuple[str, str], int]] = {}
        parents: dict[str, dict[str, int]] = {}
        for _, some in itertools.groupby(records, key=_subject):
            members: Iterator[Any] = iter(some)  # of one kind
            first = next(members)
            group = itertools.chain((first,), members)
            if isinstance(first, Named):
                yield from self.entity(group)
            elif isinstance(first, Held):
                yield from self.tenure(tuple(group))
            elif isinstance(first, Happened):
                yield from self.event(tuple(group))
            elif isinstance(first, Said):
                yield self._said(first)
            elif isinstance(first, Part):
                parents.setdefault(first.key, {})[first.whole] = sum(1 for _ in group)
            else:
                count, node = sum(1 for _ in group), self.iris.of_key(first.subject)
                if isinstance(first.object, int):
                    yield Quad(node, kg(first.predicate), integer(first.object))
                elif first.predicate in CHOSEN:
                    relations.setdefault(first.predicate, {})[first.subject, first.object] = count
                else:
                    yield Quad(node, kg(first.predicate), self.iris.of_key(first.object))
        yield from self.chosen(relations)
        yield from self.parts(parents)

    def entity(self, group: Iterable[Named]) -> Iterator[Quad]:
        """What all documents say of an entity; they may be many, so each is looked at once."""
        key, attested = "", False
        full, every = Counter[str](), Counter[str]()
        lesser, short = set[str](), set[str]()
        categories, codes, origins = Counter[str](), Counter[str](), Counter[str]()
        points = Counter[tuple[float, float]]()
        for one in group:
            key = one.key
            full.update(one.full)
            every.update({*one.full, *one.lesser})
            lesser.update(one.lesser)
            short.update(one.short)
            categories.update(one.categories)
            codes.update(one.codes)
            points.update(one.coordinates)
            origins.update(one.origins)
            attested |= one.attested
        node = self.iris.of_key(key)
        # the best of the names that documents put first; one that some document knows as a lesser name only if all are
        label = self.names.get(key) or choice.best_name({n: count for n, count in full.items() if n not in lesser} or full)
        if label != self.label(key) and key.partition("/")[0] != "group":  # a group's label is known where it is needed
            self.labels[key] = label
        yield Quad(node, TYPE, kg(CLASSES.get(key.partition("/")[0], "Group")))
        yield Quad(node, LABEL, zh(label))
        others = choice.other_names(every, label)
        for name in others:
            yield Quad(node, ALT_LABEL, zh(name))
            if name in short:
                yield Quad(node, kg("shortName"), zh(name))
        if categories:
            yield Quad(node, kg("category"), kgc(choice.best(categories)))
        if codes:
            yield Quad(node, kg("divisionCode"), plain(choice.best(codes)))
        if points:
            latitude, longitude = choice.best_number(points)
            yield Quad(node, iri(SCHEMA + "latitude"), decimal(latitude))
            yield Quad(node, iri(SCHEMA + "longitude"), decimal(longitude))
        if origins and not attested:
            yield Quad(node, iri(PROV + "wasDerivedFrom"), self.iris.origin(choice.best(origins)))

    def tenure(self, group: tuple[Held, ...]) -> Iterator[Quad]:
        """What all documents say of a tenure, and its post."""
        first = group[0]
        holder, title, organization, status = tenure_of(first)
        node = self.iris.tenure(holder, title, organization, status)
        post, person = self.iris.post(title, organization, holder), self.iris.of_key(holder)
        who, where = first.labels[0] or self.label(holder), ""
        if organization:
            where = first.labels[1] or self.label(organization)
        yield Quad(post, TYPE, kg("Post"))
        yield Quad(post, LABEL, zh(where + title))
        yield Quad(post, kg("postTitle"), zh(title))
        yield Quad(node, TYPE, kg("Tenure"))
        yield Quad(node, LABEL, zh(f"{who}：{where}{title}"))
        yield Quad(node, kg("holder"), person)
        yield Quad(node, kg("post"), post)
        if status:
            yield Quad(node, kg("tenureStatus"), kgc(status))
        for day in {day for one in group for day in one.days}:
            yield Quad(node, kg("observedOn"), date(day))
        starts, ends = _votes(one.starts for one in group), _votes(one.ends for one in group)
        if starts:
            yield Quad(node, kg("startDate"), date(choice.best_day(starts)))
        if ends:
            yield Quad(node, kg("endDate"), date(choice.best_day(ends)))
        if organization:
            body = self.iris.of_key(organization)
            yield Quad(post, kg("postIn"), body)
            yield Quad(node, kg("organization"), body)
            if status != "former" and not ends:
                yield Quad(person, kg("memberOf"), body)

    def event(self, group: tuple[Happened, ...]) -> Iterator[Quad]:
        """What all documents say of an event, but of what it is part."""
        key, of_key = group[0].key, self.iris.of_key
        node = of_key(key)
        label = self.names.get(key) or choice.best_name(_votes(one.labels for one in group))
        yield Quad(node, TYPE, kg("Event"))
        yield Quad(node, LABEL, zh(label))
        yield Quad(node, kg("category"), kgc(choice.best(_votes(one.categories for one in group))))
        times = _votes(one.times for one in group)
        yield from time_quads(node, choice.best_time({TimeValue(*value): count for value, count in times.items()}))
        for one in group:
            for place in one.places:
                yield Quad(node, kg("place"), of_key(place))
            for work in one.works:
                yield Quad(node, kg("about"), of_key(work))
            for who, role in one.participants:
                part, actor = self.iris.participation(key, who, role), of_key(who)
                yield Quad(node, kg("participation"), part)
                yield Quad(node, kg("actor"), actor)
                yield Quad(part, TYPE, kg("Participation"))
                yield Quad(part, kg("participant"), actor)
                yield Quad(part, kg("role"), kgc(role))

    def statement(self, key: str, saying: Saying) -> Iterator[Quad]:
        """A statement without its label, which needs that of its speaker."""
        node, of_key = self.iris.of_key(key), self.iris.of_key
        yield Quad(node, TYPE, kg("Utterance"))
        yield Quad(node, kg("speaker"), of_key(saying.speaker))
        yield Quad(node, kg("category"), kgc(saying.category))
        yield Quad(node, kg("verb"), zh(saying.verb))
        if saying.said_at:
            yield Quad(node, kg("saidAt"), of_key(saying.said_at))
        for work in saying.about:
            yield Quad(node, kg("about"), of_key(work))
        for named in saying.named:
            yield Quad(node, kg("mentions"), of_key(named))

    def own(self, one: Contribution) -> Iterator[Quad]:
        """The facts of a document that no other one can say anything of."""
        for told in one.events:
            yield from self.event((told,))
        parents: dict[str, dict[str, int]] = {}
        for part in one.parts:
            parents.setdefault(part.key, {})[part.whole] = 1
        yield from self.parts(parents)
        for key, saying in one.sayings.items():
            yield from self.statement(key, saying)

    def _said(self, one: Said) -> Quad:
        speaker = one.label or self.label(one.speaker)
        return Quad(self.iris.of_key(one.key), LABEL, zh(f"{speaker}{one.verb}：{one.words}"))

    def parts(self, parents: Mapping[str, Mapping[str, int]]) -> Iterator[Quad]:
        """Which events are parts of which, by how many documents say so: one whole each, and no circles."""
        for key, parent in choice.forest(parents).items():
            yield Quad(self.iris.of_key(key), kg("subEventOf"), self.iris.of_key(parent))

    def chosen(self, relations: Mapping[str, Mapping[tuple[str, str], int]]) -> Iterator[Quad]:
        """Relations of which not all can be true, by what all documents together say."""
        for predicate, links in relations.items():
            kept: Iterable[tuple[str, str]]
            if predicate == "within":
                edges: dict[str, dict[str, int]] = {}
                for (s, o), n in links.items():
                    edges.setdefault(s, {})[o] = n
                kept = choice.forest(edges).items()
            elif predicate == "subOrganizationOf":
                kept = choice.superiors(links)
            else:
                married = choice.couples(links)
                kept = (pair for pair in links if frozenset(pair) in married)
            for s, o in kept:
                yield Quad(self.iris.of_key(s), kg(predicate), self.iris.of_key(o))


CHOSEN = ("within", "subOrganizationOf", "spouse")
"""Relations that may not form circles, or have one object at most."""


def tenure_of(record: Held) -> Tenure:
    """Which tenure a record speaks of."""
    return (record.holder, record.title, record.organization, record.status)


def _subject(record: Record) -> tuple[object, ...]:
    """What records have in common that are put together."""
    if isinstance(record, Held):
        return (Held, *tenure_of(record))
    if isinstance(record, Part):
        return (Part, record.key, record.whole)
    if isinstance(record, Related):
        return (Related, record.predicate, record.subject, record.object)
    return (type(record), record.key)


def time_quads(node: str, time: TimeValue, graph: str = "") -> Iterator[Quad]:
    """When ``node`` happened: dates where the text gives them, always a precision, the original words."""
    yield Quad(node, kg("timePrecision"), kgc(time.precision), graph)
    if time.start:
        yield Quad(node, kg("startDate"), date(time.start), graph)
    if time.end:
        yield Quad(node, kg("endDate"), date(time.end), graph)
    if time.text:
        yield Quad(node, kg("timeText"), plain("".join(time.text.split())), graph)


def fact_quads(all_facts: Iterable[DocumentFacts], resolution: Resolution, base: str) -> Iterator[Quad]:
    """The quads of the default graph: what all documents together say, gathered in memory.

    Args:
        all_facts: every document once, in any order.
        resolution: the identity decisions for exactly these documents.
        base: how instance IRIs begin.

    Yields:
        Quads in no particular order; the same fact may come more than once (posts, shortcuts).
    """
    writer, shared, lines = Writer(base, resolution.names), shared_keys(resolution), list[bytes]()
    for facts in all_facts:
        one = Contribution(Scope.of(facts, resolution.keys), shared, resolution.names)
        yield from writer.own(one)
        lines += map(encode, one.records)
    yield from writer.quads(map(decode, sorted(lines)))
