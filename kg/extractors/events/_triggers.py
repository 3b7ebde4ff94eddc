"""Where a sentence names an event: named events (…座谈会, …仪式) and verbs (调研, 会见, 签署 …)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kg.extractors.analysis import Analysis
from kg.extractors.events._lines import Line, begins_word, clause_begin, clause_end, masked
from kg.extractors.events._tables import Frame, Noun, Tables
from kg.facts import Span

Form = Literal["hold", "attend", "anchor", "point", "verb"]

_NAME_STOP = re.compile(r"[，。；：！？、\s,;:!?（）()]")
_NAME_TAGS = frozenset(
    [
        "n",
        "nz",
        "nw",
        "nt",
        "ns",
        "nr",
        "vn",
        "v",
        "a",
        "an",
        "ad",
        "m",
        "q",
        "f",
        "s",
        "j",
        "LOC",
        "ORG",
        "xc",
        "c",
        "u",
        "w",
        "vd",
        "b",
        "r",
    ]
)
_STOP_WORDS = frozenset("的了是在于就对向由为被把将从以至到并也还都正再又该此本各其及等称说今天昨天".strip()) | {"正式", "共同", "联合", "今天", "昨天", "近日", "日前", "当天", "先后", "分别", "应邀", "来华", "一行"}  # fmt: skip
_STOP_VERBS = re.compile(r"^(?:是|有|让|使|据|经|受|随后|接着|称|说)$")
_ORDINAL = re.compile(r"(?:首届|首次|第[一二三四五六七八九十百\d]+[届次期场批轮]|\d{4}年?(?:度|第)?)$")
_MANY = re.compile(r"(?:\d[\d.]*[万余多]*|[数几多两三]|[一二三四五六七八九十]+余?|一系列)(?:场|次|项|个)(?!会议)")
_MODIFIES = re.compile(r"(?:开幕式|闭幕式|开幕|闭幕|系列活动|活动|仪式)?的")
_LONGEST_NAME = 46
_QUOTES = {"”": "“", "』": "『", "」": "「", '"': '"', "》": "《", "）": "（", ")": "("}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of an event.

    ``begin``/``end`` cover the name of a named event or the verb; ``head`` is the word of the table. ``form``: ``hold`` (held, opened),
    ``attend`` (somebody takes part), ``anchor`` (…会上), ``point`` (only mentioned), ``verb``. ``verb`` is where the verb of a held event stands. ``prefix`` is the session
    that holds a sitting (X第十八次会议 in X第十八次会议…举行第三次全体会议).
    """

    begin: int
    end: int
    head: str
    form: Form
    category: str
    categories: tuple[str, ...]
    family: str
    frame: Frame | None = None
    verb: Span | None = None
    generic: bool = False
    prefix: str = ""


def _categories(noun: Noun, name: str, tables: Tables) -> tuple[str, ...]:
    """Categories of a named event: the head's, or what the words before a flexible head say."""
    if noun.head not in tables.flexible:
        return (noun.category,)
    allowed = tables.flexible_words.get(noun.head)
    modifier = name[: -len(noun.head)] if name.endswith(noun.head) else name
    if noun.head.endswith("式") and len(noun.head) == 3:
        modifier += noun.head[:2]
    found = [
        (modifier.rfind(w), c) for c, ws in tables.ceremonies for w in ws if w in modifier and (allowed is None or c in allowed)
    ]
    ordered = tuple(dict.fromkeys(c for _, c in sorted(found, reverse=True)))
    return ordered or (noun.category,)


def _name_begin(analysis: Analysis, tables: Tables, head: int, floor: int) -> int:
    """Where the name of an event begins whose head noun begins at ``head``."""
    text, story = analysis.text, analysis.story
    at = head
    while at > floor and head - at < _LONGEST_NAME:
        name = analysis.name_at(at - 1)
        if name is not None:
            if name.kind == "person" or name.begin < floor:
                break
            at = name.begin
            continue
        char = text[at - 1]
        if char in _QUOTES:
            opening = text.rfind(_QUOTES[char], floor, at - 1)
            if opening < 0 or at - opening > 40:
                break
            at = opening
            continue
        if _NAME_STOP.match(char):
            break
        token = story.token_at(at - 1)
        word = text[max(token.begin, floor) : at]
        if (
            token.tag in ("p", "PER", "TIME", "t", "d", "nr", "r")
            and not re.search(r"第?[一二三四五六七八九十\d]+(?:届|次|年度?|周年)$", word)
            and not (word == "对" and text[at] in "台外口")
        ):
            break
        if word in tables.name_stop or word in _STOP_WORDS or _STOP_VERBS.match(word) or token.tag == "u":
            break
        if (
            tables.hold_before.fullmatch(word)
            or tables.attend.fullmatch(word)
            or word.rstrip("了") in ("召开", "举行", "举办", "主持", "出席", "参加", "讨论")
        ):
            break
        held = re.search(r"(?:主持召开|召开|举行|举办|开展|组织|参加|出席)$", text[floor:at])
        if held and token.begin < at - len(held.group()):
            break
        at = max(token.begin, floor)
    while at < head and re.match(r"[和与及暨、]|的", text[at]):
        at += 1
    return at


def _named(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Trigger]:
    """The named events of a sentence."""
    text = analysis.text
    result: list[Trigger] = []
    stop = line.end if line.heading else line.cut
    for m in tables.noun_pattern.finditer(text, line.begin, stop):
        if masked(ranges, m.start()) or any(text.startswith(w, m.end()) for w in tables.noun_exclude_after):
            continue
        inside = analysis.name_at(m.start())
        if inside is not None and inside.end > m.end():
            continue
        if result and m.start() < result[-1].end:
            continue
        noun = tables.nouns[m.group()]
        floor = max(line.begin, result[-1].end if result else line.begin)
        quoted = bool(result) and any(
            q.begin <= result[-1].begin < q.end or q.begin == result[-1].begin + 1 for q in analysis.story.quotes
        )
        begin, end = _name_begin(analysis, tables, m.start(), line.begin if quoted else floor), m.end()
        if quoted and begin <= result[-1].begin:
            result.pop()  # the noun was part of a quotation in this name: “…讲堂”专题讲座
        if text[end - 1] == "会" and text[end : end + 1] == "议":
            end += 1
        if not analysis.story.is_boundary(end) and len(m.group()) <= 2:
            continue
        if result and (text[result[-1].end : begin + 1].startswith("·") or begin == result[-1].end):
            before = result.pop()  # two nouns of one name: 系列报告会第三场报告会, 企业家沙龙活动
            begin = before.begin
            if noun.family == "activity":
                noun = replace(tables.nouns[before.head], head=before.head)
        name = text[begin:end]
        if _MANY.match(name):
            continue
        form, verb = _form(analysis, tables, line, begin, end, stop)
        if (
            verb is not None
            and verb.end < begin
            and "的" not in text[verb.end : begin]
            and form in ("hold", "attend")
            and analysis.name_at(verb.end - 1) is None
        ):
            begin = verb.end + (text[verb.end : verb.end + 1] in ("了", "过"))
            name = text[begin:end]
            if _MANY.match(name):
                continue
        categories = _categories(noun, name, tables)
        family = noun.family
        if family == "activity" and verb is not None and re.match(r"启动|开启|开幕|揭幕|启幕", text[verb.begin : verb.end]):
            categories = ("launch", *categories)
        plain = (
            name in tables.generic.get(family, ())
            or len(name) <= 2
            or re.fullmatch(r"(?:此次|这次|本次|该)?(?:会议|大会|仪式|活动|论坛|讲座|比赛)", name) is not None
        )
        result.append(Trigger(begin, end, noun.head, form, categories[0], categories, family, None, verb, plain))
    bodies = [t for t in result if (n := analysis.name_at(t.end - 1)) is not None and n.kind == "organization" and n.end == t.end]
    for trigger in bodies:  # 联合国大会举行…会议: the first is a body
        if any(t.begin > trigger.end and t.form == "hold" for t in result):
            result.remove(trigger)
    for session, sitting in itertools.pairwise(list(result)):
        if session.verb is not None and session.verb == sitting.verb and session.end <= session.verb.begin:
            result[result.index(sitting)] = replace(sitting, prefix=text[session.begin : session.end], generic=False)
            result.remove(session)
    return result


_HAPPENED = frozenset({"conflict", "accident", "rescue", "protest"})
_SOURCED = frozenset({"conflict", "accident", "rescue"})  # families that foreign news knows from armies, ministries and media


def _held(text: str, floor: int, begin: int, pattern: re.Pattern[str], loose: bool = False) -> Span | None:
    """The verb (召开, 举行, 出席) whose object's modifiers go on up to ``begin``: 举行气候、粮食与冲突…会, 举行以“…”为主题的…会."""
    found = None
    for m in pattern.finditer(text, floor, begin):
        found = m
    if found is None:
        return None
    between = text[found.end() : begin]
    if re.match(r"[\d一二三四五六七八九十百]+周?年", text[found.end() : begin + 1]):
        return None
    if loose:
        return Span(found.start(), found.end()) if len(between) <= 44 else None
    if len(between) > 44 or re.search(r"[，。；：,;:！？]|并|后|前|出席|参加|期间|会议|活动", between):
        return None
    return Span(found.start(), found.end())


def _form(analysis: Analysis, tables: Tables, line: Line, begin: int, end: int, stop: int) -> tuple[Form, Span | None]:
    """How a named event is told of."""
    text = analysis.text
    if _MODIFIES.match(text, end, stop):
        return "point", None
    before = text[line.begin : begin].rstrip("了过的“")
    for pattern, form in ((tables.hold_before, "hold"), (tables.attend, "attend")):
        found = None
        for m in pattern.finditer(before):
            if m.end() == len(before):
                found = m
                break
        if found is None and form == "attend":  # 出席在X举行的Y
            found = re.search(r"(?:出席|参加|观摩)了?(?:在|由|于)[^，。；]{2,30}(?:举行|举办|召开|主办)$", before)
        if found is not None:
            after = text[end : end + 1]
            if text[begin - 1 : begin] == "的" and form == "hold" and after in ("上", "中"):
                return "anchor", Span(line.begin + found.start(), line.begin + found.end())
            joined = _held(text, clause_begin(text, line.begin, begin), line.begin + found.start(), tables.attend, True)
            if form == "hold" and joined is not None and text[begin - 1] == "的":  # 出席X为…举行的仪式
                return "attend", joined
            return ("hold" if form == "hold" else "attend"), Span(line.begin + found.start(), line.begin + found.end())
    if text[end : end + 1] not in ("上", "中", "后", "前"):
        floor = clause_begin(text, line.begin, begin)
        held, joined = _held(text, floor, begin, tables.hold_before), _held(text, floor, begin, tables.attend)
        if held is not None and (joined is None or held.begin > joined.begin):
            return "hold", held
        if joined is not None and not any(True for _ in analysis.names_in(joined.end, begin, "person")):
            return "attend", joined
    if text[end : end + 1] in ("上", "中") or text[end : end + 2] in ("期间", "现场") or text[end : end + 1] == "时":
        if any(text.startswith(w, end) for w in tables.mention_after) or re.match(
            r"上[^，。]{0,10}的(?:重要)?(?:讲话|精神|要求|致辞)", text[end : end + 20]
        ):
            return "point", None
        return "anchor", None
    close = clause_end(text, end, stop)
    if close == end and re.match(
        r"[，,](?:(?:在|于)[^，。；]{2,40}(?:举行|召开|举办|开幕|开讲|上演)|[^，。；]{2,16}(?:展开(?:争夺|角逐|较量)|打响|开赛|开幕))",
        text[end:stop],
    ):
        close = clause_end(text, end + 1, stop)
    for m in tables.hold_after.finditer(text, end, close):
        between = text[end : m.start()]
        if masked([q for q in analysis.story.quotes if q.begin >= end], m.start()):
            continue
        if len(between) > 44 or re.search(r"(?:主持|出席|强调|精神|要求|以来|期间)", between):
            break
        if text[m.end() : m.end() + 1] in ("的",) and m.group() in ("召开", "举行", "举办"):
            break
        return "hold", Span(m.start(), m.end())
    if line.heading and close >= stop - 1:
        return "attend" if re.search(r"出席|参加", text[line.begin : begin]) else "point", None
    return "point", None


def _verbs(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Trigger]:
    """The event verbs of a sentence."""
    text, story = analysis.text, analysis.story
    stop = line.end if line.heading or line.source < line.end else line.cut
    found: list[Trigger] = []
    short = [Span(q.begin, q.end) for q in story.quotes]
    for frame in tables.frames:
        for m in frame.pattern.finditer(text, line.begin, stop):
            if masked(ranges, m.start()) or masked(short, m.start()) or any(text.startswith(w, m.end()) for w in frame.exclude):
                continue
            if any(text.endswith(w, line.begin, m.start()) for w in frame.exclude_before):
                continue
            if analysis.name_at(m.start()) is not None or (
                m.end() - m.start() <= 3 and not (begins_word(analysis, m.start()) and story.is_boundary(m.end()))
            ):
                if analysis.name_at(m.start()) is not None or not (
                    begins_word(analysis, m.start()) or story.is_boundary(m.end())
                ):
                    continue
                token = story.token_at(m.start())
                if token.end - token.begin > m.end() - m.start() + 1:
                    continue
            if m.start() >= line.cut and not line.heading and frame.family not in _SOURCED:
                continue
            form: Form = "verb"
            before = text[max(line.begin, m.start() - 6) : m.start()]
            if re.search(r"(?:参加|陪同|随同|出席|参与|主持|一同|一起参加)(?:了)?$", before) and frame.family in (
                "visit",
                "reception",
                "meeting",
                "signing",
            ):
                form = "point"
            if text[m.end() : m.end() + 1] == "时" and frame.family == "meeting":
                form = "anchor"
            found.append(Trigger(m.start(), m.end(), m.group(), form, frame.category, (frame.category,), frame.family, frame))
    found.sort(key=lambda t: (t.begin, -(t.end - t.begin)))
    result: list[Trigger] = []
    for trigger in found:
        if not result or trigger.begin >= result[-1].end:
            result.append(trigger)
    return result


def clause_tokens(analysis: Analysis, begin: int, end: int) -> list[str]:
    """The words of ``[begin, end)``."""
    story, text = analysis.story, analysis.text
    if begin >= end:
        return []
    words = []
    for i in range(story.token_index(begin), story.token_index(end - 1) + 1):
        token = story.tokens[i]
        if token.begin >= begin and token.end <= end and not (token.tag == "p" and text[token.begin : token.end] == "将"):
            words.append(text[token.begin : token.end])
    return words


def unreal(analysis: Analysis, tables: Tables, line: Line, trigger: Trigger) -> bool:
    """True where the clause tells of a plan, a wish or a denial rather than of something that happened."""
    text = analysis.text
    at = trigger.verb.begin if trigger.verb else trigger.begin
    at = min(at, trigger.begin) if trigger.form != "hold" else at
    begin = clause_begin(text, line.begin, at)
    if begin == at and at > line.begin + 1:
        begin = clause_begin(text, line.begin, at - 1)
    words = clause_tokens(analysis, begin, at)
    if any(tables.future.fullmatch(w) or tables.negated.fullmatch(w) for w in words):
        return True
    close = clause_end(text, trigger.end, line.end)
    if close - trigger.end <= 24 and text[close - 1 : close] == "后" and not (trigger.frame is not None and trigger.frame.weak):
        return True
    if trigger.form == "hold" and any(w in ("将", "即将", "拟") for w in clause_tokens(analysis, line.begin, at)):
        return True
    if (
        trigger.family in _HAPPENED
        and any(w in ("就", "针对", "关于", "因", "对") for w in words)
        and text[trigger.end : trigger.end + 1] not in "，。,;；"
    ):
        return True
    after = text[trigger.end : trigger.end + 12]
    if re.match(r"(?:运营|建成|成立|投用)?(?:\d{1,3}|[一二三四五六七八九十百]+)周?年(?!\d)", after):
        return True
    return trigger.form != "anchor" and any(after.startswith(w) for w in tables.mention_after)


def triggers(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Trigger]:
    """What a sentence tells of, in order; a verb inside an event's name or that holds it is not counted twice."""
    if line.spoken:
        return []
    named = _named(analysis, tables, line, ranges)
    verbs = [
        v
        for v in _verbs(analysis, tables, line, ranges)
        if not any(n.begin <= v.begin < n.end or (n.verb is not None and n.verb.begin <= v.begin < n.verb.end) for n in named)
    ]
    result = sorted([*named, *verbs], key=lambda t: (t.begin, t.end))
    return [replace(t, form="point") if t.form != "point" and unreal(analysis, tables, line, t) else t for t in result]
