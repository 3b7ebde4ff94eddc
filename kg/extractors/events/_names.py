"""Named events in a sentence (…座谈会, …仪式, …运动会): where the name begins, whether it is held or only mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extractors.analysis import Analysis
from kg.extractors.events._lines import Line, clause_begin, clause_end, covering, masked
from kg.extractors.events._records import Form, Trigger
from kg.extractors.events._tables import Noun, Tables, patterns
from kg.facts import Span

_LONGEST = 46  # characters of a name at most
_STOP = re.compile(r"[，。；：！？、\s,;:!?（）()]")
_STOP_TAGS = frozenset({"p", "PER", "TIME", "t", "d", "nr", "r"})
_QUOTES = {"”": "“", "』": "『", "」": "「", '"': '"', "》": "《", "）": "（", ")": "("}
_JOINTS = "和与及暨、的"
_ATTENDED = re.compile(r"(?:出席|参加|观摩)了?(?:在|由|于)[^，。；]{2,30}(?:举行|举办|召开|主办)$")  # 出席在X举行的Y
_HELD = re.compile(r"(?:主持召开|召开|举行|举办|开展|组织|参加|出席)$")
_MEETING = ("reception", "journey", "call")  # families of verbs whose object may be a body that is called after a meeting
_STARTING, _STARTED = ("启动", "开启"), ("仪式", "大会", "会")
_FEAST = re.compile(r"(?:\d{4}年)?(?:[^\d]{1,5}节|[春夏秋冬]季|新春|新年|暑期|寒假)")
_YEARS = re.compile(r"[\d一二三四五六七八九十百]+周?年")


def named(analysis: Analysis, tables: Tables, line: Line, ranges: Sequence[Span]) -> list[Trigger]:
    """The named events of a sentence, in order."""
    text = analysis.text
    result: list[Trigger] = []
    stop = line.end if line.heading else line.cut
    for m in tables.noun_pattern.finditer(text, line.begin, stop):
        if masked(ranges, m.start()) or any(text.startswith(w, m.end()) for w in tables.noun_exclude_after):
            continue
        inside = analysis.name_at(m.start())
        if (inside is not None and inside.end > m.end()) or (result and m.start() < result[-1].end):
            continue
        trigger = _trigger(analysis, tables, line, m, result, stop)
        if trigger is not None:
            result.append(trigger)
    return _settled(analysis, result)


def _trigger(
    analysis: Analysis, tables: Tables, line: Line, m: re.Match[str], result: list[Trigger], stop: int
) -> Trigger | None:
    """The named event of one head noun; takes names that it goes on with out of ``result``."""
    text, quotes, grammar = analysis.text, analysis.story.quotes, patterns()
    noun = tables.nouns[m.group()]
    last = result[-1] if result else None
    quoted = last is not None and (masked(quotes, last.begin) or masked(quotes, last.begin + 1))
    floor = line.begin if quoted or last is None else last.end
    begin, end = _begin(analysis, tables, m.start(), floor), m.end()
    end += text[end - 1] == "会" and text[end : end + 1] == "议"
    if not analysis.story.is_boundary(end) and len(m.group()) <= 2:
        return None
    if last is not None and quoted and begin <= last.begin:
        result.pop()  # the noun was part of a quotation in this name: “…讲堂”专题讲座
    elif last is not None and (begin == last.end or text.startswith("·", last.end)):
        result.pop()  # two nouns of one name: 系列报告会第三场报告会, 企业家沙龙活动
        begin = last.begin
        if noun.family == "activity":
            noun = tables.nouns[last.head]
    numbered = grammar["numbered"].match(text, end, stop)
    if numbered:  # “…讲坛”第12讲
        end = numbered.end()
        opening = text.rfind("“", line.begin, begin + 1) if numbered.group().startswith("”") else -1
        begin = opening if opening >= 0 else begin
    form, verb = _form(analysis, tables, line, begin, end, stop)
    if verb is not None and verb.end < begin and form in ("hold", "attend"):
        between = text[verb.end : begin]
        if "的" not in between and analysis.name_at(verb.end - 1) is None:  # 举行粮食、能源与冲突…会
            begin = verb.end + (between[:1] in ("了", "过"))
    name = text[begin:end]
    if grammar["many"].match(name):
        return None
    categories = _categories(noun, name, tables)
    if noun.family == "activity" and verb is not None and grammar["launching"].match(text, verb.begin, verb.end):
        categories = ("launch", *categories)
    plain = name in tables.generic.get(noun.family, ()) or len(name) <= 2 or grammar["pointing"].match(name) is not None
    return Trigger(begin, end, noun.head, form, categories[0], categories, noun.family, None, verb, plain)


def _settled(analysis: Analysis, found: list[Trigger]) -> list[Trigger]:
    """The named events without bodies (联合国大会举行…会议), sessions joined to the sittings that they hold."""
    result = []
    for trigger in found:
        name = analysis.name_at(trigger.end - 1)
        body = name is not None and name.kind == "organization" and name.end == trigger.end
        if not (body and any(t.begin > trigger.end and t.form == "hold" for t in found)):
            result.append(trigger)
    joined: list[Trigger] = []
    for trigger in result:
        session = joined[-1] if joined else None
        if (
            session is not None
            and session.verb is not None
            and session.verb == trigger.verb
            and session.end <= session.verb.begin
        ):
            joined[-1] = replace(trigger, prefix=analysis.text[session.begin : session.end], generic=False)
        else:
            joined.append(trigger)
    return joined


def _categories(noun: Noun, name: str, tables: Tables) -> tuple[str, ...]:
    """Categories of a named event: the head's, or what the words before a flexible head say, the nearest first."""
    if noun.head not in tables.flexible:
        return (noun.category,)
    allowed = tables.flexible_words.get(noun.head)
    modifier = name.removesuffix(noun.head) + (noun.head[:2] if len(noun.head) == 3 else "")
    found = []
    for category, words in tables.ceremonies:
        if category in tables.adjoining.get(noun.head, ()) and modifier.endswith(words):
            return (category, noun.category)
        if allowed is None or category in allowed:
            found += [(-1 if word in tables.minor else modifier.rfind(word), category) for word in words if word in modifier]
    return tuple(dict.fromkeys(category for _, category in sorted(found, reverse=True))) or (noun.category,)


def _begin(analysis: Analysis, tables: Tables, head: int, floor: int) -> int:
    """Where the name of an event begins whose head noun begins at ``head``: its modifiers are read leftwards."""
    text, story, grammar = analysis.text, analysis.story, patterns()
    at = head
    while at > floor and head - at < _LONGEST:
        name = analysis.name_at(at - 1)
        if name is not None:
            if name.begin < floor or (name.kind == "person" and not grammar["honoured-name"].match(text, name.end)):
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
        token = story.token_at(at - 1)
        word = text[max(token.begin, floor) : at]
        abroad = word == "对" and text[at] in "台外口"  # 对台工作会议
        numbered = grammar["name-number"].search(word) is not None
        feast = token.tag in ("TIME", "t") and _FEAST.fullmatch(word) is not None  # 庆祝教师节大会
        if _joins(analysis, at, word, floor):  # 甲县与乙县缔结友好县签约仪式
            at = token.begin
            continue
        if _STOP.match(char) or (token.tag in _STOP_TAGS and not numbered and not abroad and not feast):
            break
        if token.tag == "v" and any(frame.pattern.fullmatch(word) for frame in tables.frames if frame.family in _MEETING):
            break  # 甲会见|某某论坛…: what somebody does is no part of a name
        if word == "的" and text.startswith("党", at - 2) and story.is_boundary(at - 2):
            at -= 2  # 党的建设工作会议
            continue
        if token.tag == "u" or word in tables.name_stop or (grammar["name-end"].fullmatch(word) and not abroad):
            break
        starting = at == head and word in _STARTING and text.startswith(_STARTED, head)  # “…课堂”启动仪式
        if not starting and (tables.hold_before.fullmatch(word) or tables.attend.fullmatch(word)):
            break
        held = _HELD.search(text, floor, at)
        if not starting and held is not None and held.end() == at and token.begin < held.start():
            break
        at = max(token.begin, floor)
    while at < head and text[at] in _JOINTS:
        at += 1
    return at


def _joins(analysis: Analysis, at: int, word: str, floor: int) -> bool:
    """True for 与 or 和 between two places or bodies that open a clause, before a name that goes on with them."""
    if word not in ("与", "和") or at - 1 <= floor:
        return False
    left, right = analysis.name_at(at - 2), analysis.name_at(at)
    if left is None or right is None or "person" in (left.kind, right.kind):
        return False
    return left.begin == clause_begin(analysis.text, floor, left.begin)


def _form(analysis: Analysis, tables: Tables, line: Line, begin: int, end: int, stop: int) -> tuple[Form, Span | None]:
    """How a named event is told of, and the verb that says so."""
    text, grammar = analysis.text, patterns()
    if grammar["modifies"].match(text, end, stop):
        return "point", None
    form = _form_before(analysis, tables, line, begin, end)
    if form is not None:
        return form
    if text[end : end + 1] in ("上", "中", "时") or text[end : end + 2] in ("期间", "现场"):
        mentioned = any(text.startswith(w, end) for w in tables.mention_after) or grammar["mentioned-speech"].match(text, end)
        return ("point" if mentioned else "anchor"), None
    return _form_behind(analysis, tables, line, begin, end, stop)


def _form_before(analysis: Analysis, tables: Tables, line: Line, begin: int, end: int) -> tuple[Form, Span] | None:
    """The form by a verb before the name: 召开X, 出席X, 举行的X上."""
    text = analysis.text
    before = text[line.begin : begin].rstrip("了过的“")
    floor, owned = clause_begin(text, line.begin, begin), text[begin - 1 : begin] == "的"
    held = next((m for m in tables.hold_before.finditer(before) if m.end() == len(before)), None)
    if held is not None:
        span = Span(line.begin + held.start(), line.begin + held.end())
        if owned and text[end : end + 1] in ("上", "中"):
            return "anchor", span
        joined = _governing(text, floor, span.begin, tables.attend, loose=True) if owned else None
        if owned and joined is None and not text.startswith("这", floor):  # 这是城关镇组织的演练
            form, verb = _form_behind(analysis, tables, line, begin, end, line.cut)
            if form == "point" or verb is None:
                return "anchor", span  # 在P举办的X吸引了…: named for what is told of it
            return form, verb  # 由A主办的X今天开幕
        return ("attend", joined) if joined is not None else ("hold", span)  # 出席X为…举行的仪式
    joining = next((m for m in tables.attend.finditer(before) if m.end() == len(before)), None) or _ATTENDED.search(before)
    if joining is not None:
        if _met(text, floor, line.begin + joining.start()):
            return "point", Span(line.begin + joining.start(), line.begin + joining.end())
        return "attend", Span(line.begin + joining.start(), line.begin + joining.end())
    if text[end : end + 1] in ("上", "中", "后", "前"):
        return None
    hold, joined = (_governing(text, floor, begin, pattern) for pattern in (tables.hold_before, tables.attend))
    if hold is not None and (joined is None or hold.begin > joined.begin):
        return "hold", hold
    if joined is not None and not any(True for _ in analysis.names_in(joined.end, begin, "person")):
        return "attend", joined
    return None


def _met(text: str, begin: int, end: int) -> bool:
    """True where somebody is met who has come for something else (会见来华出席…峰会的外长)."""
    return patterns()["met"].search(text, begin, end) is not None


def _form_behind(analysis: Analysis, tables: Tables, line: Line, begin: int, end: int, stop: int) -> tuple[Form, Span | None]:
    """The form by a verb behind the name: X在P举行, X，在P举行, X开幕."""
    text, grammar = analysis.text, patterns()
    close = clause_end(text, end, stop)
    if close == end and grammar["held-next"].match(text, end, stop):
        close = clause_end(text, end + 1, stop)
    for m in tables.hold_after.finditer(text, end, close):
        quote = covering(analysis.story.quotes, m.start())
        if quote is not None and quote.begin >= end:
            continue
        if m.start() - end > _LONGEST or grammar["other-verb"].search(text, end, m.start()):
            break
        if text.startswith("的", m.end()) and m.group() in ("召开", "举行", "举办"):
            break
        if text[m.start() - 1] == "的" or grammar["held-noun"].match(text, m.end()):
            break  # 大会的召开情况
        if m.group() == "进行" and text[end - 1] in "会议" and text[m.end() : m.end() + 1] not in "，。；、 \n":
            continue  # 会议对草案进行了审议
        return "hold", Span(m.start(), m.end())
    if line.heading and close >= stop - 1 and re.search("出席|参加", text[line.begin : begin]):
        return "attend", None
    return "point", None


def _governing(text: str, floor: int, begin: int, pattern: re.Pattern[str], loose: bool = False) -> Span | None:
    """The verb whose object's modifiers go on up to ``begin``: 举行粮食、能源与冲突…会, 举行以“…”为主题的…会."""
    found = None
    for m in pattern.finditer(text, floor, begin):
        found = m
    if found is None or begin - found.end() > _LONGEST or _YEARS.match(text, found.end(), begin + 1):
        return None
    if not loose and patterns()["not-held"].search(text, found.end(), begin):
        return None
    return Span(found.start(), found.end())
