"""A short phrase for an event: its name, or who did what."""

from __future__ import annotations

import re

from kg.extractors.analysis import Analysis
from kg.extractors.events._lines import Line, clause_begin, clause_end
from kg.extractors.events._records import Draft
from kg.extractors.events._sides import opening, passive
from kg.extractors.events._tables import patterns
from kg.extractors.events._triggers import issued

LONGEST = 60
"""Characters of a label at most."""

_PLAIN = 6  # characters of a name that does not say which of its kind is meant (会议, 欢迎仪式), at most
_TELLING = re.compile(r"[\d“”《]|第.+[届次]")  # what makes a short name one of its kind
_CASUAL = frozenset(
    {"conflict", "accident", "launch", "departure", "space", "feat", "announcement"}
)  # families whose verb may stand apart from its subject
_HOLDING = frozenset({"召开", "举行", "举办", "主办", "组织召开", "组织开展", "开展"})
_HAPPENED = ("发生", "突发", "燃起", "遭遇", "遭受")
_BACK = re.compile("^(?:该组织|该国|该部队|并称|还称)")  # what points back to a subject that the label names
_HELD = re.compile("(?:召开|举行|举办|开幕)(?!的)")
_WHEN = re.compile(r"(?<=[一-龥]{4})(?:(?<![小同及临准按历耗])时|之后|期间)$")  # what makes a label a mere time
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
    what = text[begin:end].lstrip("了").strip()
    goes_on = text[end : end + 1] == "，" and (patterns()["bare-paper"].fullmatch(what) or patterns()["half-object"].match(what))
    if draft.family == "announcement" and goes_on and end + 1 < line.end:  # 印发通知，明确…; 发布以…为主，…的措施
        what = text[begin : clause_end(text, end + 1, line.end)].lstrip("了").strip()
    return what


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


def _without_times(analysis: Analysis, begin: int, end: int) -> str:
    """The text of ``[begin, end)`` without the times that it tells; those in titles and names are a part of these."""
    text, pieces, at = analysis.text, [], begin
    for when in analysis.times_in(begin, end):
        titled = text.rfind("《", begin, when.begin) > text.rfind("》", begin, when.begin)
        if not titled and analysis.name_at(when.begin) is None and not patterns()["dated-name"].match(text, when.end):
            piece = text[at : when.begin]
            loose = piece.endswith("于") or (piece.endswith("在") and _HELD.match(text, when.end) is not None)  # 甲会于3日召开
            pieces.append(piece[:-1] if loose else piece)
            at = when.end
            if text.startswith("（", at) and text.find("）", at, end) == at + 1:
                at += 2
    words = "".join([*pieces, text[at:end]])
    return patterns()["joint"].sub("", words, count=1).strip("，。, ")


def clause_text(analysis: Analysis, line: Line, begin: int, end: int) -> str:
    """The clause that holds ``[begin, end)`` up to ``end``, without times and what ties it to the clause before."""
    words = _without_times(analysis, clause_begin(analysis.text, line.begin, begin), end)
    words = words.rpartition("——")[2] if len(words) > LONGEST // 2 else words
    while len(words) > LONGEST and "、" in words[:-1]:
        words = words.partition("、")[2]
    return _NUMBER.sub("", words)


def _is_plain(analysis: Analysis, draft: Draft) -> bool:
    """True for a name that does not say which one is meant: 会议, 欢迎仪式, 抗议活动."""
    if len(draft.name) > _PLAIN or _TELLING.search(draft.name) or draft.trigger.frame is not None:
        return False
    return not any(True for _ in analysis.names_in(draft.trigger.begin, draft.trigger.end))


def _named(analysis: Analysis, draft: Draft, line: Line) -> str:
    """The label of an event that has a name; one that does not tell it from others gets the words of its clause."""
    trigger, verb = draft.trigger, draft.trigger.verb
    held = _held_by(analysis, draft) + draft.name.removeprefix("关于").lstrip("—")
    if not _is_plain(analysis, draft) or analysis.text[trigger.begin : trigger.end] != draft.name:
        return held
    begin = min(trigger.begin, verb.begin) if verb is not None else trigger.begin
    end = trigger.end
    if verb is not None and trigger.form == "hold" and verb.end <= clause_end(analysis.text, end, line.end):
        end = max(end, verb.end)
    words = patterns()["scene-before"].sub("", clause_text(analysis, line, begin, end))
    told = len(held) < len(words) <= LONGEST and not (verb is not None and words.startswith(verb.cut(analysis.text)))
    return words if told else held


def _subject(analysis: Analysis, draft: Draft, line: Line) -> str:
    """What stands before the verb of an event without a leader, with the subject that the clause leaves to an earlier one."""
    trigger, text = draft.trigger, analysis.text
    at = clause_begin(text, line.begin, trigger.begin)
    who = clause_text(analysis, line, trigger.begin, trigger.begin).strip("，。, “”")
    who = patterns()["scene-before"].sub("", who) if draft.family == "election" else who
    if draft.family == "funeral" and at > line.begin and "遗体" in text[line.begin : at]:
        dead = [n.surface for n in analysis.names_in(line.begin, at, "person")][-1:]
        return "".join(dead) + "遗体" + who
    if draft.family not in _CASUAL or opening(analysis, at, trigger.begin) or passive(analysis, line, trigger):
        return who
    if draft.family != "conflict" and who and not patterns()["subjectless"].match(who):
        return who
    subject = draft.side
    happened = draft.family == "accident" and trigger.head.startswith(_HAPPENED)
    while not subject and at > line.begin and not happened:
        at = clause_begin(text, line.begin, at - 1)
        subject = opening(analysis, at, trigger.begin) or _title(analysis, at, trigger.begin)
    if happened:
        return who.removeprefix("在")
    subject = subject.removesuffix("发言人")
    who = _BACK.sub("", who) if subject else who
    return subject + who if len(subject) + len(who) <= LONGEST else who


def _title(analysis: Analysis, begin: int, end: int) -> str:
    """The first work of a clause, in its brackets."""
    return next((f"《{w.surface}》" for w in analysis.works if begin <= w.begin and w.end < end), "")


def label(analysis: Analysis, draft: Draft, line: Line) -> str:
    """The label of an event."""
    words = _named(analysis, draft, line) if draft.name else _told(analysis, draft, line)
    words = words if words.count("“") == words.count("”") else re.sub("[“”]", "", words)
    if draft.trigger.frame is not None:
        words = _WHEN.sub("", words)  # 视察甲部队时
    return words[:LONGEST]


def _told(analysis: Analysis, draft: Draft, line: Line) -> str:
    """The label of an event that a verb tells of: who did what."""
    trigger = draft.trigger
    words = trigger.head if "…" in trigger.head else analysis.text[trigger.begin : trigger.end]
    names = [analysis.entities[k].name for k in draft.leads if k in analysis.entities]
    if draft.family == "trial":
        investigated = _investigated(analysis, draft, line)
        if investigated:
            return investigated
    alone = analysis.text[trigger.end : trigger.end + 1] in "，。；,;\n"
    if draft.family == "announcement" and alone and issued(analysis, trigger):  # 甲部制定的《…》近日发布
        return clause_text(analysis, line, trigger.begin, trigger.end)
    if not names and draft.family in ("award", "trial", "handover", "announcement"):
        names = [analysis.entities[k].name for k, r in draft.people if r in ("lead", "convener") and k in analysis.entities]
    who = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
    what = object_text(analysis, draft, line)
    if who and draft.family == "visit":
        where = _where(analysis, draft, line, what)
        if where and patterns()["everybody"].fullmatch(what):
            what = ""  # …走访慰问基层党员干部群众
        who += where
    other = [analysis.entities[k].name for k, r in draft.people if r == "counterpart" and analysis.entities[k].name not in what]
    if who and trigger.frame is not None and trigger.frame.with_role:
        who = _with_other(analysis, draft, line, who, other)
    if not who:
        who = _subject(analysis, draft, line)
    room = LONGEST - len(who) - len(words)
    return (who + words + what[: max(0, room)]).strip("，。 ") or words


def _investigated(analysis: Analysis, draft: Draft, line: Line) -> str:
    """Who is investigated by whom: 甲接受乙委审查调查, 乙委对甲立案审查调查; empty where either is missing."""
    trigger, entities = draft.trigger, analysis.entities
    keys = [k for k, r in draft.people if r == "lead" and k in entities]
    who = "、".join(entities[k].name for k in keys if entities[k].kind == "person")
    by = "、".join(entities[k].name for k in keys if entities[k].kind == "organization")
    words = analysis.text[trigger.begin : trigger.end]
    if not who or not by or not words.endswith("调查"):
        return ""
    clause = analysis.text[clause_begin(analysis.text, line.begin, trigger.begin) : trigger.begin]
    return f"{who}接受{by}{words}" if "接受" in clause else f"{by}对{who}{words}"


def _with_other(analysis: Analysis, draft: Draft, line: Line, who: str, other: list[str]) -> str:
    """Who meets or writes to whom: with the preposition of the text, or in its words where the other has no name."""
    begin = clause_begin(analysis.text, line.begin, draft.trigger.begin)
    between = re.search("[同与和向给]", analysis.text[begin : draft.trigger.begin])
    if other:
        return who + (between[0] if between and between[0] in "向给" else "同") + "、".join(other[:3])
    words = clause_text(analysis, line, draft.trigger.begin, draft.trigger.begin)
    return words if between and who in words and len(words) <= LONGEST // 2 else who
