"""Statements: who said what, the reported words as evidence.

A sentence is read clause by clause: a verb of saying (:mod:`.statements_verbs`) with its subject
(:mod:`.statements_subjects`) opens reported words; they run to the end of the sentence and over the sentences behind it
until somebody else is the subject or the story tells on (:mod:`.statements_reading`).
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Iterator, Sequence

from kg.extractors.analysis import Analysis
from kg.extractors.statements_reading import read
from kg.extractors.statements_records import Draft
from kg.extractors.statements_units import Body, body_of
from kg.facts import Event, Mention, Span, Statement

__all__ = ["find", "said_at"]

EXTRACTOR = "statements"
MOST_BY_SPEAKER = 20
_FOREIGN = 8  # characters between two characters of the words that make them stand apart in the document
LONGEST = 560
"""Characters of one mention, white space left out; longer words are cut at sentence ends."""


def find(analysis: Analysis, document_text: str, body: Body | None = None) -> list[Statement]:
    """What people and organizations say in a story.

    Args:
        analysis: the story with its names resolved.
        document_text: the text of the document; mentions count in it.
        body: the story cut up (:func:`.statements_units.body_of`), where it is at hand.

    Returns:
        Statements in the order of the text, at most 20 of one speaker; keys are unique in the document.
        ``said_at`` is None: see :func:`said_at`.
    """
    body = body or body_of(analysis)
    result: list[Statement] = []
    said: dict[str, int] = {}
    taken: set[str] = set()
    for draft in sorted(read(body), key=lambda d: (d.spans[0], d.speakers)):
        spans = [s for span in draft.spans for s in _pieces(body, span, document_text)]
        if not spans:
            continue
        for speaker in draft.speakers:
            said[speaker] = said.get(speaker, 0) + 1
            if said[speaker] > MOST_BY_SPEAKER:
                continue
            result.append(_statement(analysis, draft, speaker, spans, taken))
    return result


def _statement(analysis: Analysis, draft: Draft, speaker: str, spans: Sequence[Span], taken: set[str]) -> Statement:
    article = analysis.story.article.index
    places = [analysis.span(s.begin, s.end) for s in spans]
    key = f"utterance/{article}-{places[0].begin}-{speaker.rpartition('/')[2]}"
    while key in taken:
        key += "+"
    taken.add(key)
    about: dict[str, None] = {}
    named: dict[str, None] = {}
    for span in spans:
        for name in (*analysis.names_in(span.begin, span.end), *(w for w in analysis.works if span.covers(Span(w.begin, w.end)))):
            if name.key != speaker:
                (about if name.kind == "work" else named)[name.key] = None
    return Statement(
        key=key,
        speaker=speaker,
        category=draft.category,
        verb=draft.verb,
        article=article,
        about=tuple(about),
        named=tuple(named),
        mentions=tuple(Mention(p.begin, p.end, EXTRACTOR, draft.confidence) for p in places),
    )


def _pieces(body: Body, span: Span, document_text: str) -> Iterator[Span]:
    """The words without marks and quotation marks around them, cut where they would be too long for one mention."""
    trimmed = _trimmed(body, span)
    for words in _runs(body, trimmed, document_text) if trimmed else ():
        yield from _short(body, words, document_text)


def _runs(body: Body, words: Span, document_text: str) -> Iterator[Span]:
    """The words cut where the layout puts other text between them (a caption inside a column)."""
    offsets, begin = body.analysis.story.offsets, words.begin
    for i in range(words.begin + 1, words.end):
        gap = document_text[offsets[i - 1] + 1 : offsets[i]] if offsets[i] - offsets[i - 1] > _FOREIGN else ""
        if sum(not c.isspace() for c in gap) >= _FOREIGN:
            yield Span(begin, i)
            begin = i
    yield Span(begin, words.end)


def _short(body: Body, words: Span, document_text: str) -> Iterator[Span]:
    """Whole sentences, as many as one mention may hold."""
    if _size(body, words, document_text) <= LONGEST:
        yield words
        return
    begin = end = words.begin
    for sentence in (s for p in body.paragraphs for s in p):
        stop = min(sentence.end, words.end)
        if stop <= begin or sentence.begin >= words.end:
            continue
        if end > begin and _size(body, Span(begin, stop), document_text) > LONGEST:
            yield from _cut(body, Span(begin, end), document_text)
            begin = end
        end = stop
    if end > begin:
        yield from _cut(body, Span(begin, end), document_text)


def _cut(body: Body, span: Span, document_text: str) -> Iterator[Span]:
    """A single sentence that is too long, cut at its marks."""
    while _size(body, span, document_text) > LONGEST:
        stop = max(
            (i + 1 for i in range(span.begin + 1, span.begin + LONGEST // 2) if body.text[i] in "；，。"),
            default=span.begin + LONGEST // 2,
        )
        yield Span(span.begin, stop)
        span = Span(stop, span.end)
    yield span


def _size(body: Body, span: Span, document_text: str) -> int:
    place = body.analysis.span(span.begin, span.end)
    return sum(not c.isspace() for c in document_text[place.begin : place.end])


def _trimmed(body: Body, span: Span) -> Span | None:
    text, begin, end = body.text, span.begin, span.end
    while begin < end and (text[begin].isspace() or text[begin] in "，：。；、"):
        begin += 1
    while end > begin and (text[end - 1].isspace() or text[end - 1] in "，；、"):
        end -= 1
    if text.startswith("称", begin) and not text.startswith(("称为", "称号", "称赞", "称职"), begin):
        begin += 1
    if begin < end and text[begin] == "“" and text.find("”", begin, end) in (end - 1, end - 2):
        begin, end = begin + 1, text.find("”", begin, end)
    return Span(begin, end) if end - begin >= 2 else None


_OCCASIONS = ("会上", "座谈时", "会见时", "会谈时", "座谈会上", "会议上", "仪式上", "活动上", "讲座", "会谈中", "会见中")
_STAGES = ("会上", "仪式上", "活动上", "讲座")
_TALKS = frozenset(("reception", "call"))
_GATHERINGS = frozenset(
    ("meeting", "symposium", "consultation", "reception", "call", "training", "launch", "signing", "award", "announcement")
)


def said_at(statements: Sequence[Statement], events: Sequence[Event], analysis: Analysis) -> list[Statement]:
    """Tie each statement to the event it was made at.

    The event is one of the speaker's own: the gathering where the words are introduced with 会上 and the like, else the one
    told last before the words, else one of their paragraph. A statement whose speaker takes part in no event stays as it is.

    Args:
        statements: statements of one story.
        events: events of the same story.
        analysis: the story.

    Returns:
        The statements in the same order.
    """
    result = []
    for statement in statements:
        own = [e for e in events if e.article == statement.article and e.mentions and _takes_part(e, statement.speaker)]
        event = _occasion(statement, own, analysis) if statement.mentions else None
        result.append(dataclasses.replace(statement, said_at=event.key) if event else statement)
    return result


def _takes_part(event: Event, speaker: str) -> bool:
    return any(p.participant == speaker for p in event.participations)


def _with_whom(events: Sequence[Event], speaker: str, analysis: Analysis, begin: int, end: int) -> list[Event]:
    """The meetings of one with another whom ``[begin, end)`` names last; empty where it names nobody whom the speaker met."""
    for name in reversed(list(analysis.names_in(begin, end, "person"))):
        met = [e for e in events if e.category in _TALKS and name.key != speaker and _takes_part(e, name.key)]
        if met:
            return met
    return []


def _occasion(statement: Statement, events: Sequence[Event], analysis: Analysis) -> Event | None:
    """The event of the speaker that the words were said at: told before them, or in their paragraph."""
    story, said = analysis.story, statement.mentions[0].begin
    at = bisect.bisect_left(story.offsets, said, story.body)
    sentence, paragraph = story.sentence_at(at), story.paragraph_at(at)
    limit = analysis.span(paragraph.begin, paragraph.end).end
    near = [e for e in events if min(m.begin for m in e.mentions) < limit]
    before = story.text[sentence.begin : at]
    halls = [e for e in near if e.category in _GATHERINGS] if any(w in before for w in _OCCASIONS) else []
    told = [e for e in halls or near if min(m.begin for m in e.mentions) <= said]
    if len(told) > 1 and not any(w in before for w in _STAGES):  # 会见甲时，…。会见乙时，…: with whom the words were said
        told = _with_whom(told, statement.speaker, analysis, sentence.begin, at) or (
            _with_whom(told, statement.speaker, analysis, paragraph.begin, at) or told
        )
    if told:
        return max(told, key=lambda e: max(m.begin for m in e.mentions if m.begin <= said))
    return next(iter(halls or near), None)
