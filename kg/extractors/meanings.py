"""What the names of a document mean: public organs by jurisdiction, divisions by code, the world's places, known bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.extractors.found import Found
from kg.extractors.jurisdiction import Home, explicit_places, local_place, place_spans
from kg.extractors.ledger import Ledger, clean
from kg.extractors.lexicon import Lexicon
from kg.extractors.offices import enter, enter_division, office_of
from kg.extractors.organs import Line, OrganSpan, PlaceSpan, find_organs
from kg.extractors.overlaps import Overlaps
from kg.extractors.story import Story
from kg.facts import EntityKind, Span
from kg.language.divisions import Division
from kg.language.gazetteer import Found as Hit
from kg.language.gazetteer import Gazetteer, WorldPlace

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
    hits = [h for h in gazetteer.find(story.text, story.tokens, home.owned) if h.begin not in inside]
    full = [
        h
        for h in gazetteer.find(story.text)
        if any(c.name == story.text[h.begin : h.end] and len(c.name) > 2 for c in h.candidates)
    ]
    known = Overlaps((h.begin, h.end, h) for h in hits)
    full = [
        h
        for h in full
        if h.begin not in inside and not any(o.begin <= h.begin and h.end <= o.end for o in known.over(h.begin, h.end))
    ]
    written = Overlaps((h.begin, h.end, h) for h in full)
    hits = [o for o in hits if not written.any(o.begin, o.end)] + full
    known = Overlaps((h.begin, h.end, h) for h in hits)
    hits += [h for h in gazetteer.abbreviations(story.text) if h.begin not in inside and not known.any(h.begin, h.end)]
    hits.sort()
    organs = [o for o in find_organs(story, place_spans(hits, story.text), lexicon) if o.begin not in inside]
    reading = Reading(story, hits, organs, works=works)
    reading.explicit = explicit_places(story, hits, organs, home, gazetteer)
    return reading


class Meanings:
    """Finds the entity behind a name and enters it into the document's ledger."""

    def __init__(self, ledger: Ledger, home: Home, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.ledger, self.home, self.lexicon, self.gazetteer = ledger, home, lexicon, gazetteer
        self.people: frozenset[str] = frozenset()
        self.full: dict[str, str] = {}

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
        if span.level is None or self._abroad_at(reading, span.begin):
            return None
        if span.level in self.lexicon.zones:
            zone = self.home.zones.get(span.level)
            return (zone, None) if zone else None
        if not span.level:  # 某市公安局副局长、|交通管理局局长: of the place named last in the sentence
            sentence = reading.story.sentence_at(span.begin)
            named = [d for at, d in reading.explicit if sentence.begin <= at < span.begin]
            if named:
                return named[-1].name, named[-1]
        levels = [span.level] if span.level else ["区", "县", "市"]
        found = (local_place(reading.story, span.begin, v, reading.explicit, self.home, self.gazetteer) for v in levels)
        division = next((d for d in found if d), None)
        return (division.name, division) if division else None

    def organ(self, reading: Reading, span: OrganSpan) -> str | None:
        """The key of the public organ that a span names; None where its place is not known."""
        if span.organ == "committee":
            return self._committee(span)
        place = self.place_of_organ(reading, span)
        if place is None:
            return None
        if span.place is not None and place[1] is None and span.level not in self.lexicon.zones:  # 某国政府
            surface = clean(reading.story.text[span.begin : span.end])
            if surface in self.lexicon.national:  # 中国|残疾人联合会
                return self.national(surface)
            return self.ledger.add("organization", surface, category=office_of(span, place[0], self.lexicon).category)
        return enter(office_of(span, place[0], self.lexicon), place[1], self.ledger, self.gazetteer)

    def _committee(self, span: OrganSpan) -> str:
        """The key of a committee of the national congress or conference: in full, as the text may write it short."""
        head = span.level or ""
        field = self.lexicon.committees[head][span.tail] or span.tail
        key = self.ledger.add("organization", f"{head}{field}委员会", category="legislature")
        short = next(one for one, full in self.lexicon.committees[head].items() if (full or one) == field)
        self.ledger.alias(key, f"{head}{short}委")
        self.ledger.relate(key, "subOrganizationOf", self.national(head))
        return key

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

    def _abroad_at(self, reading: Reading, position: int) -> bool:
        """Whether a bare level (市政府) stands behind a foreign place in its paragraph: then it is no home's organ."""
        if self.home.stated:
            return False
        begin = reading.story.paragraph_at(position).begin
        last = max((h for h in reading.hits if begin <= h.begin and h.end <= position), key=lambda h: h.end, default=None)
        return last is not None and all(isinstance(c, WorldPlace) and "中国" not in (c.name, c.within) for c in last.candidates)

    def _near(self, place: object) -> bool:
        """Whether a place lies in, contains, or is the place that the document speaks of."""
        if not isinstance(place, Division):
            return False
        homes = self.home.by_level.values()
        own = self.gazetteer.chain(place)
        return any(place in self.gazetteer.chain(home) or home in own for home in homes)

    def _village(self, reading: Reading, begin: int) -> str | None:
        """The name of the village that was named last before ``begin`` (潭头村 in 潭头村党支部)."""
        for spot in reversed(reading.spots):
            if spot.end <= begin and spot.kind in ("place", "organization"):
                name = self.ledger.get(spot.key).name
                if "村" in name[1:]:
                    return name[: name.index("村", 1) + 1]
        written = _VILLAGE.findall(reading.story.text, 0, begin)
        return written[-1] if written else None

    def _home_names(self, reading: Reading) -> list[PlaceSpan]:
        """The short names of the document's own places, also where they are everyday words (友好|木艺小镇)."""
        result = []
        for division in sorted(set(self.home.by_level.values())):
            at = reading.story.text.find(division.short)
            while at >= 0 and len(division.short) > 1:
                result.append(PlaceSpan(at, at + len(division.short), division.short, (division.code,)))
                at = reading.story.text.find(division.short, at + 1)
        return result

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
