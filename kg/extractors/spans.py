"""Names of organizations and places read from their endings to the left.

The class of names: whatever ends in a word of ``suffixes.yaml`` (有限公司, 党群服务站, 研究院, 科技园, 大厦 …). The name
runs from the ending to the
left, word by word, up to something that cannot be part of it: a mark, a preposition, a particle, a verb that takes an
organization (走访, 来到), a title or a person. Names that the tagger alone knows (美团, 五角场) are taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from kg.extractors.edges import left_edge
from kg.extractors.found import Found
from kg.extractors.kinds import settled
from kg.extractors.lexicon import Lexicon
from kg.extractors.organs import OrganSpan, PlaceSpan
from kg.extractors.overlaps import Overlaps
from kg.extractors.placenames import PlaceNames
from kg.extractors.story import Story
from kg.extractors.tagged import by_tagger
from kg.facts import Span

_LEVELS = frozenset("省市州盟区县旗镇乡村")


def find_spans(
    story: Story,
    places: Sequence[PlaceSpan],
    organs: Sequence[OrganSpan],
    barriers: Sequence[Span],
    lexicon: Lexicon,
    home: Sequence[PlaceSpan] = (),
) -> list[Found]:
    """Organizations, venues and places of a story, nested ones included.

    Args:
        story: the story.
        places: names of the gazetteer in its text.
        organs: its public organs; a name runs over one at most (区委|区政府 is no name).
        barriers: spans over which no name runs: titles, people, works' brackets.
        lexicon: the compiled tables.
        home: short names of the document's own place that are everyday words elsewhere; a name may begin with one.
    """
    blocked = _positions(barriers)
    known_places, places = places, [*places, *home]
    starts = {p.begin for p in places}
    longest = {p.begin: p for p in sorted(places, key=lambda p: p.end)}
    bridges = {p.begin + i: p.begin for p in places for i, char in enumerate(p.name) if char in "和与" and i}
    found = list(_by_ending(story, starts, bridges, blocked, lexicon))
    taken = {(f.begin, f.end) for f in found}
    found += [f for f in by_tagger(story, starts, {p.end for p in places}, blocked, lexicon) if (f.begin, f.end) not in taken]
    found += [f for f in _enumerated(story, blocked, lexicon) if (f.begin, f.end) not in taken]
    found = list(PlaceNames(story, known_places, lexicon, home).read(found))
    known = Overlaps((o.begin, o.end, o) for o in organs)
    read = (f if f.kind == "place" or f.source == "shadow" else settled(story, f, longest, lexicon) for f in found)
    found = [f for f in read if f and sum(f.begin <= o.begin and o.end <= f.end for o in known.over(f.begin, f.end)) < 2]
    return sorted(dict.fromkeys(found), key=lambda f: (f.begin, -f.end, f.source))  # of equal ones the first found


def _positions(spans: Sequence[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.begin, span.end))


def _endings(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """All endings; also the longer ones that begin inside another (科技园|区, 街道|办事处)."""
    last = -1
    for begin, end, word in lexicon.endings.find(text):
        yield begin, end, word
        if begin < last:
            continue
        last = end
        for at in range(begin + 1, end):
            longer = lexicon.endings.starting_at(text, at)
            if longer and at + len(longer) > end:
                yield at, at + len(longer), longer


def _by_ending(
    story: Story, starts: Collection[int], bridges: Mapping[int, int], blocked: Collection[int], lexicon: Lexicon
) -> Iterator[Found]:
    text = story.text
    for core, end, word in _endings(text, lexicon):
        if core in blocked:
            continue
        after = text[end : end + 1]
        if (
            len(word) <= 2
            and not story.is_boundary(end)
            and (len(word) == 1 or word in lexicon.weak)
            and not _NUMBER.match(text, end)
            and not lexicon.titles.starting_at(text, end)
        ):
            continue
        if lexicon.titles.starting_at(text, end - 1) and len(word) > 1 and not story.is_boundary(end):
            continue
        kind, category = lexicon.ending_kind[word]
        token = story.token_at(core)
        if text[token.begin : token.end] in lexicon.not_endings:
            continue
        if kind == "place" and len(word) == 1 and not _whole(story, core, end):
            continue
        if word in lexicon.company_short and not _company(story, core, end, lexicon):
            continue
        sure = kind == "place" or word in lexicon.sure
        gap = 1 if kind == "place" else 2
        begin, proper = left_edge(story, core, starts, blocked, lexicon, gap, sure=sure, bridges=bridges)
        if text[begin - 1 : begin] in ("驻", "—", "－", "–") and begin > 1:
            begin = _sender(story, begin - 1)  # 中国|驻某国大使馆, 中国|—东盟自贸区
            if begin < 0:
                continue
        if kind != "place":
            begin = _one_body(text, begin, core, lexicon)
        if begin == core and not (len(word) > 2 and (word[0] == "村" or category == "party")):
            continue
        name = text[begin:end]
        if name.endswith(lexicon.generic_tails) or (kind == "place" and (_VAGUE.match(name) or _OCCASION.search(name))):
            continue
        if kind == "place" and begin not in starts and _inside_word(story, begin):
            continue  # 集装|箱码头
        if kind == "place" and (_COUNTED_SITES.match(name) or (text[begin - 1 : begin] == "至" and word in _LINES)):
            continue  # 两机场; 平顶山至|周口高铁
        if kind == "place" and _inside_word(story, end) and len(word) == 1:
            continue  # 四季|村|晚
        if kind != "place" and len(word) == 3 and _inside_word(story, end) and not lexicon.titles.starting_at(text, end):
            continue  # 某国国防军|工企业
        if name in lexicon.generic or (kind == "place" and after in ("化", "型", "级")):
            continue
        level = text[begin] in _LEVELS and not proper
        if begin == core:
            proper = True
        if not proper and not level and (word in lexicon.weak or (kind != "place" and word not in lexicon.sure)):
            continue
        if level and begin > 0 and text[begin - 1] in "各全该两每多":
            continue
        if name.startswith(lexicon.generic_first) or (kind != "place" and _counted(text, begin, core)):
            continue
        if not proper and any(name.startswith(m) for m in lexicon.generic_modifiers):
            continue
        if (
            kind == "place"
            and word in lexicon.rooms
            and lexicon.endings.ending_at(text, core, begin)
            and lexicon.ending_kind[lexicon.endings.ending_at(text, core, begin) or ""][0] != "place"
        ):
            continue
        if kind == "place" and not proper and len(word) < 3:
            continue
        yield Found(begin, end, kind if kind in ("place", "venue") else "organization", category, core, proper or level, "ending")  # type: ignore[arg-type]


_VAGUE = re.compile(
    r"[（(—－]|不少|许多|部分|一些|多(?:地|国|州|省|市|个|处|条|座)|属(?!都)|各"
)  # what begins no name of a place (不少农贸市场, 部分机场, 多州)
_COUNTED_SITES = re.compile(r"[两三四五六七八九十多数几](?:大|座|个)?(?:机场|车站|码头|港口|大桥|隧道|公园|广场|景区|社区|街道)$")
_LINES = frozenset(
    {"高铁", "铁路", "高速", "高速公路", "公路"}
)  # between two ends, of which only the last stands before the word
_OCCASION = re.compile(r"假期|期间|全国|时段|驻地")  # in what is no name of a place (五一假期全国高速公路)


def _inside_word(story: Story, position: int) -> bool:
    """Whether a common noun of the tagger goes over a position."""
    token = story.token_at(position)
    return token.begin < position < token.end and token.tag in ("n", "vn", "v", "a")


def _sender(story: Story, position: int) -> int:
    """Where the name of who is sent, or of the other side, begins before 驻 or a dash; -1 where none stands there."""
    token = story.token_at(position - 1)
    return token.begin if token.tag in ("LOC", "ORG", "nz") and token.end == position else -1


def _one_body(text: str, begin: int, core: int, lexicon: Lexicon) -> int:
    """Where the last of two bodies begins that only a 同 or 与 joins (某国艺术团同|某方艺术团)."""
    for joint in "同与":
        at = text.rfind(joint, begin + 2, core)
        if at > 0 and text[at - 1] in "团队会局部党" and lexicon.endings.ending_at(text, at, begin):
            return at + 1
    return begin


_NUMBER = re.compile(r"[0-9一二三四五六七八九十百]+(?:号院?|弄|巷|段)")  # 某某路|12号


def _whole(story: Story, core: int, end: int) -> bool:
    """A one-character ending (路, 河) counts in the tagger's places, or as a word behind a proper noun."""
    token = story.token_at(core)
    if token.tag in ("LOC", "nz", "ORG"):
        return token.end == end or _NUMBER.fullmatch(story.text, end, token.end) is not None
    before = story.token_at(core - 1)
    return token.begin == core and before.tag in ("LOC", "nz", "PER")


def _company(story: Story, core: int, end: int, lexicon: Lexicon) -> bool:
    """A company's short name: the tagger's, or one behind which a title stands."""
    token = story.token_at(core)
    following = story.token_at(end) if end < len(story.text) else None
    if following is not None and following.tag in ("n", "vn", "nz", "v") and not lexicon.titles.starting_at(story.text, end):
        return False  # 某某金融科技|信贷平台
    if token.tag == "ORG" and token.end == end:
        return True
    before = story.tokens[max(0, story.token_index(core) - 2) : story.token_index(core)]
    if any(t.tag == "ORG" for t in before) and story.text[end : end + 1] in "（(、，。和":
        return True
    title = lexicon.titles.starting_at(story.text, end) or lexicon.titles.starting_at(story.text, end + 1)
    return title is not None and lexicon.title_group[title] in ("body", "role")


# Numbers of bodies before their kind (三家企业, 有关部门).
_COUNTED = re.compile(r"(?:[一两三四五六七八九十多数几0-9]{1,3}(?:家|所|个|座|处|支)?[一-龥]{0,2}|有关|类)$")
_ORDINAL = re.compile(r"第[一二三四五六七八九十百0-9]+$")
_TERM = re.compile(r"第[一二三四五六七八九十0-9]+届$")  # committees are named by their term, chambers are not


def _counted(text: str, begin: int, core: int) -> bool:
    """True for a number of bodies (三家企业) and not for the one of a number (某村第一|居委会, but not 第三十|三中)."""
    ordinal = _ORDINAL.search(text, begin, core) is not None and text[core] not in "一二三四五六七八九十"
    term = text.startswith(("中央委员会", "理事会"), core) and _TERM.search(text, begin, core) is not None
    return not ordinal and not term and _COUNTED.search(text, begin, core) is not None


def enumerated_positions(story: Story, lexicon: Lexicon) -> frozenset[int]:
    """Where the items of enumerations of organizations begin (甲、乙等企业): no people stand there."""
    return frozenset(f.begin for f in _enumerated(story, frozenset(), lexicon))


_ITEM = re.compile(r"[一-龥A-Za-z0-9]")
_LIST_END = re.compile(
    r"(?:等(?:[0-9一二三四五六七八九十百两多余]+)?(?:多)?(?:家|户|个)?(?:入驻|骨干|龙头|重点|相关|知名|本地|代表性|参展|优质)?)"
)


def _item_begin(story: Story, begin: int, end: int, lexicon: Lexicon) -> int:
    """Where the first item of an enumeration begins: behind the last word that cannot be part of its name."""
    item = story.text[begin:end]
    begin += max((item.rfind(w) + len(w) for w in lexicon.before if w in item), default=0)
    for token in story.tokens[story.token_index(begin) : story.token_index(end - 1) + 1]:
        if begin < token.end < end and token.tag in ("v", "vd", "u", "p", "c", "d", "r", "xc"):
            begin = token.end
    return begin


def _enumerated(story: Story, blocked: Collection[int], lexicon: Lexicon) -> Iterator[Found]:
    """Items of an enumeration that says at its end what they are: 甲、乙、丙等12家企业."""
    text = story.text
    for found in _LIST_END.finditer(text):
        head = next((w for w in lexicon.enumerated if text.startswith(w, found.end())), None)
        if head is None:
            continue
        end = found.start()
        while end > 0:
            begin = end
            while begin > 0 and _ITEM.match(text[begin - 1]) and end - begin < 11 and begin - 1 not in blocked:
                begin -= 1
            item = text[begin:end]
            last = begin == 0 or text[begin - 1] != "、"
            if last:
                begin = _item_begin(story, begin, end, lexicon)
                item = text[begin:end]
            if 2 <= len(item) <= 8 and item not in lexicon.generic:
                yield Found(begin, end, "organization", lexicon.enumerated[head], end, True, "ending")
            if last:
                break
            end = begin - 1
