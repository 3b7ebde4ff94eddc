"""The sentence around a span, with line breaks of the layout removed and the span's place in it kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STOP = re.compile(r"[。！？!?…]+[”’」』）)]*|\n[ \t\u3000]*\n|\n\u3000{2}")
"""Where a sentence ends: full stops with what closes after them, an empty line, an indented line."""

REACH = 160
"""A sentence is cut this many characters before and after the quote, so that a missing full stop costs little."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Running text and the quote's place in it; ``begin`` is its first character's offset in the document."""

    text: str
    quote_begin: int
    quote_end: int
    begin: int


def sentence(text: str, begin: int, end: int) -> Sentence:
    r"""The sentence of ``text`` around ``text[begin:end]``; a quote over several sentences keeps them all.

    >>> s = sentence("前句。区委书\n记薛侃出席。后句。", 8, 10)
    >>> s.text, s.text[s.quote_begin:s.quote_end]
    ('区委书记薛侃出席。', '薛侃')
    """
    low, high = max(0, begin - REACH), min(len(text), end + REACH)
    first = low
    for stop in _STOP.finditer(text, low, begin):
        first = stop.end()
    # start at the last character of the quote: a quote that ends with a full stop needs nothing more
    last = next((stop.end() for stop in _STOP.finditer(text, max(begin, end - 1), high)), high)
    last = max(last, end)
    kept: list[str] = []
    positions: list[int] = []
    for position in range(first, last):
        char = text[position]
        if char in "\r\n":
            if kept and kept[-1].isascii() and kept[-1].isalnum() and text[position + 1 : position + 2].isascii():
                kept.append(" ")
                positions.append(position)
            continue
        if char in " \t\u3000" and (not kept or text[position - 1] in "\r\n"):
            continue
        kept.append(char)
        positions.append(position)
    inner = [number for number, position in enumerate(positions) if begin <= position < end]
    if not inner:
        return Sentence("".join(kept), 0, 0, first)
    return Sentence("".join(kept), inner[0], inner[-1] + 1, positions[0])
