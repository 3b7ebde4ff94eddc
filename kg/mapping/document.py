"""A document's named graph: the text, where in it each fact was read, and what this report says.

Nothing here depends on other documents but the keys that resolution gives to nodes, so a document leaves
a graph by dropping its named graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.facts import ArticleFacts, DocumentFacts, Mention, Relation, TimeValue
from kg.mapping.facts import LABEL, kg, kgc
from kg.mapping.iris import Iris
from kg.mapping.keys import Scope, fits
from kg.mapping.terms import TYPE, Quad, date, decimal, integer, iri, plain, zh
from kg.ontology import CNT, DC, DCTERMS, RDF, SCHEMA
from kg.resolution.records import Resolution

ARTICLE_KINDS = {"story": "news-story", "caption": "photo-caption"}
"""Kind of article → concept of kgc:article-type."""

CONFIDENCE_DIGITS = 4


class Writer:
    """Writes one document's named graph."""

    def __init__(self, facts: DocumentFacts, resolution: Resolution, base: str, shared: frozenset[str]) -> None:
        self.facts = facts
        self.scope = Scope.of(facts, resolution)
        self.iris = Iris(base)
        self.shared = shared
        self.document = self.iris.document(facts.document)
        self.graph = self.iris.document_graph(facts.document)
        self.confidences: dict[tuple[int, int, str], float] = {}

    def quad(self, subject: str, predicate: str, object_: str) -> Quad:
        """A quad of this document's graph."""
        return Quad(subject, predicate, object_, self.graph)

    def quads(self, text_hash: str | None) -> Iterator[Quad]:
        """Everything of the named graph; mentions last, when all of them are known."""
        yield from self._document(text_hash)
        for article in self.facts.articles:
            yield from self._article(article)
        yield from self._nodes()
        yield from self._reports()
        yield from self._claims()
        yield from self._mentions()

    def _document(self, text_hash: str | None) -> Iterator[Quad]:
        facts, node = self.facts, self.document
        yield self.quad(node, TYPE, kg("Document"))
        yield self.quad(node, iri(DCTERMS + "identifier"), plain(f"sha256:{facts.document}"))
        for title in facts.titles:
            yield self.quad(node, iri(DCTERMS + "title"), plain(title))
        yield self.quad(node, iri(SCHEMA + "encodingFormat"), plain(facts.media_type))
        if facts.encoding:
            yield self.quad(node, iri(CNT + "characterEncoding"), plain(facts.encoding))
        yield self.quad(node, kg("characters"), integer(facts.characters))
        if text_hash:
            yield self.quad(node, kg("textHash"), plain(f"sha256:{text_hash}"))

    def _article(self, article: ArticleFacts) -> Iterator[Quad]:
        node, scope = self.iris.article(self.facts.document, article.index), self.scope
        yield self.quad(node, TYPE, kg("Article"))
        yield self.quad(node, kg("inDocument"), self.document)
        yield self.quad(node, kg("category"), kgc(ARTICLE_KINDS[article.kind]))
        yield self.quad(node, kg("beginIndex"), integer(article.span.begin))
        yield self.quad(node, kg("endIndex"), integer(article.span.end))
        if article.headline:
            yield self.quad(node, LABEL, zh(article.headline))
        for line in article.subheadlines:
            yield self.quad(node, iri(SCHEMA + "alternativeHeadline"), zh(line))
        if article.published:
            yield self.quad(node, iri(SCHEMA + "datePublished"), date(article.published))
        if article.publisher in scope.entities:
            yield self.quad(node, iri(DCTERMS + "publisher"), self._of(article.publisher or ""))
        elif article.publisher:
            yield self.quad(node, iri(DC + "publisher"), zh(article.publisher))
        for word in article.keywords:
            yield self.quad(node, iri(DCTERMS + "subject"), zh(word))
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
                    yield self.quad(node, predicate, self._of(key))

    def _of(self, key: str) -> str:
        return self.iris.of_key(self.scope.key(key))

    def _evidence(self, node: str, mentions: tuple[Mention, ...]) -> Iterator[Quad]:
        for mention in self.scope.quoted(mentions):
            place = (mention.begin, mention.end, mention.extractor)
            self.confidences[place] = max(mention.confidence, self.confidences.get(place, 0.0))
            yield self.quad(node, kg("evidence"), self.iris.mention(self.facts.document, *place))

    def _nodes(self) -> Iterator[Quad]:
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

    def _claim(self, subject: str, name: str, object_: str, mentions: tuple[Mention, ...]) -> Iterator[Quad]:
        predicate = kg(name)
        node = self.iris.claim(self.facts.document, name, f"{subject} {predicate} {object_}")
        yield self.quad(node, TYPE, kg("Claim"))
        yield self.quad(node, iri(RDF + "subject"), subject)
        yield self.quad(node, iri(RDF + "predicate"), predicate)
        yield self.quad(node, iri(RDF + "object"), object_)
        yield from self._evidence(node, mentions)

    def _claims(self) -> Iterator[Quad]:
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

    def _reports(self) -> Iterator[Quad]:
        """What this report says of an event that others report as well: its own dates and words."""
        for event in self.facts.events:
            if self.scope.key(event.key) in self.shared:
                for name, value in time_values(event.time):
                    yield from self._claim(self._of(event.key), name, value, event.mentions)

    def _mentions(self) -> Iterator[Quad]:
        facts = self.facts
        for (begin, end, extractor), confidence in self.confidences.items():
            node = self.iris.mention(facts.document, begin, end, extractor)
            yield self.quad(node, TYPE, kg("Mention"))
            yield self.quad(node, kg("inDocument"), self.document)
            yield self.quad(node, kg("beginIndex"), integer(begin))
            yield self.quad(node, kg("endIndex"), integer(end))
            yield self.quad(node, kg("quote"), plain(facts.quotes[begin, end]))
            yield self.quad(node, kg("extractor"), self.iris.extractor(extractor))
            yield self.quad(node, kg("confidence"), decimal(confidence, CONFIDENCE_DIGITS))


def time_values(time: TimeValue) -> Iterator[tuple[str, str]]:
    """The properties and values that a report states about a time."""
    if time.start:
        yield "startDate", date(time.start)
    if time.end:
        yield "endDate", date(time.end)
    if time.text:
        yield "timeText", plain("".join(time.text.split()))


def shared_keys(resolution: Resolution) -> frozenset[str]:
    """The graph keys of events that more than one document names.

    ``resolution.keys`` need not list nodes that keep the key their document gives them: the key of an event names that document.
    """
    first: dict[str, str] = {}
    shared: set[str] = set()
    for (document, _), key in resolution.keys.items():
        if key.startswith("event/"):
            own = re.match("event/([0-9a-f]{16})-", key)
            if first.setdefault(key, own[1] if own else document[:16]) != document[:16]:
                shared.add(key)
    return frozenset(shared)


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
    yield from Writer(facts, resolution, base, shared).quads(text_hash)
