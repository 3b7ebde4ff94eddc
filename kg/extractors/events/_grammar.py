"""Who and what stands around a verb: subjects, companions, objects, venues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events._lines import begins_word, clause_end, masked
from kg.extractors.events._tables import Tables
from kg.facts import Span

_ROAD = re.compile(r"(?:路|街|大道|大街|巷|弄|(?<!街)道|公路|高速)[东西南北中]?$")
_NOT_SUBJECT_AFTER = re.compile(
    r"(?:同志|总书记|主席|书记|同学|老人)?(?:的|家|之|夫妇家|关于|重要|等?家中|委派|邀请|作的|同志为核心)"
)
_GUIDED = (
    "贯彻",
    "落实",
    "学习",
    "践行",
    "按照",
    "根据",
    "遵照",
    "围绕",
    "贯彻落实",
    "学习贯彻",
    "在以",
    "听取了",
    "听取",
    "感谢",
    "祝贺",
    "欢迎",
    "授予",
    "追授",
    "应",
)
_SUBJECT_ORGAN_AFTER = re.compile(
    r"(?:\d{1,4}[年月日]|[一二三四五六七八九十]+月|今天|今日|昨天|昨日|近日|日前|\d{1,2}日|在|于|联合|共同|正式|还|也|、|和|与|及|以及|暨|等|就|对|以|依法|向|经|，由|宣布|决定|"
    r"第|再次|首次|连续|组织|为|，|26日|发|举|召|签|公|追|授|颁|印|出|提|主|协|承|联|任|免|批|起|立|给)"
)


def titled_begin(analysis: Analysis, name: Name, floor: int) -> int:
    """Where a person's mention begins with its title: 松江区委副书记、区长 before the name."""
    for phrase in analysis.phrases:
        if phrase.begin <= name.begin < phrase.end:
            return max(floor, phrase.begin)
    story, text, at = analysis.story, analysis.text, name.begin
    while at > floor:
        other = analysis.name_at(at - 1)
        if other is not None:
            if other.kind == "person":
                break
            at = max(floor, other.begin)
            continue
        token = story.token_at(at - 1)
        if token.tag not in ("n", "nz", "ORG", "LOC", "f", "m", "q") and text[token.begin : token.end] not in (
            "、",
            "原",
            "副",
            "兼",
        ):
            break
        at = max(floor, token.begin)
    return at + (text[at : at + 1] == "、")


def subjects(analysis: Analysis, tables: Tables, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """People who may be the subject of a verb that begins at ``end``: named in ``[begin, end)``, not after a preposition.

    Those coordinated with a subject by 、和与及 are subjects too.
    """
    text = analysis.text
    result: list[Name] = []
    for name in analysis.names_in(begin, end, "person"):
        if masked(ranges, name.begin):
            continue
        start = titled_begin(analysis, name, begin)
        before = text[max(0, start - 4) : start]
        joined = (
            result
            and re.fullmatch(
                r"(?:[（(][^）)]*[）)])?(?:一行|等)?[、和与同及，]?(?:以及)?.{0,40}", text[result[-1].end : name.begin]
            )
            is not None
        )
        if any(before.endswith(word) for word in _GUIDED):
            continue
        if any(q.begin <= name.begin < q.end and q.end - q.begin < 14 for q in analysis.story.quotes):
            continue
        if before[-2:] in ("接受", "遭受", "参与", "一同", "共同", "会同"):
            before = ""
        if before[-1:] in tables.beside_subject and before[-1:] != "由" and not (joined and before[-1:] in "和与同"):
            continue
        if _NOT_SUBJECT_AFTER.match(text, name.end, min(end, name.end + 12)):
            continue
        result.append(name)
    return result


def organ_subjects(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """Bodies that may be the subject of a verb at ``end``: not part of a title phrase, not after a preposition."""
    text = analysis.text
    result = []
    for name in analysis.names_in(begin, end, "organization"):
        if masked(ranges, name.begin):
            continue
        if re.search(r"(?:在|到|对|向|于|据|从|给|为|被|走进|来到|位于|因)$", text[max(begin, name.begin - 2) : name.begin]):
            continue
        if is_title_organ(analysis, name, end):
            continue
        rest = text[name.end : name.end + 8]
        if name.end >= end or _SUBJECT_ORGAN_AFTER.match(rest):
            result.append(name)
    return result


def companions(analysis: Analysis, begin: int, end: int, kinds: tuple[str, ...]) -> list[Name]:
    """Names behind the last 与, 同, 和 or 跟 in ``[begin, end)``: the other side of a talk or signature."""
    text = analysis.text
    names = [n for n in analysis.names_in(begin, end) if n.kind in kinds]
    for m in reversed(list(re.finditer("与|同|和|跟", text[begin:end]))):
        at = begin + m.start()
        if analysis.name_at(at) is not None or not begins_word(analysis, at):
            continue
        right = [n for n in names if n.begin > at]
        left = [n for n in names if n.end <= at]
        if right and (left or m.group() in "与同跟"):
            return right
    return []


def objects(analysis: Analysis, begin: int, end: int, kind: str = "person") -> list[Name]:
    """People named behind a verb that ends at ``begin``, up to the end of its clause (a list may go on over 、 and 和)."""
    text = analysis.text
    stop = clause_end(text, begin, end)
    result = [n for n in analysis.names_in(begin, stop) if n.kind == kind]
    return [n for n in result if not re.match(r"(?:的|家|就|时|并|等就)", text[n.end : n.end + 1]) or n.end >= stop]


def prepositional(analysis: Analysis, begin: int, end: int, prepositions: str) -> list[Name]:
    """People and bodies in a phrase with one of ``prepositions`` between ``begin`` and ``end``: 为X颁发, 向X授予."""
    text = analysis.text
    for m in re.finditer(f"[{prepositions}]", text[begin:end]):
        at = begin + m.start()
        if analysis.name_at(at) is None and begins_word(analysis, at):
            quotes = analysis.story.quotes
            names = [n for n in analysis.names_in(at, end, "person") if not any(q.begin <= n.begin < q.end for q in quotes)]
            if names:
                return names
    return []


def is_title_organ(analysis: Analysis, name: Name, stop: int) -> bool:
    """True where a body stands in a person's title (区委 in 区委书记X) or before 负责人, and so is no place."""
    if name.kind != "organization":
        rest = analysis.text[name.end : min(stop, name.end + 2)]
        return rest in (
            "市长",
            "省长",
            "区长",
            "县长",
            "州长",
            "总统",
            "总理",
            "首相",
            "外长",
            "国王",
            "主席",
            "书记",
            "代表",
            "人民",
            "方面",
            "政府",
            "军方",
            "警方",
            "媒体",
            "籍",
        )
    for phrase in analysis.phrases:
        if phrase.begin <= name.begin < phrase.end:
            return True
    after = analysis.text[name.end : min(stop, name.end + 24)]
    return re.match(r"(?:党委|党组|党支部|党总支)?(?:原|前|代)?(?:副)?(?:常务副)?(?:书记|主任|局长|部长|院长|校长|所长|主席|会长|经理|总经理|董事长|负责人|主要负责|有关负责|相关负责|教授|教师|专家|代表|总裁|秘书长|队长|大队长|支队长|厅长|司长|站长|台长|社长|理事长|检察长|庭长|主委|委员|常委|公司负责人)", after) is not None  # fmt: skip


def chain_ends(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span], apart: bool = False) -> list[Name]:
    """Places and bodies in ``[begin, end)``; of names that stand side by side (浙江省温州市…) the last, and a road's district.

    With ``apart`` a 的 between two names keeps both (位于永宁镇的工厂).
    """
    text = analysis.text
    names = [n for n in analysis.names_in(begin, end) if n.kind in ("place", "organization") and not masked(ranges, n.begin)]
    result = []
    for i, name in enumerate(names):
        following = names[i + 1] if i + 1 < len(names) else None
        gap = text[name.end : following.begin] if following else "-"
        nested = (
            following is not None
            and not (apart and gap == "的")
            and re.fullmatch(
                r"[的内]?|东部|西部|南部|北部|中部|东北部|西南部|西北部|东南部|附近|境内|首都|省会|首府|(?:[东西南北中]部)?(?:城市|港口城市|边境城市)",
                gap,
            )
            is not None
        )
        if nested and not (following is not None and _ROAD.search(following.surface)):
            continue
        if is_title_organ(analysis, name, end):
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
        if masked(ranges, m.start()) or analysis.name_at(m.start()) is not None:
            continue
        if not (begins_word(analysis, m.start()) or (follows is not None and follows.begin == at)):
            continue
        if text[at : at + 1] == "了":
            at += 1
        stop = clause_end(text, at, end)
        while text[stop : stop + 3] in ("，以及",) or text[stop : stop + 2] in ("，和", "，及"):
            stop = clause_end(text, stop + 1, end)
        names = chain_ends(analysis, at, stop, ranges, word == "位于")
        if not names or names[0].begin - at > 16:
            continue
        if len(word) == 1 and word in "来至抵于" and names[0].begin != at and analysis.name_at(at) is None:
            continue
        kept: list[Name] = []
        last = at
        for name in names:
            between = text[last : name.begin]
            if kept and re.search(
                r"(?:与|向|对|听取|了解|询问|看|为|由|从|经|受|被|将|把|以(?!及)|代表|陪同|考察|调研|慰问|检查|视察|指导|召开|举行|签署|介绍)",
                between,
            ):
                break
            kept.append(name)
            last = name.end
        tail = text[kept[-1].end : stop]
        if (
            word in "在到"
            and any(tail.endswith(ending) for ending in tables.not_place_end if len(ending) > 1 or len(tail) > 1)
            and "举行" not in tail
        ):
            if not re.search(r"(?:家中|心中|水中|礼堂|大厅|会场|现场|门前|楼前|园中|村中)", tail) and not _happens(tail):
                continue
        result += kept
    return unique(result)


def _happens(tail: str) -> bool:
    """True where the tail of an 在-phrase holds its verb (在X调研时, 在X召开座谈会上)."""
    return re.search(r"(?:召开|举行|举办|调研|考察|会见|视察|检查|慰问|出席|看望|开展|参观)", tail) is not None


def unique(names: Iterable[Name]) -> list[Name]:
    """The first name of each key, in order."""
    seen: set[str] = set()
    result = []
    for name in names:
        if name.key not in seen:
            seen.add(name.key)
            result.append(name)
    return result


def locative(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """The place of a clause that is only a place and its side: 阅江楼下，市民在…; 广场上，…."""
    text = analysis.text
    at = begin
    while at < end:
        stop = clause_end(text, at, end)
        names = chain_ends(analysis, at, stop, ranges)
        if names and re.fullmatch(r"(?:[上下里内外前旁边中]|门前|楼下|楼前|广场上|现场|院内)", text[names[-1].end : stop]):
            return names
        at = stop + 1
    return []


def stop_place(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """The place that a sentence of a tour begins with: 在X，A了解…; 在X，公司负责人介绍…."""
    text = analysis.text
    if text[begin : begin + 1] != "在":
        return []
    stop = clause_end(text, begin, end)
    names = chain_ends(analysis, begin + 1, stop, ranges)
    if stop >= end or not names or names[0].begin - begin > 14:
        return []
    tail = text[names[-1].end : stop]
    if re.search(r"(?:下|方面|过程中|基础上|之际|期间|时|后|前|以来|会上|仪式上|指导|支持|关心)$", tail) and not re.search(
        r"(?:楼下|楼前|门前|树下)$", tail
    ):
        return []
    return names
