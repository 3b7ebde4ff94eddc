"""The sentences of a story as the event extractor sees them: what is narrated, what is said, what is only quoted."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events._tables import Tables, patterns, tables
from kg.facts import Span

Tie = Literal["inside", "beside", "news"]

_MASKED = re.compile(r"《[^》\n]{1,80}》|（[^）\n]{1,60}）|\([^)\n]{1,60}\)")
_PRONOUN = re.compile(r"(?:^|[，。；：、”])(?:他|她|其)(?:们)?")
_MARKS = "，,；;：:。！？!?\n"
_CLAUSE = re.compile(f"[{_MARKS}]")
_LONG_QUOTE = 14  # characters from which a quotation is speech or a slogan, and not part of a name


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence.

    ``cut`` is where reported speech begins (``end`` where there is none), ``speaker`` who speaks (None where it is a
    pronoun or nobody named). ``source`` is where the news begins that an army, a ministry or a medium gives (国防部3日称，…;
    ``end`` where there is none). ``section`` counts titled sections, ``nth`` the paragraphs in one. ``spoken`` is True where the
    sentence as a whole goes on with somebody's words. ``since`` is where the first of the sentences begins that semicolons
    join to this one (1月20日，甲走访A；乙走访B。).
    """

    index: int
    begin: int
    end: int
    paragraph: int
    section: int
    nth: int
    heading: bool
    lead: bool
    cut: int
    source: int
    speaker: Name | None
    says: bool
    spoken: bool
    tie: Tie | None
    since: int


def begins_word(analysis: Analysis, position: int) -> bool:
    """True where a word may begin: at a token, behind a name, a pronoun or the last character of a time."""
    if analysis.story.is_boundary(position):
        return True
    before = analysis.name_at(position - 1) if position else None
    if before is not None and before.end == position:
        return True
    return analysis.text[position - 1 : position] in ("他", "她", "日", "时", "分", "午", "晚", "晨")


def masks(analysis: Analysis) -> tuple[Span, ...]:
    """Ranges that tell of no event, in order and without overlaps: titles of works, parentheses, long quotations."""
    text = analysis.text
    whole = {(p.begin, p.end) for p in analysis.story.paragraphs}  # （…第五次会议通过） under a headline tells of its event
    found = [Span(m.start(), m.end()) for m in _MASKED.finditer(text) if (m.start(), m.end()) not in whole]
    for quote in analysis.story.quotes:
        inside = quote.cut(text)
        if _is_event(inside):
            continue
        if quote.end - quote.begin >= _LONG_QUOTE or re.search(r"[，。！？]", inside):
            found.append(quote)
    joined: list[Span] = []
    for span in sorted(found):
        if joined and span.begin < joined[-1].end:
            joined[-1] = Span(joined[-1].begin, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return tuple(joined)


def _is_event(quoted: str) -> bool:
    """True for a quotation that is the whole name of an event (“…——2024…作品联展”)."""
    name = quoted.strip('“”"')
    return name.endswith(_heads()) and not re.search(r"[，。！？]", name)


@functools.cache
def _heads() -> tuple[str, ...]:
    """The head nouns of named events of more than one character."""
    return tuple(head for head in tables().nouns if len(head) > 1)


def covering(spans: Sequence[Span], position: int) -> Span | None:
    """The one of ``spans`` (in order, without overlaps) that holds ``position``."""
    i = bisect.bisect_right(spans, position, key=_begin) - 1
    return spans[i] if i >= 0 and spans[i].end > position else None


def _begin(span: Span) -> int:
    return span.begin


def masked(ranges: Sequence[Span], position: int) -> bool:
    """True where ``position`` lies in one of ``ranges`` (in order, without overlaps)."""
    return covering(ranges, position) is not None


def clause_begin(text: str, begin: int, position: int) -> int:
    """Where the comma clause that holds ``position`` begins, not before ``begin``."""
    at = max(begin, position)  # backwards: a clause is short, a sentence need not be
    while at > begin and text[at - 1] not in _MARKS:
        at -= 1
    return at


def clause_end(text: str, position: int, end: int) -> int:
    """Where the comma clause that holds ``position`` ends, at most ``end``."""
    m = _CLAUSE.search(text, position, end)
    return m.start() if m else end


def _speech(analysis: Analysis, tables: Tables, begin: int, end: int, ranges: Sequence[Span]) -> tuple[int, Name | None, bool]:
    """Where reported speech begins in a sentence, who speaks, and whether anybody does."""
    text = analysis.text
    found: list[tuple[int, bool]] = []
    for name in analysis.names_in(begin, end, "person"):  # X：建议…
        if text[name.end : name.end + 1] in ("：", ":") and not masked(ranges, name.begin):
            return name.end, name, True
    for pattern, open_ in ((tables.speech_open, True), (tables.speech, False)):
        for m in pattern.finditer(text, begin, end):
            if masked(ranges, m.start()) or not begins_word(analysis, m.start()):
                continue
            if text[m.start() - 1 : m.start()] in ("的", "此", "按", "据") or text.endswith("司法", 0, m.start()):
                continue
            if m.group() in ("建议", "要求") and patterns()["suggestions"].search(text, max(begin, m.start() - 12), m.start()):
                continue
            if open_ and text[m.end() : m.end() + 1] not in ("，", ",", "：", ":", "“", '"'):
                continue
            if not open_:
                start = clause_begin(text, begin, m.start())
                names = [n for n in analysis.names_in(start, m.start()) if n.kind in ("person", "organization")]
                near = names and m.start() - names[-1].end <= 8 and "的" not in text[names[-1].end : m.start()]
                if not near and not re.match(r"(?:他|她|并|还|会议|大会)", text[start : m.start()] or "-"):
                    continue
                if re.match(r"(?:按照|根据|落实|围绕|对照)", text[start : m.start()]):
                    continue
            found.append((m.start(), open_))
    if not found:
        return end, None, False
    at = min(found)[0]
    people = [n for n in analysis.names_in(begin, at, "person") if not masked(ranges, n.begin)]
    subject = [n for n in people if text[n.begin - 1 : n.begin] not in tables.beside_subject]
    start = clause_begin(text, begin, at)
    pronoun = _PRONOUN.search("，" + text[start:at])
    if pronoun and not any(n.begin >= start for n in subject):
        return at, None, True
    return at, (subject[-1] if subject else None), True


def _tie(text: str, begin: int, tables: Tables) -> Tie | None:
    """The tie that a sentence's first words express."""
    head = text[begin : begin + 14].lstrip('“"据')
    for word in tables.news:
        if head.startswith(word):
            return "news"
    head = re.sub(r"^(?:在|就在|于|而)", "", head)
    for word in tables.beside:
        if head.startswith(word):
            return "beside"
    for word in tables.inside:
        if head.startswith(word):
            return "inside"
    start = begin + (text[begin : begin + 1] in "在于而")
    if tables.beside_form.match(text, start):
        return "beside"
    return "inside" if tables.inside_form.match(text, start) else None


def _since(text: str, before: Sequence[Line], paragraph: int, begin: int) -> int:
    joined = bool(before) and before[-1].paragraph == paragraph and text[begin - 1] in "；;"
    return before[-1].since if joined else begin


def lines(analysis: Analysis, tables: Tables, ranges: Sequence[Span]) -> list[Line]:
    """The sentences of a story in order.

    A sentence without a subject of its own that follows somebody's words in the same paragraph goes on with them.
    The lead is the first paragraph of the body and of every titled section.
    """
    story, text, source = analysis.story, analysis.text, patterns()["source"]
    starts = [p.begin for p in story.paragraphs]
    result: list[Line] = []
    section, number, nth = True, 0, -1
    last_paragraph, speaking = -1, False
    known: set[str] = set()  # people that the story has told of
    for span in story.sentences:
        paragraph = max(0, bisect.bisect_right(starts, span.begin) - 1)
        heading = paragraph < story.headings
        title = story.is_title(paragraph)
        if paragraph != last_paragraph:
            speaking = False
            lead = not heading and not title and section
            if not heading and not title:
                section = False
            nth += not heading and not title
            if title:
                section, number, nth = True, number + 1, -1
            last_paragraph = paragraph
        cut, speaker, says = _speech(analysis, tables, span.begin, span.end, ranges)
        tie = _tie(text, span.begin, tables)
        spoken = False
        if speaking and not says:
            first = text[span.begin : clause_end(text, span.begin, span.end)]
            names = any(n.kind == "person" for n in analysis.names_in(span.begin, span.begin + len(first)))
            exact = any(
                t.value.precision in ("day", "part-of-day") for t in analysis.times_in(span.begin, span.begin + len(first))
            )
            people = {n.key for n in analysis.names_in(span.begin, span.end, "person")}
            told = (
                not people
                or bool(people & known)
                or (patterns()["present"].search(span.cut(text)) and not patterns()["honoured"].search(first))
            )
            narrated = tie or ((names or exact) and told)
            spoken = not narrated and not re.match(r"(?:会议|大会|座谈会|仪式|活动|双方|代表团|考察团)", first)
        speaking = says or spoken
        if not spoken:
            known |= {n.key for n in analysis.names_in(span.begin, cut, "person")}
        result.append(
            Line(
                index=len(result),
                begin=span.begin,
                end=span.end,
                paragraph=paragraph,
                section=number,
                nth=nth,
                heading=heading or title,
                lead=lead and not (heading or title),
                cut=span.begin if spoken else cut,
                source=cut if says and speaker is None and source.search(text[span.begin : cut]) else span.end,
                speaker=speaker,
                says=says,
                spoken=spoken,
                tie=tie,
                since=_since(text, result, paragraph, span.begin),
            )
        )
    return result
