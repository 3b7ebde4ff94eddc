"""Where something happened: places and bodies behind 在, 到, 来到, 走访 …, stops of a tour."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events._lines import Line, begins_word, clause_begin, clause_end, masked
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._sides import opening, passive
from kg.extractors.events._subjects import is_title_organ, unique
from kg.extractors.events._tables import Tables, patterns
from kg.facts import Span

_SUBJECT = 12  # characters between a place and the verb of what is opened there at most
_FAR = 16  # characters of modifiers between a preposition and its place at most (来到受灾最重的…)
_TOURS = ("visit", "journey")
_SUMMITS = ("峰会", "论坛", "对话会")  # called after their places
_SERIES = re.compile(r"届|季|[东西南北]部")  # before a place in a summit's name: the series is called after it, wherever it meets
_LEFT = "离开"  # of whoever leaves, the place behind the verb is where that was
_AIRED = ("开播", "启播", "上线", "首播")
_HAPPENED_AT = "在于位于行至"  # prepositions of the site of an accident; where others hurry or a train goes is not it
# One-character prepositions that are the end of another word (关于, 提到, 甚至, 带来), by the characters before them.
_ENDINGS = {
    "于": "关由对属基鉴终忠善用限源归敢",
    "到": "提达得看听感受谈想遇收说",
    "至": "甚乃直",
    "来": "带迎未以原本年起近",
    "在": "旨现存",
}
_NEXT = re.compile(r"[^，。]{0,6}?[、和及]|以及")  # between the places of a list
_WITH = re.compile(r"[与向对和]")


def chain_ends(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span], apart: bool = False) -> list[Name]:
    """Places and bodies in ``[begin, end)``; of names that stand side by side (浙江省温州市…) the last, and a road's district.

    With ``apart`` a 的 between two names keeps both (位于永宁镇的工厂).
    """
    text, grammar = analysis.text, patterns()
    names = [n for n in analysis.names_in(begin, end) if n.kind in ("place", "organization") and not masked(ranges, n.begin)]
    result = []
    for name, following in itertools.zip_longest(names, names[1:]):
        if name is None or is_title_organ(analysis, name, end):
            continue
        if following is not None and not grammar["road"].search(following.surface):
            gap = text[name.end : following.begin]
            if grammar["nested"].fullmatch(gap) and not (apart and gap == "的"):
                continue
        result.append(name)
    return result


def venues(
    analysis: Analysis,
    tables: Tables,
    begin: int,
    end: int,
    ranges: Sequence[Span],
    only: str | None = None,
    located: bool = False,
) -> list[Name]:
    """Places and bodies behind 在, 到, 来到, 走访 … in ``[begin, end)``.

    Args:
        analysis: the story.
        tables: the tables.
        begin: where to look from.
        end: where to look to.
        ranges: masked ranges.
        only: characters of one-character prepositions; other words then do not count.
        located: True where 位于 before a thing says where something happened to it.

    Returns:
        The names in order, each once.
    """
    text = analysis.text
    result: list[Name] = []
    for m in tables.place_before.finditer(text, begin, end):
        at, word = m.end(), m.group()
        if (only is not None and word not in only) or (word == "位于" and not located):
            continue
        follows = analysis.name_at(at)
        if masked(ranges, m.start()) or analysis.name_at(m.start()) is not None or _no_preposition(analysis, m.start(), word):
            continue
        if not (begins_word(analysis, m.start()) or (follows is not None and follows.begin == at)):
            continue
        at += text[at : at + 1] == "了"
        stop = clause_end(text, at, end)
        while text.startswith(("，以及", "，和", "，及"), stop):
            stop = clause_end(text, stop + 1, end)
        names = chain_ends(analysis, at, stop, ranges, word == "位于")
        if not names or names[0].begin - at > _FAR:
            continue
        if word in ("来", "至", "抵", "于") and names[0].begin != at and analysis.name_at(at) is None:
            continue
        kept = _one_phrase(analysis, at, names)
        if word == "在" and names[0].kind == "organization" and patterns()["deciding"].match(text, names[0].end):
            continue
        if word.startswith(("参观", "观摩")):
            kept = [n for n in kept if not patterns()["exhibition"].match(text, n.end, stop)]
        if word not in ("在", "到") or not kept or _is_place(tables, text[kept[-1].end : stop]):
            result += kept
    return unique(result)


def _no_preposition(analysis: Analysis, at: int, word: str) -> bool:
    """True where a character is the end of another word (关于甲大会的决定) or stands between the ends of a way (甲港到乙港)."""
    before = analysis.name_at(at - 1) if at else None
    if before is not None:
        return word in ("到", "至") and before.kind == "place"
    return at > 0 and analysis.text[at - 1] in _ENDINGS.get(word, "")


def _one_phrase(analysis: Analysis, at: int, names: Sequence[Name]) -> list[Name]:
    """The first names, up to a word that begins another phrase (与…交流, 向…介绍)."""
    kept: list[Name] = []
    for name in names:
        if kept and patterns()["apart"].search(analysis.text, at, name.begin):
            break
        kept.append(name)
        at = name.end
    return kept


def _is_place(tables: Tables, tail: str) -> bool:
    """False where an 在-phrase ends in time or manner (在…指引下, 在…过程中)."""
    grammar = patterns()
    if not any(tail.endswith(ending) for ending in tables.not_place_end if len(ending) > 1 or len(tail) > 1):
        return True
    return any(grammar[name].search(tail) is not None for name in ("indoors", "happening"))


def locative(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """The place of a clause that is only a place and its side: 望江楼下，市民在…; 广场上，…."""
    at = begin
    while at < end:
        stop = clause_end(analysis.text, at, end)
        names = chain_ends(analysis, at, stop, ranges)
        if names and patterns()["side"].fullmatch(analysis.text, names[-1].end, stop):
            return names
        at = stop + 1
    return []


def stop_place(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """The place that a sentence of a tour begins with: 在X，A了解…; 在X，公司负责人介绍…."""
    text = analysis.text
    stop = clause_end(text, begin, end)
    if not text.startswith("在", begin) or stop >= end:
        return []
    names = chain_ends(analysis, begin + 1, stop, ranges)
    if not names or names[0].begin - begin > _FAR or patterns()["no-stop"].search(text[names[-1].end : stop]):
        return []
    return names


def event_venues(
    analysis: Analysis, tables: Tables, draft: Draft, trigger: Trigger, line: Line, ranges: Sequence[Span]
) -> list[Name]:
    """Where a sentence says its event was."""
    if draft.family == "journey" and draft.trigger.head.endswith(_LEFT):  # 乘机离开甲市前往乙国
        return _left(analysis, draft, trigger, line, ranges)
    if draft.family in _TOURS and trigger.family in _TOURS:
        found = venues(analysis, tables, line.begin, line.cut, ranges)
        return unique([*found, *_visited(analysis, trigger, line, ranges)])
    if draft.family in ("accident", "conflict"):
        return _struck(analysis, tables, draft, trigger, line, ranges)
    found = _held_at(analysis, tables, trigger, line, ranges)
    if trigger.head.endswith(_AIRED):
        return [n for n in found if n.kind == "place" and not patterns()["on-air"].match(analysis.text, n.end)]
    if draft.family == "launch" and patterns()["traffic"].search(analysis.text, line.begin, line.cut):
        return [n for n in found if analysis.text[n.begin - 1] in "在于从由"]  # 甲市首条到乙国的班列开通
    if not found and draft.family == "launch" and trigger.frame is not None:  # 江湾大桥正式通车, 白石村“幸福食堂”正式开餐
        clause = clause_begin(analysis.text, line.begin, trigger.begin)
        near = [
            n
            for n in analysis.names_in(clause, trigger.begin)
            if n.kind != "person"
            and not analysis.text.startswith("”", n.end)
            and (trigger.begin - n.end <= 4 or (n.begin == clause and trigger.begin - n.end <= _SUBJECT))
        ]
        found = [n for n in near[-1:] if n.kind == "place" or n.end == trigger.begin]
    return found


def _left(analysis: Analysis, draft: Draft, trigger: Trigger, line: Line, ranges: Sequence[Span]) -> list[Name]:
    """The place that somebody leaves: right behind the verb, in the sentence that tells of it."""
    if trigger is not draft.trigger:
        return []
    names = chain_ends(analysis, trigger.end, clause_end(analysis.text, trigger.end, line.cut), ranges)
    return [n for n in names[:1] if analysis.name_at(trigger.end) is not None]


def _visited(analysis: Analysis, trigger: Trigger, line: Line, ranges: Sequence[Span]) -> list[Name]:
    """The object of a verb of visiting: 走访A公司、B社区; a topic is none (考察协作工作)."""
    if trigger.frame is None or not trigger.frame.place_object:
        return []
    text = analysis.text
    stop = clause_end(text, trigger.end, line.cut)
    names = chain_ends(analysis, trigger.end, stop, ranges)
    if not names or names[0].begin - trigger.end > 8 or _WITH.search(text, trigger.end, names[0].begin):
        return []
    chain = names[:1]
    for left, right in itertools.pairwise(names):
        if not _NEXT.fullmatch(text, left.end, right.begin):
            break
        chain.append(right)
    grammar, after = patterns(), chain[-1].end
    return [] if grammar["topic"].match(text, after, stop) or grammar["exhibition"].match(text, after, stop) else chain


def _struck(analysis: Analysis, tables: Tables, draft: Draft, trigger: Trigger, line: Line, ranges: Sequence[Span]) -> list[Name]:
    """Where an accident happened or an attack struck."""
    accident, clause = draft.family == "accident", clause_begin(analysis.text, line.begin, trigger.begin)
    only = _HAPPENED_AT if accident else None
    named = venues(analysis, tables, line.begin if accident else clause, trigger.begin, ranges, only, accident)
    found = [n for n in named if accident or n.kind == "place"]
    if not found:
        found = [n for n in chain_ends(analysis, clause, trigger.begin, ranges) if n.kind == "place"][-1:]
        happened = accident or trigger.head.startswith(("发生", "爆发")) or trigger.head in ("枪击", "交火")
        acting = "" if happened or passive(analysis, line, trigger) else opening(analysis, clause, trigger.begin)
        found = [n for n in found if not acting.startswith(n.surface)]  # 甲国28日发动空袭: who, not where
    if not accident:
        found += analysis.names_in(trigger.end, clause_end(analysis.text, trigger.end, line.cut), "place")
        found = [n for n in found if not patterns()["of-a-country"].match(analysis.text, n.end)]
        found = [
            n for n in found if n in named or analysis.text[n.end : n.end + 1] not in ("对", "向")
        ]  # 甲国对乙地发动袭击: who
    found = [n for n in found if not analysis.text.startswith("“", n.begin - 1)]  # the name of a weapon
    return unique(found)


def _held_at(analysis: Analysis, tables: Tables, trigger: Trigger, line: Line, ranges: Sequence[Span]) -> list[Name]:
    """Where something was held: an 在-phrase before the verb, or between name and verb, or in the clauses before."""
    text = analysis.text
    moved = trigger.form == "attend" or trigger.family in ("training", "award", "tribute")  # 来到X，为…颁发; 来到X，参加…
    only = None if moved else "在于到赴"
    last = trigger.begin if trigger.verb is None else max(trigger.begin, trigger.verb.begin)
    before = trigger.verb if trigger.verb is not None and trigger.verb.end <= trigger.begin else None
    until = before.begin if before is not None else last
    first = clause_begin(text, line.begin, min(trigger.begin, until))
    while first > line.begin and not venues(analysis, tables, first, last, ranges, only):
        first = clause_begin(text, line.begin, first - 1)
    found = venues(analysis, tables, first, until, ranges, only)
    if before is not None:
        found += venues(analysis, tables, before.end, trigger.begin, ranges, "在于")
    if trigger.form != "verb" and not found:
        stop = clause_end(text, max(trigger.end, last), line.cut)
        found = venues(analysis, tables, trigger.end, stop, ranges, "在于")
    if trigger.form == "verb" and not found and patterns()["taken-place"].match(text, trigger.end, line.cut):
        found = venues(analysis, tables, trigger.end, clause_end(text, trigger.end, line.cut), ranges, "在于")
    found = [n for n in unique(found) if not trigger.begin <= n.begin < trigger.end]
    found = found or locative(analysis, line.begin, trigger.begin, ranges)
    if not found and trigger.head in _SUMMITS:  # not 中某峰会, a pair of sides, nor 第三届甲地论坛
        found = [n for n in analysis.names_in(trigger.begin, trigger.end, "place") if n.end - n.begin > 1][-1:]
        found = [n for n in found if not _SERIES.search(text, trigger.begin, n.begin)]
    return found
