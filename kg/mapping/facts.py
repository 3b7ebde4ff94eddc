"""The default graph: each fact once, whoever reported it.

A function of all documents. Values on which reports differ are chosen by the rules of
:mod:`kg.mapping.choice`; sets (participants, places, dates on which a tenure was seen) are united.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.facts import DocumentFacts, TimeValue
from kg.mapping import choice
from kg.mapping.iris import Iris
from kg.mapping.pool import Pool, Tenure
from kg.mapping.terms import TYPE, Quad, date, decimal, integer, iri, plain, zh
from kg.ontology import KG, KGC, PROV, RDFS, SCHEMA, SKOS
from kg.resolution.records import Resolution

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


class Writer:
    """Writes a pool as quads of the default graph."""

    def __init__(self, pool: Pool, resolution: Resolution, base: str) -> None:
        self.pool = pool
        self.iris = Iris(base)
        nodes = pool.entities | pool.events
        self.labels = {key: resolution.names.get(key) or self._label(key) for key in nodes}

    def _label(self, key: str) -> str:
        """The best of the names that documents put first; one that some document knows as a lesser name only if all are."""
        votes = self.pool.full_names[key]
        full = {name: count for name, count in votes.items() if (key, name) not in self.pool.lesser_names}
        return choice.best_name(full or votes)

    def quads(self) -> Iterator[Quad]:
        """Every fact once, in no particular order."""
        for key in self.pool.entities:
            yield from self._entity(key)
        for tenure in self.pool.tenures:
            yield from self._tenure(tenure)
        for key in self.pool.events:
            yield from self._event(key)
        yield from self._event_links()
        for key in self.pool.statements:
            yield from self._statement(key)
        yield from self._relations()

    def _entity(self, key: str) -> Iterator[Quad]:
        pool, node = self.pool, self.iris.of_key(key)
        yield Quad(node, TYPE, kg(CLASSES.get(key.partition("/")[0], "Group")))
        yield Quad(node, LABEL, zh(self.labels[key]))
        others = choice.other_names(pool.names[key], self.labels[key])
        for name in others:
            yield Quad(node, ALT_LABEL, zh(name))
        for name in pool.short_names.get(key, ()):
            if name in others:
                yield Quad(node, kg("shortName"), zh(name))
        if key in pool.categories:
            yield Quad(node, kg("category"), kgc(choice.best(pool.categories[key])))
        if key in pool.codes:
            yield Quad(node, kg("divisionCode"), plain(choice.best(pool.codes[key])))
        if key in pool.coordinates:
            latitude, longitude = choice.best_number(pool.coordinates[key])
            yield Quad(node, iri(SCHEMA + "latitude"), decimal(latitude))
            yield Quad(node, iri(SCHEMA + "longitude"), decimal(longitude))
        if key in pool.origins and key not in pool.attested:
            yield Quad(node, iri(PROV + "wasDerivedFrom"), self.iris.origin(choice.best(pool.origins[key])))

    def _tenure(self, tenure: Tenure) -> Iterator[Quad]:
        holder, title, organization, status = tenure
        pool, node = self.pool, self.iris.tenure(*tenure)
        post, person = self.iris.post(title, organization, holder), self.iris.of_key(holder)
        post_label = (self.labels[organization] if organization else "") + title
        yield Quad(post, TYPE, kg("Post"))
        yield Quad(post, LABEL, zh(post_label))
        yield Quad(post, kg("postTitle"), zh(title))
        yield Quad(node, TYPE, kg("Tenure"))
        yield Quad(node, LABEL, zh(f"{self.labels[holder]}：{post_label}"))
        yield Quad(node, kg("holder"), person)
        yield Quad(node, kg("post"), post)
        if status:
            yield Quad(node, kg("tenureStatus"), kgc(status))
        for day in pool.tenures[tenure]:
            yield Quad(node, kg("observedOn"), date(day))
        name = repr(tenure)
        if name in pool.starts:
            yield Quad(node, kg("startDate"), date(choice.best_day(pool.starts[name])))
        if name in pool.ends:
            yield Quad(node, kg("endDate"), date(choice.best_day(pool.ends[name])))
        if organization:
            body = self.iris.of_key(organization)
            yield Quad(post, kg("postIn"), body)
            yield Quad(node, kg("organization"), body)
            if status != "former" and name not in pool.ends:
                yield Quad(person, kg("memberOf"), body)

    def _event(self, key: str) -> Iterator[Quad]:
        pool, node = self.pool, self.iris.of_key(key)
        yield Quad(node, TYPE, kg("Event"))
        yield Quad(node, LABEL, zh(self.labels[key]))
        yield Quad(node, kg("category"), kgc(choice.best(pool.categories[key])))
        yield from time_quads(node, choice.best_time(pool.times[key]))

    def _event_links(self) -> Iterator[Quad]:
        pool, of_key = self.pool, self.iris.of_key
        for key, parent in choice.forest(pool.parents).items():
            yield Quad(of_key(key), kg("subEventOf"), of_key(parent))
        for key, place in pool.places:
            yield Quad(of_key(key), kg("place"), of_key(place))
        for key, work in pool.about:
            yield Quad(of_key(key), kg("about"), of_key(work))
        for key, who, role in pool.participations:
            node, event, actor = self.iris.participation(key, who, role), of_key(key), of_key(who)
            yield Quad(event, kg("participation"), node)
            yield Quad(event, kg("actor"), actor)
            yield Quad(node, TYPE, kg("Participation"))
            yield Quad(node, kg("participant"), actor)
            yield Quad(node, kg("role"), kgc(role))

    def _statement(self, key: str) -> Iterator[Quad]:
        saying, node, of_key = self.pool.statements[key], self.iris.of_key(key), self.iris.of_key
        yield Quad(node, TYPE, kg("Utterance"))
        yield Quad(node, LABEL, zh(f"{self.labels[saying.speaker]}{saying.verb}：{saying.words}"))
        yield Quad(node, kg("speaker"), of_key(saying.speaker))
        yield Quad(node, kg("category"), kgc(saying.category))
        yield Quad(node, kg("verb"), zh(saying.verb))
        if saying.said_at:
            yield Quad(node, kg("saidAt"), of_key(saying.said_at))
        for work in saying.about:
            yield Quad(node, kg("about"), of_key(work))
        for named in saying.named:
            yield Quad(node, kg("mentions"), of_key(named))

    def _relations(self) -> Iterator[Quad]:
        of_key = self.iris.of_key
        for predicate, votes in self.pool.relations.items():
            links = {(s, o): n for (s, o), n in votes.items() if isinstance(o, str)}
            kept: Iterable[tuple[str, str]] = links
            if predicate == "within":
                edges: dict[str, dict[str, int]] = {}
                for (s, o), n in links.items():
                    edges.setdefault(s, {})[o] = n
                kept = choice.forest(edges).items()
            elif predicate == "subOrganizationOf":
                kept = choice.superiors(links)
            elif predicate == "spouse":
                married = choice.couples(links)
                kept = (pair for pair in links if frozenset(pair) in married)
            for s, o in kept:
                yield Quad(of_key(s), kg(predicate), of_key(o))
            for s, value in votes:
                if isinstance(value, int):
                    yield Quad(of_key(s), kg(predicate), integer(value))


def time_quads(node: str, time: TimeValue, graph: str = "") -> Iterator[Quad]:
    """When ``node`` happened: dates where the text gives them, always a precision, the original words."""
    yield Quad(node, kg("timePrecision"), kgc(time.precision), graph)
    if time.start:
        yield Quad(node, kg("startDate"), date(time.start), graph)
    if time.end:
        yield Quad(node, kg("endDate"), date(time.end), graph)
    if time.text:
        yield Quad(node, kg("timeText"), plain("".join(time.text.split())), graph)


def pool_quads(pool: Pool, resolution: Resolution, base: str) -> Iterator[Quad]:
    """The quads of the default graph, from what was gathered of all documents.

    Args:
        pool: has been given every document once, in any order.
        resolution: the identity decisions for exactly these documents.
        base: how instance IRIs begin.

    Yields:
        Quads in no particular order; the same fact may come more than once (posts, shortcuts).
    """
    yield from Writer(pool, resolution, base).quads()


def fact_quads(all_facts: Iterable[DocumentFacts], resolution: Resolution, base: str) -> Iterator[Quad]:
    """The quads of the default graph: what all documents together say; see :func:`pool_quads`."""
    pool = Pool()
    for facts in all_facts:
        pool.add(facts, resolution)
    yield from pool_quads(pool, resolution, base)
