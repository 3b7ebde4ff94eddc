"""The explorer's view of a graph: entities and events as nodes, everything between them as edges.

N-ary nodes of the ontology become edges here: a kg:Tenure joins a person and an organization and is labelled with
the title, a kg:Participation joins a participant and an event and is labelled with the role. Utterances stay with
their speaker, and unnamed groups with their event; both are listed in the panel instead of being drawn.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping

import pyoxigraph as ox

from kg.graph.explorer._edges import participations, plain, speeches, tenures
from kg.graph.explorer._reader import DCTERMS, KG, RDFS, SCHEMA, SKOS, Reader
from kg.graph.explorer._records import NODE_TYPES, Collected, Evidence, Node, Post, Source, Speech, Story


def _evidence(reader: Reader, documents: Mapping[str, int]) -> dict[str, tuple[Evidence, ...]]:
    """The spans that each node was read from, in document order."""
    inside, begins, ends = reader.one(KG + "inDocument"), reader.one(KG + "beginIndex"), reader.one(KG + "endIndex")
    quotes, confidences = reader.one(KG + "quote"), reader.one(KG + "confidence")
    found: defaultdict[str, dict[tuple[int, int, int], Evidence]] = defaultdict(dict)
    for node, mention in reader.pairs(KG + "evidence"):
        document = documents.get(inside.get(mention, ""))
        if document is None or mention not in begins or mention not in ends:
            continue
        span = (document, int(begins[mention]), int(ends[mention]))
        item = Evidence(*span, float(confidences.get(mention, "1")), quotes.get(mention, ""))
        held = found[node].get(span)
        if held is None or held.confidence < item.confidence:
            found[node][span] = item
    return {node: tuple(sorted(spans.values())) for node, spans in found.items()}


def _date(value: str | None) -> datetime.date | None:
    """A date of the graph; None for what is no calendar date (a damaged import)."""
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError:
        return None


def collect(store: ox.Store) -> Collected:
    """Read everything that the explorer shows from a store.

    Args:
        store: a store with the quads of a build (facts in the default graph, evidence in named graphs).

    Returns:
        Nodes sorted by IRI, edges by (source, target, kind, label).
    """
    return collected(Reader(store))


def collected(reader: Reader) -> Collected:
    """Everything that a reader gives."""
    names = reader.one(RDFS + "label")
    documents, numbers = _documents(reader, names)
    evidence = _evidence(reader, numbers)
    labels = reader.labels(RDFS + "label")
    types = {iri: name for name in NODE_TYPES for iri in reader.instances(name)}
    posts, offices = tenures(reader, types, names, evidence)
    said, spoken = speeches(reader, types, names, evidence)
    groups, taking_part = participations(reader, types, names, evidence)
    nodes = _nodes(reader, types, labels, evidence, posts, said, groups)
    edges = sorted(
        {*offices, *taking_part, *spoken, *plain(reader, types, evidence)},
        key=lambda edge: (edge.source, edge.target, edge.kind, edge.label, edge.status, edge.dates),
    )
    used = {node.category for node in nodes} | {edge.label for edge in edges} | {edge.status for edge in edges}
    used |= {speech.category for node in nodes for speech in node.speeches}
    used |= {post.status or "" for node in nodes for post in node.posts}
    schemes = reader.labels(SKOS + "prefLabel")
    concepts = {iri: schemes.get(iri, (_local(iri), _local(iri))) for iri in sorted(used) if iri.startswith("http")}
    return Collected(tuple(nodes), tuple(edges), documents, concepts)


def _documents(reader: Reader, names: Mapping[str, str]) -> tuple[tuple[Source, ...], dict[str, int]]:
    """The documents sorted by title, and the number of each document's IRI."""
    titles = reader.one(DCTERMS + "title")
    inside, begins, ends = reader.one(KG + "inDocument"), reader.one(KG + "beginIndex"), reader.one(KG + "endIndex")
    dates = reader.one(SCHEMA + "datePublished")
    stories: defaultdict[str, list[Story]] = defaultdict(list)
    for article in reader.instances("Article"):
        span = int(begins.get(article, "0")), int(ends.get(article, "0"))
        stories[inside.get(article, "")].append(Story(*span, names.get(article, ""), dates.get(article, "")))
    sources = sorted((titles.get(iri, _local(iri)), iri) for iri in reader.instances("Document"))
    numbers = {iri: number for number, (_, iri) in enumerate(sources)}
    return tuple(Source(iri, title, tuple(sorted(stories[iri]))) for title, iri in sources), numbers


def _local(iri: str) -> str:
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _nodes(
    reader: Reader,
    types: Mapping[str, str],
    labels: Mapping[str, tuple[str, str]],
    evidence: Mapping[str, tuple[Evidence, ...]],
    posts: Mapping[str, list[Post]],
    speeches: Mapping[str, list[Speech]],
    groups: Mapping[str, list[str]],
) -> list[Node]:
    aliases, shorts = reader.many(SKOS + "altLabel"), reader.many(KG + "shortName")
    categories, codes, ages = reader.one(KG + "category"), reader.one(KG + "divisionCode"), reader.one(KG + "age")
    starts, ends, times = reader.one(KG + "startDate"), reader.one(KG + "endDate"), reader.one(KG + "timeText")
    return [
        Node(
            iri=iri,
            type=types[iri],
            name=labels[iri][0] if iri in labels else _local(iri),
            aliases=tuple(sorted({*aliases.get(iri, ()), *shorts.get(iri, ())} - {labels.get(iri, ("", ""))[0]})),
            category=categories.get(iri, ""),
            start=_date(starts.get(iri)),
            end=_date(ends.get(iri)),
            time_text=times.get(iri, ""),
            code=codes.get(iri, ""),
            age=ages.get(iri, ""),
            groups=tuple(groups.get(iri, ())),
            posts=tuple(posts.get(iri, ())),
            speeches=tuple(speeches.get(iri, ())),
            evidence=evidence.get(iri, ()),
        )
        for iri in sorted(types)
    ]
