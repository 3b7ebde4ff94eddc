"""What text is made of: words and tags, known places, time expressions, keywords.

:class:`Language` bundles the parts for the extractors; each part loads its tables at first use, once a process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.language import keywords, moments, times, years
from kg.language.gazetteer import Gazetteer
from kg.language.moments import Anchor, TimeExpression
from kg.language.tagger import Tagger, Token

__all__ = ["Anchor", "Gazetteer", "Language", "Options", "Tagger", "TimeExpression", "Token"]


@dataclass(frozen=True, slots=True)
class Options:
    """What decides the result of a :class:`Language`; picklable, and equal where results are.

    Attributes:
        keywords: keywords of an article at most.
    """

    keywords: int = 8


class Language:
    """The tagger, the gazetteer, times and keywords behind one object.

    Making one costs nothing. It pickles as its options, so that a worker process makes its own.
    """

    def __init__(self, options: Options = Options()) -> None:
        self.options = options

    def __reduce__(self) -> tuple[type[Language], tuple[Options]]:
        return (type(self), (self.options,))

    @cached_property
    def tagger(self) -> Tagger:
        """The LAC tagger."""
        return Tagger()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The known places."""
        return Gazetteer()

    def tag(self, paragraphs: Sequence[str]) -> list[list[Token]]:
        """The words of each paragraph: :meth:`Tagger.tag`."""
        return self.tagger.tag(paragraphs)

    def times(self, text: str) -> list[TimeExpression]:
        """The time expressions of a text: :func:`kg.language.times.find`."""
        return times.find(text)

    resolve = staticmethod(moments.resolve)
    year_of = staticmethod(years.year_of)

    def keywords(self, text: str) -> tuple[str, ...]:
        """The keywords of a text: :func:`kg.language.keywords.keywords`."""
        return keywords.keywords(text, self.options.keywords)
