"""A document's named graph: the text, where in it each fact was read, and what this report says.

Nothing here depends on other documents but the keys that resolution gives to nodes, so a document leaves
a graph by dropping its named graph.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.facts import ArticleFacts, DocumentFacts, Mention, Relation, TimeValue
from kg.mapping.facts import LABEL, kg, kgc
from kg.mapping.iris import Iris
from kg.mapping.keys import Scope, fits
from kg.mapping.shared import shared_keys
from kg.mapping.terms import TYPE, Quad, date, decimal, integer, iri, plain, zh
from kg.ontology import CNT, DC, DCTERMS, RDF, SCHEMA
from kg.resolution.records import Resolution

ARTICLE_KINDS = {"story": "news-story", "caption": "photo-caption"}
"""Kind of article → concept of kgc:article-type."""

CONFIDENCE_DIGITS = 4

_MENTION, _EVIDENCE, _IN_DOCUMENT, _QUOTE = kg("Mention"), kg("evidence"), kg("inDocument"), kg("quote")
_BEGIN, _END, _EXTRACTOR, _CONFIDENCE = kg("beginIndex"), kg("endIndex"), kg("extractor"), kg("confidence")

Triple = tuple[str, str, str]
"""Subject, predicate and object of a quad whose graph is known."""


class Writer:
    """Writes one document's named graph."""

    def __init__(self, facts: DocumentFacts, scope: Scope, base: str, shared: frozenset[str]) -> None:
        self.facts = facts
        self.scope = scope
        self.iris = Iris(base)
        self.shared = shared
        self.document = self.iris.document(facts.document)
        self.graph = self.iris.document_graph(facts.document)
        self.confidences: dict[tuple[int, int, str], float] = {}

    def triples(self, text_hash: str | None) -> Iterator[Triple]:
        """Everything of the named graph; mentions last, when all of them are known."""
        yield from self._document(text_hash)
        for article in self.facts.articles:
            yield from self._article(article)
        yield from self._nodes()
        yield from self._reports()
        yield from self._claims()
        yield from self._mentions()

    def _document(self, text_hash: str | None) -> Iterator[Triple]:
        facts, node = self.facts, self.document
        yield (node, TYPE, kg("Document"))
        yield (node, iri(DCTERMS + "identifier"), plain(f"sha256:{facts.document}"))
        for title in facts.titles:
            yield (node, iri(DCTERMS + "title"), plain(title))
        yield (node, iri(SCHEMA + "encodingFormat"), plain(facts.media_type))
        if facts.encoding:
            yield (node, iri(CNT + "characterEncoding"), plain(facts.encoding))
        yield (node, kg("characters"), integer(facts.characters))
        if text_hash:
            yield (node, kg("textHash"), plain(f"sha256:{text_hash}"))

    def _article(self, article: ArticleFacts) -> Iterator[Triple]:
        node, scope = self.iris.article(self.facts.document, article.index), self.scope
        yield (node, TYPE, kg("Article"))
        yield (node, kg("inDocument"), self.document)
        yield (node, kg("category"), kgc(ARTICLE_KINDS[article.kind]))
        yield (node, kg("beginIndex"), integer(article.span.begin))
        yield (node, kg("endIndex"), integer(article.span.end))
        if article.headline:
            yield (node, LABEL, zh(article.headline))
        for line in article.subheadlines:
            yield (node, iri(SCHEMA + "alternativeHeadline"), zh(line))
        if article.published:
            yield (node, iri(SCHEMA + "datePublished"), date(article.published))
        if article.publisher in scope.entities:
            yield (node, iri(DCTERMS + "publisher"), self._of(article.publisher or ""))
        elif article.publisher:
            yield (node, iri(DC + "publisher"), zh(article.publisher))
        for word in article.keywords:
            yield (node, iri(DCTERMS + "subject"), zh(word))
        events = [event.key for event in self.facts.events if event.article == article.index and event.parent is None]
        about = dict.fromkeys([*events, *(key for key in article.about if key in scope.events)])
        others = (key for key in article.about if key not in scope.events)  # an article is about events; it names works
        links = (
            (kg("author"), article.authors),
            (iri(DCTERMS + "contributor"), article.contributors),
            (kg("about"), about),
            (kg("mentions"), dict.fromkeys([*others, *article.named])),
        )
        for predicate, keys in links:
            for key in keys:
                if scope.knows(key):
                    yield (node, predicate, self._of(key))

    def _of(self, key: str) -> str:
        return self.iris.of_key(self.scope.key(key))

    def _evidence(self, node: str, mentions: tuple[Mention, ...]) -> Iterator[Triple]:
        for mention in self.scope.quoted(mentions):
            place = (mention.begin, mention.end, mention.extractor)
            self.confidences[place] = max(mention.confidence, self.confidences.get(place, 0.0))
            yield (node, _EVIDENCE, self.iris.mention(self.facts.document, *place))

    def _nodes(self) -> Iterator[Triple]:
        facts, scope, iris = self.facts, self.scope, self.iris
        for entity in facts.entities:
            yield from self._evidence(self._of(entity.key), entity.mentions)
        for position in facts.positions:
            if scope.knows(position.holder, position.organization):
                organization = position.organization and scope.key(position.organization)
                node = iris.tenure(scope.key(position.holder), position.title, organization, position.status)
                yield from self._evidence(node, position.mentions)
        for event in facts.events:
            yield from self._evidence(self._of(event.key), event.mentions)
            for one in event.participations:
                if scope.knows(one.participant):
                    node = iris.participation(scope.key(event.key), scope.key(one.participant), one.role)
                    yield from self._evidence(node, one.mentions or event.mentions)
        for statement in facts.statements:
            if scope.knows(statement.speaker):
                yield from self._evidence(self._of(statement.key), statement.mentions)

    def _claim(self, subject: str, name: str, object_: str, mentions: tuple[Mention, ...]) -> Iterator[Triple]:
        predicate = kg(name)
        node = self.iris.claim(self.facts.document, name, f"{subject} {predicate} {object_}")
        yield (node, TYPE, kg("Claim"))
        yield (node, iri(RDF + "subject"), subject)
        yield (node, iri(RDF + "predicate"), predicate)
        yield (node, iri(RDF + "object"), object_)
        yield from self._evidence(node, mentions)

    def _claims(self) -> Iterator[Triple]:
        for relation in self.facts.relations:
            target = self._target(relation)
            if target is not None and any(True for _ in self.scope.quoted(relation.mentions)):
                yield from self._claim(self._of(relation.subject), relation.predicate, target, relation.mentions)

    def _target(self, relation: Relation) -> str | None:
        scope, target = self.scope, relation.object
        known = scope.knows(relation.subject, target if isinstance(target, str) else None)
        value = scope.key(target) if isinstance(target, str) else target
        if not known or not fits(relation.predicate, scope.key(relation.subject), value):
            return None
        return self.iris.of_key(value) if isinstance(value, str) else integer(value)

    def _reports(self) -> Iterator[Triple]:
        """What this report says of an event that others report as well: its own dates and words."""
        for event in self.facts.events:
            if self.scope.key(event.key) in self.shared:
                for name, value in time_values(event.time):
                    yield from self._claim(self._of(event.key), name, value, event.mentions)

    def _mentions(self) -> Iterator[Triple]:
        quotes, document = self.facts.quotes, self.facts.document
        for (begin, end, extractor), confidence in self.confidences.items():  # most of a graph: names are made once
            node = self.iris.mention(document, begin, end, extractor)
            yield (node, TYPE, _MENTION)
            yield (node, _IN_DOCUMENT, self.document)
            yield (node, _BEGIN, integer(begin))
            yield (node, _END, integer(end))
            yield (node, _QUOTE, plain(quotes[begin, end]))
            yield (node, _EXTRACTOR, self.iris.extractor(extractor))
            yield (node, _CONFIDENCE, decimal(confidence, CONFIDENCE_DIGITS))


def time_values(time: TimeValue) -> Iterator[tuple[str, str]]:
    """The properties and values that a report states about a time."""
    if time.start:
        yield "startDate", date(time.start)
    if time.end:
        yield "endDate", date(time.end)
    if time.text:
        yield "timeText", plain("".join(time.text.split()))


def document_quads(
    facts: DocumentFacts,
    resolution: Resolution,
    base: str,
    *,
    text_hash: str | None = None,
    shared: frozenset[str] | None = None,
) -> Iterator[Quad]:
    """The quads of one document's named graph.

    Args:
        facts: everything that was read from the document.
        resolution: the identity decisions for all documents of the graph.
        base: how instance IRIs begin.
        text_hash: SHA-256 (hex) of the text as UTF-8, for a document whose text a build keeps under ``text/``.
        shared: :func:`shared_keys` of ``resolution``, where the caller has it already.

    Yields:
        Quads in no particular order, some of them more than once.
    """
    if shared is None:
        shared = shared_keys(resolution)
    writer = Writer(facts, Scope.of(facts, resolution.keys), base, shared)
    return (Quad(*triple, writer.graph) for triple in writer.triples(text_hash))
