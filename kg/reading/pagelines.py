"""Questions about the lines of a page: furniture, captions, headings, what stands above what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.reading import bylines, bylinewords, datelines, sourcelines
from kg.reading.lines import Columns, Line, ends_inside, ends_sentence
from kg.reading.paragraphs import join
from kg.reading.tables import furniture, layout

_CAPTION_LINES = 24
_NAME = 12.0
_SIGNED = 40


@dataclass(frozen=True, slots=True)
class Caption:
    """A photo caption: its lines, where its byline begins in their joined text, and what that says."""

    lines: tuple[Line, ...]
    end: int
    signed: bylines.Credits


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page and how they are wrapped."""

    lines: Sequence[Line]
    columns: Columns

    def after_furniture(self, number: int, inside: bool) -> int | None:
        """The number of the line behind the page furniture at ``number``, None where there is none.

        Args:
            number: the line.
            inside: True within a story, where a full line of a paragraph is not furniture whatever it says.
        """
        line = self.lines[number]
        patterns = furniture()
        if (line.width <= layout().caption and patterns.always.search(line.text)) or patterns.continuing.fullmatch(line.text):
            return number + 1
        if line.width > 45 or "。" in line.text:
            return None
        strong = patterns.strong.search(line.text) is not None
        if (not strong and not patterns.weak.search(line.text)) or bylines.parse(line.text) is not None:
            return None
        block = self._block(number)
        if self.columns.wrapped:
            before = self.lines[number - 1] if number else None
            goes_on = line.blanks == 0 and before is not None and not ends_sentence(before.text) and self.columns.full(before)
            running = strong and any("。" in other.text or ends_inside(other.text) for other in block)
            if running or (goes_on and inside):
                return None
        whole = (
            strong and self.columns.wrapped and line.blanks > 0 and len(block) <= 3 and all(other.width <= 16 for other in block)
        )
        return block[-1].number + 1 if whole else number + 1

    def _block(self, number: int) -> Sequence[Line]:
        """The line and those after it up to a blank line, four at most."""
        last = number
        while last + 1 < len(self.lines) and self.lines[last + 1].blanks == 0 and last - number < 3:
            last += 1
        return self.lines[number : last + 1]

    def caption(self, number: int) -> Caption | None:
        """The photo caption that begins at ``number``, or None.

        A caption is a short paragraph that a photographer alone signs: 市民在江边骑行。 ■ 特约摄影 X, or X 摄 on a line of
        its own.
        """
        total = 0.0
        if datelines.find(self.lines[number].text) is not None:
            return None
        for at in range(number, min(len(self.lines), number + _CAPTION_LINES)):
            line = self.lines[at]
            own_block = self.lines[number].blanks > 0 and only_photographer(line.text)
            if at > number and (line.blanks or not (self.columns.wrapped or own_block)):
                return None
            before = self.lines[at - 1]
            if at > number and self.columns.short(before) and not any(c in before.text for c in "，。、；！？"):
                return None
            total += line.width
            if total > layout().caption or (at > number and datelines.find(line.text) is not None):
                return None
            if not any(word in line.text for word in "摄图影"):
                continue
            lines = tuple(self.lines[number : at + 1])
            text = join(lines).text
            if at + 1 < len(self.lines) and self.lines[at + 1].blanks == 0 and open_byline(text):
                continue
            found = bylines.tail(text)
            if found is None:
                continue
            end, signed = found
            if not signed.contributors or signed.authors or end < 6:
                return None
            return Caption(lines, end, signed)
        return None

    def above_source(self, number: int) -> bool:
        """True where a source line stands right below the line: whatever else the line looks like, it is a headline."""
        if number + 1 >= len(self.lines):
            return False
        text = self.lines[number].text
        if "。" in text or sourcelines.parse(text, first=True) is not None or bylines.parse(text) is not None:
            return False
        below = sourcelines.parse(self.lines[number + 1].text)
        return below is not None and (below.labelled or not below.weekday)

    def starts_column(self, number: int) -> bool:
        """True where a full line goes on in the next line of its block."""
        if not self.columns.wrapped or number + 1 >= len(self.lines):
            return False
        line, following = self.lines[number], self.lines[number + 1]
        if following.blanks or not self.columns.full(line) or self.columns.too_wide(following):
            return False
        return any(c in following.text for c in "，。") or self.columns.full(following)

    def dateline_ahead(self, number: int) -> bool:
        """True where only lines without a sentence stand between the line and a dateline or source line."""
        for line in self.lines[number + 1 : number + 1 + layout().headline_lines]:
            if datelines.find(line.text) is not None or sourcelines.parse(line.text) is not None:
                return True
            if "。" in line.text or ends_inside(line.text):
                return False
        return False

    def joint(self, number: int) -> bool:
        """True where a line under a source line heads the first of several stories: the headline above is a joint one."""
        if number + 1 >= len(self.lines) or not _own(self.lines[number + 1]):
            return False
        return any(_own(line) for line in self.lines[number + 2 :])

    def text_below(self, number: int) -> bool:
        """True where running text stands right below the line, a story's dateline before it or not."""
        return number + 1 < len(self.lines) and any(c in self.lines[number + 1].text for c in "，。")

    def isolated(self, line: Line, following: Line) -> bool:
        """True where a paragraph of one line stands alone between blank lines and reads like a heading."""
        if not line.blanks or not following.blanks or any(c in line.text for c in "，。；,;！？"):
            return False
        full = self.reaches_end(line)
        if full and line.number in self.columns.indented and following.number not in self.columns.indented:
            return False
        marked = any(c in line.text for c in " \u3000：:—【") or line.text[0] in "一二三四五六七八九十"
        return not full or following.number in self.columns.indented or marked

    def short_block(self, paragraph: Sequence[Line], number: int) -> bool:
        """True where ``paragraph`` and the line ``number`` behind it belong to one heading of short lines between blank lines."""
        first = paragraph[0]
        if not self.columns.wrapped or first.blanks == 0 or len(paragraph) > 2 or self.lines[number].blanks:
            return False
        end = number
        while end + 1 < len(self.lines) and self.lines[end + 1].blanks == 0 and end - first.number <= 3:
            end += 1
        block = [*paragraph, *self.lines[number : end + 1]]
        return (
            len(block) <= 3
            and end + 1 < len(self.lines)
            and all(line.width < layout().full * self.columns.widths[line.number] for line in block)
            and not any(c in line.text for line in block for c in "，。；,;")
            and not ends_sentence(block[-1].text)
        )

    def reaches_end(self, line: Line) -> bool:
        """True where the line ends within a character of its column's end."""
        return line.indent + line.width >= self.columns.widths[line.number] - 1

    def name_goes_on(self, line: Line, following: Line, text: str) -> bool:
        """True where a byline goes on in the next line: after its mark, or inside a name at the column's end."""
        if open_byline(text):
            return following.blanks == 0 or following.width <= _NAME
        if not self.columns.wrapped or not self.reaches_end(line) or following.blanks or self.columns.full(following):
            return False
        if not any(mark in text[-_SIGNED:] for mark in bylinewords.marks()):
            return False
        found, longer = bylines.tail(text), bylines.tail(text + following.text)
        if found is not None and following.width <= 2:
            return following.text.isalpha()
        more = len(longer[1].names) if longer is not None and longer[1].marked and longer[1].whole else 0
        return more > (len(found[1].names) if found is not None else 0)


def _own(line: Line) -> bool:
    dateline = datelines.find(line.text)
    return dateline is not None and dateline.own


def only_photographer(text: str) -> bool:
    """True where a line names a photographer and nothing else."""
    signed = bylines.parse(text)
    return signed is not None and bool(signed.contributors) and not signed.authors and signed.whole


def is_signed(text: str) -> bool:
    """True where a paragraph so far ends with a whole byline set off by a mark or brackets."""
    found = bylines.tail(text)
    return found is not None and found[1].marked and not open_byline(text)


def open_byline(text: str) -> bool:
    """True where the text ends inside a byline: after its mark, after a role without its name, in an open bracket.

    >>> open_byline("掌声不断。 ■"), open_byline("掌声不断。 ■记者"), open_byline("掌声不断。 ■记者唐婉")
    (True, True, False)
    """
    end = text[-60:].rstrip()
    at = max(end.rfind(mark) for mark in bylinewords.marks())
    if at >= 0 and (not end[at + 1 :].strip() or bylinewords.is_role(end[at + 1 :].strip())):
        return True
    at = max(end.rfind("（"), end.rfind("("))
    return at >= 0 and not any(c in end[at:] for c in "）)。，") and bylinewords.has_role(end[at:])


def starts_byline(text: str) -> bool:
    """True where a line begins with the mark of a byline."""
    return text[0] in bylinewords.marks() and bylines.parse(text) is not None
