"""The head or foot of a newspaper page: paper, page, date, day, issue, editors (河湾日报 03 民生 2024年6月3日 星期一).

Its words are of a few kinds only and stand in any order, on one line or on several; a column's width may cut a date in two
(2024年6月3 / 日 星期一). What it says holds for every story of the page.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.facts import Span
from kg.reading.bylinewords import HAN, vocabulary
from kg.reading.lines import Line
from kg.reading.paragraphs import Paragraph, join
from kg.reading.sourcelines import find_date
from kg.reading.tables import alternatives, load

MOST_LINES = 4
LONGEST = 120
_SENTENCE = re.compile("[。！？；]")


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the head of a page says, with places in the document; ``lines`` of the page belong to it."""

    lines: int
    published: datetime.date | None
    published_span: Span | None
    publisher: str | None
    publisher_span: Span | None


@functools.cache
def _patterns() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], re.Pattern[str], frozenset[str]]:
    table = load("mastheads")
    roles = [word for word, kind in vocabulary().kinds.items() if kind == "silent" and word not in vocabulary().short]
    name = f"(?:[{HAN}]{{2,4}}|[{HAN}][ \\u3000]{{1,3}}[{HAN}])(?![{HAN}])"
    credit = (
        f"(?:{alternatives(roles)})[ \\u3000]{{0,2}}[:：/|｜]?[ \\u3000]{{0,2}}(?!(?:{alternatives(roles)}))"
        f"{name}(?:[、,，/ \\u3000]{{1,2}}(?!(?:{alternatives(roles)})){name})?"
    )
    kinds = (
        ("day", re.compile("|".join(table["days"]))),
        ("issue", re.compile("|".join(table["issues"]))),
        ("page", re.compile("|".join(table["pages"]))),
        ("credit", re.compile(credit)),
        ("section", re.compile(f"[{HAN}]{{0,4}}?(?:{alternatives(table['sections'])})(?![{HAN}])")),
    )
    paper = re.compile(
        f"(?:(?:{alternatives(table['paper_begins'])})[{HAN}]{{2,6}}|[{HAN}]{{2,10}}?(?:{alternatives(table['paper_ends'])}))(?![{HAN}])"
    )
    return kinds, paper, frozenset(" \u3000\u00a0\t\n·•|｜:：/／-—,，")


def find(lines: Sequence[Line], number: int) -> Masthead | None:
    """The head of a page that begins at a line, or None; the longest run of lines that are nothing else is taken.

    Args:
        lines: the lines of the document.
        number: the line.
    """
    last, size = number - 1, 0
    while last + 1 < len(lines) and last + 1 - number < MOST_LINES and (last < number or lines[last + 1].blanks == 0):
        line = lines[last + 1]
        size += 0 if line.markup else len(line.text)
        if not line.markup and (size > LONGEST or _SENTENCE.search(line.text)):
            break  # nor is any block a head that holds this line
        last += 1
    for end in range(last, number - 1, -1):
        block = lines[number : end + 1]
        for text in (join(block), _listed(block)):
            found = _parse(text, len(block))
            if found is not None:
                return found
    return None


def _listed(lines: Sequence[Line]) -> Paragraph:
    """The lines with their breaks."""
    text, offsets = "", list[int]()
    for line in lines:
        if text:
            text += "\n"
            offsets.append(line.begin - 1)
        text += line.text
        offsets.extend(range(line.begin, line.end))
    return Paragraph(text, tuple(offsets))


def _parse(paragraph: Paragraph, lines: int) -> Masthead | None:
    text = paragraph.text
    if len(text) > LONGEST or _SENTENCE.search(text):
        return None
    patterns, paper, separators = _patterns()
    date = find_date(text)
    kinds: set[str] = set()
    publisher: tuple[int, int] | None = None
    at, before = 0, ""
    while at < len(text):
        if text[at] in separators:
            at += 1
            continue
        if date is not None and at == date[1]:
            kinds.add("date")
            at, before = date[2], "date"
            continue
        kind, end = next(((k, m.end()) for k, p in patterns if (m := p.match(text, at))), ("", at))
        named = paper.match(text, at, date[1] if date is not None and date[1] > at else len(text))
        if not kind and named and publisher is None:
            kind, end, publisher = "paper", named.end(), named.span()
        elif not kind and before == "page" and (word := re.compile(f"[{HAN}]{{2,4}}(?![{HAN}])").match(text, at)):
            kind, end = "section", word.end()
        if not kind:
            return None
        kinds.add(kind)
        at, before = end, kind
    rest = kinds - {"paper", "date", "credit"}
    if not rest or len(kinds) < 2 or (kinds <= {"day", "date"}):
        return None
    return Masthead(
        lines,
        date[0] if date else None,
        paragraph.span(date[1], date[2]) if date else None,
        text[publisher[0] : publisher[1]] if publisher else None,
        paragraph.span(*publisher) if publisher else None,
    )
