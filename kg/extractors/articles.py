"""What is known of an article itself: byline, publisher, keywords, and what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extractors.analysis import Analysis
from kg.extractors.ledger import clean
from kg.extractors.naming import Namer
from kg.facts import Article, ArticleFacts, Event
from kg.language import Language


def read_article(article: Article, namer: Namer, world: str, language: Language) -> ArticleFacts:
    """The facts of an article itself: its people enter the ledger, its publisher becomes an organization.

    Args:
        article: as the reader gives it.
        namer: the document's names.
        world: what tells the document's people from their namesakes.
        language: for keywords.
    """
    ledger = namer.ledger
    people: dict[str, dict[str, None]] = {"author": {}, "contributor": {}}
    for byline in article.bylines:
        key = ledger.add("person", clean(byline.name), world=world)
        ledger.mention(key, byline.span, "bylines", 0.98)
        people[byline.role][key] = None
    publisher = None
    if article.publisher and article.publisher_span:
        name = clean(article.publisher)
        publisher = next((k for k in ledger.keys("organization") if name in ledger.names(k)), None) or _publisher(name, namer)
        ledger.mention(publisher, article.publisher_span, "datelines", 0.95)
    return ArticleFacts(
        index=article.index,
        kind=article.kind,
        span=article.span,
        headline=clean(article.headline) or article.headline,
        headline_span=article.headline_span,
        subheadlines=tuple(clean(s) for s, _ in article.subheadlines),
        published=article.published,
        publisher=publisher,
        keywords=tuple(language.keywords(article.text)) if article.kind == "story" else (),
        authors=tuple(people["author"]),
        contributors=tuple(people["contributor"]),
    )


def _publisher(name: str, namer: Namer) -> str:
    """A publisher that no story names: an organ of its place, one that a story names shorter, else a name of its own."""
    ledger = namer.ledger
    organ = namer.organ_named(name)
    if organ:
        ledger.alias(organ, name)
        return organ
    ends = [(len(n), k) for k in ledger.keys("organization") for n in ledger.names(k) if name.endswith(n) and len(n) > 3]
    if ends:
        key = max(ends)[1]
        ledger.alias(key, name)
        return key
    return ledger.add(
        "organization", name, category="media" if name.endswith(("报", "台", "中心", "联播", "发布", "网")) else None
    )


def with_names(article: ArticleFacts, analysis: Analysis, found: Sequence[Event]) -> ArticleFacts:
    """An article with its events and the entities that it names."""
    about = tuple(e.key for e in found if e.article == article.index and e.parent is None)
    named = tuple(dict.fromkeys(n.key for n in (*analysis.names, *analysis.works)))
    return replace(article, about=about, named=named)
