"""A document's facts: the extractors in their order, as one visible sequence.

Names first, document by document (people, organs by jurisdiction, other organizations, places, works), then title phrases and
times; what they give is one :class:`~kg.extractors.analysis.Analysis` a story, from which events, statements and
relations are read.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extractors import aliases, countrynames, events, plugins, relations, statements
from kg.extractors.analyses import analyse
from kg.extractors.analysis import Analysis
from kg.extractors.articles import read_article, with_names
from kg.extractors.containment import at_home
from kg.extractors.credits import credited
from kg.extractors.cues import bracketed_names, cued_names, titled_names
from kg.extractors.holders import observed, read_positions
from kg.extractors.jurisdiction import Home, find_home
from kg.extractors.ledger import Ledger, clean
from kg.extractors.lexicon import Lexicon, Words, load
from kg.extractors.meanings import begin_reading
from kg.extractors.naming import Namer, spans_by_end
from kg.extractors.posts import chain_posts, find_titles
from kg.extractors.progress import Progress
from kg.extractors.roster import collect, full_names, occurrences
from kg.extractors.statements_units import body_of
from kg.extractors.story import Story, build_story, parts_of
from kg.extractors.transcripts import labelled_names
from kg.facts import ArticleFacts, Document, DocumentFacts, Event, Position, Relation, Span, Statement
from kg.language import Language
from kg.language.divisions import Division
from kg.language.years import year_of


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
    for work in works:
        aliases.shadow_names(work.reading, ledger, tables)
    aliases.home_names(ledger)
    countrynames.full_names(ledger)
    aliases.short_names(ledger, tables, _protected(ledger, tables))
    for name, span in credited(document):
        ledger.mention(ledger.add("person", clean(name), world=world), span, "bylines", 0.9)
    positions = read_positions(works, namer, tables)
    countrynames.full_names(ledger)
    articles = [read_article(article, namer, world, language) for article in document.articles]
    year = year_of(document.text)
    analyses = [analyse(work, year, article, namer, home, world) for work, article in zip(works, articles, strict=True)]
    return _assemble(document, ledger, analyses, articles, positions)


def paragraphs(document: Document) -> list[str]:
    """What :func:`extract` will have tagged."""
    return [part for article in document.articles for part in parts_of(article)]


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


def _begin(story: Story, home: Home, namer: Namer, lexicon: Lexicon) -> Progress:
    reading = begin_reading(story, home, lexicon, namer.gazetteer)
    inside = {i for w in reading.works for i in range(w.begin - 1, w.end + 1)}
    titles = find_titles(story, lexicon, inside, [(h.begin, h.end) for h in reading.hits])
    ending = spans_by_end(reading.organs)
    for token in story.tokens:
        if token.tag in ("ORG", "LOC"):
            ending.setdefault(token.end, []).append(Span(token.begin, token.end))
    for hit in reading.hits:
        ending.setdefault(hit.end, []).append(Span(hit.begin, hit.end))
    return Progress(story, reading, chain_posts(story, titles, ending, lexicon))


def _read_people(works: Sequence[Progress], document: Document, lexicon: Lexicon, namer: Namer) -> None:
    bylines = [b.name for a in document.articles for b in a.bylines]
    own = [name for name in sorted(lexicon.people) if any(name in work.story.text for work in works)]
    places = {work.story.text[h.begin : h.end] for work in works for h in work.reading.hits}
    places |= {c.short for work in works for h in work.reading.hits for c in h.candidates if isinstance(c, Division)}
    labelled = labelled_names([w.story for w in works], lexicon)
    names = collect([w.story for w in works], [w.chains for w in works], [*bylines, *own, *labelled], places, lexicon)
    namer.people = frozenset(names)
    namer.full = full_names(names)
    for work in works:
        titled = {(s.begin, s.end) for s, _ in titled_names(work.story, work.chains, lexicon, names)}
        titled |= {(b, e) for b, e, _ in Words(own).find(work.story.text)} if own else set()
        titled |= {(s.begin, s.end) for s in cued_names(work.story, names, lexicon)}
        titled |= {(s.begin, s.end) for s in bracketed_names(work.story, work.chains, lexicon)}
        inside = {i for w in work.reading.works for i in range(w.begin - 1, w.end + 1)}
        work.people = occurrences(work.story, names, titled, lexicon, inside)


def _settle(work: Progress, namer: Namer, lexicon: Lexicon, world: str) -> None:
    """Enter people, then the remaining names, of a story."""
    story, ledger = work.story, namer.ledger
    for person in work.people:
        key = ledger.add("person", clean(namer.full.get(person.name, person.name)), world=world)
        ledger.alias(key, person.name)
        ledger.mention(key, story.to_document(person.begin, person.end), person.extractor, person.confidence)
    barriers = [
        Span(post.title.begin, post.title.end)
        for chain in work.chains
        for post in chain
        if post.title.group != "role"
        and not (post.title.group in ("calling", "state") and lexicon.endings.starting_at(story.text, post.title.end))
    ]
    namer.settle(work.reading, [Span(p.begin, p.end) for p in work.people], barriers, frozenset(namer.people))
    for span in work.reading.works:
        key = namer.work(" ".join(span.cut(story.text).split()))
        ledger.mention(key, story.to_document(span.begin, span.end), "works", 0.98)


def _world(home: Home) -> str:
    """What tells people of one name apart: the code of the document's district or city."""
    places = [d for d in home.context if d in home.by_level.values() and d.level in ("district", "city")]
    return places[0].code if places else ""


def _protected(ledger: Ledger, lexicon: Lexicon) -> list[str]:
    """Public organs, divisions and known bodies: built from tables, they are never a short form of something else."""
    return [
        key
        for key in sorted(ledger.keys())
        if ledger.get(key).division_code
        or (ledger.get(key).kind == "organization" and ledger.get(key).name in lexicon.national)
        or any(m.extractor in ("organs", "gazetteer") for m in ledger.mentions(key))
        or ledger.get(key).world
    ]


# ---------------------------------------------------------------- the record


def _assemble(
    document: Document,
    ledger: Ledger,
    analyses: Sequence[Analysis],
    articles: Sequence[ArticleFacts],
    positions: Sequence[Position],
) -> DocumentFacts:
    all_events: list[Event] = []
    all_statements: list[Statement] = []
    for analysis in analyses:
        found, body = events.find(analysis, document.text), body_of(analysis)
        all_events += found
        all_statements += statements.said_at(statements.find(analysis, document.text, body), found, analysis)
        more = [record for _, extractor in plugins.installed() for record in extractor(analysis)]
        all_events += (record for record in more if isinstance(record, Event))
        all_statements += (record for record in more if isinstance(record, Statement))
        for relation in (*relations.find(analysis, document.text, body), *(r for r in more if isinstance(r, Relation))):
            ledger.relate(relation.subject, relation.predicate, relation.object, *relation.mentions)
    at_home(ledger, analyses, all_events)
    _derive(ledger)
    entities = ledger.entities()
    dated = [observed(p, analyses, all_events, ledger) for p in positions]
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
        articles=tuple(with_names(a, analysis, all_events) for a, analysis in zip(articles, analyses, strict=True)),
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
    for key in sorted(ledger.keys()):
        entity = ledger.get(key)
        if not ledger.mentions(key):
            ledger.set(key, derived_from="gazetteer" if entity.kind == "place" else "titles")
