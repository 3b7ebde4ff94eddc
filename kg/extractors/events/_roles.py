"""Role predicates: who presides, speaks, reports, is present (主持, 发言, 通报, 出席 …)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events._lines import Line, begins_word, clause_begin, clause_end, masked
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._subjects import subjects
from kg.extractors.events._tables import Tables, patterns
from kg.facts import Span

IMPERSONAL = frozenset({"accident", "conflict", "protest", "space"})
"""Families of events that nobody attends."""

_AHEAD = re.compile(r"(?:将|即将|将要|拟|计划|准备)$")  # before a predicate: somebody is going to
_ELSEWHERE = re.compile(r"(?:应邀)?出席(?!了?(?:会见|会谈|会晤|活动)|[^，。；]*期间)[^，。；的]{3,}")
_MOURNED = re.compile(r"遗体|送别|告别|火化|葬礼|追悼|吊唁|灵堂")
_SILENT = frozenset({"visit", "journey", "call", "trial", "announcement", "approval"})  # families without a stage to speak from
_JOINT = re.compile(r"[、和与及，]|以及")
_AND_OTHERS = re.compile(r"以及[^，。、]{1,16}等?")
_DEPARTMENTS = re.compile(r"等(?:有关)?(?:部门|单位)?")
_PRONOUN = re.compile(r"[他她](?!们)")


class Predicate(NamedTuple):
    """A role predicate of a sentence."""

    begin: int
    end: int
    role: str


def predicates(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Predicate]:
    """The role predicates of the narrated part of a sentence, in order, the longest where they overlap."""
    text, story = analysis.text, analysis.story
    found: list[Predicate] = []
    for role in tables.roles:
        for m in role.pattern.finditer(text, line.begin, line.cut):
            if masked(ranges, m.start()) or masked(story.quotes, m.start()) or analysis.name_at(m.start()) is not None:
                continue
            if m.end() - m.start() <= 2 and not (begins_word(analysis, m.start()) or story.is_boundary(m.end())):
                continue
            clause = text[clause_begin(text, line.begin, m.start()) : m.start()]
            heard = role.role == "report" and "听取" in clause and not m.group().startswith("作")
            if heard and not _heard(analysis, m.start() - len(clause), m.start()):
                continue  # 听取…汇报: what is heard has no speaker here
            if text.startswith("的", m.end()) and not tables.after.match(text, m.end()):
                continue
            found.append(Predicate(m.start(), m.end(), role.role))
    found.sort(key=lambda p: (p.begin, -(p.end - p.begin)))
    result: list[Predicate] = []
    for predicate in found:
        if not result or predicate.begin >= result[-1].end:
            result.append(predicate)
    return result


def _heard(analysis: Analysis, begin: int, end: int) -> list[Name]:
    """Those whose report is heard, by name: 听取某局局长甲关于…的汇报."""
    names = analysis.names_in(begin + analysis.text[begin:end].find("听取"), end, "person")
    return [n for n in names if patterns()["reporting"].match(analysis.text, n.end, end)]


def bodies(analysis: Analysis, tables: Tables, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """Bodies that take part themselves: a list right before the predicate, none in a title phrase or only represented."""
    text = analysis.text
    names = [n for n in analysis.names_in(begin, end, "organization") if not masked(ranges, n.begin)]
    result: list[Name] = []
    for i, name in enumerate(names):
        last = i + 1 == len(names)
        following = end if last else names[i + 1].begin
        gap = text[name.end : following]
        ends = patterns()["list-end"].match(gap) is not None and (last or gap in ("", "等"))
        if ends or _JOINT.fullmatch(gap) or _AND_OTHERS.fullmatch(gap):
            result.append(name)
        else:
            result = []
    return [] if any(_is_represented(analysis, tables, n) for n in result[-1:]) else result


def _is_represented(analysis: Analysis, tables: Tables, name: Name) -> bool:
    """True for a body of which only 负责人 or 代表 come."""
    skipped = _DEPARTMENTS.match(analysis.text, name.end)
    return analysis.text.startswith(tables.represented, skipped.end() if skipped else name.end)


class Target:
    """Which event a role predicate speaks of: the one its object names, the one the sentence tells of, the present one."""

    def __init__(
        self, analysis: Analysis, here: Sequence[tuple[Trigger, Draft]], current: Draft | None, signed: Draft | None = None
    ) -> None:
        self._text, self._here, self._current, self._signed = analysis.text, here, current, signed

    def __call__(self, predicate: Predicate, line: Line) -> Draft | None:
        """The event, or None where there is none."""
        if self._signed is not None and patterns()["signature"].match(self._text, predicate.begin, line.end):
            return self._signed
        stop = clause_end(self._text, predicate.end, line.end)
        for trigger, draft in self._here:
            if predicate.begin <= trigger.begin < stop:
                return draft
        before = [(t, d) for t, d in self._here if t.begin < predicate.begin]
        outer = [d for t, d in before if t.form in ("hold", "attend", "anchor") or d.parent is None]
        own = outer or [d for _, d in self._here if d.parent is None]
        return own[-1] if own else self._current


def give_roles(
    analysis: Analysis,
    tables: Tables,
    line: Line,
    ranges: Sequence[Span],
    target: Target,
    carried: Sequence[Name],
    taken: Sequence[Trigger],
) -> None:
    """Give the people of a sentence their roles.

    Args:
        analysis: the story.
        tables: the tables.
        line: the sentence.
        ranges: masked ranges.
        target: says which event a predicate speaks of.
        carried: the subject of the sentence before, for a sentence without one; it presides, or is meant by 他.
        taken: the sentence's triggers; people before a verb trigger are its subject, not that of a later predicate.
    """
    text = analysis.text
    last, own_subject = list(carried), False
    at = line.begin
    for predicate in predicates(analysis, tables, line, ranges):
        event = target(predicate, line)
        own, listed = _people(analysis, tables, line, ranges, predicate, at, taken)
        if own:
            last, own_subject = own, True
        at = predicate.end
        if event is None or event.family in IMPERSONAL:
            continue
        contest = patterns()["contest"].search(text, line.begin, line.cut) if event.family == "sport" else None
        apart = event.trigger.head not in tables.games and event.line != line.index
        if contest and (event.paragraph != line.paragraph or (apart and contest[0] not in event.name)):
            continue  # a result of another contest
        ahead = _AHEAD.search(text, max(line.begin, predicate.begin - 3), predicate.begin)
        if ahead or _in_passing(text, line, event, predicate):
            continue
        if predicate.role == "convener":
            for name in _hosts(analysis, line, predicate):
                event.add(name, "convener")
            continue
        named = (
            bodies(analysis, tables, line.begin, predicate.begin, ranges) if predicate.role == "attendee" and not listed else []
        )
        for name in named:
            event.add(name, "attendee")
        meant = own_subject or predicate.role == "chair" or _PRONOUN.search(text, line.begin, predicate.begin)
        if last and not meant:
            continue
        if predicate.role in ("speech", "report") and event.family in _SILENT:
            continue
        clause = clause_begin(text, line.begin, predicate.begin)
        if predicate.role == "report" and not any(n.begin >= clause for n in last):
            continue
        for name in last:
            for told in (event, *event.twins):
                told.add(name, predicate.role, both=predicate.role == "speech" and text.startswith("出席", predicate.begin))


def _in_passing(text: str, line: Line, event: Draft, predicate: Predicate) -> bool:
    """True for what is told of a life in the story of a funeral, and for a speech elsewhere in that of a meeting of two."""
    if event.family == "funeral":
        return predicate.role != "attendee" or not _MOURNED.search(text, line.begin, line.end)
    if event.family != "reception" or event.trigger.frame is None:
        return False
    if _ELSEWHERE.match(text, predicate.begin, line.end):
        return True  # 还会见了甲，出席两国企业家晚宴
    return predicate.role == "speech" and text.startswith(("致辞", "致词", "讲话", "出席"), predicate.begin)


def _hosts(analysis: Analysis, line: Line, predicate: Predicate) -> list[Name]:
    """The bodies of 由A、B主办, and of A、B主办 where they stand directly before the verb."""
    begin = clause_begin(analysis.text, line.begin, predicate.begin)
    by = analysis.text.find("由", begin, predicate.begin)
    if by < 0:  # A、B主办了此次比赛
        last = None
        for name in analysis.names_in(begin, predicate.begin, "organization"):
            last = name
        by = begin if last is not None and last.end == predicate.begin else -1
    return list(analysis.names_in(by, predicate.begin, "organization")) if by >= 0 else []


def _people(
    analysis: Analysis,
    tables: Tables,
    line: Line,
    ranges: Sequence[Span],
    predicate: Predicate,
    at: int,
    taken: Sequence[Trigger],
) -> tuple[list[Name], bool]:
    """The people of a predicate, named before it or in the list behind it; and whether there is such a list."""
    text = analysis.text
    behind = tables.after.search(text, predicate.end, min(line.cut, predicate.end + 14))
    if behind is not None and "，" not in text[predicate.end : behind.start()]:
        return [n for n in analysis.names_in(behind.end(), line.cut, "person") if not masked(ranges, n.begin)], True
    if predicate.role == "report" and text.startswith("作的", predicate.begin):  # 听取了X作的…报告
        return list(analysis.names_in(at, predicate.begin, "person")), False
    clause = clause_begin(text, line.begin, predicate.begin)
    if predicate.role == "report" and "听取" in text[clause : predicate.begin]:
        return _heard(analysis, clause, predicate.begin), False
    names = subjects(analysis, tables, at, predicate.begin, ranges)
    verbs = [t for t in taken if t.form == "verb" and at <= t.begin < predicate.begin and t.frame and not t.frame.weak]
    cut = max((t.end for t in verbs), default=at)
    return [n for n in names if n.begin >= cut] or names, False
