"""Names of two characters set apart to the width of three (区长罗　川): the blank goes, all other characters keep their places.

Such a blank is layout, like a column's line break: to a tagger it ends a word, and 罗　川 would never be the 罗川 of the next
paragraph. The running text and the headlines of an article therefore go without it; a mention that is cut from the document
has it still.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.facts import Article
from kg.reading.bylinewords import HAN, family_names
from kg.reading.tables import load


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Two characters with a blank between, marks behind them, titles before them, titles that end like a family name."""

    pair: re.Pattern[str]
    closing: frozenset[str]
    titles: tuple[str, ...]
    ends: tuple[str, ...]


@functools.cache
def _patterns() -> _Patterns:
    table = load("padding")
    closing, blank = re.escape(table["closing"]), f"[{table['blanks']}]"
    rare = f"(?<![^\\s{closing}])[{HAN}](?={blank}{{1,4}}[{HAN}](?:[\\s{closing}]|$))"  # 局长　逄　野, behind a title
    pair = re.compile(
        f"(?P<family>[{''.join(sorted(family_names()))}]|{rare})(?P<blank>{blank}{{1,4}})(?P<given>(?![{table['not_given']}])[{HAN}])"
    )
    return _Patterns(pair, frozenset(table["closing"]), tuple(table["titles"]), tuple(table["title_ends"]))


def blanks_in(text: str, names: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
    """Where the blanks inside padded names stand.

    Args:
        text: running text or a headline.
        names: names without their blanks that stand padded elsewhere, and are taken as such whatever is behind them.

    Returns:
        Begin and end of each blank, in order.

    >>> blanks_in("区长罗　川、主任　田野")
    [(3, 4)]
    """
    return sorted({match.span("blank") for match in _found(text, names)})


def padded_names(text: str) -> frozenset[str]:
    """The names that stand padded in ``text``, without their blanks.

    >>> sorted(padded_names("区长罗　川，副区长许 可 参加"))
    ['罗川', '许可']
    """
    return frozenset(m["family"] + m["given"] for m in _found(text, frozenset()) if m["family"] in family_names())


def _found(text: str, names: frozenset[str]) -> Iterator[re.Match[str]]:
    patterns, at, listed = _patterns(), 0, -1
    while match := patterns.pair.search(text, at):
        begin, end = match.span()
        behind = text[end : end + 1]
        titled = text[:begin].rstrip().endswith(patterns.titles) if match["family"] not in family_names() else True
        if (
            titled
            and not text.endswith(patterns.ends, 0, begin + 1)
            and (
                begin == listed
                or not behind.strip()
                or behind in patterns.closing
                or text.endswith(patterns.titles, 0, begin)
                or match["family"] + match["given"] in names
            )
        ):
            at, listed = end, end + 1 if behind == "、" else -1
            yield match
        else:
            at = begin + 1


def unpadded(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles with the blanks of padded names out of their headlines and texts; a name found once is found everywhere."""
    texts = [text for a in articles for text in (a.headline, *(sub for sub, _ in a.subheadlines), a.text)]
    names = frozenset().union(*(padded_names(text) for text in texts))
    if not names:
        return tuple(articles)
    return tuple(_unpadded(article, names) for article in articles)


def _unpadded(article: Article, names: frozenset[str]) -> Article:
    kept = [True] * len(article.text)
    for begin, end in blanks_in(article.text, names):
        kept[begin:end] = [False] * (end - begin)
    return dataclasses.replace(
        article,
        headline=_without(article.headline, names),
        subheadlines=tuple((_without(sub, names), span) for sub, span in article.subheadlines),
        text="".join(c for c, keep in zip(article.text, kept, strict=True) if keep),
        offsets=tuple(o for o, keep in zip(article.offsets, kept, strict=True) if keep),
    )


def _without(text: str, names: frozenset[str]) -> str:
    for begin, end in reversed(blanks_in(text, names)):
        text = text[:begin] + text[end:]
    return text
