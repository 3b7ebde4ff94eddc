"""Events of a story: meetings, visits, ceremonies, signings, accidents …, one node for each.

Named events and verbs open an event (:mod:`._triggers`); the sentences that follow go on with it (:mod:`._discourse`);
role predicates and frames say who took part (:mod:`._roles`, :mod:`._arguments`). The vocabulary stands in
``tables/events.yaml`` and ``tables/event-roles.yaml``, small patterns in ``tables/event-grammar.yaml``.
"""

from __future__ import annotations

from kg.extractors.analysis import Analysis
from kg.extractors.events._discourse import read
from kg.extractors.events._labels import label
from kg.extractors.events._lines import Line, clause_begin, clause_end, lines, masks
from kg.extractors.events._reading import begin
from kg.extractors.events._records import Draft
from kg.extractors.events._tables import tables
from kg.facts import Event, Mention, Participation, Span

__all__ = ["find"]

EXTRACTOR = "events"
CONFIDENCE = 0.8
_HOSTED = frozenset({"visit", "journey"})  # families whose places receive visitors


def find(analysis: Analysis, document_text: str) -> list[Event]:
    """The events that a story tells of.

    Args:
        analysis: the story with its names and times resolved.
        document_text: the text of the document (``Document.text``); offsets of mentions count in it.

    Returns:
        Events in the order of the text; keys are unique in the document.
    """
    table = tables()
    ranges = masks(analysis)
    all_lines = lines(analysis, table, ranges)
    drafts = read(begin(analysis, table, all_lines, ranges))
    keys: dict[int, str] = {}
    taken: set[str] = set()
    for draft in drafts:
        at = analysis.span(draft.spans[0].begin, draft.spans[0].begin + 1).begin
        key = f"event/{analysis.story.article.index}-{at}-{_category(draft)}"
        while key in taken:
            key += "+"
        taken.add(key)
        keys[id(draft)] = key
    return [_event(analysis, draft, keys, all_lines, len(document_text)) for draft in drafts]


def _category(draft: Draft) -> str:
    """The most telling category of those that an event was told with."""
    first = next((c for c in draft.categories if c != "other"), "other")
    if first in ("visit", "meeting"):
        for category in ("sympathy-visit", "consultation", "symposium", "research-visit", "patrol"):
            if category in draft.categories:
                return category
    return first


def _clauses(analysis: Analysis, spans: list[Span]) -> list[Span]:
    """The comma clauses that tell of an event, each from its beginning to its end: what a reader wants to see as evidence."""
    text, result = analysis.text, dict[Span, None]()
    for span in spans:
        sentence = analysis.story.sentence_at(span.begin)
        begin = clause_begin(text, sentence.begin, span.begin)
        result[Span(begin, max(span.end, clause_end(text, span.end, sentence.end)))] = None
    return list(result)


def _mentions(analysis: Analysis, spans: list[Span], length: int) -> tuple[Mention, ...]:
    found = {analysis.span(s.begin, s.end) for s in spans}
    return tuple(Mention(s.begin, min(s.end, length), EXTRACTOR, CONFIDENCE) for s in sorted(found))


def _event(analysis: Analysis, draft: Draft, keys: dict[int, str], all_lines: list[Line], length: int) -> Event:
    people = dict(draft.people)
    if draft.family in _HOSTED:
        for key, spans in draft.places.items():
            if analysis.entities[key].kind == "organization":
                people.setdefault((key, "host"), spans)
    allowed = {
        (key, role): spans
        for (key, role), spans in people.items()
        if analysis.entities[key].kind in ("person", "organization", "group")
    }
    return Event(
        key=keys[id(draft)],
        label=label(analysis, draft, all_lines[draft.line]),
        category=_category(draft),
        article=analysis.story.article.index,
        time=draft.time,
        places=tuple(draft.places),
        parent=keys[id(draft.parent)] if draft.parent is not None else None,
        participations=tuple(
            Participation(key, role, _mentions(analysis, spans, length)) for (key, role), spans in allowed.items()
        ),
        about=tuple(draft.about),
        mentions=_mentions(analysis, _clauses(analysis, draft.spans), length),
    )
