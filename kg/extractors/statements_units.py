"""A story's body as sentences, clauses and units, for the grammar of reported speech.

A unit is a name, a stretch inside quotation marks or brackets, or a word of the tagger outside both. Positions are
those of ``Story.text``; the plain text used here has the same length and one form of every mark.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg.extractors.analysis import Analysis, Name
from kg.extractors.story import sentences_of
from kg.facts import Span

_HALF = str.maketrans(",;?!()", "，；？！（）")
_COLON = re.compile(r"(?<![0-9]):|:(?![0-9])")
_STOP = re.compile(r"(?<=[一-鿿”）》])\.(?![0-9A-Za-z.])")
_DIGITS = re.compile(r"(?<=[0-9])，(?=[0-9]{3})")
_OPEN = {"“": "”", "「": "」", "『": "』", "（": "）", "《": "》", "【": "】", "[": "]"}
_BREAK = re.compile("[，；：。！？…]")
_PARTICLES = frozenset("把将对向与和同跟给为被由就")
_ISRAEL = frozenset("军方外总")  # behind 以, which then is short for the country and no preposition
HIDDEN = "\ue000"
"""Stands in :attr:`Body.shadow` for every character inside quotation marks or brackets."""


def plain(text: str) -> str:
    """``text`` with full-width marks and paired quotation marks; as long as before.

    >>> plain('甲说,"好." 共1,200人')
    '甲说，“好。” 共1,200人'
    """
    full = _COLON.sub("：", _STOP.sub("。", text.translate(_HALF)))
    full = _DIGITS.sub(",", full)
    paragraphs = full.split("\n")
    for n, paragraph in enumerate(paragraphs):
        pieces = paragraph.split('"')
        paragraphs[n] = "".join(p + ("“" if i % 2 == 0 else "”") for i, p in enumerate(pieces[:-1])) + pieces[-1]
    return "\n".join(paragraphs)


def shadow_of(text: str) -> str:
    """``text`` with everything between quotation marks or brackets, and these, hidden; paragraph by paragraph.

    >>> shadow_of("甲（乙）说：“好。”").replace(HIDDEN, "_")
    '甲___说：____'
    """
    result = list(text)
    stack: list[str] = []
    opened: dict[str, list[int]] = {}  # where in the stack each mark stands, so that no search runs through it
    for i, char in enumerate(text):
        if char == "\n":
            stack.clear()
            opened.clear()
        elif char in _OPEN:
            opened.setdefault(_OPEN[char], []).append(len(stack))
            stack.append(_OPEN[char])
            result[i] = HIDDEN
        elif stack:
            result[i] = HIDDEN
            depth = len(stack) - 1 if char == stack[-1] else opened[char][0] if opened.get(char) else len(stack)
            while len(stack) > depth:
                opened[stack.pop()].pop()
    return "".join(result)


class Unit(NamedTuple):
    """A name, a hidden stretch (tag ``hidden``) or a word with the tagger's tag."""

    begin: int
    end: int
    text: str
    tag: str
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between marks; ``mark`` is the one behind it (empty at the end of a paragraph)."""

    begin: int
    end: int
    mark: str


@dataclass(frozen=True)
class Body:
    """The body of a story, cut up.

    ``text`` is the plain text, ``shadow`` the same with quotations and brackets hidden; ``paragraphs`` hold the
    sentences of each paragraph.
    """

    analysis: Analysis
    text: str
    shadow: str
    paragraphs: tuple[tuple[Span, ...], ...]
    units: tuple[Unit, ...]
    _starts: tuple[int, ...]

    def clauses(self, sentence: Span) -> list[Clause]:
        """The clauses of a sentence, marks left out; one at least."""
        result, begin = [], sentence.begin
        for mark in _BREAK.finditer(self.shadow, sentence.begin, sentence.end):
            if mark.start() > begin:
                result.append(Clause(begin, mark.start(), mark.group()))
            begin = mark.end()
        if begin < sentence.end:
            result.append(Clause(begin, sentence.end, ""))
        return result or [Clause(sentence.begin, sentence.end, "")]

    def units_in(self, begin: int, end: int) -> list[Unit]:
        """The units that begin in ``[begin, end)``."""
        return list(self.units[bisect.bisect_left(self._starts, begin) : bisect.bisect_left(self._starts, end)])

    def visible(self, name: Name) -> bool:
        """True where a name stands outside quotations and brackets."""
        return self.shadow[name.begin] != HIDDEN


def _words(analysis: Analysis, text: str, begin: int, end: int) -> Iterator[Unit]:
    """Words between two names or hidden stretches; what a name leaves of a word is judged by its first character."""
    story = analysis.story
    position = begin
    index = story.token_index(begin)
    while position < end:
        token = story.tokens[index]
        index += 1
        stop = min(end, token.end)
        word = text[position:stop]
        tag = token.tag
        if position > token.begin or stop < token.end:
            tag = "p" if word[0] in _PARTICLES else "n" if tag in ("PER", "ORG", "LOC") else tag
        if word == "以" and text[stop : stop + 1] in _ISRAEL:
            tag = "LOC"
        if len(word) > 1 and word[0] in "他她" and word[1] not in "们人":
            yield Unit(position, position + 1, word[0], "r")
            position += 1
            yield Unit(position, stop, text[position:stop], "u" if text[position:stop] == "的" else "n" if tag == "r" else tag)
        elif word.strip():
            yield Unit(position, stop, word, tag)
        position = stop


def _adverb(analysis: Analysis, name: Name) -> bool:
    """A manner word with 地 taken for a person (老人激动地说)."""
    return name.kind == "person" and name.surface.endswith("地") and analysis.story.token_at(name.begin).tag != "PER"


def _units(analysis: Analysis, text: str, shadow: str) -> Iterator[Unit]:
    blocks: list[tuple[int, int, Name | None]] = [
        (n.begin, n.end, n) for n in analysis.names if shadow[n.begin] != HIDDEN and not _adverb(analysis, n)
    ]
    blocks += [(m.start(), m.end(), None) for m in re.finditer(f"{HIDDEN}+", shadow)]
    position = analysis.story.body
    for begin, end, name in sorted(blocks, key=lambda b: b[:2]):
        if begin < position:
            continue
        yield from _words(analysis, text, position, begin)
        yield Unit(begin, end, text[begin:end], name.kind if name else "hidden", name)
        position = end
    yield from _words(analysis, text, position, len(text))


def body_of(analysis: Analysis) -> Body:
    """Cut the body of a story up."""
    story = analysis.story
    text = plain(story.text)
    shadow = shadow_of(text)
    units = tuple(_units(analysis, text, shadow))
    paragraphs = tuple(tuple(sentences_of(text, p)) for p in story.paragraphs[story.headings :])
    return Body(analysis, text, shadow, paragraphs, units, tuple(u.begin for u in units))
