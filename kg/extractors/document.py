"""A document's facts: the extractors in their order, as one visible sequence.

Names first, document by document (people, organs by jurisdiction, other organizations, places, works), then title phrases and
times; what they give is one :class:`~kg.extractors.analysis.Analysis` a story, from which events, statements and relations are read.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.extractors import aliases, events, relations, statements
from kg.extractors.analysis import Analysis, Name, PostPhrase, When
from kg.extractors.jurisdiction import Home, find_home
from kg.extractors.credits import credited
from kg.extractors.ledger import Ledger, clean
from kg.extractors.lexicon import Lexicon, load
from kg.extractors.naming import Namer, Reading, begin_reading, spans_by_end
from kg.extractors.positions import PostReader
from kg.extractors.posts import Post, chain_posts, find_titles
from kg.extractors.roster import Person, collect, occurrences, titled_names
from kg.extractors.story import Story, build_story, parts_of
from kg.extractors.tenures import Tenures, phrases_of
from kg.facts import Article, ArticleFacts, Document, DocumentFacts, Entity, Event, Mention, Position, Relation, Span, Statement
from kg.language import Language
from kg.language import times as time_grammar
from kg.language.divisions import Division
from kg.language.years import year_of

Extractor = Callable[[Analysis], Iterable[Relation]]


@dataclass(slots=True)
class _Work:
    """What is known of a story while its document is being read."""

    story: Story
    reading: Reading
    chains: list[list[Post]]
    people: list[Person]
    tenures: list[Tenures]
    held: list[tuple[Tenures, list[tuple[str, str | None, str | None, Span]]]]


def extract(document: Document, language: Language, lexicon: str | None = None) -> DocumentFacts:
    """Read the facts of one document.

    A pure function of the document, the language tables and the version of this package.

    Args:
        document: text and articles, as :func:`kg.reading.read` gives them.
        language: tagger, gazetteer, times and keywords.
        lexicon: the text of a user's YAML table of further names and titles.

    Returns:
        The facts; every mention is a span of ``document.text``.
    """
    tables, gazetteer = load(lexicon), language.gazetteer
    stories = _stories(document, language)
    publishers = [a.publisher for a in document.articles if a.publisher]
    home = find_home(document.text, [s.text for s in stories], publishers, gazetteer, tables.zones)
    ledger = Ledger()
    namer = Namer(ledger, home, tables, gazetteer)
    works = [_begin(story, home, namer, tables) for story in stories]
    _read_people(works, document, tables, namer)
    world = _world(home)
    for work in works:
        _settle(work, namer, tables, world)
    for work in works:
        aliases.bracket_aliases(work.reading, ledger, tables)
    aliases.home_names(ledger)
    aliases.short_names(ledger, tables, _protected(ledger))
    for name, span in credited(document):
        ledger.mention(ledger.add("person", clean(name), world=world), span, "bylines", 0.9)
    positions = _positions(works, namer, tables, document)
    articles = [_article(document, article, ledger, world, language) for article in document.articles]
    analyses = [_analysis(work, document, article, ledger, home) for work, article in zip(works, articles, strict=True)]
    return _assemble(document, ledger, analyses, articles, positions)


# ---------------------------------------------------------------- stories and names


def _stories(document: Document, language: Language) -> list[Story]:
    """The stories with their words; everything is tagged in one call."""
    parts = [parts_of(article) for article in document.articles]
    tagged = language.tagger.tag([part for listed in parts for part in listed])
    stories, at = [], 0
    for article, listed in zip(document.articles, parts, strict=True):
        stories.append(build_story(article, document.text, tagged[at : at + len(listed)], listed))
        at += len(listed)
    return stories


def _begin(story: Story, home: Home, namer: Namer, lexicon: Lexicon) -> _Work:
    reading = begin_reading(story, home, lexicon, namer.gazetteer)
    inside = {i for w in reading.works for i in range(w.begin - 1, w.end + 1)}
    titles = find_titles(story, lexicon, inside, [(h.begin, h.end) for h in reading.hits])
    ending = spans_by_end(reading.organs)
    for token in story.tokens:
        if token.tag in ("ORG", "LOC"):
            ending.setdefault(token.end, []).append(Span(token.begin, token.end))
    for hit in reading.hits:
        ending.setdefault(hit.end, []).append(Span(hit.begin, hit.end))
    return _Work(story, reading, chain_posts(story, titles, ending, lexicon), [], [], [])


def _read_people(works: Sequence[_Work], document: Document, lexicon: Lexicon, namer: Namer) -> None:
    bylines = [b.name for a in document.articles for b in a.bylines]
    places = {work.story.text[h.begin : h.end] for work in works for h in work.reading.hits}
    names = collect([w.story for w in works], [w.chains for w in works], bylines, places, lexicon)
    namer.people = frozenset(names)
    for work in works:
        titled = {(s.begin, s.end) for s, _ in titled_names(work.story, work.chains, lexicon, names)}
        inside = {i for w in work.reading.works for i in range(w.begin - 1, w.end + 1)}
        work.people = occurrences(work.story, names, titled, lexicon, inside)


def _settle(work: _Work, namer: Namer, lexicon: Lexicon, world: str) -> None:
    """Enter people, then the remaining names, of a story."""
    story, ledger = work.story, namer.ledger
    for person in work.people:
        key = ledger.add("person", clean(person.name), world=world)
        ledger.mention(key, story.to_document(person.begin, person.end), person.extractor, person.confidence)
    barriers = [
        Span(post.title.begin, post.title.end)
        for chain in work.chains
        for post in chain
        if post.title.group != "role" and not (post.title.group in ("calling", "state") and lexicon.endings.starting_at(story.text, post.title.end))
    ]
    namer.settle(work.reading, [Span(p.begin, p.end) for p in work.people], barriers, frozenset(namer.people))
    for span in work.reading.works:
        key = ledger.add("work", clean(span.cut(story.text)))
        ledger.mention(key, story.to_document(span.begin, span.end), "works", 0.98)


def _world(home: Home) -> str:
    """What tells people of one name apart: the code of the document's district or city."""
    places = [d for d in home.context if d in home.by_level.values() and d.level in ("district", "city")]
    return places[0].code if places else ""


def _protected(ledger: Ledger) -> list[str]:
    """Public organs and divisions: built from tables, they are never a short form of something else."""
    return [
        key
        for key in ledger.keys()
        if ledger.get(key).division_code or any(m.extractor in ("organs", "gazetteer") for m in ledger.mentions(key)) or ledger.get(key).world
    ]


# ---------------------------------------------------------------- posts


def _positions(works: Sequence[_Work], namer: Namer, lexicon: Lexicon, document: Document) -> list[Position]:
    found: dict[tuple[str, str, str | None], Position] = {}
    for work in works:
        reader = PostReader(work.reading, namer, lexicon, frozenset(p.title.begin for chain in work.chains for p in chain))
        story = work.story
        ending = spans_by_end([s for s in (*work.reading.spots, *work.reading.inner) if s.kind in ("organization", "place")])
        titles = [post.title for chain in work.chains for post in chain]
        chains = chain_posts(story, titles, ending, lexicon)
        named = {id(t.phrase.posts[0].title): t for t in phrases_of(story, chains, work.people, lexicon)}
        for chain in chains:
            held = reader.read(chain)
            tenure = next((named[id(p.title)] for p in chain if id(p.title) in named), None)
            if tenure is None:
                continue
            work.tenures.append(tenure)
            groups = {p.title.begin: p.title.group for p in chain}
            for post, held_post in zip(chain, held, strict=True):
                if groups[post.title.begin] == "role" or (groups[post.title.begin] == "calling" and held_post.organization is None):
                    continue
                for person in tenure.phrase.people:
                    _hold(found, work, namer.ledger, person, held_post.title, held_post.organization, held_post.status or _state(tenure), held_post.span)
    return _distinct(found, namer.ledger)


def _state(tenure: Tenures) -> str | None:
    return "former" if tenure.change in ("former", "removed") else None


def _hold(
    found: dict[tuple[str, str, str | None], Position],
    work: _Work,
    ledger: Ledger,
    person: Span,
    title: str,
    organization: str | None,
    status: str | None,
    span: Span,
) -> None:
    story = work.story
    name = clean(person.cut(story.text))
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
        mentions=tuple(sorted({mention, *(before.mentions if before else ())})),
    )


def _distinct(found: Mapping[tuple[str, str, str | None], Position], ledger: Ledger) -> list[Position]:
    """Without what a fuller reading says better: a post without organization beside the same with one."""
    full = {(p.holder, p.title) for p in found.values() if p.organization}
    result = [p for p in found.values() if p.organization or (p.holder, p.title) not in full]
    return sorted(result, key=lambda p: (p.holder, p.title, p.organization or ""))


# ---------------------------------------------------------------- articles and analyses


def _article(document: Document, article: Article, ledger: Ledger, world: str, language: Language) -> ArticleFacts:
    authors, contributors = [], []
    for byline in article.bylines:
        key = ledger.add("person", clean(byline.name), world=world)
        ledger.mention(key, byline.span, "bylines", 0.98)
        (authors if byline.role == "author" else contributors).append(key)
    publisher = None
    if article.publisher and article.publisher_span:
        name = clean(article.publisher)
        publisher = next((k for k in ledger.keys("organization") if name in ledger.names(k)), None) or _publisher(name, ledger, language)
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
        authors=tuple(dict.fromkeys(authors)),
        contributors=tuple(dict.fromkeys(contributors)),
    )


def _publisher(name: str, ledger: Ledger, language: Language) -> str:
    """A publisher that no story names: an organ of its place, else an organization by its name."""
    ends = [(len(n), k) for k in ledger.keys("organization") for n in ledger.names(k) if name.endswith(n) and len(n) > 3]
    if ends:
        key = max(ends)[1]
        ledger.alias(key, name)
        return key
    return ledger.add("organization", name, category="media" if name.endswith(("报", "台", "中心", "联播", "发布", "网")) else None)


def _analysis(work: _Work, document: Document, article: ArticleFacts, ledger: Ledger, home: Home) -> Analysis:
    story, reading = work.story, work.reading
    names = [
        Name(p.begin, p.end, next(k for k in ledger.keys("person") if ledger.get(k).name == clean(p.name)), "person", p.name, p.extractor, p.confidence)
        for p in work.people
    ]
    names += [Name(s.begin, s.end, ledger.key(s.key), s.kind, story.text[s.begin : s.end], s.extractor, s.confidence) for s in reading.spots]
    names.sort()
    inner = tuple(Name(s.begin, s.end, ledger.key(s.key), s.kind, story.text[s.begin : s.end], s.extractor, s.confidence) for s in sorted(reading.inner))
    named = tuple(
        Name(w.begin, w.end, ledger.add("work", clean(w.cut(story.text))), "work", w.cut(story.text), "works", 0.98) for w in reading.works
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
                tuple(n.key for s in t.phrase.people for n in names if n.begin == s.begin and n.end == s.end),
            )
            for t in work.tenures
        ),
        times=tuple(_times(story, document, article.published)),
        entities=ledger.entities(),
        home=next((k for k in ledger.keys("place") if place and ledger.get(k).division_code == place.code), None),
        published=article.published,
        publisher=article.publisher,
        works=named,
        _starts=tuple(n.begin for n in names),
    )


def _times(story: Story, document: Document, published: datetime.date | None) -> Iterable[When]:
    """The story's time expressions with their dates, each resolved from what the story has said before."""
    year = year_of(document.text, published)
    day: datetime.date | None = None
    month: int | None = None
    for expression in time_grammar.find(story.text):
        value = time_grammar.resolve(expression, time_grammar.Anchor(published, year, day, month))
        if value.start and value.precision in ("day", "part-of-day"):
            day, month = value.start, value.start.month
        elif value.start and value.precision == "month":
            month = value.start.month
        yield When(expression.begin, expression.end, value)


# ---------------------------------------------------------------- the record


def _assemble(
    document: Document, ledger: Ledger, analyses: Sequence[Analysis], articles: Sequence[ArticleFacts], positions: Sequence[Position]
) -> DocumentFacts:
    all_events: list[Event] = []
    all_statements: list[Statement] = []
    for analysis in analyses:
        found = events.find(analysis, document.text)
        all_events += found
        all_statements += statements.said_at(statements.find(analysis, document.text), found, analysis)
        for relation in relations.find(analysis, document.text):
            ledger.relate(relation.subject, relation.predicate, relation.object, *relation.mentions)
    _derive(ledger)
    entities = ledger.entities()
    dated = [_observed(p, analyses, ledger) for p in positions]
    mentions = [m for e in entities.values() for m in e.mentions]
    mentions += [m for p in dated for m in p.mentions]
    mentions += [m for e in all_events for m in (*e.mentions, *(m for p in e.participations for m in p.mentions))]
    mentions += [m for s in all_statements for m in s.mentions]
    kept = ledger.relations()
    mentions += [m for r in kept for m in r.mentions]
    return DocumentFacts(
        document=document.id,
        titles=document.titles,
        media_type=document.media_type,
        encoding=document.encoding,
        as_is=document.as_is,
        characters=len(document.text),
        articles=tuple(_with_names(a, analysis, all_events) for a, analysis in zip(articles, analyses, strict=True)),
        entities=tuple(entities.values()),
        positions=tuple(dated),
        events=tuple(all_events),
        statements=tuple(all_statements),
        relations=kept,
        warnings=document.warnings,
        quotes={(m.begin, m.end): document.text[m.begin : m.end] for m in mentions},
    )


def _derive(ledger: Ledger) -> None:
    """Entities that nothing names are implied: a containing place by the gazetteer, an organ by a title or a name."""
    for key in ledger.keys():
        entity = ledger.get(key)
        if not ledger.mentions(key):
            ledger.set(key, derived_from="gazetteer" if entity.kind == "place" else "titles")


def _observed(position: Position, analyses: Sequence[Analysis], ledger: Ledger) -> Position:
    """A post with the days on which the text shows it to be held: the day of its sentence, the story's day, or the publication."""
    days = []
    for mention in position.mentions:
        for analysis in analyses:
            story = analysis.story
            at = next((i for i, o in enumerate(story.offsets) if o == mention.begin), None)
            if at is None or not story.article.span.begin <= mention.begin < story.article.span.end:
                continue
            sentence = story.sentence_at(at)
            exact = [w.value.start for w in analysis.times if w.value.precision in ("day", "part-of-day") and w.value.start]
            here = [w.value.start for w in analysis.times_in(sentence.begin, sentence.end) if w.value.precision in ("day", "part-of-day") and w.value.start]
            day = here[0] if here else exact[0] if exact else analysis.published
            if day and position.status != "former":
                days.append(day)
            break
    key = position.organization
    return Position(
        holder=ledger.key(position.holder),
        title=position.title,
        organization=ledger.key(key) if key else None,
        status=position.status,
        observed_on=tuple(sorted(set(days))),
        start=position.start,
        end=position.end,
        mentions=position.mentions,
    )


def _with_names(article: ArticleFacts, analysis: Analysis, found: Sequence[Event]) -> ArticleFacts:
    """An article with its events and the entities that it names."""
    about = tuple(e.key for e in found if e.article == article.index and e.parent is None)
    named = tuple(dict.fromkeys(n.key for n in (*analysis.names, *analysis.works)))
    return ArticleFacts(
        **{f: getattr(article, f) for f in ArticleFacts.__slots__ if f not in ("about", "named")}, about=about, named=named
    )
