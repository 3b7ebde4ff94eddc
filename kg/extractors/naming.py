"""From spans to entities: what the names of a document's stories mean.

For each story the spans that the grammars found are settled (longest first, then earliest) and entered into the
document's ledger: public organs by their jurisdiction, divisions by their code, other organizations, venues and places by name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from kg.extractors.jurisdiction import Home, explicit_places, local_place, place_spans
from kg.extractors.ledger import Ledger, clean
from kg.extractors.lexicon import Lexicon
from kg.extractors.offices import enter, enter_division, office_of
from kg.extractors.organs import Line, OrganSpan, PlaceSpan, find_organs
from kg.extractors.spans import Found, find_spans
from kg.extractors.story import Story
from kg.extractors.userlexicon import Named
from kg.facts import EntityKind, Span
from kg.language.divisions import Division
from kg.language.gazetteer import Found as Hit
from kg.language.gazetteer import Gazetteer, WorldPlace

_LEVEL_START = re.compile(r"(?:自治区|街道|[省市州区县旗镇乡村])")
# Places that are named behind the division they lie in without belonging to its name: 贡江镇|红军大桥社区.
_LOCAL = frozenset(("neighbourhood", "village", "road", "subdistrict", "water", "mountain", "island"))
_VILLAGE = re.compile(r"(?:镇|乡|街道|在|到|赴|，|、)([一-龥]{1,4}村)(?![一-龥]{0,2}(?:振兴|医|民|里))")
_WORK = re.compile(r"《([^《》\n]{1,80}(?:《[^《》\n]{1,60}》[^《》\n]{0,60})?)》")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A name in a story's text with the entity that it names."""

    begin: int
    end: int
    key: str
    kind: EntityKind
    extractor: str
    confidence: float


@dataclass(slots=True)
class Reading:
    """What is known of one story while names are being read."""

    story: Story
    hits: list[Hit]
    organs: list[OrganSpan]
    explicit: list[tuple[int, Division]] = field(default_factory=list)
    works: list[Span] = field(default_factory=list)
    starts: frozenset[int] = frozenset()
    blocked: frozenset[int] = frozenset()
    shadows: list[Span] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    inner: list[Spot] = field(default_factory=list)


def work_spans(text: str) -> list[Span]:
    """Titles inside 《》, without the brackets."""
    return [Span(m.start(1), m.end(1)) for m in _WORK.finditer(text)]


def begin_reading(story: Story, home: Home, lexicon: Lexicon, gazetteer: Gazetteer) -> Reading:
    """Places, organs and works of a story, before people are known."""
    works = work_spans(story.text)
    inside = {i for w in works for i in range(w.begin - 1, w.end + 1)}
    hits = [h for h in gazetteer.find(story.text, story.tokens) if h.begin not in inside]
    full = [
        h
        for h in gazetteer.find(story.text)
        if any(c.name == story.text[h.begin : h.end] and len(c.name) > 2 for c in h.candidates)
    ]
    full = [h for h in full if h.begin not in inside and not any(o.begin <= h.begin and h.end <= o.end for o in hits)]
    hits = [o for o in hits if all(h.end <= o.begin or o.end <= h.begin for h in full)] + full
    hits += [
        h
        for h in gazetteer.abbreviations(story.text)
        if h.begin not in inside and all(h.end <= o.begin or o.end <= h.begin for o in hits)
    ]
    hits.sort()
    organs = [o for o in find_organs(story, place_spans(hits, story.text), lexicon) if o.begin not in inside]
    reading = Reading(story, hits, organs, works=works)
    reading.explicit = explicit_places(story, hits, organs, home, gazetteer)
    return reading


class Namer:
    """Enters the names of a document's stories into its ledger."""

    def __init__(self, ledger: Ledger, home: Home, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.ledger, self.home, self.lexicon, self.gazetteer = ledger, home, lexicon, gazetteer
        self.people: frozenset[str] = frozenset()
        self.full: dict[str, str] = {}

    # ------------------------------------------------------------ what a span means

    def place_of_organ(self, reading: Reading, span: OrganSpan) -> tuple[str, Division | None] | None:
        """The jurisdiction of an organ: its full name and its division, None where it stays open."""
        if span.place is not None:
            hit = next((h for h in reading.hits if h.begin == span.place.begin and h.end == span.place.end), None)
            place = self.home.resolve(self.gazetteer, hit.candidates, span.place.name) if hit else None
            if span.level in self.lexicon.zones:
                return span.place.name + (span.level or ""), None
            if isinstance(place, Division):
                return place.name, place
            return span.place.name, None
        if span.level is None:
            return None
        if span.level in self.lexicon.zones:
            zone = self.home.zones.get(span.level)
            return (zone, None) if zone else None
        levels = [span.level] if span.level else ["区", "县", "市"]
        found = (local_place(reading.story, span.begin, v, reading.explicit, self.home, self.gazetteer) for v in levels)
        division = next((d for d in found if d), None)
        return (division.name, division) if division else None

    def organ(self, reading: Reading, span: OrganSpan) -> str | None:
        """The key of the public organ that a span names; None where its place is not known."""
        place = self.place_of_organ(reading, span)
        if place is None:
            return None
        if span.place is not None and place[1] is None and span.level not in self.lexicon.zones:  # 某国政府
            surface = clean(reading.story.text[span.begin : span.end])
            return self.ledger.add("organization", surface, category=office_of(span, place[0], self.lexicon).category)
        return enter(office_of(span, place[0], self.lexicon), place[1], self.ledger, self.gazetteer)

    def organ_named(self, name: str) -> str | None:
        """The key of the public organ that a string names as a whole (杨浦区人民政府), None where it names none."""
        hits = self.gazetteer.find(name)
        line = Line(name)
        spans = [o for o in find_organs(line, place_spans(hits, name), self.lexicon) if o.begin == 0 and o.end == len(name)]
        if not spans or spans[0].place is None:
            return None
        place = spans[0].place
        hit = next(h for h in hits if h.begin == place.begin)
        division = self.home.resolve(self.gazetteer, hit.candidates, place.name)
        if not isinstance(division, Division):
            return None
        return enter(office_of(spans[0], division.name, self.lexicon), division, self.ledger, self.gazetteer)

    def place(self, reading: Reading, hit: Hit) -> str | None:
        """The key of the place that a gazetteer's hit names; one character (来盐) means the home that begins with it."""
        place = self.home.resolve(self.gazetteer, hit.candidates, reading.story.text[hit.begin : hit.end])
        if hit.end - hit.begin == 1:
            char = reading.story.text[hit.begin]
            place = next((d for d in self.home.by_level.values() if d.short.startswith(char) and d.level != "province"), place)
        if isinstance(place, Division):
            return enter_division(place, self.ledger, self.gazetteer)
        if isinstance(place, WorldPlace):
            return self._world(place)
        name = reading.story.text[hit.begin : hit.end]
        division = next((c for c in hit.candidates if isinstance(c, Division)), None)
        return self.ledger.add("place", name, category=division.category if division else None)

    def _world(self, place: WorldPlace) -> str:
        key = self.ledger.add("place", place.name, category=place.category)
        self.ledger.alias(key, *place.aliases[:4])
        if place.within and place.within != "中国":
            outer = self.gazetteer.world(place.within)
            if outer:
                self.ledger.relate(key, "within", self._world(outer))
        return key

    def work(self, title: str) -> str:
        """The key of a work; one common word (《条例》) means the longer title before it that ends so."""
        if len(title) <= 2:
            longer = [
                k
                for k in self.ledger.keys("work")
                if self.ledger.get(k).name.endswith(title) and self.ledger.get(k).name != title
            ]
            if longer:
                self.ledger.alias(longer[-1], title, short=True)
                return longer[-1]
        return self.ledger.add("work", title)

    def national(self, word: str) -> str:
        """The key of an organ that is known by name, with the chain of what it is part of."""
        row = self.lexicon.national[word]
        key = self.ledger.add("organization", row.name, category=row.category or None)
        if row.parent:
            self.ledger.relate(key, "subOrganizationOf", self.national(row.parent))
        return key

    # ------------------------------------------------------------ a whole story

    def settle(self, reading: Reading, people: Sequence[Span], barriers: Sequence[Span], names: Collection[str] = ()) -> None:
        """Find the remaining names of a story, settle overlaps and enter all of them.

        Args:
            reading: the story; its spots and inner spots are filled.
            people: spans of people's names, which no other name crosses.
            barriers: further spans that no name runs over (titles).
            names: the people of the document; a place of the same name without its level (武威) is taken for the person.
        """
        story, text = reading.story, reading.story.text
        places = [*place_spans(reading.hits, text), *self._home_names(reading)]
        stops = [*people, *barriers, *(Span(w.begin - 1, w.end + 1) for w in reading.works)]
        reading.starts = frozenset(p.begin for p in places)
        reading.blocked = frozenset(i for stop in stops for i in range(stop.begin, stop.end))
        found = find_spans(story, places, reading.organs, stops, self.lexicon)
        reading.shadows = [Span(f.begin, f.end) for f in found if f.source == "shadow"]
        found = [f for f in found if f.source != "shadow"]
        candidates: list[tuple[int, int, int, object]] = []
        candidates += [(o.begin, o.end, 3, o) for o in reading.organs]
        candidates += [(b, e, 2, w) for b, e, w in self.lexicon.national_words.find(text) if self._national_here(story, b, e)]
        candidates += [(f.begin, f.end, 1 if f.source == "ending" else 0, f) for f in found]
        candidates += [(h.begin, h.end, 2, h) for h in reading.hits]
        candidates += [(b, e, 4, self.lexicon.own_places[w]) for b, e, w in self.lexicon.own_place_words.find(text)]
        candidates = [
            c for c in candidates if text[c[0] : c[1]] not in names and not any(c[0] < p.end and p.begin < c[1] for p in people)
        ]
        longer = tuple(n for n in names if len(n) > 2)
        candidates = [
            c
            for c in candidates
            if not (isinstance(c[3], Hit) and text.startswith(longer, c[0]) and self._in_person(text, c, longer))
        ]
        taken: list[tuple[int, int, object]] = []
        nested: list[tuple[int, int, object]] = []
        for begin, end, _, what in sorted(candidates, key=lambda c: (c[0] - c[1], c[0], -c[2])):
            over = [t for t in taken if begin < t[1] and t[0] < end]
            if not over:
                taken.append((begin, end, what))
            elif all(t[0] <= begin and end <= t[1] and (t[0], t[1]) != (begin, end) for t in over):
                nested.append((begin, end, what))
        for begin, end, what in sorted(taken, key=lambda t: t[0]):
            self._enter(reading, begin, end, what, [n for n in nested if begin <= n[0] and n[1] <= end])
        reading.spots.sort()

    @staticmethod
    def _in_person(text: str, candidate: tuple[int, int, int, object], names: Sequence[str]) -> bool:
        """Whether a place's short name only begins a person's (祁连|山)."""
        return any(text.startswith(n, candidate[0]) and candidate[0] + len(n) > candidate[1] for n in names)

    def _home_names(self, reading: Reading) -> list[PlaceSpan]:
        """The short names of the document's own places, also where they are everyday words (友好|木艺小镇)."""
        result = []
        for division in sorted(set(self.home.by_level.values())):
            at = reading.story.text.find(division.short)
            while at >= 0 and len(division.short) > 1:
                result.append(PlaceSpan(at, at + len(division.short), division.short, (division.code,)))
                at = reading.story.text.find(division.short, at + 1)
        return result

    def _national_here(self, story: Story, begin: int, end: int) -> bool:
        """A known organ's name counts as a word of its own: 中共 not before 某区委, 解放军 not inside 解放军总医院."""
        text = story.text
        word = text[begin:end]
        if word in ("中共",):
            return False
        return story.is_boundary(end) or end - begin >= 4

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

    def _known_place(self, reading: Reading, begin: int, end: int, what: Found) -> bool:
        """Enter what only looks like another name and is a known place: 安徽|庐江 is no river, 乌克兰 no organization."""
        text = reading.story.text
        first = next((h for h in reading.hits if h.begin == begin), None)
        if what.kind == "place" and first and first.end < end:
            inside = [
                d
                for d in self.gazetteer.by_name(text[first.end : end])
                if set(first.candidates) & set(self.gazetteer.chain(d)[1:])
            ]
            if inside:
                for b, e, place in (
                    (first.begin, first.end, self.place(reading, first)),
                    (first.end, end, enter_division(inside[0], self.ledger, self.gazetteer)),
                ):
                    if place:
                        self._spot(reading, b, e, place, "place", "gazetteer", 0.9, text[b:e])
                return True
        world = self.gazetteer.world(text[begin:end]) if what.source == "tagger" else None
        if world is not None:
            self._spot(reading, begin, end, self._world(world), "place", "gazetteer", 0.85, text[begin:end])
            return True
        return False

    def _chain(self, reading: Reading, begin: int, what: OrganSpan) -> None:
        """The places before an organ's own (广东省|湛江市|霞山区委) are named as well."""
        if what.place is None or what.place.begin <= begin:
            return
        for hit in reading.hits:
            if begin <= hit.begin and hit.end <= what.place.end:
                key = self.place(reading, hit)
                if key:
                    self._spot(
                        reading,
                        hit.begin,
                        hit.end,
                        key,
                        "place",
                        "gazetteer",
                        0.9,
                        reading.story.text[hit.begin : hit.end],
                        inner=True,
                    )

    def _near(self, place: object) -> bool:
        """Whether a place lies in, contains, or is the place that the document speaks of."""
        if not isinstance(place, Division):
            return False
        homes = self.home.by_level.values()
        own = self.gazetteer.chain(place)
        return any(place in self.gazetteer.chain(home) or home in own for home in homes)

    def _without_divisions(self, reading: Reading, begin: int, what: Found) -> int:
        """A place's name without the divisions before it (贡江镇|红军大桥社区), which are places of their own."""
        text, start = reading.story.text, begin
        hits = {h.begin: h for h in reading.hits}
        while start in hits and what.core - hits[start].end >= (1 if len(text[what.core : what.end]) > 1 else 2):
            divisions = [c for c in hits[start].candidates if isinstance(c, Division)]
            full = any(isinstance(c, WorldPlace) and c.category == "country" for c in hits[start].candidates) or any(
                text[start : hits[start].end] == d.name for d in divisions
            )
            if not full and not any(self._near(d) for d in divisions):
                break  # 鞍山四村 in a paper of another city
            if (
                what.kind == "place"
                and what.category not in _LOCAL
                and not full
                and reading.story.token_at(hits[start].end).tag in ("n", "vn", "v")
            ):
                break  # 酒泉卫星发射中心
            place = self.place(reading, hits[start])
            if place:
                self._spot(reading, start, hits[start].end, place, "place", "gazetteer", 0.95, text[start : hits[start].end])
            start = hits[start].end
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

    def _village(self, reading: Reading, begin: int) -> str | None:
        """The name of the village that was named last before ``begin`` (潭头村 in 潭头村党支部)."""
        for spot in reversed(reading.spots):
            if spot.end <= begin and spot.kind in ("place", "organization"):
                name = self.ledger.get(spot.key).name
                if "村" in name[1:]:
                    return name[: name.index("村", 1) + 1]
        written = _VILLAGE.findall(reading.story.text, 0, begin)
        return written[-1] if written else None

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
        kind: EntityKind = "place" if what.kind == "place" else "organization"
        name, world = surface, ""
        level = _LEVEL_START.match(surface)
        prefixed = None
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
                if prefixed is None:
                    return
                name = prefixed.name + surface[level.end() :]
        based = prefixed or (
            self.home.resolve(self.gazetteer, first.candidates, text[first.begin : first.end]) if first else None
        )
        known = (
            self.home.resolve(self.gazetteer, self.gazetteer.by_name(surface))
            if kind == "place" and self.gazetteer.by_name(surface)
            else None
        )
        if isinstance(known, Division) and known.name == surface:
            key = enter_division(known, self.ledger, self.gazetteer)
        else:
            key = self.ledger.add(kind, name, world=world, category=what.category)
        if isinstance(based, Division):
            self.ledger.relate(
                key, "basedIn" if kind == "organization" else "within", enter_division(based, self.ledger, self.gazetteer)
            )
        if what.begin < begin:
            self.ledger.alias(key, text[what.begin : end])
            outer = next((s for s in reversed(reading.spots) if s.end == begin), None)
            if outer:
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

    def _enter_nested(
        self, reading: Reading, begin: int, key: str, kind: EntityKind, what: Found, nested: Sequence[tuple[int, int, object]]
    ) -> None:
        """An organization or place whose name begins another's.

        某研究院|标准所 is part of it, 某科技园|孵化基地 is based in it.
        """
        heads = [n for n in nested if n[0] == begin and isinstance(n[2], Found | OrganSpan | str) and n[1] <= what.core]
        if what.category == "neighbourhood":  # 某某路社区 does not name the road
            return
        for start, end, inner in heads[:1]:
            if isinstance(inner, OrganSpan):
                outer = self.organ(reading, inner)
                if outer:
                    self.ledger.relate(key, "subOrganizationOf", outer)
                continue
            if isinstance(inner, str):
                self.ledger.relate(key, "subOrganizationOf", self.national(inner))
                continue
            assert isinstance(inner, Found)
            surface = clean(reading.story.text[start:end])
            if not inner.proper or surface in self.lexicon.generic or surface == clean(reading.story.text[begin : what.end]):
                continue
            inner_kind: EntityKind = "place" if inner.kind == "place" else "organization"
            outer = self.ledger.add(inner_kind, surface, category=inner.category)
            self._spot(reading, start, end, outer, inner_kind, "endings", 0.8, surface, inner=True)
            if kind == "organization":
                self.ledger.relate(key, "subOrganizationOf" if inner_kind == "organization" else "basedIn", outer)
            elif inner_kind == "place":
                self.ledger.relate(key, "within", outer)

    def _spot(
        self,
        reading: Reading,
        begin: int,
        end: int,
        key: str,
        kind: EntityKind,
        extractor: str,
        confidence: float,
        surface: str,
        *,
        inner: bool = False,
    ) -> None:
        if surface:
            self.ledger.alias(key, surface)
        self.ledger.mention(key, reading.story.to_document(begin, end), extractor, confidence)
        (reading.inner if inner else reading.spots).append(Spot(begin, end, key, kind, extractor, confidence))


def spans_by_end(readings: Iterable[Spot | OrganSpan | Found]) -> dict[int, list[Span]]:
    """Spans by their end, for the grammar of title phrases."""
    result: dict[int, list[Span]] = {}
    for spot in readings:
        result.setdefault(spot.end, []).append(Span(spot.begin, spot.end))
    return result
