"""What around a name of an organization does not belong to it, and what is a kind of bodies rather than one of them.

A name that is read from its ending to the left, or taken from the tagger, may have run over what only stands before it: another
body with which it acts (某部会同|某局), what it is (某国反对党|工党), when it is (新时代新征程|某党). What is left may be
no name at all: 农民合作社, 某国|工厂, 18个|集团公司. The words for both stand in ``tables/kinds.yaml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kg.extractors.found import Found
from kg.extractors.lexicon import Lexicon, Words, table
from kg.extractors.organs import PlaceSpan
from kg.extractors.signs import ABBREVIATIONS
from kg.extractors.story import Story

_MEASURES = "家个所支座处名户批只类种"
_COUNT_BEFORE = re.compile(rf"(?:[0-9一二三四五六七八九十百千万两几数多余]+|这|那|某|每|各)多?[{_MEASURES}]$")
_COUNT_AFTER = re.compile(rf"(?:已?近|约|超过?|达到?|共计?|总计)?[0-9][0-9.]*(?:多|余)?[万亿]?(?:多|余)?[{_MEASURES}]")
# A number of those whose the body would be (某某三省一市|代表团).
_COUNTED_INSIDE = re.compile(
    r"(?<![第统唯单])[一二两三四五六七八九十几多0-9]+(?:大洲|省|地(?![质球方区理])|个|家|国|市(?!场|民))|[二两三四六几多]州"
)
_MANNER = re.compile(
    r"[“\"][^”\"]{0,8}(?:制|式|级|型|化|[三四五六七八九][强好有优])[”\"]"
)  # “领航级”|工厂: of which kind, not which
_GOES_ON = re.compile(r"关系|处罚|局(?:势|面|部)")  # words that begin with the last character of an ending
_GLUED = frozenset("在向与同和被据")  # what the tagger glues to a name's beginning
# Whose forces or making: 某国|前特种部队, 美制|陆军导弹.
_FORMER = re.compile(r"前(?=特种|政府|议会|国会|情报|政权|王室)|制(?![药造裁])")
_GAMES = re.compile(r"(?:运动会|[亚残冬]奥会|奥运会|大运会|亚运会|全运会|残运会|世界杯|锦标赛)(?:开幕式|闭幕式)?")
# Two countries with a body that neither shares with the other (甲乙|代表团); committees may be of both.
_OF_TWO = ("代表团", "政府", "领导人")
# Where in a country or a town the body is that is named behind it: no part of the name (某国首都|某地医院, 某地南部|某厂).
_WHERE = re.compile(r"首都|[东西南北中]{1,2}部")
_OTHERS = re.compile(r"(?<=[局厅部院校厂会司店])等(?!级)")
_RULED = frozenset(("government", "legislature", "party-committee", "court"))


@dataclass(frozen=True, slots=True)
class Kinds:
    """The compiled table; see ``kinds.yaml`` for what each group means."""

    name_verbs: frozenset[str]
    stops: frozenset[str]
    not_first: tuple[str, ...]
    described: re.Pattern[str]
    joints: re.Pattern[str]
    common: Words
    many: frozenset[str]
    anywhere: frozenset[str]
    marks: tuple[str, ...]
    categories: tuple[tuple[re.Pattern[str], frozenset[str], str], ...]
    counted_after: tuple[str, ...]
    keeps: tuple[str, ...]


@functools.cache
def kinds() -> Kinds:
    """The table, compiled once."""
    rows = table("kinds")
    return Kinds(
        name_verbs=frozenset(rows["name_verbs"]),
        stops=frozenset(rows["stops"]),
        not_first=tuple(sorted(rows["not_first"], key=lambda w: (-len(w), w))),
        described=re.compile("|".join(sorted(rows["described"], key=lambda w: (-len(w), w)))),
        joints=re.compile("|".join(rows["joints"])),
        common=Words((*rows["common"], *table("organs")["fields"])),
        many=frozenset(rows["many"]),
        anywhere=frozenset(rows["anywhere"]),
        marks=tuple(rows["marks"]),
        categories=tuple((re.compile(r["name"]), frozenset(r["of"]), r["category"]) for r in rows["categories"]),
        counted_after=tuple(rows["counted_after"]),
        keeps=tuple(rows["keeps"]),
    )


def is_common(text: str, begin: int, end: int, *, verbs: bool = False) -> bool:
    """Whether a stretch is made of nothing but words that say what bodies are for and which kind; ``verbs``: or of nominal verbs.

    >>> is_common("农民专业合作社", 0, 4), is_common("青禾合作社", 0, 2)
    (True, False)
    """
    words = kinds()
    reached = {begin}
    for at in range(begin, end):
        if at in reached:
            if text[at] in "和与及、的":
                reached.add(at + 1)
            for stop in range(at + 1, min(at + 8, end) + 1):
                if text[at:stop] in words.common or (verbs and text[at:stop] in words.name_verbs):
                    reached.add(stop)
    return end in reached


def settled(story: Story, found: Found, places: Mapping[int, PlaceSpan], lexicon: Lexicon) -> Found | None:
    """A name of an organization without what only stands before it; None where what is left is a kind of bodies.

    Args:
        story: the story.
        found: the name as it was read.
        places: the longest name of a place that begins at each position.
        lexicon: the compiled tables.
    """
    begin = _first(story, found, places, lexicon)
    if begin != found.begin:
        if begin >= found.core and not (begin == found.core and found.category == "party"):
            return None
        found = replace(found, begin=begin)
    if _only_begins(story.text, found, lexicon) or _is_kind(story, found, places):
        return None
    return replace(found, category=_category(story.text, found, places, lexicon))


def _category(text: str, found: Found, places: Mapping[int, PlaceSpan], lexicon: Lexicon) -> str | None:
    """The category of a body, where its beginning says more than its ending: 武警某地总队, a committee of no government."""
    name = text[found.begin : found.end]
    for pattern, after, category in kinds().categories:
        if found.category in after and pattern.search(name):
            return category
    known = lexicon.national_words.starting_at(text, found.begin)
    if known and lexicon.national[known].category == "international" and found.category in ("government", "unit", "association"):
        return "international"  # 联合国|某某办公室
    if known and lexicon.national[known].category == "government" and found.category == "unit" and name.endswith("委员会"):
        return "government"  # 某部|某某流域委员会
    place = places.get(found.begin)
    if name.endswith("疾控中心") and place is not None and place.country and place.end == found.core:
        return "government"
    if found.category == "government" and text.startswith("武警", found.begin):
        return "military"
    if found.category == "government" and text.startswith("政协", found.begin):
        return "legislature"
    if found.category == "government" and text[found.core : found.end] == "委员会":
        ruling = found.begin in places or text.startswith(("国", "中央", "全国", *"省市区县"), found.begin)
        return found.category if ruling else "unit"
    return found.category


def _only_begins(text: str, found: Found, lexicon: Lexicon) -> bool:
    """Whether what looks like a company's short name is what a known organ does (党中央坚持|科技)."""
    known = lexicon.national_words.starting_at(text, found.begin)
    ruling = known is not None and lexicon.national[known].category in ("party-committee", "government", "legislature")
    return ruling and text[found.core : found.end] in lexicon.company_short


def _first(story: Story, found: Found, places: Mapping[int, PlaceSpan], lexicon: Lexicon) -> int:
    """Where a name begins when all is taken off that is no part of it."""
    text, begin, core, table_ = story.text, found.begin, found.core, kinds()
    while True:
        start = begin
        word = next((w for w in table_.not_first if text.startswith(w, begin)), "")
        if word and begin + len(word) <= core:
            begin += len(word)
        known = lexicon.national_words.starting_at(text, begin + 1) or ""
        if (text[begin] in _GLUED and (known or begin + 1 in places)) or (text[begin] in "京沪" and known.startswith("中")):
            begin += 1  # 在|联合国某某理事会, 在京|中共中央政治局
        if text.startswith("首都", begin) and begin + 2 in places:
            begin += 2
        last = lexicon.national_words.ending_at(text, found.end, begin) or ""
        if last and found.end - len(last) > begin and text[found.end - len(last) - 1] in (*_GLUED, *"—－–-"):
            begin = found.end - len(last)  # 在某地同|某某银行, 中国—|某某组织
        games = _GAMES.search(text, begin, core) if found.category in ("delegation", "sports-team") else None
        if games and games.end() < core:
            begin = games.end()  # 某某运动会开幕式|中国代表团
        where = _WHERE.match(text, places[begin].end, core) if begin in places else None
        if where and where.end() < core and not is_common(text, where.end(), core, verbs=True):
            begin = where.end()
        if text[begin] == "军" and text[begin - 1 : begin] in ABBREVIATIONS:
            begin -= 1  # 以|军南方司令部: the tagger takes 以 for the preposition
        token = story.token_at(begin)
        if token.tag == "PER" and found.category in _RULED and begin < token.end <= core and text[core : found.end] != "政府":
            begin = token.end - (2 if text.endswith("政协", begin, token.end) else 0)  # 某某|全国委员会: who goes before
        if text[begin:core] in lexicon.national and text[core : found.end] in lexicon.national:
            return core  # 中共中央|国务院: two
        for match in table_.joints.finditer(text, begin + 1, core):
            if text[begin : match.start()] in lexicon.national or (
                match[0] != "联合" and _is_body(text, begin, match.start(), places, lexicon)
            ):
                begin = match.end()
                break
        through = text.rfind("经", begin + 1, core)
        if through > 0 and lexicon.national_words.starting_at(text, through + 1):
            begin = through + 1  # 将会旗经|国际奥委会主席…
        for match in re.finditer(r"[和与同\s]", text[begin + 2 : core]):
            at = begin + 2 + match.start()
            whole = lexicon.endings.ending_at(text, at, begin)
            body = (whole and len(whole) > 1 and lexicon.ending_kind[whole][0] != "place") or text[begin:at] in lexicon.national
            if (body and at not in places) or (match[0].isspace() and _is_body(text, begin, at, places, lexicon)):
                begin = at + 1
                break
        for match in table_.described.finditer(text, max(0, begin - 4), core):  # the tagger may have cut the word: 反对|党工党
            rest = match.end()
            if begin < rest and (
                (rest < core and not is_common(text, rest, core, verbs=True)) or (rest == core and found.category == "party")
            ):
                begin = rest
                break
        if begin == start or begin > core:
            return begin


def _is_body(text: str, begin: int, end: int, places: Mapping[int, PlaceSpan], lexicon: Lexicon) -> bool:
    """Whether a stretch is a place's name, or ends as a body, a side or an army does."""
    place = places.get(begin)
    return (
        (place is not None and place.end == end)
        or text[begin:end] in lexicon.national
        or lexicon.endings.ending_at(text, end, begin) is not None
        or text[end - 1] in "方媒军们"
    )


def _is_kind(story: Story, found: Found, places: Mapping[int, PlaceSpan]) -> bool:
    """Whether a name means bodies of a kind."""
    text, begin, core, end, table_ = story.text, found.begin, found.core, found.end, kinds()
    word = text[core:end]
    if text.count("（", begin, end) != text.count("）", begin, end) or _COUNTED_INSIDE.search(text, begin, core):
        return True  # 某某（集团|）公司; 三大洲足联
    if text.startswith(table_.counted_after, end) or text[end : end + 1] in ("镇", "乡", "村"):
        return True  # 服务中心|数量超过…
    if found.category == "military" and text.startswith("基地", end):
        return True  # 某地空军|基地
    if text[begin] in "国地" and begin not in places and text[begin - 1 : begin] in tuple("等各多两三成员他该本外当"):
        return True  # 甲、乙等|国大使馆
    if _GOES_ON.match(text, end - 1):
        return True
    place = places.get(begin)
    behind = place.end if place is not None else begin + 1
    if (place is not None or text[begin] in ABBREVIATIONS) and _FORMER.match(text, behind):
        return True
    if place is None and text[begin] in ABBREVIATIONS and text[begin + 1] in ABBREVIATIONS and text.endswith(_OF_TWO, begin, end):
        return True
    if word in ("联盟", "集团") and text.startswith(("党", "统一党", "国家"), end):
        return True  # 某某联盟|党, 某国联盟|国家: the name goes on
    if word == "委" and core - begin == 1 and text[begin] in ABBREVIATIONS:
        return True  # 中委|关系: two countries
    if place is not None and place.country and text[place.end : end] == "党":
        return True  # 新某国|党: its name begins before the country's
    if _OTHERS.search(text, begin, core) or (found.category != "delegation" and text.find("常驻", max(0, begin - 2), core) >= 0):
        return True  # 某局等|路局; 某国常驻某地|国际组织: whoever is sent there
    if found.category == "sports-team" and _GAMES.fullmatch(text, core - 3, core):
        return True  # 大运会|女篮: a title that is won
    if text[begin] in '“"' and text[core - 1] in '”"' and word in ("海关", "局", "厅", "政府", "法院"):
        return True  # “一箱通”|海关: a scheme before the word
    rest = place.end if place is not None and place.end <= core else begin
    if text[begin] in ABBREVIATIONS and begin + 1 < core and word in table_.anywhere and is_common(text, begin + 1, core):
        return True  # 俄|导弹工厂
    manner = _MANNER.match(text, rest)
    common = is_common(text, manner.end() if manner and manner.end() <= core else rest, core)
    if begin == core or (found.category == "party" and word not in ("党委", "党组")):
        return False
    if word in table_.many and any(text.startswith(table_.marks, at) and is_common(text, at, core) for at in range(begin, core)):
        return True  # 某交易所|上市公司
    if not common:
        return False
    if rest == begin:
        return core < end or found.source == "ending"
    if _COUNT_BEFORE.search(text, max(0, begin - 8), begin) or _COUNT_AFTER.match(text, end):
        return True
    assert place is not None
    if word in table_.anywhere and not (place.codes and len(place.name) > 1 and rest == core):
        return True  # 某市整车|工厂, but 某州|幼儿园
    return word in table_.many and rest == core and (place.country or len(place.name) == 1)
