"""Paragraphs: lines joined again, with the place of every character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.facts import Span
from kg.reading.lines import Columns, Line, ends_inside, ends_sentence


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``offsets[i]`` is the place in the document of ``text[i]``."""

    text: str
    offsets: tuple[int, ...]

    def cut(self, begin: int, end: int) -> Paragraph:
        """The characters from ``begin`` to ``end`` without white space at both ends."""
        part = self.text[begin:end]
        left = len(part) - len(part.lstrip())
        right = len(part.rstrip())
        if left >= right:
            return Paragraph("", ())
        return Paragraph(part[left:right], self.offsets[begin + left : begin + right])

    def span(self, begin: int, end: int) -> Span:
        """The span of the document behind ``text[begin:end]`` (not empty)."""
        return Span(self.offsets[begin], self.offsets[end - 1] + 1)


def join(lines: Sequence[Line]) -> Paragraph:
    """The lines as one paragraph.

    Line breaks go; between two Latin letters one becomes a space, whose offset is that of the break.
    """
    parts: list[str] = []
    offsets: list[int] = []
    for number, line in enumerate(lines):
        if number and _latin(lines[number - 1].text[-1]) and _latin(line.text[0]):
            parts.append(" ")
            offsets.append(lines[number - 1].end)
        for begin, end in _plain(line):
            parts.append(line.text[begin:end])
            offsets.extend(range(line.begin + begin, line.begin + end))
    return Paragraph("".join(parts), tuple(offsets))


_INLINE = re.compile(r"\*\*|__|`|!?\[(?=[^\]\n]{0,200}\]\()|(?<=\])(?<!\\)\([^()\s]{0,500}(?: \"[^\"\n]{0,100}\")?\)|\](?=\()")


def _plain(line: Line) -> list[tuple[int, int]]:
    """The stretches of a line that are text: of Markdown without the marks of emphasis, code and links."""
    if not line.markup:
        return [(0, len(line.text))]
    stretches = []
    begin = 0
    for match in _INLINE.finditer(line.text):
        stretches.append((begin, match.start()))
        begin = match.end()
    return [*stretches, (begin, len(line.text))]


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def belongs(line: Line, following: Line, columns: Columns) -> bool:
    """True where ``following`` goes on in the paragraph of ``line``.

    The line must be inside a sentence, or fill its column without a sign that a paragraph ends (a blank line, an indent). A blank
    line does not end a paragraph inside a sentence: column breaks leave blank lines.
    """
    if ends_inside(line.text):
        return True
    if following.number in columns.indented:
        return False
    if not columns.wrapped or columns.too_wide(line) or columns.too_wide(following):
        return False
    if ends_sentence(line.text):
        return following.blanks == 0 and line.indent + line.width >= columns.widths[line.number] - 1
    return columns.full(line)
