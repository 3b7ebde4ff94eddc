"""Where the name of a place begins and ends in what was read from its ending or taken from the tagger.

Both run over words that do not belong to the name: 飞往|某某机场, 南部|某某地区, 俄|某州, 某江支流|某河, 某湖|畔.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.lexicon import Lexicon
from kg.extractors.organs import PlaceSpan
from kg.extractors.placewords import table
from kg.extractors.story import Story
from kg.extractors.tagged import PLACE_ENDS

_PROPER = frozenset(("LOC", "ORG", "nz", "nw", "PER"))
DIRECTION = re.compile(r"(?:[东西南北中]{1,2}|东南|西南|东北|西北)部")
# What the tagger glues to a name, and behind which characters: 省|内, 等|地, 我|国.
_GLUED = {"内": "省市县区州境国园校域", "地": "等多各两三本当全", "国": "我各多全", "里": "家村县市镇城", "上": "江河湖路街岛山"}
WATERS = frozenset("河江湖海溪")
_SETTLEMENTS = frozenset(("village", "subdistrict"))
AVENUES = ("大道", "大街")
_ABROAD = ("州", "共和国", "边疆区", "自治区", "市", "县", "镇", "岛")
CATEGORY = {"市": "city", "州": "region", "省": "region", "邦": "region", "县": "district", "岛": "island"}
LAST = PLACE_ENDS | frozenset("站城园馆宫窟院谷套寨台场门堡亭苑营线坊铺")
"""Characters with which what the tagger takes for a place may end."""
_ONE_VERB = frozenset("跨越过往赴到沿临抵")  # verbs of one character before a known place


class Bounds:
    """The names of one story's places and the words around them."""

    def __init__(self, story: Story, places: Sequence[PlaceSpan], lexicon: Lexicon, home: Sequence[PlaceSpan] = ()) -> None:
        self.story, self.text, self.lexicon = story, story.text, lexicon
        self.ends: dict[int, int] = {}  # where a known place begins -> where the longest one ends
        for place in places:
            self.ends[place.begin] = max(place.end, self.ends.get(place.begin, 0))
        self.home = {place.begin for place in home}
        self.behind = {place.end for place in (*places, *home)}
        self.starts: dict[int, int] = {}  # where a known place ends -> where the longest one begins
        for place in places:
            self.starts[place.end] = min(place.begin, self.starts.get(place.end, place.begin))
        self.long = [(p.begin, p.end) for p in places if p.end - p.begin > 2 or not p.codes]

    def _begin(self, begin: int, core: int, end: int) -> int:
        """Where the name itself begins in what was read."""
        text, words = self.text, table()
        last = -1
        while begin != last and begin < core:
            last = begin
            begin = self._behind_words(begin, core)
            if text[begin] in "—－–-（(·“" and not (text[begin] == "“" and "”" in text[begin:end]):
                begin += 1
            glued = _GLUED.get(text[begin])
            if glued and begin and text[begin - 1] in glued and begin not in self.ends:
                begin += 1
            epithet = next((e for e in words.epithets if text.startswith(e, begin) and begin + len(e) <= core), "")
            if epithet and core < end and core - begin > len(epithet) and text[begin + len(epithet)] != "之":
                begin += len(epithet)  # 万里|长江
            if begin not in self.ends:
                side = DIRECTION.match(text, begin + (text[begin] in words.countries), core)  # 叙|南部|某地区
                if side and side.end() < core and self._first(side.end()):
                    begin = side.end()
                elif text[begin] in words.countries and self._abbreviated(begin, end):
                    begin += 1
        return begin

    def _behind_words(self, begin: int, core: int) -> int:
        """Behind the last verb, preposition or whole name that stands in front of the name itself."""
        story, text, words = self.story, self.text, table()
        for token in story.tokens[story.token_index(begin) : story.token_index(core - 1) + 1]:
            if token.begin < begin or token.end > core:
                continue
            word = text[token.begin : token.end]
            verb = token.tag in ("v", "vd") and len(word) > 1 and word not in words.verbs
            verb = verb or (word in _ONE_VERB and self._first(token.end))
            cut = verb or token.tag in ("p", "u", "c", "r", "xc") or (token.tag in ("d", "f") and self._first(token.end))
            if cut and token.end < core and token.begin not in self.ends:
                begin = token.end
        for at, size, _ in words.joints.find(text[begin : core - 1]):
            if at > 0 and self._first(begin + size):
                begin += size  # 某江支流|某河, 某某工程|黄河
                break
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
        words, rest = table(), self.text[begin + 1 : end]
        reach = self.ends.get(begin + 1, 0)
        if reach - begin > 2 and (reach - begin > 3 or reach >= end):
            return True
        if self.text.startswith(words.not_own, begin):
            return False
        return self.text[begin] in words.own and len(rest) > 2 and rest.endswith(_ABROAD)

    def _foreign(self, text: str) -> bool:
        return len(text) > 1 and all(char in self.lexicon.transcription for char in text)

    def _without_side(self, begin: int, end: int) -> int:
        """Without a side that the tagger counts in: 兴凯湖|畔, 某山|东麓."""
        for _ in range(2):
            if self._china(begin, end):
                break
            for side in table().sides:
                if end - begin - len(side) >= 2 and self.text.endswith(side, begin, end):
                    end -= len(side)
                    break
        if self.text[end - 1] in "东西南北中" and re.match("[东西南北]?部", self.text[end : end + 2]):
            end -= 1  # 四川东|部, 广东东|南部
        if self.text.endswith("州州", begin, end):
            end -= 1  # 某州|州长
        return self._without_rest(begin, end)

    def _without_rest(self, begin: int, end: int) -> int:
        """Without what the tagger adds to a name that is complete by its ending (永定河|泛, 某某高铁|某某)."""
        for at, size, word in self.lexicon.endings.find(self.text[begin:end]):
            rest = end - begin - size
            kind, category = self.lexicon.ending_kind[word]
            whole = kind == "place" and (len(word) > 1 or (word in ("河", "江", "湖") and at > 1))
            whole = whole and at > 0 and 0 < rest <= 3 and category in ("water", "road", "venue", "mountain")
            if whole and not self._ends_well(begin + size, end):
                return begin + size
        return end

    def _ends_well(self, begin: int, end: int) -> bool:
        """Whether what stands behind a name ends like a place itself (黄河|公铁桥, 上海|港)."""
        return self.text[end - 1] in LAST or self.lexicon.endings.ending_at(self.text, end, begin) is not None

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

    # ------------------------------------------------------------ what stands where

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
