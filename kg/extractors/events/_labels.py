"""A short phrase for an event: its name, or who did what."""

from __future__ import annotations

import re

from kg.extractors.analysis import Analysis
from kg.extractors.events._lines import Line, clause_end
from kg.extractors.events._records import Draft
from kg.extractors.events._tables import patterns

LONGEST = 44
"""Characters of a label at most."""

_HOLDING = frozenset({"召开", "举行", "举办", "主办", "组织召开", "组织开展", "开展"})
_NUMBER = re.compile(r"^[一二三四五六七八九十]{1,3}、")  # of an item in a list


def object_text(analysis: Analysis, draft: Draft, line: Line) -> str:
    """The words behind an event's verb up to the end of the clause, shortened."""
    text = analysis.text
    end = clause_end(
        text, draft.trigger.end, max(line.cut, line.source if line.source < line.end else line.cut, draft.trigger.end)
    )
    if draft.trigger.begin >= line.cut:
        end = clause_end(text, draft.trigger.end, line.end)
    work = re.compile(r"[了]?《[^》\n]{1,60}》").match(text, draft.trigger.end)
    if work:
        end = work.end()
    begin = draft.trigger.end
    frame = draft.trigger.frame
    covered = frame.follow.match(text, begin, line.end) if frame is not None and frame.follow is not None else None
    if covered:  # 发表总书记甲的重要文章《…》: without the post and the name, who is said already
        begin = max((n.end for n in analysis.names_in(begin, covered.end(), "person")), default=begin)
        title = text.find("》", covered.end(), line.end) + 1
        return text[begin : title or covered.end()].removeprefix("的")
    return text[begin:end].lstrip("了").strip()


def _held_by(analysis: Analysis, draft: Draft) -> str:
    """Who holds a gathering, with the verb: 区委召开 before 座谈会."""
    trigger = draft.trigger
    if trigger.verb is None or trigger.verb.end > trigger.begin or trigger.form != "hold":
        return ""
    bodies = [analysis.entities[k].name for k, r in draft.people if r == "convener" and k in analysis.entities]
    verb = trigger.verb.cut(analysis.text)
    held = "、".join(bodies) + verb if bodies and verb in _HOLDING else ""
    return held if len(held) + len(draft.name) <= LONGEST and bodies and bodies[0] not in draft.name else ""


def _where(analysis: Analysis, draft: Draft, line: Line, what: str) -> str:
    """到 and the one place of a visit that its sentence names before the verb (到某街道走访慰问), unless the object names it."""
    for key, spans in draft.places.items():
        name = analysis.entities[key].name
        if len(draft.places) == 1 and line.begin <= spans[0].begin < draft.trigger.begin and name not in what:
            return "到" + name
    return ""


def label(analysis: Analysis, draft: Draft, line: Line) -> str:
    """The label of an event."""
    trigger = draft.trigger
    if draft.name:
        name = _held_by(analysis, draft) + draft.name.removeprefix("关于")
        return (name if name.count("“") == name.count("”") else re.sub("[“”]", "", name))[:LONGEST]
    words = trigger.head if "…" in trigger.head else analysis.text[trigger.begin : trigger.end]
    names = [analysis.entities[k].name for k in draft.leads if k in analysis.entities]
    if not names and draft.family in ("award", "trial", "visit", "handover", "announcement"):
        names = [analysis.entities[k].name for k, r in draft.people if r in ("lead", "convener") and k in analysis.entities]
    who = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
    what = object_text(analysis, draft, line)
    if who and draft.family == "visit":
        where = _where(analysis, draft, line, what)
        if where and patterns()["everybody"].fullmatch(what):
            what = ""  # …走访慰问基层党员干部群众
        who += where
    other = [analysis.entities[k].name for k, r in draft.people if r == "counterpart" and analysis.entities[k].name not in what]
    if who and other and trigger.frame is not None and trigger.frame.with_role:
        who += "同" + "、".join(other[:3])
    if not who:
        text = analysis.text
        begin = max([line.begin, *(text.rfind(c, line.begin, trigger.begin) + 1 for c in "，。；,：:")])
        pieces, at = [], begin
        for when in analysis.times_in(begin, trigger.begin):
            pieces.append(text[at : when.begin])
            at = when.end
        who = "".join([*pieces, text[at : trigger.begin]]).strip("，。, “”")[-30:]
    who = _NUMBER.sub("", who)
    room = LONGEST - len(who) - len(words)
    whole = (who + words + what[: max(0, room)]).strip("，。 ") or words
    return whole if whole.count("“") == whole.count("”") else re.sub("[“”]", "", whole)
