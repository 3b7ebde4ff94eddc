"""What the extractors of events, statements and relations get to see of a story.

By then names are resolved inside the document: every :class:`Name` points to an entity's key.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.extractors.overlaps import Overlaps
from kg.extractors.story import Story
from kg.facts import Entity, EntityKind, Span, TimeValue


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One resolved occurrence of an entity in ``Story.text``.

    Names do not overlap: of nested names (中国信息通信研究院 in 中国信息通信研究院标准所) only the outermost stands
    in ``Analysis.names``; ``Analysis.inner`` has the others. ``surface`` is the text; ``how`` is ``name`` for a proper name,
    ``title`` for a person meant by surname and title (纽森州长), ``pronoun`` for 他/她, ``short`` for 区委 and the like.
    """

    begin: int
    end: int
    key: str
    kind: EntityKind
    surface: str
    extractor: str = "names"
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class PostPhrase:
    """A title phrase read as a whole: posts, then the people who hold them.

    ``区委常委、组织部部长秦丽萍`` is one phrase; ``begin``/``end`` cover it from the first character of the
    organization to the last of the last name. ``people`` are entity keys.
    """

    begin: int
    end: int
    posts: tuple[tuple[str, str | None], ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class When:
    """A time expression in ``Story.text`` with its resolved value."""

    begin: int
    end: int
    value: TimeValue


def _begin(time: When) -> int:
    return time.begin


@dataclass(frozen=True, slots=True)
class Analysis:
    """A story, its names, title phrases and times; ``entities`` are those of the whole document by key.

    ``home`` is the key of the place whose organs the story speaks of as 区委 or 我区, where known;
    ``published`` the publication date; ``publisher`` the key of the publishing organization.
    """

    story: Story
    names: tuple[Name, ...]
    inner: tuple[Name, ...]
    phrases: tuple[PostPhrase, ...]
    times: tuple[When, ...]
    entities: Mapping[str, Entity]
    home: str | None = None
    published: datetime.date | None = None
    publisher: str | None = None
    works: tuple[Name, ...] = ()
    _starts: tuple[int, ...] = field(default=(), repr=False)
    _phrases: Overlaps[PostPhrase] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_phrases", Overlaps((p.begin, p.end, p) for p in self.phrases))

    @property
    def text(self) -> str:
        """The story's text."""
        return self.story.text

    def names_in(self, begin: int, end: int, kind: EntityKind | None = None) -> Iterator[Name]:
        """Names that lie inside ``[begin, end)``, in order; of one kind where given."""
        for i in range(bisect.bisect_left(self._starts, begin), len(self.names)):
            name = self.names[i]
            if name.begin >= end:
                return
            if name.end <= end and (kind is None or name.kind == kind):
                yield name

    def name_at(self, position: int) -> Name | None:
        """The name that covers ``position``, or None."""
        i = bisect.bisect_right(self._starts, position) - 1
        return self.names[i] if i >= 0 and self.names[i].end > position else None

    def phrase_at(self, position: int) -> PostPhrase | None:
        """The first title phrase that covers ``position``, or None."""
        return next(iter(self._phrases.over(position, position + 1)), None)

    def times_in(self, begin: int, end: int) -> Iterator[When]:
        """Time expressions inside ``[begin, end)``, in order."""
        for i in range(bisect.bisect_left(self.times, begin, key=_begin), len(self.times)):
            time = self.times[i]
            if time.begin >= end:
                return
            if time.end <= end:
                yield time

    def span(self, begin: int, end: int) -> Span:
        """The span of the document behind ``text[begin:end]``."""
        return self.story.to_document(begin, end)
