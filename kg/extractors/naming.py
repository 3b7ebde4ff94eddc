"""From spans to entities: what the names of a document's stories mean.

For each story the spans that the grammars found are settled (longest first, then earliest) and entered into the
document's ledger: public organs by their jurisdiction, divisions by their code, other organizations, venues and places by name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from kg.extractors.found import Found
from kg.extractors.jurisdiction import local_place, place_spans
from kg.extractors.ledger import clean, key_of
from kg.extractors.meanings import Reading, Spot
from kg.extractors.nesting import REGION_GOVERNMENT, Nesting
from kg.extractors.offices import enter_division
from kg.extractors.organs import OrganSpan
from kg.extractors.overlaps import Overlaps
from kg.extractors.placewords import EVERYDAY, common_noun, crosses_borders
from kg.extractors.spans import find_spans
from kg.extractors.story import Story
from kg.extractors.userlexicon import Named
from kg.facts import EntityKind, Span
from kg.language.divisions import Division
from kg.language.gazetteer import Found as Hit
from kg.language.gazetteer import WorldPlace

_LEVEL_START = re.compile(r"(?:自治区|街道|[省市州区县旗镇乡村])")
# Places that are named behind the division they lie in without belonging to its name: 贡江镇|红军大桥社区.
_LOCAL = frozenset(("neighbourhood", "village", "road", "subdistrict", "water", "mountain", "island"))
# What is named after its city and another place: the city belongs to the name.
_NAMED_AFTER_CITY = ("机场", "车站", "火车站", "港")
# With these behind it a place's name is another name (杭州湾, 饶河源).
_BOUND = frozenset("湾源口关港滩洲")
# Which party a bare 中央政治局 belongs to: the one named last.
_PARTIES = re.compile(
    r"(?P<foreign>越共|越南|老挝|朝鲜|劳动党|人民革命党|古共|古巴|俄共|印共|日共|法共)|(?P<own>中共|中国|国务院|我国|党和国家|习近平)"
)


class Namer(Nesting):
    """Enters the names of a document's stories into its ledger."""

    def settle(self, reading: Reading, people: Sequence[Span], barriers: Sequence[Span], names: Collection[str] = ()) -> None:
        """Find the remaining names of a story, settle overlaps and enter all of them.

        Args:
            reading: the story; its spots and inner spots are filled.
            people: spans of people's names, which no other name crosses.
            barriers: further spans that no name runs over (titles).
            names: the people of the document; a place of the same name without its level (武威) is taken for the person.
        """
        story, text = reading.story, reading.story.text
        places, home = place_spans(reading.hits, text), self._home_names(reading)
        stops = [*people, *barriers, *(Span(w.begin - 1, w.end + 1) for w in reading.works)]
        reading.starts = frozenset(p.begin for p in (*places, *home))
        reading.blocked = frozenset(i for stop in stops for i in range(stop.begin, stop.end))
        found = find_spans(story, places, reading.organs, stops, self.lexicon, home)
        reading.shadows = [Span(f.begin, f.end) for f in found if f.source == "shadow"]
        found = [f for f in found if f.source != "shadow"]
        candidates: list[tuple[int, int, int, object]] = []
        candidates += [(o.begin, o.end, 3, o) for o in reading.organs]
        candidates += [(b, e, 2, w) for b, e, w in self.lexicon.national_words.find(text) if self._national_here(story, b, e)]
        candidates += [(f.begin, f.end, 1 if f.source == "ending" else 0, f) for f in found]
        candidates += [(h.begin, h.end, 2, h) for h in reading.hits]
        candidates += [(b, e, 4, self.lexicon.own_places[w]) for b, e, w in self.lexicon.own_place_words.find(text)]
        crossed = Overlaps((p.begin, p.end, p) for p in people)
        candidates = [c for c in candidates if text[c[0] : c[1]] not in names and not crossed.any(c[0], c[1])]
        longer = tuple(n for n in names if len(n) > 2)
        candidates = [
            c
            for c in candidates
            if not (isinstance(c[3], Hit) and text.startswith(longer, c[0]) and self._in_person(text, c, longer))
        ]
        taken: Overlaps[tuple[int, int]] = Overlaps()
        outer: list[tuple[int, int, object]] = []
        nested: Overlaps[tuple[int, int, object]] = Overlaps()
        for begin, end, _, what in sorted(candidates, key=lambda c: (c[0] - c[1], c[0], -c[2])):
            over = taken.over(begin, end)
            if not over:
                taken.add(begin, end, (begin, end))
                outer.append((begin, end, what))
            elif all(t[0] <= begin and end <= t[1] and t != (begin, end) for t in over):
                nested.add(begin, end, (begin, end, what))
        for begin, end, what in sorted(outer, key=lambda t: t[0]):
            self._enter(reading, begin, end, what, [n for n in nested.over(begin, end) if begin <= n[0] and n[1] <= end])
        reading.spots.sort()

    @staticmethod
    def _in_person(text: str, candidate: tuple[int, int, int, object], names: Sequence[str]) -> bool:
        """Whether a place's short name only begins a person's (祁连|山)."""
        return any(text.startswith(n, candidate[0]) and candidate[0] + len(n) > candidate[1] for n in names)

    def _national_here(self, story: Story, begin: int, end: int) -> bool:
        """A known organ's name counts as a word of its own: 中共 not before 某区委, 解放军 not inside 解放军总医院."""
        text = story.text
        word = text[begin:end]
        if word in ("中共",):
            return False
        if word.startswith("中央") and self._abroad(story, begin):
            return False  # 越共|中央政治局
        return story.is_boundary(end) or end - begin >= 4

    @staticmethod
    def _abroad(story: Story, position: int) -> bool:
        """Whether the last party or country named in the sentence before ``position`` is a foreign one."""
        before = story.text[story.sentence_at(position).begin : position]
        last = max(((m.end(), m.lastgroup) for m in _PARTIES.finditer(before)), default=(0, None))
        return last[1] == "foreign"

    def _enter(self, reading: Reading, begin: int, end: int, what: object, nested: Sequence[tuple[int, int, object]]) -> None:
        text = reading.story.text
        surface = clean(text[begin:end])
        if isinstance(what, OrganSpan):
            key = self.organ(reading, what)
            if key:
                self._spot(reading, begin, end, key, "organization", "organs", 0.95, surface)
                self._chain(reading, begin, what)
            return
        if isinstance(what, Named):
            key = self.ledger.add("place", what.name, category=what.category)
            self._spot(reading, begin, end, key, "place", "lexicon", 0.99, surface)
            return
        if isinstance(what, str):
            self._spot(reading, begin, end, self.national(what), "organization", "organs", 0.95, surface)
            return
        if isinstance(what, Hit):
            place = self.place(reading, what)
            if place:
                self._spot(reading, begin, end, place, "place", "gazetteer", 0.95, surface if end - begin > 1 else "")
            return
        assert isinstance(what, Found)
        if self._known_place(reading, begin, end, what):
            return
        if what.kind == "place" or what.category in ("grassroots", "subdistrict-office"):
            begin = self._without_divisions(reading, begin, what)
        else:
            begin = self._without_upper(reading, begin, what)
        self._enter_found(reading, begin, end, what, nested)

    def _without_divisions(self, reading: Reading, begin: int, what: Found) -> int:
        """A place's name without the divisions before it (贡江镇|红军大桥社区), which are places of their own."""
        text, start, chained = reading.story.text, begin, False
        hits = {h.begin: h for h in reading.hits}
        while start in hits and hits[start].end < what.core and what.end - hits[start].end > 1:
            hit = hits[start]
            if (
                what.kind == "place"
                and what.category not in EVERYDAY
                and common_noun(text[hit.end : what.end], what.core - hit.end)
            ):
                break  # 厦门|国际机场
            divisions = [c for c in hit.candidates if isinstance(c, Division)]
            state = any(isinstance(c, WorldPlace) and c.category == "country" for c in hit.candidates)
            full = state or any(text[start : hit.end] == d.name for d in divisions)
            full = full or text[hit.end - 1] in "省市县区州旗盟镇乡"  # 积石山县|某村
            outer = what.category in _LOCAL and (chained or any(d.level == "province" for d in divisions))
            outer = outer or (what.category == "village" and bool(divisions))
            chained = hit.end in hits and hits[hit.end].end <= what.core  # 浙江|杭州|某村
            if not (full or chained or outer or any(self._near(d) for d in divisions)):
                break  # 鞍山四村 in a paper of another city
            if text[hit.end] in _BOUND and what.core - hit.end < 3:
                break  # 杭州|湾大桥, 饶河|源湿地公园, 南沙|港码头
            if what.core - hit.end < (1 if len(text[what.core : what.end]) > 1 or full or outer else 2):
                break  # 青海|湖
            if (
                what.kind == "place"
                and what.category not in _LOCAL
                and not ((full and not state) or chained)
                and (
                    reading.story.token_at(hit.end).tag in ("n", "vn", "v")
                    or (not state and text.endswith(_NAMED_AFTER_CITY, start, what.end))
                )
            ):
                break  # 酒泉卫星发射中心, 厦门翔安机场
            place = self.place(reading, hit)
            if place:
                self._spot(reading, start, hit.end, place, "place", "gazetteer", 0.95, text[start : hit.end])
            start = hit.end
        return start

    def _without_upper(self, reading: Reading, begin: int, what: Found) -> int:
        """An organization's name without all places before it but the last: 陕西|榆林|佳县人民医院."""
        hits = {h.begin: h for h in reading.hits}
        while begin in hits and hits[begin].end in hits and hits[hits[begin].end].end <= what.core:
            place = self.place(reading, hits[begin])
            if place:
                self._spot(
                    reading,
                    begin,
                    hits[begin].end,
                    place,
                    "place",
                    "gazetteer",
                    0.95,
                    reading.story.text[begin : hits[begin].end],
                )
            begin = hits[begin].end
        return begin

    def _enter_found(
        self, reading: Reading, begin: int, end: int, what: Found, nested: Sequence[tuple[int, int, object]]
    ) -> None:
        text = reading.story.text
        if text.endswith("街道社区", begin, end):
            end -= 2
        surface = clean(text[begin:end])
        if not surface or surface in self.lexicon.generic:
            return
        if what.kind == "place" and text[begin - 1 : begin] == "“" and text[end : end + 1] == "”":
            return  # “连心桥”: a figure of speech
        first = next((h for h in reading.hits if h.begin == begin), None)
        if first and surface[first.end - begin :] in self.lexicon.trailing and surface not in self.home.zones.values():
            return
        region = REGION_GOVERNMENT.fullmatch(surface)
        if region:
            self._enter_region(reading, begin, end, region["place"])
            return
        kind: EntityKind = "place" if what.kind == "place" else "organization"
        name, world = surface, ""
        level = _LEVEL_START.match(surface)
        prefixed = None
        if kind == "organization" and surface.startswith("中央") and surface in self.lexicon.national:
            return  # of a foreign party
        if kind == "organization" and surface.startswith("常委会") and what.begin == begin:
            if self.home.stated or key_of("organization", "全国人大常委会", "") not in self.ledger:
                return
            name = f"全国人大{surface}"  # |常委会某某委员会: of the congress whose committee the document names
        if (
            level
            and begin == what.begin
            and level.end() < len(surface)
            and begin not in {h.begin for h in reading.hits}
            and kind == "organization"
        ):
            if level.group() == "村":  # 村委会: of the village named last
                village = self._village(reading, begin)
                if village is None:
                    return
                name = village + (surface if surface.startswith("村委") else surface[1:])
            else:
                prefixed = local_place(reading.story, begin, level.group(), reading.explicit, self.home, self.gazetteer)
                if prefixed is None or self._abroad_at(reading, begin):
                    return
                name = prefixed.name + surface[level.end() :]
        seat = self._branch_place(reading, begin, what) or first
        based = prefixed or (self.home.resolve(self.gazetteer, seat.candidates, text[seat.begin : seat.end]) if seat else None)
        known = (
            self.home.resolve(self.gazetteer, self.gazetteer.by_name(surface))
            if kind == "place" and self.gazetteer.by_name(surface)
            else None
        )
        if isinstance(known, Division) and known.name == surface:
            key = enter_division(known, self.ledger, self.gazetteer)
        else:
            key = self.ledger.add(kind, name, world=world, category=what.category)
        foreign = kind == "place" and isinstance(based, Division) and not self._near(based) and based.name not in surface
        foreign = foreign or (kind == "organization" and prefixed is None and self._only_named_so(based, text))
        # 江西区 abroad does not lie in 江西, 中原某某纪念馆 not in any 中原区
        loose = kind == "place" and (crosses_borders(name) or (first is not None and end - first.end == 1))
        # 鞍山四村 and 南京路 in a paper of another city lie in neither
        if isinstance(based, Division) and not foreign and not loose:
            self.ledger.relate(
                key, "basedIn" if kind == "organization" else "within", enter_division(based, self.ledger, self.gazetteer)
            )
        if what.begin < begin:
            self.ledger.alias(key, text[what.begin : end])
            outer = next((s for s in reversed(reading.spots) if s.end == begin), None)
            if outer and not loose:
                self.ledger.relate(key, "within" if kind == "place" else "basedIn", outer.key)
        self._spot(
            reading,
            begin,
            end,
            key,
            kind,
            "endings" if what.source == "ending" else "tagger",
            0.9 if what.source == "ending" else 0.7,
            surface,
        )
        self._enter_nested(reading, begin, key, kind, what, nested)

    def _only_named_so(self, place: object, text: str) -> bool:
        """Whether a city's district is named by its short name alone, in a text that names nothing around it."""
        if not isinstance(place, Division) or place.level != "district" or not place.name.endswith("区"):
            return False
        if self.home.stated and self._near(place):
            return False
        outer = self.gazetteer.chain(place)[1:]
        return place.name not in text and not any(d.short in text for d in outer)


def spans_by_end(readings: Iterable[Spot | OrganSpan | Found]) -> dict[int, list[Span]]:
    """Spans by their end, for the grammar of title phrases."""
    result: dict[int, list[Span]] = {}
    for spot in readings:
        result.setdefault(spot.end, []).append(Span(spot.begin, spot.end))
    return result
