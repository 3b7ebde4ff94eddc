"""One event or two: whether a trigger speaks of an event that the story has told of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.analysis import Name
from kg.extractors.events import _dates
from kg.extractors.events._lines import Line
from kg.extractors.events._reading import OPENINGS, Here, Reading
from kg.extractors.events._records import GATHERINGS, Draft, Trigger
from kg.extractors.events._roundups import other_item
from kg.extractors.events._sides import opposed, side
from kg.extractors.events._tables import Frame, patterns

_CEREMONIAL = frozenset({"launch", "signing", "award", "appointment", "show", "sport", "other"})  # what 仪式 may point to
_LONG = 6  # characters from which the words before 开幕式 are the name of an event
_PARTICULAR = re.compile(r"[\d“《第]|[一二三四五六七八九十][届次]")  # in the name of one of its kind
_THIS = ("此次", "本次", "这次", "该")
_UNVEILINGS = ("揭牌", "挂牌", "揭幕")
_PLAIN = (
    "座谈会",
    "座谈",
    "协商会",
    "讲座",
    "演练",
    "运动会",
    "比赛",
)  # words that name their kind too well to stand for another


def same(reading: Reading, trigger: Trigger, line: Line, people: Sequence[Name], here: Here) -> Draft | None:
    """The event told before that a trigger speaks of, the latest first."""
    for draft in reversed(reading.drafts):
        if trigger.frame is None:
            if _same_name(reading, trigger, draft, line):
                return draft
        elif _same_verb(reading, trigger, trigger.frame, draft, line, people, here):
            return draft
    if trigger.frame is None and not trigger.generic:  # an item of a round-up names what another has told of
        return next((d for d in reversed(reading.done) if d.name == reading.text(trigger)), None)
    return None


def _same_name(reading: Reading, trigger: Trigger, draft: Draft, line: Line) -> bool:
    """True where a named event is one told before: by its name, or by the generic word of its family."""
    name, shared = reading.text(trigger), set(trigger.categories) & set(draft.categories)
    if other_item(reading, draft, line) and trigger.form != "point" and name != draft.name:
        return False
    # 召开会议 is not what was said 在第九次会议上, but 举行仪式 may be the 欢迎仪式 that somebody attends
    again = trigger.form == "hold" and draft.paragraph == line.paragraph
    passing = draft.trigger.generic and not again and _PARTICULAR.search(name) is not None
    if draft.name and not trigger.generic and (name in draft.name or (draft.name in name and not passing)):
        return True
    if draft.name and trigger.generic and trigger.head in draft.heads and len(trigger.head) > 2:
        return True
    if (
        trigger.family == "training" == draft.family
        and draft.paragraph != line.paragraph
        and not reading.other_day(line, trigger, draft)
    ):
        return True
    if trigger.head in OPENINGS and _of_another(name.removesuffix(trigger.head), draft.name):
        return False
    if trigger.head in OPENINGS:
        if draft.family == "meeting" and draft.parent is None:
            return True
        if trigger.head[:2] not in draft.name + "".join(draft.heads):
            return False
    if trigger.head == "开班式" and draft.family == "training":
        return True
    if trigger.generic:
        return _same_generic(trigger, draft) or (trigger.family == draft.family and name.startswith(_THIS))
    if shared and trigger.form in ("attend", "point", "anchor") and not passing:
        return not draft.name or (trigger.head in draft.heads and _subsequence(name, draft.name))
    return bool(shared) and trigger.family == "ceremony" and draft.family in ("launch", "award", "signing") and not draft.name


def _of_another(whose: str, name: str) -> bool:
    """True where an opening ceremony is called after another event than the one told before."""
    return len(whose) > _LONG and bool(name) and whose not in name and name not in whose and not _subsequence(whose, name)


def _same_generic(trigger: Trigger, draft: Draft) -> bool:
    """True where 会议, 仪式, 活动, 座谈会 … may stand for an event."""
    if trigger.family == "activity":
        return draft.parent is None
    if trigger.head in _PLAIN:
        talks = trigger.head == "座谈会" and draft.trigger.head.startswith("座谈")
        return trigger.head in draft.heads or draft.name.endswith(trigger.head) or talks
    if len(trigger.head) > 1 and draft.name.endswith(trigger.head):
        return True
    related = trigger.family == "ceremony" and bool(_CEREMONIAL & set(draft.categories))
    return (trigger.family == draft.family or related) and (draft.parent is None or trigger.form == "point")


def _same_verb(
    reading: Reading, trigger: Trigger, frame: Frame, draft: Draft, line: Line, people: Sequence[Name], here: Here
) -> bool:
    """True where a verb goes on with an event told before."""
    keys = {n.key for n in people}
    in_line = any(d is draft for _, d in here)
    near = in_line or draft.paragraph == line.paragraph
    if frame.family in ("visit", "journey"):
        return _same_visit(reading, trigger, frame, draft, line, keys, in_line)
    if frame.family == "appointment" and reading.lines[draft.line].section != line.section:
        return False  # items of a round-up
    if frame.family == "appointment":
        voted = trigger.head.startswith(("补选", "选举"))  # 补选X为…: what a session decides
        return draft.trigger.family == "appointment" or (
            "election" in draft.categories and not (voted and draft.family == "meeting")
        )
    if frame.family == "sport":
        named = draft.trigger.frame is None and (draft.trigger.head in reading.tables.games or near)
        return draft.family == "sport" and (named or in_line)
    if frame.family == "meeting":
        return "symposium" in draft.categories and near
    if trigger.head.endswith(("开幕", "开赛")) and draft.trigger.frame is None:  # X宣布…开幕
        verb = draft.trigger.verb.cut(reading.analysis.text) if draft.trigger.verb is not None else ""
        if draft.family == "meeting" or verb == trigger.head[-2:]:
            return True
    if frame.family in ("accident", "conflict") and reading.lines[draft.line].section != line.section:
        return False  # items of a round-up
    if frame.family == "award" and draft.family == "ceremony" and draft.categories == ["other"]:
        return True
    if frame.family == "space" and draft.family == "launch" and near:
        return True  # 成功发射，…进入预定轨道
    if frame.family == "accident" and draft.family == "conflict" and in_line:
        return True  # 发动袭击，…被击落，…坠毁
    if frame.category not in draft.categories:
        return frame.family == "election" and draft.family == "meeting"
    if frame.family in ("award", "training") and draft.name:
        return True
    if frame.family == "launch":
        kind = trigger.head[-2:]
        words = _UNVEILINGS if kind in _UNVEILINGS else (kind,)
        told = any(word in head for word in words for head in (draft.name, *draft.heads))
        return told or (draft.line == line.index and not draft.name)
    if frame.family == "signing":
        return in_line or bool(draft.name) or "代表" in reading.analysis.text[line.begin : trigger.begin]
    if frame.family == "reception" and trigger.form == "point":
        return True
    if frame.family == "reception":
        met = {n.key for n in reading.analysis.names_in(trigger.end, line.cut, "person")} - {k for k, _ in draft.people}
        return in_line or (bool(keys & set(draft.leads)) and not met)
    if frame.family == "call" and keys and draft.leads:
        return in_line or bool(keys & set(draft.leads))
    if frame.family in ("tribute", "training") and keys:
        return in_line or any(draft.has(key) for key in keys)
    if frame.family == "trial":
        return in_line or (near and not reading.other_day(line, trigger, draft))
    if frame.family == "conflict" and opposed(side(reading.analysis, line, trigger), draft.side):
        return False
    if frame.family == "conflict":
        return in_line or (near and not reading.other_day(line, trigger, draft))
    return in_line or not reading.other_day(line, trigger, draft)


def _same_visit(
    reading: Reading, trigger: Trigger, frame: Frame, draft: Draft, line: Line, keys: set[str], in_line: bool
) -> bool:
    """True where 来到, 察看, 慰问 … are a part of a visit told before: the same leader or party, no other day."""
    if draft.family not in ("visit", "journey"):
        return False
    if in_line and keys and draft.leads and not keys & set(draft.leads) and _apart(reading, line, trigger):
        return False  # 甲走访慰问…；乙在P看望…
    if in_line or trigger.form == "point":
        return True
    other, leads = reading.other_day(line, trigger, draft), set(draft.leads)
    beside = line.tie == "beside" and not draft.beside
    if line.tie == "news" or (beside and draft.paragraph != line.paragraph and other):
        return False
    if keys and keys < leads and not draft.time.start and _dates.nearest(reading.analysis, line, trigger) is not None:
        return False  # an umbrella sentence (甲、乙分别慰问…) and the visit of one of them
    if keys & leads:
        return not other or frame.weak
    if beside and not keys and patterns()["another"].match(reading.analysis.text, line.begin):
        return False  # 同日，另一位领导…: the name may be one that nobody knows
    party = reading.tables.parties.search(reading.analysis.text, line.begin, line.end) is not None
    if keys and other:
        return False  # another leader with a party on another day
    return (party or not leads or (not keys and not other)) and not (beside and draft.family in GATHERINGS)


def _apart(reading: Reading, line: Line, trigger: Trigger) -> bool:
    """True where a semicolon parts a trigger from what its sentence told before."""
    return any(c in "；;" for c in reading.analysis.text[line.begin : trigger.begin])


def _subsequence(left: str, right: str) -> bool:
    """True where the shorter name's characters stand in the longer one in order.

    >>> _subsequence("专题讲座", "专题党史讲座")
    True
    """
    short, long = sorted((left, right), key=len)
    rest = iter(long)
    return all(char in rest for char in short)
