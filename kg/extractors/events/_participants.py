"""Who takes part in an event: role predicates (主持, 出席, 发言 …), frames' arguments, speakers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events._drafts import Draft
from kg.extractors.events._grammar import (
    chain_ends,
    companions,
    locative,
    objects,
    organ_subjects,
    prepositional,
    subjects,
    unique,
    venues,
)
from kg.extractors.events._lines import Line, begins_word, clause_begin, clause_end, masked
from kg.extractors.events._tables import Tables
from kg.extractors.events._triggers import Trigger
from kg.facts import Span

_IMPERSONAL = frozenset({"accident", "conflict", "protest", "space"})  # families that nobody attends
_HOSTING = re.compile(r"(?:联合|共同)?(?:主办|举办)")


class Predicate(NamedTuple):
    """A role predicate of a sentence."""

    begin: int
    end: int
    role: str


def predicates(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Predicate]:
    """The role predicates of the narrated part of a sentence, in order, the longest where they overlap."""
    text = analysis.text
    found: list[Predicate] = []
    for role in tables.roles:
        for m in role.pattern.finditer(text, line.begin, line.cut):
            name = analysis.name_at(m.start())
            if masked(ranges, m.start()) or name is not None or any(q.begin <= m.start() < q.end for q in analysis.story.quotes):
                continue
            if not (begins_word(analysis, m.start()) or analysis.story.is_boundary(m.end()) or m.end() - m.start() > 2):
                continue
            if (
                role.role == "report"
                and not m.group().startswith("作")
                and "听取" in text[clause_begin(text, line.begin, m.start()) : m.start()]
            ):
                continue
            if text[m.end() : m.end() + 1] == "的" and not tables.after.match(text, m.end()):
                continue
            found.append(Predicate(m.start(), m.end(), role.role))
    found.sort(key=lambda p: (p.begin, -(p.end - p.begin)))
    result: list[Predicate] = []
    for predicate in found:
        if not result or predicate.begin >= result[-1].end:
            result.append(predicate)
    return result


def is_represented(analysis: Analysis, tables: Tables, name: Name) -> bool:
    """True for a body of which only 负责人 or 代表 come."""
    after = re.sub(r"^(?:等(?:有关)?(?:部门|单位)?)", "", analysis.text[name.end : name.end + 12])
    return any(after.startswith(word) for word in tables.represented)


def bodies(analysis: Analysis, tables: Tables, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """Bodies that take part themselves: a list of bodies right before the predicate, none of them in a title phrase."""
    text = analysis.text
    names = [n for n in analysis.names_in(begin, end) if n.kind == "organization" and not masked(ranges, n.begin)]
    result: list[Name] = []
    for i, name in enumerate(names):
        following = names[i + 1].begin if i + 1 < len(names) else end
        gap = text[name.end : following]
        last = i + 1 == len(names)
        if (
            re.fullmatch(r"[、和与及，]|以及", gap)
            or (
                re.fullmatch(
                    r"(?:以及[^，。]{1,16})?(?:等[^，。]{0,12})?(?:共?\d+[余多]?[人家支名][^，。]{0,8})?(?:共同|一同|一起|联合)?",
                    gap,
                )
                and (last or gap in ("", "等"))
            )
            or re.fullmatch(r"以及[^，。、]{1,16}等?", gap)
        ):
            result.append(name)
        else:
            result = []
    return [] if any(is_represented(analysis, tables, n) for n in result[-1:]) else result


def give_roles(
    analysis: Analysis,
    tables: Tables,
    line: Line,
    ranges: Sequence[Span],
    target: Target,
    carried: Sequence[Name],
    taken: Sequence[Trigger],
) -> list[Name]:
    """Give the people of a sentence their roles.

    Args:
        analysis: the story.
        tables: the tables.
        line: the sentence.
        ranges: masked ranges.
        target: says which event a predicate speaks of.
        carried: the subject of the sentence before, for a sentence without one.
        taken: the sentence's triggers; people before a verb trigger are its subject, not that of a later predicate.

    Returns:
        The people who got a role.
    """
    text = analysis.text
    last: list[Name] = list(carried)
    at, everyone = line.begin, []
    for predicate in predicates(analysis, tables, line, ranges):
        event = target(predicate, line)
        names = subjects(analysis, tables, at, predicate.begin, ranges)
        behind = tables.after.match(text, predicate.end) or tables.after.search(
            text, predicate.end, min(line.cut, predicate.end + 14)
        )
        if behind and "，" not in text[predicate.end : behind.start()]:
            names = [n for n in analysis.names_in(behind.end(), line.cut, "person")]
        cut = max(
            [t.end for t in taken if t.form == "verb" and at <= t.begin < predicate.begin and t.frame and not t.frame.weak]
            or [at]
        )
        own = [n for n in names if n.begin >= cut]
        own = own or names
        if predicate.role == "report" and re.match(r"作的", text[predicate.begin : predicate.begin + 2]):
            own = list(analysis.names_in(line.begin if at == line.begin else at, predicate.begin, "person"))
        if own:
            last = own
        at = predicate.end
        if event is None or event.family in _IMPERSONAL:
            continue
        if (
            last
            and last is not own
            and all(n in carried for n in last)
            and predicate.role != "chair"
            and not _pronoun(text, line, predicate)
        ):
            continue
        gathering = event.family not in ("visit", "journey", "call", "accident", "conflict", "trial", "announcement")
        if predicate.role in ("speech", "report") and not gathering:
            continue
        if predicate.role == "report" and not any(n.begin >= clause_begin(text, line.begin, predicate.begin) for n in last):
            continue
        for name in last:
            event.add(name, predicate.role)
            everyone.append(name)
        if predicate.role == "attendee" and not behind:
            for name in bodies(analysis, tables, line.begin, predicate.begin, ranges):
                event.add(name, "attendee")
    return everyone


def _pronoun(text: str, line: Line, predicate: Predicate) -> bool:
    """True where 他 or 她 stands before a predicate."""
    return re.search("[他她](?!们)", text[line.begin : predicate.begin]) is not None


class Target:
    """Which event a role predicate speaks of: the one its object names, else the one the sentence tells of, else the present one."""

    def __init__(self, analysis: Analysis, here: Sequence[tuple[Trigger, Draft]], current: Draft | None) -> None:
        self._analysis, self._here, self._current = analysis, here, current

    def __call__(self, predicate: Predicate, line: Line) -> Draft | None:
        """The event, or None where there is none."""
        stop = clause_end(self._analysis.text, predicate.end, line.end)
        for trigger, draft in self._here:
            if predicate.begin <= trigger.begin < stop:
                return draft
        outer = [
            d for t, d in self._here if t.begin < predicate.begin and (t.form in ("hold", "attend", "anchor") or d.parent is None)
        ]
        if outer:
            return outer[-1]
        own = [d for t, d in self._here if d.parent is None]
        return own[-1] if own else self._current


def frame_arguments(
    analysis: Analysis,
    tables: Tables,
    draft: Draft,
    trigger: Trigger,
    line: Line,
    ranges: Sequence[Span],
    begin: int,
    leads: Sequence[Name],
) -> None:
    """The arguments of a verb: subject, the other side, those it is for, its objects, its places."""
    frame = trigger.frame
    if frame is None:
        return
    text = analysis.text
    stop = line.cut
    other: list[Name] = []
    kinds: tuple[str, ...] = ("person", "organization") if frame.family in ("signing",) else ("person",)
    if frame.with_role:
        other = companions(analysis, max(begin, line.begin), trigger.begin, kinds)
        if frame.family == "call" and not other:
            other = prepositional(analysis, begin, trigger.begin, "向给")
        if frame.family == "signing" and any(n.kind == "person" for n in other):
            other = [n for n in other if n.kind == "person"]
    after = objects(analysis, trigger.end, stop) if frame.object and frame.object != "none" else []
    if frame.family in ("appointment",):
        after = [n for n in analysis.names_in(trigger.end, clause_end(text, trigger.end, stop), "person")]
    for_whom = prepositional(analysis, begin, trigger.begin, "为向给对") if frame.for_role or frame.object == "honoree" else []
    other = [n for n in other if n.key not in {x.key for x in leads[:1]}]
    others = {n.key for n in (*other, *for_whom)}
    role = {"honoree": "attendee"}.get(frame.family, "lead")
    for name in () if frame.family in _IMPERSONAL else leads:
        if name.key not in others:
            draft.add(
                name,
                "lead"
                if frame.family not in ("meeting", "sport", "funeral")
                else "attendee"
                if frame.family == "meeting"
                else role,
            )
    for name in other:
        draft.add(name, frame.with_role or "counterpart")
    for name in for_whom:
        draft.add(name, "honoree" if frame.family in ("award", "visit") else frame.for_role or "lead")
    for name in after:
        if name.key not in {n.key for n in leads}:
            draft.add(name, frame.object or "attendee")
    sourced = trigger.begin >= line.cut
    organs = organ_subjects(analysis, line.cut if sourced else begin, trigger.begin, ranges)
    if frame.family == "signing" and not any(n.kind == "person" for n in (*leads, *other)):
        for name in organs:
            draft.add(name, "counterpart" if name in other else "lead")
    if frame.family == "award" and not leads and organs:
        for name in organs:
            draft.add(name, "convener")
    if frame.family in ("announcement", "trial") and organs:
        for name in organs[:4]:
            draft.add(name, "lead")
    if frame.family in ("conflict", "handover"):
        for name in organs[:2]:
            draft.add(name, "lead")


def conveners(analysis: Analysis, trigger: Trigger, line: Line, ranges: Sequence[Span]) -> list[Name]:
    """Bodies that hold a named event: subject of 召开 or 举行, or behind 由 … 主办."""
    text = analysis.text
    at = trigger.verb.begin if trigger.verb is not None and trigger.verb.begin < trigger.begin else None
    result: list[Name] = []
    if at is not None:
        begin = clause_begin(text, line.begin, at)
        if begin == at and at > line.begin:
            begin = clause_begin(text, line.begin, at - 1)
        result = organ_subjects(analysis, begin, at, ranges)
        if result and any(n.begin > result[-1].end for n in analysis.names_in(begin, at, "person")):
            result = []
    for m in _HOSTING.finditer(text, line.begin, line.cut):
        if text[m.end() : m.end() + 1] == "方":
            continue
        begin = clause_begin(text, line.begin, m.start())
        found = [n for n in analysis.names_in(begin, m.start(), "organization")]
        if m.start() < trigger.begin and found and (text[m.end() : m.end() + 1] == "的" or trigger.verb is None):
            result += found
    return unique(result)


def named_after(analysis: Analysis, trigger: Trigger) -> list[Name]:
    """The body that a meeting's name begins with: X基金颁奖大会, X委员会第三次全体会议."""
    if trigger.family != "meeting":
        return []
    return [n for n in analysis.names_in(trigger.begin, trigger.end, "organization") if n.begin == trigger.begin]


def event_venues(
    analysis: Analysis, tables: Tables, draft: Draft, trigger: Trigger, line: Line, ranges: Sequence[Span]
) -> list[Name]:
    """Where a sentence says its event was."""
    text = analysis.text
    if draft.family in ("visit", "journey") and trigger.family in ("visit", "journey"):
        found = venues(analysis, tables, line.begin, line.cut, ranges)
        if trigger.frame is not None and trigger.frame.place_object:
            stop = clause_end(text, trigger.end, line.cut)
            names = chain_ends(analysis, trigger.end, stop, ranges)
            if names and names[0].begin - trigger.end <= 8 and not re.search(r"[与向对和]", text[trigger.end : names[0].begin]):
                chain = [names[0]]
                for left, right in zip(names, names[1:]):
                    if re.fullmatch(r"[^，。]{0,6}?[、和及]|以及", text[left.end : right.begin]):
                        chain.append(right)
                    else:
                        break
                if not re.match(r"(?:的)?[^，。、]{0,14}(?:工作|情况|建设|发展|经验)", text[chain[-1].end : stop]):
                    found += chain
        return unique(found)
    if draft.family in ("accident", "conflict"):
        begin = clause_begin(text, line.begin, trigger.begin) if draft.family == "conflict" else line.begin
        found = [
            n
            for n in venues(analysis, tables, begin, trigger.begin, ranges, None, draft.family == "accident")
            if n.kind == "place" or draft.family == "accident"
        ]
        if not found:
            begin = clause_begin(text, line.begin, trigger.begin)
            found = [n for n in chain_ends(analysis, begin, trigger.begin, ranges) if n.kind == "place"][-1:]
        if draft.family == "conflict":
            stop = clause_end(text, trigger.end, line.cut)
            found += [n for n in analysis.names_in(trigger.end, stop, "place")]
        return unique(found)
    last = trigger.begin if trigger.verb is None else max(trigger.begin, trigger.verb.begin)
    first = clause_begin(text, line.begin, min(trigger.begin, trigger.verb.begin if trigger.verb else trigger.begin))
    while first > line.begin and not venues(analysis, tables, first, last, ranges, "在于到赴"):
        first = clause_begin(text, line.begin, first - 1)
    if trigger.verb is not None and trigger.verb.end <= trigger.begin:
        found = venues(analysis, tables, first, trigger.verb.begin, ranges, "在于到赴")
        found += venues(analysis, tables, trigger.verb.end, trigger.begin, ranges, "在于")
    else:
        found = venues(analysis, tables, first, last, ranges, "在于到赴")
    if trigger.form != "verb" and not found:
        stop = clause_end(text, max(trigger.end, last), line.cut)
        found = venues(analysis, tables, trigger.end, stop, ranges, "在于")
    found = [n for n in unique(found) if not (trigger.begin <= n.begin < trigger.end)]
    if not found:
        found = locative(analysis, line.begin, trigger.begin, ranges)
    if not found and trigger.head in ("峰会", "论坛", "对话会"):  # a summit is called after its place
        found = [n for n in analysis.names_in(trigger.begin, trigger.end, "place")][-1:]
    return found
