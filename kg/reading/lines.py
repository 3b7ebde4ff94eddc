"""Lines of a text with their place, indent and width."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kg.reading.tables import layout

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_BLANK = re.compile("[\\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u3000\ufeff]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    ``begin`` and ``end`` enclose its characters without white space at both ends; ``blanks`` counts the blank lines
    before it; ``indent`` and ``width`` are in full-width characters (a Latin letter is half of one).
    """

    number: int
    begin: int
    end: int
    text: str
    blanks: int
    indent: float
    width: float
    markup: bool = False


def width(text: str) -> float:
    """Width in full-width characters.

    >>> width("柳堤 AI")
    3.5
    """
    if text.isascii():
        return len(text) / 2
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


_PREFIX = re.compile(r"(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}\.[ \t]+|[*_]{1,3}(?=[^\s*_])){1,4}")
_SUFFIX = re.compile(r"(?:[ \t]+#{1,6}|[*_]{1,3})$")
_RULE = re.compile(r"[-*_=~`|: ]{3,}")


def split(text: str, markdown: bool = False) -> list[Line]:
    r"""The lines of ``text`` that are not blank; with ``markdown`` without the marks of headings, lists and quotations.

    >>> [(line.begin, line.end, line.blanks) for line in split("标题\r\n\r\n  正文。")]
    [(0, 2, 0), (8, 11, 1)]
    """
    lines: list[Line] = []
    blanks = begin = 0
    breaks = [(match.start(), match.end()) for match in _BREAK.finditer(text)]
    for end, after in [*breaks, (len(text), len(text))]:
        head = _BLANK.match(text, begin, end)
        first = head.end() if head else begin
        last = end
        while last > first and _BLANK.fullmatch(text[last - 1]):
            last -= 1
        if markdown and first < last:
            first, last = _unmarked(text, first, last)
        if first == last:
            blanks += 1
        else:
            body = text[first:last]
            lines.append(
                Line(len(lines), first, last, body, blanks, 0.0 if markdown else width(text[begin:first]), width(body), markdown)
            )
            blanks = 0
        begin = after
    return lines


def _unmarked(text: str, first: int, last: int) -> tuple[int, int]:
    """The part of a line of Markdown between its marks; nothing of a rule."""
    if _RULE.fullmatch(text, first, last):
        return first, first
    prefix = _PREFIX.match(text, first, last)
    if prefix:
        first = prefix.end()
    suffix = _SUFFIX.search(text, max(first, last - 12), last)
    if suffix and suffix.start() > first and (prefix or text[suffix.start()].isspace()):
        last = suffix.start()
    return first, last


def beginning(line: Line, end: int) -> Line:
    """The first ``end`` characters of a line."""
    width = line.width * end / len(line.text)
    return Line(line.number, line.begin, line.begin + end, line.text[:end], line.blanks, line.indent, width, line.markup)


def ends_sentence(text: str) -> bool:
    """True where ``text`` ends like a sentence: a final mark, closing quotes and brackets after it left out of account.

    >>> ends_sentence("“看不见。”"), ends_sentence("他们叫它“小菜园”"), ends_sentence("15.")
    (True, False, False)
    """
    marks = layout()
    last = len(text) - 1
    while last >= 0 and (text[last] in marks.closing or text[last].isspace()):
        last -= 1
    if last < 0:
        return False
    if text[last] in marks.sentence_final:
        return True
    return text[last] in marks.sentence_final_after_han and last > 0 and "\u3400" <= text[last - 1] <= "\U000323af"


def ends_inside(text: str) -> bool:
    """True where ``text`` ends with a mark that never ends a paragraph (a comma, an opening quote)."""
    return bool(text) and text[-1] in layout().sentence_middle


@dataclass(frozen=True, slots=True)
class Columns:
    """How a text is wrapped.

    ``widths`` holds the width of the column around each line, ``indented`` the numbers of the lines that are indented like
    the first line of a paragraph.
    """

    wrapped: bool
    widths: tuple[float, ...]
    indented: frozenset[int]

    def full(self, line: Line) -> bool:
        """True where the line fills its column."""
        rules = layout()
        column = self.widths[line.number]
        return rules.full * column <= line.indent + line.width <= rules.too_wide * column

    def short(self, line: Line) -> bool:
        """True where the line ends well before its column does."""
        return line.indent + line.width < layout().full * self.widths[line.number]

    def too_wide(self, line: Line) -> bool:
        """True where the line cannot belong to a column of this width."""
        return line.width > layout().too_wide * self.widths[line.number]


_NEIGHBOURS = 12
_BLOCK = 5
_ENOUGH = 3
_FEW = 12  # lines of a short text
_BROKEN = 2  # of its lines that begin another sentence and stop within it
_INDENT = 1.5


def _blocks(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Runs of lines without a blank line between them."""
    starts = [number for number, line in enumerate(lines) if number == 0 or line.blanks]
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _indented(lines: Sequence[Line]) -> frozenset[int]:
    """Lines set in from the line after them (or, where none follows in their block, from the line before)."""
    found = set()
    for number, line in enumerate(lines):
        if line.indent < _INDENT:
            continue
        following = lines[number + 1] if number + 1 < len(lines) and lines[number + 1].blanks == 0 else None
        before = lines[number - 1] if number else None
        if (following is not None and following.indent <= line.indent - _INDENT) or (
            (following is None or following.indent == line.indent)
            and before is not None
            and before.indent <= line.indent - _INDENT
        ):
            found.add(number)
    return frozenset(found)


def _upper(lines: Sequence[Line]) -> float:
    ordered = sorted(line.indent + line.width for line in lines)
    return ordered[min(len(ordered) - 1, len(ordered) * 3 // 4)]


def columns(lines: Sequence[Line]) -> Columns:
    """The wrap of ``lines``, from the distribution of their widths.

    The column's width at a line is the upper quartile of its block, or in a small block of the lines around it (the columns
    of a page differ). A text is wrapped where at least half of the lines that are followed by another line of their block
    fill the column without ending a sentence.
    """
    rules = layout()
    widths = [0.0] * len(lines)
    for begin, end in _blocks(lines):
        if end - begin >= _BLOCK:
            widths[begin:end] = [_upper(lines[begin:end])] * (end - begin)
        else:
            for number in range(begin, end):
                widths[number] = _upper(lines[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS + 1])
    candidate = Columns(True, tuple(widths), _indented(lines))
    inner = [line for line, following in itertools.pairwise(lines) if following.blanks == 0]
    full = [
        line
        for line in inner
        if candidate.full(line) and not ends_sentence(line.text) and rules.narrowest <= line.width <= rules.widest
    ]
    enough = len(full) >= _ENOUGH or (
        bool(full) and len(inner) <= 2 * _ENOUGH and all(any(c in line.text for c in "，、。") for line in full)
    )
    broken = [line for line in full if "。" in line.text[:-1] and line.text[-1] not in rules.closing]
    wrapped = (enough and len(full) >= rules.wrapped * len(inner)) or (
        len(inner) <= _FEW and len(broken) >= _BROKEN and len(full) == len(broken)
    )
    return Columns(wrapped, tuple(widths), candidate.indented)
