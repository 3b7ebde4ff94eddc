"""The posts of a document's people as records: who, what, where, and on which days the text shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.extractors.analysis import Analysis
from kg.extractors.ledger import Ledger, clean
from kg.extractors.lexicon import Lexicon
from kg.extractors.naming import Namer, spans_by_end
from kg.extractors.positions import PostReader
from kg.extractors.posts import chain_posts
from kg.extractors.progress import Progress
from kg.extractors.tenures import Tenures, phrases_of
from kg.facts import Event, Mention, Position, Span


def read_positions(works: Sequence[Progress], namer: Namer, lexicon: Lexicon) -> list[Position]:
    """The posts of a document's people; the title phrases are kept with their stories.

    Args:
        works: the stories, with their names settled.
        namer: the document's names.
        lexicon: the compiled tables.

    Returns:
        Positions by holder, title and organization, without the days on which they are held (:func:`observed`).
    """
    found: dict[tuple[str, str, str | None], Position] = {}
    for work in works:
        reader = PostReader(work.reading, namer, lexicon, frozenset(p.title.begin for chain in work.chains for p in chain))
        story = work.story
        ending = spans_by_end([s for s in (*work.reading.spots, *work.reading.inner) if s.kind in ("organization", "place")])
        titles = [post.title for chain in work.chains for post in chain]
        chains = chain_posts(story, titles, ending, lexicon)
        named = {id(t.phrase.posts[0].title): t for t in phrases_of(story, chains, work.people)}
        for chain in chains:
            held = reader.read(chain)
            tenure = next((named[id(p.title)] for p in chain if id(p.title) in named), None)
            if tenure is None:
                continue
            work.tenures.append(tenure)
            groups = {p.title.begin: p.title.group for p in chain}
            for post, held_post in zip(chain, held, strict=True):
                if groups[post.title.begin] == "role" or (
                    groups[post.title.begin] == "calling" and held_post.organization is None
                ):
                    continue
                for person in tenure.phrase.people:
                    _hold(
                        found,
                        work,
                        namer,
                        person,
                        held_post.title,
                        held_post.organization,
                        held_post.status or _state(tenure),
                        held_post.span,
                    )
    return _distinct(found)


def _state(tenure: Tenures) -> str | None:
    return "former" if tenure.change in ("former", "removed") else None


def _hold(
    found: dict[tuple[str, str, str | None], Position],
    work: Progress,
    namer: Namer,
    person: Span,
    title: str,
    organization: str | None,
    status: str | None,
    span: Span,
) -> None:
    story, ledger, full = work.story, namer.ledger, namer.full
    name = clean(full.get(person.cut(story.text), person.cut(story.text)))
    holder = next((k for k in ledger.keys("person") if ledger.get(k).name == name), None)
    if holder is None:
        return
    begin, end = min(span.begin, person.begin), max(span.end, person.end)
    if end - begin > 120:
        begin, end = span.begin, span.end
    where = story.to_document(begin, end)
    mention = Mention(where.begin, where.end, "titles", 0.9)
    key = (holder, title, organization)
    before = found.get(key)
    found[key] = Position(
        holder=holder,
        title=title,
        organization=organization,
        status=status or (before.status if before else None),
        mentions=(*(before.mentions if before else ()), mention),
    )


def _distinct(found: Mapping[tuple[str, str, str | None], Position]) -> list[Position]:
    """Without what a fuller reading says better: a post without organization beside the same with one."""
    full = {(p.holder, p.title) for p in found.values() if p.organization}
    kept = (p for p in found.values() if p.organization or (p.holder, p.title) not in full)
    result = [replace(p, mentions=tuple(sorted(set(p.mentions)))) for p in kept]
    return sorted(result, key=lambda p: (p.holder, p.title, p.organization or ""))


def observed(position: Position, analyses: Sequence[Analysis], found: Sequence[Event], ledger: Ledger) -> Position:
    """A post with the days on which the text shows it to be held.

    These are the days of the events of its story that its holder takes part in; without one, the day of publication.

    Args:
        position: a post as :func:`read_positions` gives it.
        analyses: the stories.
        found: the events of all stories.
        ledger: the document's entities, for keys after joins.
    """
    holder = ledger.key(position.holder)
    days = set()
    for analysis in analyses:
        article = analysis.story.article
        if position.status == "former" or not any(article.span.begin <= m.begin < article.span.end for m in position.mentions):
            continue
        dated = {
            e.time.start
            for e in found
            if e.article == article.index and e.time.start and e.time.precision in ("day", "part-of-day")
            for p in e.participations
            if p.participant == holder
        }
        days |= dated or ({analysis.published} if analysis.published else set())
    key = position.organization
    return replace(
        position, holder=holder, organization=ledger.key(key) if key else None, observed_on=tuple(sorted(d for d in days if d))
    )
