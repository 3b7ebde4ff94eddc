"""The arguments of a frame's verb, and who holds a named event."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events._lines import Line, clause_begin, clause_end
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._roles import IMPERSONAL
from kg.extractors.events._sides import opening, passive, side
from kg.extractors.events._subjects import companions, objects, organ_subjects, prepositional, unique
from kg.extractors.events._tables import Frame, patterns
from kg.facts import Span

_MOST_BODIES = 4


def frame_arguments(
    analysis: Analysis, draft: Draft, trigger: Trigger, line: Line, ranges: Sequence[Span], begin: int, leads: Sequence[Name]
) -> None:
    """Add the arguments of a verb: subject, the other side, those it is for, its objects, bodies.

    Args:
        analysis: the story.
        draft: the event.
        trigger: the verb.
        line: its sentence.
        ranges: masked ranges.
        begin: where the verb's part of the sentence begins.
        leads: the people who are its subject.
    """
    frame = trigger.frame
    if frame is None:
        return
    first = {n.key for n in leads[:1]}
    other = [n for n in _other_side(analysis, frame, trigger, line, begin) if n.key not in first]
    for_whom = prepositional(analysis, begin, trigger.begin, "为向给对") if frame.for_role or frame.object == "honoree" else []
    apart = {n.key for n in (*other, *for_whom)}
    if frame.family not in IMPERSONAL:
        role = {"meeting": "attendee", "honour": "honoree"}.get(frame.family, "lead")
        for name in leads:
            if name.key not in apart:
                draft.add(name, role)
    for name in other:
        draft.add(name, frame.with_role or "counterpart")
    if frame.inside:  # 走进甲的直播间; 发表甲的文章《…》
        behind = frame.follow.match(analysis.text, trigger.end, line.end) if frame.follow is not None else None
        for name in analysis.names_in(trigger.begin, behind.end() if behind else trigger.end, "person"):
            draft.add(name, frame.inside)
    for name in for_whom:
        draft.add(name, "honoree" if frame.family in ("award", "visit") else frame.for_role or "lead")
    subject = {n.key for n in leads}
    for name in _objects(analysis, frame, trigger, line):
        if name.key not in subject:
            draft.add(name, frame.object or "attendee")
    _bodies(analysis, draft, frame, trigger, line, ranges, begin, leads, other)


def _other_side(analysis: Analysis, frame: Frame, trigger: Trigger, line: Line, begin: int) -> list[Name]:
    """Those behind 与, 同, 和; for a call or letter also behind 向. Of signatories, people stand for their bodies."""
    if not frame.with_role:
        return []
    kinds = ("person", "organization") if frame.family == "signing" else ("person",)
    other = companions(analysis, max(begin, line.begin), trigger.begin, kinds)
    if frame.family == "call" and not other:
        other = prepositional(analysis, begin, trigger.begin, "向给")
    people = [n for n in other if n.kind == "person"]
    return people or other


def _objects(analysis: Analysis, frame: Frame, trigger: Trigger, line: Line) -> list[Name]:
    """People behind the verb; for 任命 and 免去 also those who own the post (免去X的…职务)."""
    if frame.object is None or frame.object == "none":
        return []
    if frame.family == "appointment":
        return list(analysis.names_in(trigger.begin, clause_end(analysis.text, trigger.end, line.cut), "person"))
    return objects(analysis, trigger.end, line.cut)


def _bodies(
    analysis: Analysis,
    draft: Draft,
    frame: Frame,
    trigger: Trigger,
    line: Line,
    ranges: Sequence[Span],
    begin: int,
    leads: Sequence[Name],
    other: Sequence[Name],
) -> None:
    """Bodies that are the subject of the verb, in the role that the family gives them."""
    organs = organ_subjects(analysis, line.cut if trigger.begin >= line.cut else begin, trigger.begin, ranges)
    if frame.family == "signing" and not any(n.kind == "person" for n in (*leads, *other)):
        for name in organs:
            draft.add(name, "counterpart" if name in other else "lead")
    if frame.family == "award" and not leads:
        for name in organs:
            draft.add(name, "convener")
    if frame.family == "visit" and not frame.weak and not leads:  # 县人大常委会对…开展视察
        for name in organs[:_MOST_BODIES]:
            first = opening(analysis, clause_begin(analysis.text, line.begin, name.begin), trigger.begin)
            if name.surface in first and "的" not in analysis.text[name.end : trigger.begin]:
                draft.add(name, "lead")
    if frame.family == "honour" and organs and organs[-1].end == trigger.begin:
        draft.add(organs[-1], "honoree")
    if frame.family == "call" and not leads:
        for name in organs[:1]:
            draft.add(name, "lead")
    if frame.family == "conflict":  # who fights, not who is fought or who tells of it
        acting = "" if passive(analysis, line, trigger) else side(analysis, line, trigger)
        organs = [n for n in organs if n.surface in acting]
    if frame.family in ("announcement", "approval", "trial", "conflict", "handover", "donation", "saving", "feat"):
        for name in organs[:_MOST_BODIES]:
            draft.add(name, "lead")


def conveners(analysis: Analysis, trigger: Trigger, line: Line, ranges: Sequence[Span]) -> list[Name]:
    """Bodies that hold a named event: subject of 召开 or 举行, or behind 由 … 主办."""
    text = analysis.text
    result: list[Name] = []
    if trigger.verb is not None and trigger.verb.begin < trigger.begin:
        at = trigger.verb.begin
        begin = clause_begin(text, line.begin, at)
        if begin == at and at > line.begin:
            begin = clause_begin(text, line.begin, at - 1)
        result = organ_subjects(analysis, begin, at, ranges)
        if result and any(n.begin > result[-1].end for n in analysis.names_in(begin, at, "person")):
            result = []
    hosts = list(patterns()["hosting"].finditer(text, line.begin, min(line.cut, trigger.begin)))
    owned = any(text.startswith("的", m.end()) for m in hosts)  # 由A主办、B承办的X
    for m in hosts:
        if not text.startswith("方", m.end()) and (owned or trigger.verb is None):
            result += analysis.names_in(clause_begin(text, line.begin, m.start()), m.start(), "organization")
    return unique(result)


def named_after(analysis: Analysis, trigger: Trigger) -> list[Name]:
    """The body that a meeting's name begins with: X基金颁奖大会, X委员会第三次全体会议."""
    if trigger.family != "meeting":
        return []
    return [n for n in analysis.names_in(trigger.begin, trigger.end, "organization") if n.begin == trigger.begin]
