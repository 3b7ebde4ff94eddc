"""Whether what looks like the name of a place is one, and where it begins and ends.

Names of places are read from their endings to the left, or taken from the tagger; both run over words that do not belong to them
(飞往|某某机场, 南部|某某地区, 俄|某州, 某湖|畔) and take common nouns for names (综合保税区, 城市公园, 水乡). The words that
tell it stand in ``tables/placenames.yaml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.extractors.found import Found
from kg.extractors.lexicon import Lexicon, Words
from kg.extractors.lexicon import table as read_table
from kg.extractors.organs import PlaceSpan
from kg.extractors.signs import ABBREVIATIONS
from kg.extractors.story import Story
from kg.language.segmentation import common_words

_PROPER = frozenset(("LOC", "ORG", "nz", "nw", "PER"))
_DIRECTION = re.compile(r"(?:[东西南北中]{1,2}|东南|西南|东北|西北)部")
_COUNTED = re.compile(r"[一二两三四五六七八九十百千多数几各0-9首]+(?:大|个|座|家|条|处|所|段|批|项|片)")
_VAGUE = re.compile(
    r"多个|多地|多条|多座|部分|更多|不少|许多|一些|所有|这|那|某|各|其|首个|首条|全国|全省|全市|我国|该|最[大长高老新美]"
)
# What the tagger glues to a name, and behind which characters: 省|内, 等|地, 我|国.
_GLUED = {"内": "省市县区州境国园校域", "地": "等多各两三本当全", "国": "我各多全", "里": "家村县市镇城", "上": "江河湖路街岛山"}
_WATERS = frozenset("河江湖海溪")
_LOCAL = frozenset(("village", "neighbourhood", "road", "subdistrict"))
_SETTLEMENTS = frozenset(("village", "subdistrict"))
EVERYDAY = ("road", "village")
"""Categories of places that are often named with everyday words (文化路, 团结村)."""
_SQUARES = frozenset(("广场", "公园"))
_AT = re.compile(r"(?:在|于|到|至|沿|赴|从|自|抵|往|来到|走进|走访|前往|途经|位于|的)$")
_INSIDE = re.compile(r"[0-9一二两三四五六七八九十]+(?:座|条|个|处|家)|一家|多条|首[个条座]|[—–－]")
_AVENUES = ("大道", "大街")
_SOME = re.compile(r"(?:[东西南北中]{1,2}部)?(?:一|某|多|部分|主要|重要|最)(?!中)|[东西南北中]{1,2}部$")
_GOES_ON = re.compile(
    r"[0-9一二三四五六七八九十]*(?:号|段|口|社区|街道|派出所|村委|党支部|党总支|小学|村民|居民|支书|书记|主任|\d+弄)"
)
_ABROAD = ("州", "共和国", "边疆区", "自治区", "市", "县", "镇", "岛")
_CATEGORY = {"市": "city", "州": "region", "省": "region", "邦": "region", "县": "district", "岛": "island"}


@dataclass(frozen=True, slots=True)
class _Table:
    """The table, compiled."""

    verbs: frozenset[str]
    kinds: frozenset[str]
    official: frozenset[str]
    states: frozenset[str]
    vague: tuple[str, ...]
    countries: frozenset[str]
    own: frozenset[str]
    not_own: tuple[str, ...]
    sides: tuple[str, ...]
    before_water: frozenset[str]
    tails: tuple[str, ...]
    never: frozenset[str]
    legs: re.Pattern[str]
    trains: re.Pattern[str]
    wide: frozenset[str]
    crossing: Words


@functools.cache
def _table() -> _Table:
    raw = {name: value.split() for name, value in read_table("placenames").items()}
    return _Table(
        frozenset(raw["verbs_in_names"]),
        frozenset((*raw["kinds"], *raw["verbs_in_names"])),
        frozenset(raw["official"]),
        frozenset(raw["states"]),
        tuple(raw["vague_regions"]),
        frozenset(raw["countries"]),
        frozenset(raw["own_countries"]),
        tuple(raw["not_own"]),
        tuple(sorted(raw["sides"], key=lambda w: (-len(w), w))),
        frozenset(raw["not_before_water"]),
        tuple(raw["not_tails"]),
        frozenset((*raw["not_names"], *raw["common"])),
        re.compile("|".join(map(re.escape, raw["legs"]))),
        re.compile("|".join(map(re.escape, raw["trains"]))),
        frozenset(raw["wide"]),
        Words(raw["crossing"]),
    )


def crosses_borders(name: str) -> bool:
    """True for what the place before it does not contain: rivers, ranges, lines between cities (陕西|秦岭, 浙江|甬台温高铁)."""
    table = _table()
    return name in table.wide or table.crossing.ending_at(name, len(name)) is not None


def made_of(text: str, words: frozenset[str]) -> bool:
    """True where a text is nothing but some of the words.

    >>> made_of("历史文化", frozenset(("历史", "文化"))), made_of("法源寺历史文化", frozenset(("历史", "文化")))
    (True, False)
    """
    reached = {0}
    for end in range(1, len(text) + 1):
        if any(begin in reached and text[begin:end] in words for begin in range(max(0, end - 6), end)):
            reached.add(end)
    return len(text) in reached


def common_noun(name: str, core: int) -> bool:
    """True where a name says only what kind of place it is: 国际|机场, 历史文化|街区, 综合|保税区."""
    return core == 0 or name in _table().never or made_of(name[:core], _table().kinds)


class PlaceNames:
    """Checks the names of places of one story."""

    def __init__(self, story: Story, places: Sequence[PlaceSpan], lexicon: Lexicon, home: Sequence[PlaceSpan] = ()) -> None:
        self.story, self.text, self.lexicon = story, story.text, lexicon
        self.ends: dict[int, int] = {}  # where a known place begins -> where the longest one ends
        for place in places:
            self.ends[place.begin] = max(place.end, self.ends.get(place.begin, 0))
        self.home = {place.begin for place in home}
        self.behind = {place.end for place in (*places, *home)}
        self.long = [(p.begin, p.end) for p in places if p.end - p.begin > 2]

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
        if one.category == "road" and self.text[one.core : end] in _AVENUES and self._side_of_road(end):
            end += 1
        name, core = self.text[begin:end], max(one.core, begin) if end == one.end or one.category == "road" else end
        if end - begin < 2 or self._known(begin, end) or (begin > one.begin and not self._proper(begin)):
            return None
        if any(b < begin < e < end or begin < b < end < e for b, e in self.long):
            return None  # 东耶路撒|冷, 天津滨海|新区
        if self._no_name(name, begin, core, end, one):
            return None
        category = one.category or _CATEGORY.get(name[-1]) or self._category(begin, end)
        return replace(one, begin=begin, end=end, core=core, category=category)

    # ------------------------------------------------------------ bounds

    def _begin(self, begin: int, core: int, end: int) -> int:
        """Where the name itself begins in what was read."""
        text, table = self.text, _table()
        last = -1
        while begin != last and begin < core:
            last = begin
            begin = self._behind_words(begin, core)
            if text[begin] in "—－–-（(·“" and not (text[begin] == "“" and "”" in text[begin:end]):
                begin += 1
            glued = _GLUED.get(text[begin])
            if glued and begin and text[begin - 1] in glued and begin not in self.ends:
                begin += 1
            if begin not in self.ends:
                side = _DIRECTION.match(text, begin + (text[begin] in table.countries), core)  # 叙|南部|某地区
                if side and side.end() < core and self._first(side.end()):
                    begin = side.end()
                elif text[begin] in table.countries and self._abbreviated(begin, end):
                    begin += 1
        return begin

    def _behind_words(self, begin: int, core: int) -> int:
        """Behind the last verb, preposition or whole name that stands in front of the name itself."""
        story, text, table = self.story, self.text, _table()
        for token in story.tokens[story.token_index(begin) : story.token_index(core - 1) + 1]:
            if token.begin < begin or token.end > core:
                continue
            word = text[token.begin : token.end]
            verb = token.tag in ("v", "vd") and len(word) > 1 and word not in table.verbs
            cut = verb or token.tag in ("p", "u", "c", "r", "xc") or (token.tag in ("d", "f") and self._first(token.end))
            if cut and token.end < core and token.begin not in self.ends:
                begin = token.end
        inside = text.rfind("至", begin + 1, core)
        if inside > 0 and inside + 1 in self.ends:
            begin = inside + 1
        for at, size, word in self.lexicon.endings.find(text[begin:core]):
            stop, settlement = begin + size, self.lexicon.ending_kind[word][1] in _SETTLEMENTS
            known = stop in self.ends or (settlement and self._first(stop))
            if at > 0 and stop < core and known and (size - at > 1 or settlement):
                return stop  # 某某大桥|珠海…, 某某街道|某水闸, 某某镇|某村
        return begin

    def _abbreviated(self, begin: int, end: int) -> bool:
        """Whether the first character stands for the country in front of a place of its own (俄|库尔斯克, 美|加州)."""
        table, rest = _table(), self.text[begin + 1 : end]
        reach = self.ends.get(begin + 1, 0)
        if reach - begin > 2 and (reach - begin > 3 or reach >= end):
            return True
        if self.text.startswith(table.not_own, begin):
            return False
        return (
            self.text[begin] in table.own
            and len(rest) > 2
            and rest.endswith(("州", "共和国", "边疆区", "自治区", "市", "县", "镇", "岛"))
        )

    def _foreign(self, text: str) -> bool:
        return len(text) > 1 and all(char in self.lexicon.transcription for char in text)

    def _without_side(self, begin: int, end: int) -> int:
        """Without a side that the tagger counts in: 兴凯湖|畔, 某山|东麓."""
        for _ in range(2):
            if self._china(begin, end):
                break
            for side in _table().sides:
                if end - begin - len(side) >= 2 and self.text.endswith(side, begin, end):
                    end -= len(side)
                    break
        if self.text[end - 1] in "东西南北中" and re.match("[东西南北]?部", self.text[end : end + 2]):
            end -= 1  # 四川东|部, 广东东|南部
        return end - self.text.endswith("州州", begin, end)  # 某州|州长

    def _china(self, begin: int, end: int) -> bool:
        """中国东北, 中国西北: the only sides that are names."""
        return self.text.startswith("中国", begin) and end - begin == 4

    def _side_of_road(self, end: int) -> bool:
        """Whether a side that belongs to an avenue's name follows (工业大道|南)."""
        token = self.story.token_at(end)
        return self.text[end : end + 1] in tuple("东西南北中") and token.end == end + 1

    def _transcribed(self, begin: int, end: int) -> int:
        """Where a foreign name begins of which the tagger has only the end (沃罗涅|日州)."""
        first = self.text[begin:end].rstrip("州省市县区")
        if not self._foreign(first) and not (len(first) == 1 and first in self.lexicon.transcription):
            return begin
        at = begin
        while at > 0 and begin - at < 7 and at not in self.behind and at not in self.ends:
            token = self.story.token_at(at - 1)
            word = self.text[token.begin : at]
            if word in ("-", "－") and at - 1 not in self.behind:
                at -= 1
                continue
            if token.tag not in ("LOC", "PER", "nz", "ORG", "nw", "n") or not all(c in self.lexicon.transcription for c in word):
                break
            at = max([token.begin, *(e for e in self.behind if token.begin < e < at)])
        return at + (self.text[at] in "-－")

    def _category(self, begin: int, end: int) -> str | None:
        """What an ending says that comes to light when a side is taken off (兴凯湖|畔)."""
        ending = self.lexicon.endings.ending_at(self.text, end, begin)
        kind, category = self.lexicon.ending_kind[ending] if ending else ("", None)
        return category if kind == "place" and ending != self.text[begin:end] else None

    # ------------------------------------------------------------ what is no name

    def _first(self, position: int) -> bool:
        """Whether a proper noun begins exactly here."""
        token = self.story.token_at(position)
        return position in self.ends or (token.tag in _PROPER and token.begin == position)

    def _proper(self, position: int) -> bool:
        """Whether a proper noun begins here."""
        token = self.story.token_at(position)
        return position in self.ends or position in self.home or (token.tag in _PROPER and token.begin <= position)

    def _known(self, begin: int, end: int) -> bool:
        """Whether known places fill the span: they count as what they are (江苏|靖江 is no river)."""
        while begin in self.ends and self.ends[begin] <= end:
            begin = self.ends[begin]
            if begin == end:
                return True
        return False

    def _no_name(self, name: str, begin: int, core: int, end: int, one: Found) -> bool:
        table = _table()
        ending = self.text[core:end]
        if _COUNTED.match(name) or _VAGUE.match(name) or name in table.never or name.endswith(table.tails):
            return True
        local = one.category in _LOCAL and not table.crossing.ending_at(name, len(name))
        everyday = local and one.category in EVERYDAY and core > begin and name not in table.never
        if core < end and common_noun(name, core - begin) and not everyday:
            return True
        if ending.endswith("带") and self.text.startswith("动", end):
            return True
        side = _DIRECTION.match(name, 0, core - begin)
        if side and side.end() < core - begin and made_of(name[side.end() : core - begin], table.kinds | {"一"}):
            return True  # 北部主要港口
        if name[0] == "“" and name.find("”") > 4:
            return True  # “东数西算”产业园: a programme, and what it builds
        if self._described(begin, core, end) or (one.category == "subdistrict" and len(name) == 2):
            return True
        if one.category == "region" and ending == "地区":
            return self._vague_region(begin, core)
        if len(ending) == 1 and ending in _WATERS and core - begin == 1 and self.text[begin] in table.before_water:
            return True
        if len(ending) > 1 and core - begin == 1 and (begin > one.begin or name[0] in table.countries):
            return True  # 两用跨|海大桥, 俄|机场
        loose = not one.proper and not self._proper(begin) and core - begin > 3
        if _INSIDE.search(name) or (loose and common_words(self.text[begin:core])):
            return True
        if (local or ending in _SQUARES) and begin not in self.behind and self._common(begin, core, end):
            return True
        if one.source == "tagger" and self.text.startswith(("号", "”号"), end):
            return True  # a ship
        return name.endswith("站") and self._leg(begin)

    def _described(self, begin: int, core: int, end: int) -> bool:
        """Whether a known place is only described (某区|户外|广场, 某国|共和国), or a verb is all there is (利用|社区)."""
        after = begin
        while after in self.ends and self.ends[after] <= core:
            after = self.ends[after]
        words = self.text[after:core]
        if begin < after and (self.text[after:end] in _table().states or _SOME.match(self.text, after, core)):
            return True
        if begin < after < core and made_of(words, _table().kinds):
            return core == end or not made_of(words, _table().official)
        token = self.story.token_at(begin)
        whole = token.tag == "v" and token.begin == begin and token.end == core and core - begin > 1
        return whole and self.text[begin:core] not in _table().verbs

    def _vague_region(self, begin: int, core: int) -> bool:
        """Whether 地区 stands behind a description, or behind a place that says the same without it (长三角|地区)."""
        name = self.text[begin:core]
        known = self.ends.get(begin) == core
        return len(name) == 1 or name.endswith(_table().vague) or known or not self._proper(begin)

    def _common(self, begin: int, core: int, end: int) -> bool:
        """Whether a name of everyday words (团结村, 幸福路) has nothing around it that shows a name: a preposition, a number."""
        words = self.text[begin:core]
        if len(words) < 2 or set(words) <= ABBREVIATIONS or not common_words(words):
            return False
        return not (_AT.search(self.text, max(0, begin - 2), begin) or _GOES_ON.match(self.text, end))

    def _leg(self, begin: int) -> bool:
        """Whether the sentence tells of a contest or a relay with legs, and not of trains."""
        sentence = self.story.sentence_at(begin).cut(self.text)
        return bool(_table().legs.search(sentence)) and not _table().trains.search(sentence)
