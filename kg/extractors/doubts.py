"""What looks like a person's name and is none: where the tagger's words, the words around or the name itself say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kg.extractors.lexicon import Lexicon
from kg.extractors.signs import ABBREVIATIONS, MARKS, family_name, rare, title_at
from kg.extractors.story import Story

# Behind a name that ends before it: what somebody does before an assembly (某某|作的关于…说明, 某某|受某院委托).
_REPORTED = re.compile(
    r"作(?=了|的|题为|关于|讲解|说明|报告|总结|发言|动员|部署|致辞|讲话|汇报)|受(?=[一-龥]{2,12}委托)|所(?=[作做](?:的|了))"
)
_SINGLE = frozenset("说称在和与等作为是将已率")
"""Words of one character that may stand between a name and the rest of a word of the tagger's (勇作/v, 原为/v)."""

_VERBAL = frozenset(("v", "vd", "vn", "d", "ad"))
_CLOSED = frozenset(("p", "c", "u", "r", "m", "f"))
_NOUNS = frozenset(("n", "nw", "s", "t", "TIME", "a", "an", "ORG", "LOC", "v", "vn", "vd", "ad", "d"))

# A side of several countries or provinces in short (美伊, 鲁陕藏), or of one and its people (韩人民).
_BETWEEN = re.compile(r"(?:人民|政府|两国|双方|方面|总统|总理|议长|外长|媒体)$")
_NATIONS = frozenset("中美英法德俄日韩朝印巴越缅泰埃以欧非伊乌黎叙厄智秘洪孟哈阿塔")

# What stands behind the name of a place in an enumeration, or of a single one.
_PLACED = re.compile(
    r"(?:等(?:多?地|方向|城镇|城市)|(?:东|西|南|北)?(?:地区|方向|居民点|一带|附近|境内|郊区|市区|城区|半岛|海峡|海域|盆地|平原|流域)|以[东西南北]|[市省县镇](?![长委政人纪公])|州(?![长委政])|村(?![长支委民党里])|港(?=[，。、口]))"
)
_AT = frozenset(("在", "位于", "至", "往", "抵达", "控制了", "占领", "攻占", "解放", "城镇", "村庄", "小镇"))
"""Words before a place: a foreign name behind one, without a title, is that of a town."""
_QUOTED = re.compile(r"[一-龥·]{0,6}”(?:[号级杯奖]|航母|驱逐舰|护卫舰)|[一-龥]{0,3}号”")


def reported(text: str, begin: int, limit: int) -> int | None:
    """Where the name at ``begin`` ends because a set phrase of somebody who speaks before an assembly follows, or None."""
    for end in range(begin + 2, min(begin + 4, limit - 1) + 1):
        if _REPORTED.match(text, end) and "等" not in text[begin:end]:
            return end
    return None


def other_words(story: Story, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the tagger's words show that ``[begin, end)`` is no name but the rest of the sentence.

    The classes: a preposition with its noun (总书记|同社区居民, 党和国家领导人|向大家), an adverb with its verb (专家|边讲课),
    a verb with its object (总书记|看苗情), a word that begins inside the title (教练|员, 领导|人员) or goes on behind the end
    (群众|安置工作), a pronoun or numeral.
    """
    text = story.text
    first, last = story.token_at(begin), story.token_at(end - 1)
    if first.tag == "PER" and first.begin <= begin and end <= first.end:
        return False
    if first.begin < begin:
        office = lexicon.titles.ending_at(text, begin, first.begin)
        start = begin - len(office or "")
        # 副总统马|某某: the tagger's word is the title and the family name
        if first.end == end and family_name(text, begin, lexicon)[1] >= 1.5:
            return False  # 首席技术|官余音: the title ends within the tagger's word, and a name fills the rest
        glued = office is not None and (start == first.begin or text[first.begin : start] in lexicon.kept)
        return not glued and first.tag not in ("PER", "w")
    cut = last.begin > begin and last.end > end and last.tag != "PER"
    if text[begin:end] in lexicon.compound_surnames or text[begin : first.end] in lexicon.compound_surnames:
        return False  # 上官/v 正率/n
    if first.end == end:
        behind = story.token_at(end)
        acts = first.tag in ("d", "ad", "vd") and behind.tag in ("v", "vd", "vn") and behind.begin == end
        return first.tag in _CLOSED or acts
    if first.end - begin > 1:
        timed = first.tag == "TIME" and not family_name(text, begin, lexicon)[0]  # 万年/TIME 青/n is a name
        return (
            timed or first.tag in _VERBAL | _CLOSED | {"LOC", "ORG"} or (cut and first.tag != "PER" and text[end] not in _SINGLE)
        )
    second = story.token_at(first.end)
    rest = second.end - second.begin
    if first.tag in ("p", "c"):
        return second.end > end or (second.end == end and rest > 1)
    if first.tag == "PER":
        return False
    if first.tag == "n" and second.tag in ("v", "vn"):
        return False  # 刀/n 建国/v
    if first.tag in ("v", "d", "f", "n", "r") and second.end == end and rest > 1:
        size = family_name(text, begin, lexicon)[0]
        marked = end >= len(text) or text[end] in MARKS
        if second.tag in _VERBAL | {"r", "m", "TIME"}:
            return not (size and marked and second.tag != "r")
        return not size and second.tag == "n"
    if first.tag in ("v", "d") and second.tag in ("m", "v", "r") and rest == 1:
        return second.end < end or (second.tag != "v" and not (end >= len(text) or text[end] in MARKS))
    return cut and text[end] not in _SINGLE and len(lexicon.after.starting_at(text, end) or "") < 2


def common_word(story: Story, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether ``[begin, end)`` is one word of the tagger's that is no name, and nobody speaks or acts behind it."""
    token = story.token_at(begin)
    if (token.begin, token.end) != (begin, end) or token.tag not in _NOUNS or any(map(rare, story.text[begin:end])):
        return False
    word = lexicon.after.starting_at(story.text, end)
    return not (lexicon.saying.starting_at(story.text, end) or (word and len(word) > 1) or story.text[end : end + 1] in "（(")


def side(name: str) -> bool:
    """Whether a name means countries or provinces in short: 美伊, 苏锡常, 韩人民."""
    if name[0] in _NATIONS and _BETWEEN.search(name) and len(name) <= 4:
        return True
    if len(name) == 2:
        return set(name) <= _NATIONS
    return len(name) == 3 and (set(name) <= ABBREVIATIONS or (set(name[:2]) <= _NATIONS and name[2] in "合共双两"))


def thing(story: Story, begin: int, end: int, places: Collection[str], lexicon: Lexicon) -> bool:
    """Whether what stands around shows the name of a place, ship or variety: 某某居民点, “某·某”号, 某麦136、, 甲省乙等地."""
    text = story.text
    if _PLACED.match(text, end):
        return True
    if title_at(text, end, lexicon):
        return False
    if text[begin - 1 : begin] == "“" and (_QUOTED.match(text, end) or text[end : end + 1] in "—－-"):
        return True
    behind = story.token_at(end)
    if behind.begin == end and behind.tag == "m" and text[end].isdigit() and text[behind.end : behind.end + 1] in "、，。和等":
        return True
    foreign = all(c in lexicon.transcription for c in text[begin:end])
    before = story.token_at(begin - 1)
    if foreign and begin and text[before.begin : begin] in _AT:
        return True
    return any(foreign or text[b:e] in places for b, e in _places_beside(story, begin, end))


def _places_beside(story: Story, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The next item of an enumeration, or the one before, where it is a place by the tagger and nothing else belongs to it."""
    text = story.text
    if text[end : end + 1] in ("、", "和"):
        after = story.token_at(end + 1)
        if after.tag == "LOC" and after.begin == end + 1 and text[after.end : after.end + 1] in "、和等，。及":
            yield after.begin, after.end
    if begin and text[begin - 1] in "、和":
        before = story.token_at(begin - 2)
        clear = story.token_at(before.begin - 1) if before.begin else before
        if before.tag == "LOC" and before.end == begin - 1 and (clear.tag in ("w", "p", "c") or text[before.begin - 1] in MARKS):
            yield before.begin, before.end
