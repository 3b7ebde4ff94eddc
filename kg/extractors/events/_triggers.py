"""Where a sentence names an event: named events (…座谈会, …仪式) and verbs (调研, 会见, 签署 …)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extractors.analysis import Analysis
from kg.extractors.events._lines import Line, begins_word, clause_begin, clause_end, masked
from kg.extractors.events._names import named
from kg.extractors.events._records import Form, Trigger
from kg.extractors.events._tables import Frame, Tables, patterns
from kg.facts import Span

_HAPPENED = frozenset({"conflict", "accident", "rescue", "protest", "funeral"})  # families that a letter or an inquiry is about
_SOURCED = frozenset(
    {"conflict", "accident", "rescue", "approval"}
)  # families that foreign news knows from armies, ministries and media
_JOINED = frozenset({"visit", "reception", "meeting", "signing"})  # families whose verb may be joined: 参加会见
_OFFICES = re.compile("总统|总理|主席|首相")
_ONCE = re.compile("过(?![程渡后会半])")  # 参加过, 举办过: some time before
_AHEAD = frozenset({"将", "即将", "拟"})


def triggers(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Trigger]:
    """What a sentence tells of, in order; a verb inside an event's name or that holds it is not counted twice."""
    if line.spoken:
        return []
    names = named(analysis, tables, line, ranges)
    taken = [Span(n.begin, n.end) for n in names] + [n.verb for n in names if n.verb is not None]
    verbs = [v for v in _verbs(analysis, tables, line, ranges) if not any(s.begin <= v.begin < s.end for s in taken)]
    result = sorted([*names, *verbs], key=lambda t: (t.begin, t.end))
    return [replace(t, form="point") if t.form != "point" and _unreal(analysis, tables, line, t) else t for t in result]


def _verbs(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Trigger]:
    """The event verbs of a sentence, the longest where they overlap."""
    text, quotes = analysis.text, analysis.story.quotes
    stop = line.end if line.heading or line.source < line.end else line.cut
    found: list[Trigger] = []
    for frame in _frames(tables, text[line.begin : stop]):
        for m in frame.pattern.finditer(text, line.begin, stop):
            if masked(ranges, m.start()) or masked(quotes, m.start()) or not _is_word(analysis, m):
                continue
            if any(text.startswith(w, m.end()) for w in frame.exclude) or (
                frame.final and clause_end(text, m.end(), line.end) > m.end()
            ):
                continue
            if any(text.endswith(w, line.begin, m.start()) for w in frame.exclude_before):
                continue
            if frame.follow is not None and not frame.follow.match(text, m.end(), line.end):
                continue
            if m.start() >= line.cut and not line.heading and frame.family not in _SOURCED:
                continue
            if m.group() == "登陆" and not patterns()["weather"].search(text, line.begin, line.end):
                continue  # 节目登陆某平台
            if m.group() == "当选" and _elect(analysis, m.end()):
                continue  # 当选总统甲同乙会谈
            if m.group().endswith("打击") and not patterns()["military"].search(text, line.begin, line.end):
                continue
            form, kind = _verb_form(text, line, frame, m), frame
            if frame.family == "conflict" and patterns()["weather"].search(m.group()):
                kind = replace(frame, category="accident", family="accident")  # 遭暴雪袭击
            found.append(Trigger(m.start(), m.end(), m.group(), form, kind.category, (kind.category,), kind.family, kind))
    found.sort(key=lambda t: (t.begin, -(t.end - t.begin)))
    result: list[Trigger] = []
    for trigger in found:
        if not result or trigger.begin >= result[-1].end:
            result.append(trigger)
    return result


def _elect(analysis: Analysis, at: int) -> bool:
    """True where 当选 belongs to the title before a name (某国当选总统甲)."""
    office = _OFFICES.match(analysis.text, at)
    name = analysis.name_at(office.end()) if office is not None else None
    return name is not None and name.kind == "person"


def _frames(tables: Tables, sentence: str) -> list[Frame]:
    """The frames that may have a word in a sentence: few of those that there are."""
    begins = {*sentence, *map("".join, itertools.pairwise(sentence)), ""}
    numbers: set[int] = set().union(*(tables.openings[opening] for opening in tables.openings.keys() & begins))
    return [tables.frames[number] for number in sorted(numbers)]


def _is_word(analysis: Analysis, m: re.Match[str]) -> bool:
    """False inside a name, and where a short verb is a part of a longer word of the tagger."""
    if analysis.name_at(m.start()) is not None:
        return False
    begins, ends = begins_word(analysis, m.start()), analysis.story.is_boundary(m.end())
    if m.end() - m.start() > 3 or (begins and ends):
        return True
    token = analysis.story.token_at(m.start())
    return (begins or ends) and token.end - token.begin <= m.end() - m.start() + 1


def _verb_form(text: str, line: Line, frame: Frame, m: re.Match[str]) -> Form:
    """``point`` for what is only joined (参加会见), ``anchor`` for 座谈时, otherwise ``verb``."""
    if frame.family == "meeting" and text.startswith("时", m.end()):
        return "anchor"
    joining = frame.family in _JOINED and patterns()["joining"].search(text[max(line.begin, m.start() - 6) : m.start()])
    witnessed = (
        frame.family == "signing"
        and text.endswith("见证", line.begin, m.start())
        and clause_end(text, m.end(), line.end) == m.end()
    )
    return "point" if joining or witnessed else "verb"


def _words(analysis: Analysis, begin: int, end: int) -> list[str]:
    """The tagger's words in ``[begin, end)``, without 将 as a preposition (将…发射升空)."""
    story, text = analysis.story, analysis.text
    if begin >= end:
        return []
    tokens = story.tokens[story.token_index(begin) : story.token_index(end - 1) + 1]
    words = [(text[t.begin : t.end], t.tag) for t in tokens if t.begin >= begin and t.end <= end]
    return [word for word, tag in words if not (tag == "p" and word == "将")]


def issued(analysis: Analysis, trigger: Trigger) -> bool:
    """True where a work is the subject of 发布, with nothing but a time or place between (《…》今天在京发布)."""
    return patterns()["issued"].search(analysis.text, max(0, trigger.begin - 24), trigger.begin) is not None


def _one_of_many(text: str, trigger: Trigger, begin: int) -> bool:
    """True for a named event that is one of several means to an end, or one of many of its kind."""
    grammar, verb = patterns(), trigger.verb
    before = text[begin : min(trigger.begin, verb.begin) if verb is not None else trigger.begin]
    if grammar["one-way"].match(text, trigger.end) or grammar["means"].search(before):
        return True
    return verb is not None and verb.end <= trigger.begin and grammar["plural"].search(text, verb.end, trigger.end) is not None


def _unreal(analysis: Analysis, tables: Tables, line: Line, trigger: Trigger) -> bool:
    """True where the clause tells of a plan, a wish, a denial or something past rather than of what happened."""
    text, grammar = analysis.text, patterns()
    at = trigger.verb.begin if trigger.verb is not None else trigger.begin
    at = at if trigger.form == "hold" else min(at, trigger.begin)
    begin = clause_begin(text, line.begin, at)
    if begin == at and at > line.begin + 1:
        begin = clause_begin(text, line.begin, at - 1)
    clause = text[begin : clause_end(text, trigger.end, line.end)]
    if (trigger.frame is not None and grammar["not-told"].search(clause)) or grammar["counts"].match(clause):
        return True
    if grammar["purpose"].match(clause) or (
        trigger.frame is None and trigger.form != "anchor" and _one_of_many(text, trigger, begin)
    ):
        return True
    if trigger.family == "announcement" and issued(analysis, trigger):
        begin = trigger.begin  # 日前，《…计划》发布: words of a title say nothing
    told = trigger.end if trigger.verb is None or trigger.form == "point" else trigger.verb.end
    if _ONCE.match(text, told):
        return True
    words = _words(analysis, begin, min(at, trigger.begin)) + _words(analysis, trigger.end, at)
    if any(tables.future.fullmatch(w) or tables.negated.fullmatch(w) for w in words):
        return True
    if trigger.form == "hold" and _AHEAD.intersection(_words(analysis, line.begin, at)):
        return True
    close = clause_end(text, trigger.end, line.end)
    if close - trigger.end <= 24 and text[close - 1] == "后" and not (trigger.frame is not None and trigger.frame.weak):
        return True
    reacted = trigger.family in _HAPPENED and any(grammar["about"].fullmatch(w) for w in words)
    if trigger.family == "conflict" and grammar["total"].match(text, trigger.end):
        return True
    if (reacted and (close > trigger.end or "的" in text[trigger.begin : trigger.end])) or grammar["anniversary"].match(
        text, trigger.end
    ):
        return True
    return trigger.form != "anchor" and any(text.startswith(w, trigger.end) for w in tables.mention_after)
