"""Whether what looks like the name of a place is one.

Common nouns (综合保税区, 城市公园, 水乡), descriptions of places (某区户外广场), figures of speech, legs of contests and pieces
of longer words are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.extractors.found import Found
from kg.extractors.placebounds import AVENUES, CATEGORY, DIRECTION, LAST, WATERS, Bounds
from kg.extractors.placewords import EVERYDAY, common_noun, made_of, table
from kg.extractors.signs import ABBREVIATIONS
from kg.language.gazetteer import Gazetteer
from kg.language.segmentation import common_words, is_noun, is_word

_COUNTED = re.compile(r"[一二两三四五六七八九十百千多数几各0-9首]+(?:大|个|座|家|条|处|所|段|批|项|片)")
_VAGUE = re.compile(
    r"多个|多地|多条|多座|部分|更多|不少|许多|一些|所有|这|那|某|各|其|首个|首条|全国|全省|全市|我国|该|最[大长高老新美]|[0-9A-Z]*A级"
)
_LOCAL = frozenset(("village", "neighbourhood", "road", "subdistrict"))
_SQUARES = frozenset(("广场", "公园"))
_AT = re.compile(r"(?:在|于|到|至|沿|赴|从|自|抵|往|来到|走进|走访|前往|途经|位于|的)$")
_INSIDE = re.compile(r"[0-9一二两三四五六七八九十]+(?:座|条|个|处|家)|一家|多条|首[个条座]|[—–－]")
_NO_PLACES = ("舰", "战役", "集团军", "艇", "赛区")  # ends of what the tagger takes for places
_NO_LAST = frozenset("大小急度久干经间央")  # last characters of what is only the beginning of a word
_NO_END = {"带": "动来头领给走回", "海": "空域军警关事", "市": "集场", "县": "处"}  # what makes another word of the end of a name
_SOME = re.compile(
    r"(?:[东西南北中]{1,2}部)?(?:一|两|某|多|属|所属|下属|内|境内|部分|主要|重要|首都|最)(?!中)|[东西南北中]{1,2}部$"
)
# Further ends of names, which need no other sign.
_ENDS = (*"闸堰渠堤沟礁坪坝崖淀泉洞口", "梯田")
_TO = re.compile(r"(?:在|于|到|至|赴|抵|往|来到|走进|走访|前往|途经|位于|抵达|驶向|控制了?|占领)$")
# Behind the name of a place: its kind, its side, or the end of an enumeration.
_PLACED = re.compile(
    r"[市州省县区镇乡村港站岛]|地区|等(?:多?地|[两三四五六七八九十])|方向|附近|一带|境内|上空|以[东西南北]|[东西南北中]{1,2}[部岸郊]"
    r"|沿岸|海岸|海域|半岛|山[脉区]|草原|高原|沙漠|峡谷|流域|遗址|景区|古[城镇]|新?片区|居民点|定居点|特区|水库|水电站|大桥|隧道|机场|农场|口岸"
)
_GOES_ON = re.compile(
    r"[0-9一二三四五六七八九十]*(?:号|段|口|社区|街道|派出所|村委|党支部|党总支|小学|村民|居民|支书|书记|主任|\d+弄)"
)


class PlaceNames(Bounds):
    """Checks the names of places of one story."""

    def read(self, found: Iterable[Found]) -> Iterator[Found]:
        """The findings with the places among them checked; the others as they are."""
        for one in found:
            if one.kind != "place":
                yield one
                continue
            checked = self._checked(one)
            if checked is not None:
                yield checked

    def _checked(self, one: Found) -> Found | None:
        """A place's name in its right bounds, None where it is no name, or a known place that counts as such."""
        begin, end = self._begin(one.begin, one.core, one.end), one.end
        if one.source == "tagger" and one.category is None:
            end = self._without_side(begin, end)
            begin = self._transcribed(begin, end)
        if (
            end < len(self.text) - 1
            and self.text[end] in "江河湖"
            and self.text[end - 1] not in "江河湖池海"
            and self.text[end + 1] in "边畔岸面水心底滨"
        ):
            one = replace(one, core=end, end=end + 1, category="water")  # 黄浦|江边
            end += 1
        if one.category == "road" and self.text[one.core : end] in AVENUES and self._side_of_road(end):
            end += 1
        name, core = self.text[begin:end], max(one.core, begin) if end == one.end or one.category == "road" else end
        if end - begin < 2 or self._known(begin, end) or (begin > one.begin and not self._proper(begin)):
            return None
        if any(b < begin < e < end or begin < b < end < e for b, e in self.long):
            return None  # 东耶路撒|冷, 天津滨海|新区
        if self._no_name(name, begin, core, end, one):
            return None
        category = one.category or CATEGORY.get(name[-1]) or self._category(begin, end)
        return replace(one, begin=begin, end=end, core=core, category=category)

    # ------------------------------------------------------------ what is no name

    def _no_name(self, name: str, begin: int, core: int, end: int, one: Found) -> bool:
        words = table()
        ending = self.text[core:end]
        if one.source == "tagger" and self._piece(name, begin, end, one):
            return True
        if set(name) <= ABBREVIATIONS:
            return True  # 中塔|命运共同体, 沪苏通|铁路
        if self._after_known(begin, end) + 1 < self.starts.get(end, begin):
            return True  # a known place at the end: 特斯拉|上海 is no river
        if _COUNTED.match(name) or _VAGUE.match(name) or name in words.never or name.endswith(words.tails):
            return True
        local = one.category in _LOCAL and not words.crossing.ending_at(name, len(name))
        everyday = local and one.category in EVERYDAY and core > begin and name not in words.never
        if core < end and common_noun(name, core - begin) and not everyday:
            return True
        if ending and self.text[end : end + 1] in tuple(_NO_END.get(ending[-1], "")):
            return True  # 某某经济带|动, 某岛东部海|空域
        if ending in words.lines and not self._names_line(begin, core):
            return True
        side = DIRECTION.match(name, 0, core - begin)
        if side and side.end() < core - begin and made_of(name[side.end() : core - begin], words.kinds | {"一"}):
            return True  # 北部主要港口
        if name[0] == "“" and name.find("”") > 4:
            return True  # “东数西算”产业园: a programme, and what it builds
        if self._described(begin, core, end) or (one.category == "subdistrict" and len(name) == 2):
            return True
        if one.category == "region" and ending == "地区":
            return self._vague_region(begin, core)
        if len(ending) == 1 and ending in WATERS and core - begin == 1 and self.text[begin] in words.before_water:
            return True
        if len(ending) > 1 and core - begin == 1 and (name[0] in words.countries or not self._first(begin)):
            return True  # 两用跨|海大桥, 俄|机场
        loose = not one.proper and not self._proper(begin) and core - begin > 3
        if _INSIDE.search(name) or (loose and common_words(self.text[begin:core])):
            return True
        if (local or ending in _SQUARES) and begin not in self.behind and self._common(begin, core, end):
            return True
        if one.source == "tagger" and self.text.startswith(("号", "”号"), end):
            return True  # a ship
        if one.source == "tagger" and one.category is None and name[-1] not in LAST and not self._signed(begin, end):
            return True
        return name.endswith("站") and self._leg(begin)

    def _piece(self, name: str, begin: int, end: int, one: Found) -> bool:
        """Whether what only the tagger takes for a place is a piece of something else: of a word, of a title phrase."""
        known = self.ends.get(begin, 0)
        if begin < known < end <= known + 2 and not self._ends_well(known, end) and not self._china(begin, end):
            return True  # 北京书|市, 贵州西|段
        title = self.lexicon.titles.starting_at(self.text, end)
        if one.category is None and title and self.lexicon.title_group[title] == "state" and name[-1] not in LAST | {"国"}:
            return True  # 某某|总理
        if len(name) == 2 and name[-1] in CATEGORY and not Gazetteer().by_name(name):
            return True
        if one.category is None and (
            name[-1] in _NO_LAST or self._cut_in_front(begin, name) or (len(name) > 3 and is_word(name) and not is_noun(name))
        ):
            return True
        if name[0] in ABBREVIATIONS and one.category is None and name[1:] in table().kinds:
            return True  # 跨广|珠货运
        cut = name[-1] not in LAST and is_word(self.text[end - 1 : end + 1]) and not is_word(name[-2:])
        return one.category is None and (cut or name.endswith(_NO_PLACES))

    def _signed(self, begin: int, end: int) -> bool:
        """Whether something shows that a word without an ending is a place, and no person, idea or piece of a sentence.

        A preposition or a place before it, its kind behind it, a place beside it in an enumeration, a second mention.
        """
        text, story = self.text, self.story
        name = text[begin:end]
        foreign = len(name) > 3 and all(char in self.lexicon.transcription for char in name)
        if foreign and text[begin - 1 : begin] in tuple("的州省市县区镇村港岛"):
            return True  # 某州|富克斯托尼亚
        if begin in self.behind or name.endswith(_ENDS) or _TO.search(text, max(0, begin - 3), begin) or _PLACED.match(text, end):
            return True
        if text[begin] in ABBREVIATIONS and DIRECTION.match(text[begin + 1 : end] + "部"):
            return True  # 皖东, 滇东南
        if begin > 1 and text[begin - 1] in "、和与" and (begin - 1 in self.behind or story.token_at(begin - 2).tag == "LOC"):
            return True
        if text[end : end + 1] in ("、", "和", "与") and (end + 1 in self.ends or story.token_at(end + 1).tag == "LOC"):
            return True
        return text.count(name) > 1

    def _cut_in_front(self, begin: int, name: str) -> bool:
        """Whether the word before belongs to the name, or takes its first character (磨|丁, 党首|山口)."""
        if begin == 0 or begin in self.behind or begin in self.ends:
            return False
        token = self.story.token_at(begin - 1)
        char = self.text[begin - 1]
        single = token.end - token.begin == 1 and "一" <= char <= "鿿"
        part = single and token.tag in ("n", "a", "f", "nz", "an", "q", "s", "b", "LOC", "PER")
        return part or ("一" <= char <= "鿿" and is_word(self.text[begin - 1 : begin + 1]) and not is_word(name[:2]) and single)

    def _names_line(self, begin: int, core: int) -> bool:
        """Whether a road or railway has a name: a proper noun, or the places at its ends (京沪), stands before its ending."""
        token = self.story.token_at(core - 1)
        name = self.text[begin:core]
        ends = set(name[:2]) <= ABBREVIATIONS or (len(name) == 2 and not is_word(name)) or name.isascii()
        return (ends or token.tag in ("LOC", "ORG", "nz", "nw") or core in self.behind) and not name.endswith(table().vague)

    def _after_known(self, begin: int, end: int) -> int:
        """Behind the known places with which a name begins."""
        while begin in self.ends and self.ends[begin] <= end:
            begin = self.ends[begin]
        return begin

    def _described(self, begin: int, core: int, end: int) -> bool:
        """Whether a known place is only described (某区|户外|广场, 某国|共和国), or a verb is all there is (利用|社区)."""
        after = self._after_known(begin, core)
        rest = self.text[after:core]
        if begin < after and (self.text[after:end] in table().states or _SOME.match(self.text, after, core)):
            return True
        if begin < after < core and made_of(rest, table().kinds):
            return core == end or not made_of(rest, table().official)
        token = self.story.token_at(after)
        whole = token.tag == "v" and token.begin == after and token.end == core and core - after > 1
        return whole and self.text[after:core] not in table().verbs

    def _vague_region(self, begin: int, core: int) -> bool:
        """Whether 地区 stands behind a description, or behind a place that says the same without it (长三角|地区)."""
        name = self.text[begin:core]
        known = self.ends.get(begin) == core
        return len(name) == 1 or name.endswith(table().vague) or known or not self._proper(begin)

    def _common(self, begin: int, core: int, end: int) -> bool:
        """Whether a name of everyday words (团结村, 幸福路) has nothing around it that shows a name: a preposition, a number."""
        words = self.text[begin:core]
        if len(words) < 2 or set(words) <= ABBREVIATIONS or not common_words(words):
            return False
        quoted = any(quote.begin <= begin < quote.end for quote in self.story.quotes)  # “致富路、幸福路”
        listed = not quoted and begin > 0 and self.text[begin - 1] == "、"
        return not (listed or _AT.search(self.text, max(0, begin - 2), begin) or _GOES_ON.match(self.text, end))

    def _leg(self, begin: int) -> bool:
        """Whether the sentence tells of a contest or a relay with legs, and not of trains."""
        sentence = self.story.sentence_at(begin).cut(self.text)
        return bool(table().legs.search(sentence)) and not table().trains.search(sentence)
