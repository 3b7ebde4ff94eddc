"""Which place a document speaks of: the district behind 区委, the city behind 市委, the right one of several 鼓楼区.

A document's jurisdiction is found from its publisher, from the places that it names and how often, and from how many of its
stories name them; inside a sentence an explicit jurisdiction holds for what follows it (甲区区委书记某, 副区长某), until the
story's own is named again (来我区).
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extractors.organs import OrganSpan, PlaceSpan
from kg.extractors.story import Story
from kg.language.divisions import Division
from kg.language.gazetteer import Found as Hit
from kg.language.gazetteer import Gazetteer, Place, WorldPlace

_OURS = re.compile(r"我(?:省|市|区|县|州|旗|镇|乡)")
_ORGAN_AFTER = re.compile(r"(?:区|县|市|旗)?(?:委|人民政府|政府|人大|政协|纪委|法院|检察院|融媒|发布|微讯|新闻)")
_NEAR = 40  # places named before a bare level that can be meant
_WRAPPED = re.compile(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Home:
    """The place that a document speaks of; ``zones`` maps 新区 and the like to the zone that the document names.

    ``context`` are divisions that its text surely names, the weightiest first; ``by_level`` maps a level character (区) to the
    division that it stands for when it stands alone; ``owned`` are names of places that elsewhere are words (新县); ``stated`` is
    True where the publisher's name says which place it is.
    """

    context: tuple[Division, ...]
    by_level: dict[str, Division]
    zones: dict[str, str]
    owned: frozenset[str] = frozenset()
    stated: bool = False

    def resolve(self, gazetteer: Gazetteer, candidates: Sequence[Place], surface: str = "") -> Place | None:
        """The place among ``candidates`` that the document means by ``surface``, None where it stays open."""
        if len(candidates) == 1:
            return candidates[0]
        for place in self.by_level.values():
            if place in candidates:
                return place
        hit = gazetteer.resolve(surface, self.context) if surface else None
        if hit in candidates:
            return hit
        divisions = [c for c in candidates if isinstance(c, Division)]
        return None if len(divisions) == len(candidates) else next(c for c in candidates if not isinstance(c, Division))


def find_home(
    document: str, stories: Sequence[str], publishers: Iterable[str], gazetteer: Gazetteer, zones: Sequence[str] = ()
) -> Home:
    """Find the place that a document speaks of.

    Args:
        document: its whole text, with what stands outside the stories (扫一扫关注 …).
        stories: the texts of its stories.
        publishers: the publishers that it states.
        gazetteer: known places.
        zones: words for areas that are run like a district (新区).
    """
    owned = gazetteer.owned(_WRAPPED.sub("", document))
    hits = [*gazetteer.find(document, owned=owned), *gazetteer.abbreviations(document)]
    context = _context(hits)
    votes: Counter[Division] = Counter()
    for hit in hits:
        division = _one(hit, document[hit.begin : hit.end], context, gazetteer)
        if division:
            votes[division] += 3 if _ORGAN_AFTER.match(document, hit.end) else 1
            votes[division] += 2 if hit.begin < 60 else 0
    for text in stories:
        for division in {
            d for hit in gazetteer.find(text, owned=owned) if (d := _one(hit, text[hit.begin : hit.end], context, gazetteer))
        }:
            votes[division] += 6 if len(stories) > 1 else 0
    stated = False
    for publisher in publishers:
        named = [d for hit in gazetteer.find(publisher) if (d := _one(hit, publisher[hit.begin : hit.end], context, gazetteer))]
        if not named and publisher:
            named = [d for d in votes if d.level in ("district", "city") and publisher.startswith(d.short)]
        if named:
            votes[named[-1]] += 40
            stated = True
    ranked = sorted(votes, key=lambda d: (-votes[d], d.code))
    return Home(tuple(ranked), _by_level(ranked, gazetteer), _zones(document, hits, zones), owned, stated)


def _zones(document: str, hits: Sequence[Hit], zones: Sequence[str]) -> dict[str, str]:
    """The zone that each word means: the one most often named in full."""
    named = Counter(
        (word, document[hit.begin : hit.end] + word) for hit in hits for word in zones if document.startswith(word, hit.end)
    )
    return {word: name for (word, name), _ in sorted(named.items(), key=lambda item: (item[1], item[0]))}


def _context(hits: Sequence[Hit]) -> tuple[Division, ...]:
    """Divisions that are named without ambiguity, most often named first."""
    sure = Counter(c for hit in hits if len(hit.candidates) == 1 for c in hit.candidates if isinstance(c, Division))
    return tuple(sorted(sure, key=lambda d: (-sure[d], d.code)))


def _one(hit: Hit, surface: str, context: Sequence[Division], gazetteer: Gazetteer) -> Division | None:
    divisions = [c for c in hit.candidates if isinstance(c, Division)]
    if len(divisions) == 1 and len(hit.candidates) == 1:
        return divisions[0]
    found = gazetteer.resolve(surface, context) if divisions else None
    return found if found in divisions else None


def _by_level(ranked: Sequence[Division], gazetteer: Gazetteer) -> dict[str, Division]:
    """What each level character means where it stands alone: the first division of that level, the rest from what contains it."""
    result: dict[str, Division] = {}
    for division in ranked:
        if division.level in ("district", "city") and not division.name.endswith("地区"):
            result.setdefault(division.name[-1], division)
    local = next((d for d in ranked if d.level == "district"), None)
    first = next((d for d in ranked if d.level in ("district", "city")), None)
    if first is not None and local is not None and first == local:
        for upper in gazetteer.chain(local)[1:]:
            if _level(upper) != _level(local):  # 市 in a paper of a city that lies in a larger city is its own
                result[_level(upper)] = upper
    for division in ranked:
        if division.level == "province":
            result.setdefault(_level(division), division)
            break
    if first is not None:
        for upper in gazetteer.chain(first)[1:]:
            if upper.name.endswith("省"):
                result["省"] = upper
    return result


def _level(division: Division) -> str:
    """The word that stands for a division of its level: 自治区, 省, 市 and so on."""
    return "自治区" if division.name.endswith("自治区") else division.name[-1]


def local_place(
    story: Story, position: int, level: str, explicit: Sequence[tuple[int, Division]], home: Home, gazetteer: Gazetteer
) -> Division | None:
    """The place that a bare level (区委 at ``position``) means.

    An explicit jurisdiction of that level earlier in the sentence holds, unless 我区 stands between; then the nearest town named
    before, for towns; then the document's home. In a paper of the whole country each paragraph may speak of another place: there
    the place named last in the paragraph holds.

    Args:
        story: the story.
        position: where the level character stands.
        level: the level character.
        explicit: (position, division) of the jurisdictions that the story names, in order.
        home: the document's home.
        gazetteer: known places.
    """
    sentence = story.sentence_at(position)
    ours = max((m.end() for m in _OURS.finditer(story.text, sentence.begin, position)), default=-1)
    before = bisect.bisect_left(explicit, position, key=_position)
    for at, division in reversed(explicit[max(0, before - _NEAR) : before]):
        if at < max(sentence.begin if home.stated else story.paragraph_at(position).begin, ours):
            break
        hit = _at_level(division, level, gazetteer)
        if hit:
            return hit
    if level in ("镇", "乡", "街道", "苏木"):
        return next((d for at, d in reversed(explicit) if at < position and d.name.endswith(level)), None)
    return home.by_level.get(level)


def _position(named: tuple[int, Division]) -> int:
    return named[0]


def _at_level(division: Division, level: str, gazetteer: Gazetteer) -> Division | None:
    """The division itself, or what contains it, if its name ends in the level's character."""
    if division.name.endswith(level) and not (level == "区" and division.name.endswith(("自治区", "特别行政区", "地区"))):
        return division
    if level in ("市", "省", "自治区"):
        return next((d for d in gazetteer.chain(division)[1:] if d.name.endswith(level)), None)
    return None


def explicit_places(
    story: Story, hits: Sequence[Hit], organs: Sequence[OrganSpan], home: Home, gazetteer: Gazetteer
) -> list[tuple[int, Division]]:
    """(position, division) of the places in a story that stand before an organ or a title of government, or are towns.

    In a paper of the whole country all of them count.
    """
    heads = {o.place.begin for o in organs if o.place}
    result = []
    for hit in hits:
        place = home.resolve(gazetteer, hit.candidates, story.text[hit.begin : hit.end])
        if not isinstance(place, Division):
            continue
        after = story.text[hit.end : hit.end + 4]
        if (
            hit.begin in heads
            or place.level == "street"
            or not home.stated
            or re.match(r"(?:常务|代理?)?副?[省市区县州镇乡旗]长|党政代表团|领导", after)
        ):
            result.append((hit.begin, place))
    return result


def place_spans(hits: Sequence[Hit], text: str) -> list[PlaceSpan]:
    """The gazetteer's hits in the form that the organ grammar takes; countries included."""
    return [
        PlaceSpan(
            h.begin,
            h.end,
            text[h.begin : h.end],
            tuple(c.code for c in h.candidates if isinstance(c, Division)),
            any(isinstance(c, WorldPlace) and c.category in ("country", "continent") for c in h.candidates),
        )
        for h in hits
    ]
