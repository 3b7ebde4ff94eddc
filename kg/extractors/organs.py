"""Public organs as official Chinese writes them: a jurisdiction, an organ, a department.

区委组织部, 铜陵市郊区区委, 市政府办公室, 县农业农村局, 民盟区委, 第十九届人大常委会: the jurisdiction is a place's name or
only the level (区), which stands for the place that the story is about. This module reads the form; what place is meant is
decided in :mod:`kg.extractors.jurisdiction`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.extractors.lexicon import Lexicon
from kg.extractors.overlaps import Overlaps
from kg.extractors.story import Story

_SESSION = re.compile(r"(?:第?[一二三四五六七八九十百]{1,4}|第\d{1,3})届")
_NOT_BEFORE_LEVEL = frozenset("特政县各全该每两三四多几某社街园景校辖战选专地山灾矿牧林新我本整此郊市城老")
_FAR = 400  # characters between the committees of one enumeration and whose they are
_ONLY_NATIONAL = frozenset(
    ("环资", "教科文卫", "监察司法", "宪法法律", "社会建设")
)  # fields of committees of the national congress alone
_LEVELS = ("自治区", "街道", "苏木", "省", "市", "州", "盟", "区", "县", "旗", "镇", "乡")


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """A place's name of the gazetteer in a text; ``codes`` are the divisions that it can mean, ``country`` marks countries."""

    begin: int
    end: int
    name: str
    codes: tuple[str, ...]
    country: bool = False


@dataclass(frozen=True, slots=True)
class OrganSpan:
    """A public organ in a story's text.

    ``level`` is the level character (区) where one is written or the place's own; ``place`` the place's name as written
    (郊区, 江苏省盐城市大丰区 gives the last) with its span, None where only the level stands. ``organ`` is the id of the table or
    ``bureau``; ``tail`` the words after the jurisdiction as written without a session (组织部, 教育局); ``department`` a
    department or office below the organ; ``party`` a democratic party before the jurisdiction.
    """

    begin: int
    end: int
    level: str | None
    place: PlaceSpan | None
    organ: str
    tail: str
    department: str | None = None
    party: str | None = None


def _level_before(text: str, end: int, zones: Sequence[str] = ()) -> str | None:
    return next((level for level in (*zones, *_LEVELS) if text.endswith(level, 0, end)), None)


_BEHIND_OFFICE = frozenset("主副、，。；）)和与 \n")
"""What stands behind 县委办: a title, a mark, the next of a list."""


def _tails(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, str, str, str | None]]:
    """(begin, end, organ id, tail, department) of everything that can follow a jurisdiction."""
    for begin, end, word in lexicon.organ_words.find(text):
        if word == "委" and text[end : end + 1] in ("员", "托", "派", "任", "屈", "曲"):
            continue
        organ = lexicon.organ_short[word]
        if organ in ("party",) and word == "委员会" and text[begin - 1 : begin] not in lexicon.levels:
            continue
        department = None
        if organ in ("party", "government", "congress", "cppcc"):
            words = lexicon.departments if organ == "party" else lexicon.offices
            department = words.starting_at(text, end)
            if department in ("党组", "机关党组") and organ != "party":
                department = None
            if department == "办" and text[end + 1 : end + 2] not in _BEHIND_OFFICE:
                department = None  # 区委办了一件实事
        yield begin, end + len(department or ""), organ, text[begin:end], department
    for found in lexicon.bureau.finditer(text):
        yield found.start(), found.end(), "bureau", found.group(), None


@dataclass(frozen=True, slots=True)
class Line:
    """A text without words, for names that stand alone: every position counts as the beginning of a word."""

    text: str

    def is_boundary(self, position: int) -> bool:
        """True inside the text and at its ends."""
        return 0 <= position <= len(self.text)


def find_organs(story: Story | Line, places: Sequence[PlaceSpan], lexicon: Lexicon) -> list[OrganSpan]:
    """All public organs of a story, longest first where they overlap, in order of their beginning.

    Args:
        story: the story.
        places: names of the gazetteer in its text.
        lexicon: the compiled tables.
    """
    text = story.text
    ending: Mapping[int, list[PlaceSpan]] = _by_end(places)
    found: list[OrganSpan] = list(_committees(text, lexicon))  # first: where a local bureau is written alike, they are meant
    for begin, end, organ, tail, department in _tails(text, lexicon):
        session = next((m for m in _SESSION.finditer(text, max(0, begin - 8), begin) if m.end() == begin), None)
        at = session.start() if session else begin
        level = _level_before(text, at, lexicon.zones)
        place = max(ending.get(at, ()), key=lambda p: p.end - p.begin, default=None)
        start = at
        if place and organ == "bureau" and tail.endswith("中心") and not place.name.endswith(_LEVELS):
            continue  # 某某|文化中心 is a house, and no organ of the district
        if place:
            start = place.begin
            level = level or None
        elif level:
            start = at - len(level)
            inner = max(ending.get(start, ()), key=lambda p: p.end - p.begin, default=None)
            if inner and (inner.name[-1:] == level[-1:] or level in lexicon.zones):  # 郊区区委, 岷县县委, 兰州|新区党工委
                place, start = inner, inner.begin
            elif organ == "party" and lexicon.parties.ending_at(text, start):
                pass
            elif (start > 0 and text[start - 1] in _NOT_BEFORE_LEVEL and not story.is_boundary(start)) or (
                start > 0 and text[start - 1] in "各全该每两某"
            ):
                continue
        else:
            party = lexicon.parties.ending_at(text, at)
            if organ == "bureau" and lexicon.titles.starting_at(text, end) and text[at - 1 : at] in ("、", "，", ",", "。", "\n"):
                level = ""  # 某区副区长甲、林草局局长乙: of the jurisdiction named before
            elif not (party and organ == "party"):
                continue
        if place is None and level is None and organ == "party":
            continue
        if organ == "party" and tail == "委" and not (level or (place and place.name[-1] in lexicon.levels)):
            continue
        start = _chain(ending, start)
        party = lexicon.parties.ending_at(text, start) if organ == "party" else None
        if party:
            start -= len(party)
        elif organ == "party" and text.endswith("中共", 0, start):
            start -= 2
        elif organ == "party" and text.endswith("共青团", 0, start):
            start, organ = start - 3, "youth"
        found.append(OrganSpan(start, end, level, place, organ, tail, department, party))
    found += _party_branches(story, ending, lexicon)
    return _shared_heads(text, _longest(found), lexicon)


def _committees(text: str, lexicon: Lexicon) -> Iterator[OrganSpan]:
    """Committees of the national congress and conference, also where an enumeration names whose they are only once.

    ``level`` is the body they belong to: 全国人大民委、|财经委, 全国政协社会和法制委员会.
    """
    named = text.find("全国人大")
    for match in lexicon.committee.finditer(text):
        head = match["head"]
        begin = match.start()
        if head is None:
            reach = max(0, begin - _FAR)
            sentence = max(reach, *(text.rfind(mark, reach, begin) for mark in "。；\n"))
            heads = [(text.rfind(one, sentence, begin), one) for one in lexicon.committees]
            at, head = max(heads)
            chaired = text.startswith(
                ("主任委员", "副主任委员"), match.end()
            )  # those of a local congress or conference have a 主任
            if (
                (match["field"] in _ONLY_NATIONAL or (chaired and match["field"] in lexicon.committees["全国人大"]))
                and 0 <= named < begin
                and text[begin - 1] in "、，。；：\n"
            ):
                head = "全国人大"
            elif at < 0 or text[begin - 1] not in "、，和及与" or "、" not in text[at:begin]:
                continue
        if match["field"] in lexicon.committees[head]:
            yield OrganSpan(begin, match.end(), head, None, "committee", match["field"])


def _by_end(places: Sequence[PlaceSpan]) -> dict[int, list[PlaceSpan]]:
    result: dict[int, list[PlaceSpan]] = {}
    for place in places:
        result.setdefault(place.end, []).append(place)
    return result


def _chain(ending: Mapping[int, list[PlaceSpan]], start: int) -> int:
    """Where a chain of places that ends at ``start`` begins: 江苏省盐城市|大丰区."""
    while before := max(ending.get(start, ()), key=lambda p: p.end - p.begin, default=None):
        start = before.begin
    return start


def _party_branches(story: Story | Line, ending: Mapping[int, list[PlaceSpan]], lexicon: Lexicon) -> Iterator[OrganSpan]:
    """Branches of the democratic parties: 民建新吴区基层委员会, 致公党某区支部, 民盟市委."""
    text = story.text
    for begin, end, party in lexicon.parties.find(text):
        stop = end
        place: PlaceSpan | None = None
        for size in range(2, 12):
            candidates = [p for p in ending.get(end + size, ()) if p.begin >= end and _chain(ending, p.begin) == end]
            if candidates:
                place, stop = max(candidates, key=lambda p: p.end), end + size
        level = _level_before(text, stop + 1) if not place else None
        if level and text.startswith(level, end):
            stop = end + len(level)
        form = lexicon.party_forms.starting_at(text, stop)
        if form and (place or stop > end):
            yield OrganSpan(begin, stop + len(form), level, place, "party", form, None, party)


def _longest(spans: Sequence[OrganSpan]) -> list[OrganSpan]:
    """Without overlaps: longest first, then earliest."""
    kept: list[OrganSpan] = []
    taken: Overlaps[None] = Overlaps()
    for span in sorted(spans, key=lambda s: (s.begin - s.end, s.begin)):
        if not taken.any(span.begin, span.end):
            kept.append(span)
            taken.add(span.begin, span.end, None)
    return sorted(kept, key=lambda s: s.begin)


def _shared_heads(text: str, spans: Sequence[OrganSpan], lexicon: Lexicon) -> list[OrganSpan]:
    """Enumerations that share a head: 民革、民盟、民建区委 are three branches of one district."""
    result = list(spans)
    for span in spans:
        if not span.party:
            continue
        at = span.begin
        while at > 1 and text[at - 1] in "、和与":
            party = lexicon.parties.ending_at(text, at - 1)
            if not party:
                break
            at -= 1 + len(party)
            result.append(replace(span, begin=at, end=at + len(party), party=party))
    return sorted(result, key=lambda s: s.begin)
