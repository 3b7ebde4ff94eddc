"""Frozen records for everything that is read from a document.

Two layers meet here and nowhere else:

* what the reader delivers: :class:`Document` and :class:`Article`, text with an
  offset map back to the document;
* what the extractors deliver: :class:`DocumentFacts`, a pure function of the bytes
  of one document, the configuration and the version of this package.

Offsets are code points, end exclusive, and always count in ``Document.text``, except
inside an extractor, which works on ``Article.text`` (hard line breaks removed) and
translates its spans with :meth:`Article.to_document` before it makes a record.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EntityKind = Literal["person", "organization", "place", "work", "group"]
"""The kinds of node that a name can denote."""

ENTITY_KINDS: tuple[EntityKind, ...] = ("person", "organization", "place", "work", "group")


# ------------------------------------------------------------------ documents


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open interval ``[begin, end)`` of code points.

    >>> Span(0, 2).cut("薛侃表示")
    '薛侃'
    """

    begin: int
    end: int

    def cut(self, text: str) -> str:
        """The characters of this span in ``text``."""
        return text[self.begin : self.end]

    def overlaps(self, other: Span) -> bool:
        """True where the two spans share at least one character."""
        return self.begin < other.end and other.begin < self.end

    def covers(self, other: Span) -> bool:
        """True where ``other`` lies inside this span (or is the same)."""
        return self.begin <= other.begin and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Byline:
    """A name in a byline: who (``name``), as what, and where it stands in the document."""

    name: str
    role: Literal["author", "contributor"]
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    r"""One story of a document, with its text freed of the layout.

    ``text`` is the running text of the body: hard line breaks of a newspaper column are
    removed, a paragraph ends with ``\n``. ``offsets[i]`` is the position in the document of
    ``text[i]``; for a paragraph's ``\n`` it is the position after its last character.
    Headline and sub-headlines are not part of ``text``; each is a span of the document
    together with its joined characters.
    """

    index: int
    span: Span
    kind: Literal["story", "caption"]
    headline: str
    headline_span: Span | None
    subheadlines: tuple[tuple[str, Span], ...]
    text: str
    offsets: tuple[int, ...]
    bylines: tuple[Byline, ...] = ()
    published: datetime.date | None = None
    published_span: Span | None = None
    publisher: str | None = None
    publisher_span: Span | None = None
    dateline: str | None = None

    def to_document(self, begin: int, end: int) -> Span:
        """The span of the document behind ``text[begin:end]`` (must not be empty)."""
        return Span(self.offsets[begin], self.offsets[end - 1] + 1)

    def from_document(self, position: int) -> int:
        """The index in ``text`` of the first character at or after ``position``."""
        return bisect.bisect_left(self.offsets, position)


@dataclass(frozen=True, slots=True)
class Document:
    """One source text.

    ``id`` is the SHA-256 (hex) of the bytes it was read from, ``titles`` the paths relative
    to the input folder, sorted. ``text`` is what offsets count in. ``as_is`` is True where
    ``text`` is the decoded file itself (txt, md), False where a reader made it (html, pdf,
    docx, jsonl), in which case a build keeps it under ``text/``.
    """

    id: str
    titles: tuple[str, ...]
    text: str
    media_type: str
    encoding: str | None
    as_is: bool
    articles: tuple[Article, ...]
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A span of the document that is evidence, and the extractor that read it.

    ``extractor`` is a short ASCII name (``titles``, ``tagger`` …); confidence is 0 to 1 and
    comparable only within one extractor.
    """

    begin: int
    end: int
    extractor: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organization, place, work or unnamed group of one document.

    ``key`` is minted in the document from (kind, canonical name, world), as in
    ``person/薛侃~310110``; ``name`` becomes rdfs:label, ``aliases`` skos:altLabel and
    ``short_names`` kg:shortName (they are aliases as well, and need not be repeated there).
    ``derived_from`` names what implied an entity that no span of the text names (a gazetteer
    parent, the organ behind 区长): such an entity has no mentions.
    """

    key: str
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    category: str | None = None
    world: str = ""
    division_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    derived_from: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeValue:
    """When something happened.

    ``start`` and ``end`` are the earliest first and the latest last day; both None where the
    text gives none. ``precision`` is a concept of kgc:time-precision (``part-of-day``, ``day``,
    ``month``, ``year``, ``recent``, ``unknown``); ``text`` the original words.
    """

    start: datetime.date | None = None
    end: datetime.date | None = None
    precision: str = "unknown"
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A person holding a post: kg:Tenure and kg:Post.

    ``title`` is the title alone (书记, not 区委书记); ``status`` is None, ``former`` or
    ``acting``. ``start`` and ``end`` only where the text states an appointment or departure.
    """

    holder: str
    title: str
    organization: str | None = None
    status: str | None = None
    observed_on: tuple[datetime.date, ...] = ()
    start: datetime.date | None = None
    end: datetime.date | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Participation:
    """One participant (entity key) of an event, in a role of kgc:participation-role."""

    participant: str
    role: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a story. ``key`` is unique in the document, as in ``event/0-412-会见``.

    ``category`` is a concept of kgc:event-type; ``places`` are entity keys (a place, or an
    organization that is its own venue); ``parent`` is the key of the event it is part of;
    ``about`` the keys of works it deals with; ``article`` the index of the article.
    """

    key: str
    label: str
    category: str
    article: int
    time: TimeValue = TimeValue()
    places: tuple[str, ...] = ()
    parent: str | None = None
    participations: tuple[Participation, ...] = ()
    about: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said: kg:Utterance. The reported words are the quote of its mentions.

    ``key`` is unique in the document; ``category`` a concept of kgc:utterance-type; ``verb``
    the word of the text; ``said_at`` the key of an event; ``about`` works, ``named`` any other
    entities that the words name.
    """

    key: str
    speaker: str
    category: str
    verb: str
    article: int
    said_at: str | None = None
    about: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A plain triple between entities, or an attribute: kg:Claim holds its evidence.

    ``predicate`` is the local name of a property (``spouse``, ``parent``, ``founder``, ``age``,
    ``subOrganizationOf``, ``basedIn``, ``within``); ``object`` an entity key, or the number for
    ``age``. A relation that no text states (a gazetteer's ``within``) has no mentions.
    """

    subject: str
    predicate: str
    object: str | int
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is known of an article itself; ``authors`` and ``contributors`` are entity keys."""

    index: int
    kind: Literal["story", "caption"]
    span: Span
    headline: str
    headline_span: Span | None = None
    subheadlines: tuple[str, ...] = ()
    published: datetime.date | None = None
    publisher: str | None = None
    keywords: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Everything read from one document. References between records are keys."""

    document: str
    titles: tuple[str, ...]
    media_type: str
    encoding: str | None
    as_is: bool
    characters: int
    articles: tuple[ArticleFacts, ...] = ()
    entities: tuple[Entity, ...] = ()
    positions: tuple[Position, ...] = ()
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()
    warnings: tuple[str, ...] = ()
    quotes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The characters of every mention's span, so that the graph is written without the text."""
