"""What the evaluation needs of a graph, read once through the ontology's terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph

from kg.evaluation.gold import spelling
from kg.graph.store import select
from kg.ontology import KG, KGC, read

MOST_LABELS, MOST_OTHER_NAMES = 3, 8
"""A node with more labels, or more other names, is not credited with any of them."""

Pair = tuple[str, str]


@dataclass(slots=True)
class EventView:
    """An event: categories with the broader ones, dates, parents, and who was there as what."""

    types: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    venues: set[str] = field(default_factory=set)
    conveners: set[str] = field(default_factory=set)
    roles: set[Pair] = field(default_factory=set)

    @property
    def arguments(self) -> set[str]:
        """Everybody and every place of the event."""
        return self.people | self.venues | self.conveners


def broader_concepts() -> dict[str, str]:
    """Concept → its broader concept, by local names, from the concept schemes."""
    store = pyoxigraph.Store()
    store.load(read("concepts.ttl").encode(), pyoxigraph.RdfFormat.TURTLE)
    rows = select(store, "SELECT ?c ?b { ?c skos:broader ?b }")
    return {row["c"].value[len(KGC) :]: row["b"].value[len(KGC) :] for row in rows}


def closure(pairs: Iterable[Pair]) -> set[Pair]:
    """All pairs that are connected by one or more steps; circles are fine.

    >>> sorted(closure([("a", "b"), ("b", "c")]))
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    up: dict[str, set[str]] = defaultdict(set)
    for child, parent in pairs:
        up[child].add(parent)
    found: set[Pair] = set()
    for child in list(up):
        todo, seen = list(up[child]), set[str]()
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo.extend(up.get(node, ()))
        found.update((child, node) for node in seen)
    return found


class GraphView:
    """A built graph as plain sets, over the union of its graphs."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self.store = store
        self.kinds: dict[str, set[str]] = defaultdict(set)
        for node, kind in self._pairs("SELECT DISTINCT ?a ?b { ?a a ?b }"):
            if kind.startswith(KG):
                self.kinds[node].add(kind[len(KG) :])
        self.labels = self._labels()
        self.documents = {
            title: node for node, title in self._pairs("SELECT DISTINCT ?a ?b { ?a a kg:Document ; dcterms:title ?b }")
        }
        self._read_evidence()
        self._read_articles()
        self.tenures = [
            (tenure or "", holder or "", body, title)
            for tenure, holder, body, title in self._rows(
                """SELECT DISTINCT ?t ?h ?o ?p { ?t a kg:Tenure ; kg:holder ?h .
                   OPTIONAL { ?t kg:organization ?o } OPTIONAL { ?t kg:post/kg:postTitle ?p } }""",
                *"thop",
            )
        ]
        self.events = self._events()
        self._read_links()

    def _rows(self, query: str, *names: str) -> Iterator[tuple[str | None, ...]]:
        for row in select(self.store, query):
            yield tuple(None if row[name] is None else getattr(row[name], "value", str(row[name])) for name in names)

    def _pairs(self, query: str) -> Iterator[Pair]:
        for left, right in self._rows(query, "a", "b"):
            yield left or "", right or ""

    def _labels(self) -> dict[str, set[str]]:
        main: dict[str, set[str]] = defaultdict(set)
        other: dict[str, set[str]] = defaultdict(set)
        for node, name in self._pairs("SELECT DISTINCT ?a ?b { ?a rdfs:label|skos:prefLabel ?b }"):
            main[node].add(spelling(name))
        for node, name in self._pairs("SELECT DISTINCT ?a ?b { ?a skos:altLabel|kg:shortName ?b }"):
            other[node].add(spelling(name))
        labels: dict[str, set[str]] = defaultdict(set)
        for node in main.keys() | other.keys():
            names = main[node] if len(main[node]) <= MOST_LABELS else set()
            more = other[node] - names
            labels[node] = (names | (more if len(more) <= MOST_OTHER_NAMES else set())) - {""}
        return labels

    def _read_evidence(self) -> None:
        self.mentions: dict[str, dict[str, tuple[str, str | None, str | None]]] = defaultdict(dict)
        for mention, document, quote, begin, end in self._rows(
            """SELECT ?m ?d ?q ?b ?e { ?m kg:inDocument ?d ; kg:quote ?q .
               OPTIONAL { ?m kg:beginIndex ?b } OPTIONAL { ?m kg:endIndex ?e } }""",
            *"mdqbe",
        ):
            self.mentions[document or ""][mention or ""] = (quote or "", begin, end)
        self.attested: set[str] = set()
        self.seen_in: dict[str, set[str]] = defaultdict(set)
        for node, document in self._pairs("SELECT DISTINCT ?a ?b { ?a kg:evidence ?m . ?m kg:inDocument ?b }"):
            self.attested.add(node)
            self.seen_in[node].add(document)
        self.derived = {node for node, _ in self._pairs("SELECT DISTINCT ?a ?b { ?a prov:wasDerivedFrom ?b }")}
        self.utterances = list(
            self._rows("SELECT DISTINCT ?u ?s ?m { ?u a kg:Utterance ; kg:speaker ?s ; kg:evidence ?m }", *"usm")
        )

    def _read_articles(self) -> None:
        self.articles: dict[str, set[str]] = defaultdict(set)
        for article, document in self._pairs("SELECT ?a ?b { ?a a kg:Article ; kg:inDocument ?b }"):
            self.articles[document].add(article)
        self.published = dict(self._pairs("SELECT ?a ?b { ?a schema:datePublished ?b }"))
        self.authors: dict[str, set[str]] = defaultdict(set)
        for article, author in self._pairs("SELECT ?a ?b { ?a kg:author ?b }"):
            self.authors[article].add(author)

    def _events(self) -> dict[str, EventView]:
        events: dict[str, EventView] = defaultdict(EventView)
        broader = broader_concepts()
        for node, category, day, parent in self._rows(
            """SELECT DISTINCT ?e ?c ?d ?p { ?e a kg:Event . OPTIONAL { ?e kg:category ?c }
               OPTIONAL { ?e kg:startDate ?d } OPTIONAL { ?e kg:subEventOf ?p } }""",
            *"ecdp",
        ):
            event, concept = events[node or ""], (category or "").replace(KGC, "")
            while concept:
                event.types.add(concept)
                concept = broader.get(concept, "")
            event.dates |= {day} if day else set()
            event.parents |= {parent} if parent and parent != node else set()
        known = set(events)
        for node, who, iri in self._rows(
            "SELECT DISTINCT ?e ?w ?r { ?e kg:participation ?p . ?p kg:participant ?w . OPTIONAL { ?p kg:role ?r } }", *"ewr"
        ):
            if node in known and who and "Group" not in self.kinds[who]:
                event, role = events[node or ""], (iri or "").replace(KGC, "")
                event.roles.add((who, role))
                {"host": event.venues, "convener": event.conveners}.get(role, event.people).add(who)
        for node, venue in self._pairs("SELECT DISTINCT ?a ?b { ?a kg:place ?b }"):
            if node in known:
                events[node].venues.add(venue)
        return dict(events)

    def _read_links(self) -> None:
        self.links: dict[str, set[Pair]] = {
            name: set(self._pairs(f"SELECT DISTINCT ?a ?b {{ ?a kg:{name} ?b }}"))
            for name in ("spouse", "within", "basedIn", "subOrganizationOf", "age")
        }
        self.links["spouse"] |= {(right, left) for left, right in self.links["spouse"]}
        within, based = closure(self.links["within"]), self.links["basedIn"]
        above: dict[str, set[str]] = defaultdict(set)
        for place, container in within:
            above[place].add(container)
        self.relations = {
            "spouse": self.links["spouse"],
            "locatedIn": within | based | {(body, container) for body, place in based for container in above[place]},
            "partOf": closure(self.links["subOrganizationOf"]),
        }

    def document(self, source: str) -> str | None:
        """The document called ``source``, or else the one whose file name it is; None where there is not exactly one."""
        titles = [t for t in self.documents if t == source] or [t for t in self.documents if t.rsplit("/", 1)[-1] == source]
        return self.documents[titles[0]] if len(titles) == 1 else None

    def of_class(self, kind: str, document: str | None) -> list[str]:
        """The nodes of a class that have evidence in a document."""
        return sorted(node for node, kinds in self.kinds.items() if kind in kinds and document in self.seen_in[node])

    def names(self, nodes: Iterable[str]) -> set[str]:
        """All labels of some nodes."""
        return set().union(*(self.labels[node] for node in nodes))

    def show(self, node: str) -> str:
        """A node for a person to read."""
        return " / ".join(sorted(self.labels[node])) or node
