"""A story made ready for the extractors of events, statements and relations."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from kg.extractors.analysis import Analysis, Name, PostPhrase, When
from kg.extractors.jurisdiction import Home
from kg.extractors.ledger import clean, key_of
from kg.extractors.naming import Namer
from kg.extractors.progress import Progress
from kg.extractors.story import Story
from kg.facts import ArticleFacts
from kg.language import times as time_grammar


def analyse(work: Progress, year: int | None, article: ArticleFacts, namer: Namer, home: Home, world: str) -> Analysis:
    """A story as the extractors of events, statements and relations get to see it.

    Args:
        work: the story, with its names and title phrases.
        year: the year that its document fixes, for a story without a day of publication.
        article: the facts of its article.
        namer: the document's names, aliases joined.
        home: the place that the document speaks of.
        world: what tells the document's people from their namesakes.
    """
    story, reading, ledger = work.story, work.reading, namer.ledger
    names = [
        Name(
            p.begin,
            p.end,
            ledger.key(key_of("person", clean(namer.full.get(p.name, p.name)), world)),
            "person",
            p.name,
            p.extractor,
            p.confidence,
        )
        for p in work.people
    ]
    names += [
        Name(s.begin, s.end, ledger.key(s.key), s.kind, story.text[s.begin : s.end], s.extractor, s.confidence)
        for s in reading.spots
    ]
    names.sort()
    keys: dict[tuple[int, int], list[str]] = {}
    for n in names:
        keys.setdefault((n.begin, n.end), []).append(n.key)
    inner = tuple(
        Name(s.begin, s.end, ledger.key(s.key), s.kind, story.text[s.begin : s.end], s.extractor, s.confidence)
        for s in sorted(reading.inner)
    )
    named = tuple(
        Name(w.begin, w.end, namer.work(" ".join(w.cut(story.text).split())), "work", w.cut(story.text), "works", 0.98)
        for w in reading.works
    )
    place = next((d for d in home.context if d in home.by_level.values() and d.level in ("district", "city")), None)
    return Analysis(
        story=story,
        names=tuple(names),
        inner=inner,
        phrases=tuple(
            PostPhrase(
                t.phrase.begin,
                t.phrase.end,
                tuple((p.title.name, None) for p in t.phrase.posts),
                tuple(key for s in t.phrase.people for key in keys.get((s.begin, s.end), ())),
            )
            for t in work.tenures
        ),
        times=tuple(_times(story, year, article.published)),
        entities=ledger.entities(),
        home=next((k for k in ledger.keys("place") if place and ledger.get(k).division_code == place.code), None),
        published=article.published,
        publisher=article.publisher,
        works=named,
        _starts=tuple(n.begin for n in names),
    )


def _times(story: Story, year: int | None, published: datetime.date | None) -> Iterator[When]:
    """The story's time expressions with their dates, each resolved from what the story has said before."""
    year = published.year if published else year
    day: datetime.date | None = None
    month: int | None = None
    for expression in time_grammar.find(story.text):
        value = time_grammar.resolve(expression, time_grammar.Anchor(published, year, day, month))
        if value.start and value.precision in ("day", "part-of-day"):
            day, month = value.start, value.start.month
        elif value.start and value.precision == "month":
            month = value.start.month
        yield When(expression.begin, expression.end, value)
