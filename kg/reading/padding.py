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
from kg.reading.tables import alternatives, load


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Names with a mark behind them, behind a title, behind another name and 、; titles that end like a family name; blanks."""

    closed: re.Pattern[str]
    titled: re.Pattern[str]
    listed: re.Pattern[str]
    ends: tuple[str, ...]
    blanks: str


@functools.cache
def _patterns() -> _Patterns:
    table = load("padding")
    blank = f"[{table['blanks']}]"
    family = f"[{''.join(sorted(family_names()))}]"
    given = f"(?![{table['not_given']}])[{HAN}]"
    pair = f"(?P<family>{family})(?P<blank>{blank}{{1,4}})(?P<given>{given})"
    closing = re.escape(table["closing"])
    return _Patterns(
        re.compile(f"{pair}(?=[{closing}]|\\s|$)"),
        re.compile(f"(?<={alternatives_of_one_length(table['titles'])}){pair}"),
        re.compile(f"、{pair}"),
        tuple(table["title_ends"]),
        table["blanks"],
    )


def alternatives_of_one_length(words: Sequence[str]) -> str:
    """The last two characters of ``words``, for a look-behind, which takes alternatives of one length only.

    >>> alternatives_of_one_length(["区长", "理事长"])
    '事长|区长'
    """
    return alternatives(sorted({word[-2:] for word in words}))


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
    return frozenset(match["family"] + match["given"] for match in _found(text, frozenset()))


def _found(text: str, names: frozenset[str]) -> Iterator[re.Match[str]]:
    patterns = _patterns()
    if not any(blank in text for blank in patterns.blanks):
        return
    known = [re.compile(f"(?P<family>{n[0]})(?P<blank>[{patterns.blanks}]{{1,4}})(?P<given>{n[1]})") for n in sorted(names)]
    at = 0
    while at < len(text):
        found = [match for pattern in (patterns.closed, patterns.titled, *known) if (match := pattern.search(text, at))]
        if not found:
            return
        match = min(found, key=lambda m: m.span())
        if text.endswith(patterns.ends, 0, match.start() + 1):
            at = match.start() + 1
            continue
        listed: re.Match[str] | None = match
        while listed:
            yield listed
            at = listed.end()
            listed = patterns.listed.match(text, at)


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
