"""Names inside names: what an organization is part of, and where a branch of it is.

某研究院|标准所 is part of the institute, 某大学|苏州|研究院 is in the place named behind the body; a memorial of a body and
a company that bears a body's whole name are no parts of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.found import Found
from kg.extractors.kinds import kinds
from kg.extractors.ledger import clean
from kg.extractors.meanings import Meanings, Reading
from kg.extractors.organs import OrganSpan
from kg.facts import EntityKind
from kg.language.gazetteer import Found as Hit
from kg.language.segmentation import is_word

# The governments of the two special regions, as they are written short.
REGION_GOVERNMENT = re.compile(r"(?P<place>香港|澳门)?(?:特区|特别行政区|行政区)政府")
# What a place or an organization named after it lies in; a building, a road or a lake that begins a name gives it only the name.
_CONTAINERS = frozenset(("subdistrict", "village", "neighbourhood", "park", "island", "region", "district", "city"))
_REGIONS = re.compile(r"香港|澳门")


class Nesting(Meanings):
    """Relates a name to the names inside it."""

    def _branch_place(self, reading: Reading, begin: int, what: Found) -> Hit | None:
        """The place behind the body that a branch belongs to: 某某大学|苏州|研究院 is not where the university is."""
        text = reading.story.text
        inside = (h for h in reading.hits if begin + 3 < h.begin and h.end <= what.core and h.end - h.begin > 1)
        return next((h for h in inside if self._ends_body(text, begin, h.begin)), None)

    def _ends_body(self, text: str, begin: int, end: int) -> bool:
        ending = self.lexicon.endings.ending_at(text, end, begin)
        return text[begin:end] in self.lexicon.national or (ending is not None and self.lexicon.ending_kind[ending][0] != "place")

    def _enter_region(self, reading: Reading, begin: int, end: int, place: str | None) -> None:
        """特区政府: of the region that is written with it, or was named last."""
        text = reading.story.text
        named = place or next(reversed(_REGIONS.findall(text, 0, begin)), None) or next(iter(_REGIONS.findall(text)), None)
        key = self.organ_named(f"{named}特别行政区政府") if named else None
        if key:
            self._spot(reading, begin, end, key, "organization", "organs", 0.9, clean(text[begin:end]))

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
            surface = clean(reading.story.text[start:end])
            if kind == "organization" and not self._contains(surface, inner, end, what, reading.story.text):
                continue
            if isinstance(inner, OrganSpan | str):
                outer = self.national(inner) if isinstance(inner, str) else self.organ(reading, inner)
                if outer and outer != self.ledger.key(key):
                    self._part_of(key, outer)
                continue
            assert isinstance(inner, Found)
            if not inner.proper or surface in self.lexicon.generic or surface == clean(reading.story.text[begin : what.end]):
                continue
            if inner.kind == "place" and end - inner.core == 1 and surface[-1] in "道路山河江湖" and self._in_word(reading, end):
                continue  # 某国道|教协会
            inner_kind: EntityKind = "place" if inner.kind == "place" else "organization"
            if kind == "place" and inner_kind == "place" and inner.category in (None, "water", "mountain"):
                continue  # 大汶口|遗址, 千岛湖|广场
            outer = self.ledger.add(inner_kind, surface, category=inner.category)
            self._spot(reading, start, end, outer, inner_kind, "endings", 0.8, surface, inner=True)
            if kind == "organization" and inner_kind == "organization":
                self._part_of(key, outer)
            elif kind == "organization":
                self.ledger.relate(key, "basedIn", outer)
            elif inner_kind == "place" and (inner.category in _CONTAINERS or what.category == inner.category != "road"):
                self.ledger.relate(key, "within", outer)

    @staticmethod
    def _in_word(reading: Reading, end: int) -> bool:
        """Whether a place's last character begins a word that goes on behind it."""
        return is_word(reading.story.text[end - 1 : end + 1])

    def _contains(self, surface: str, inner: object, end: int, what: Found, text: str) -> bool:
        """Whether a body whose name begins another's has it for a part.

        A memorial of a body is none of it, nor is who bears its whole name (某某研究院|有限公司, 某某基金|委员会).
        """
        if self.gazetteer.world(surface) is not None:
            return False
        if isinstance(inner, Found) and inner.kind == "place":
            return True
        own = isinstance(inner, Found) and inner.category in (
            "university",
            "school",
            "institute",
            "hospital",
            "company",
            "culture",
        )
        if text[what.core : what.end].endswith(kinds().keeps) and not own:
            return False
        return not (end == what.core and (what.category == "company" or surface.endswith("基金")))

    def _part_of(self, key: str, outer: str) -> None:
        """A part of a body; what ends as a government's office does (科研局, 办公室) is of the kind of the body around it."""
        self.ledger.relate(key, "subOrganizationOf", outer)
        category = self.ledger.get(outer).category
        if self.ledger.get(key).category in ("government", "unit") and category not in ("government", "unit", None):
            same = category in ("legislature", "party-committee", "military", "international", "party", "democratic-party")
            self.ledger.set(key, category=category if same else "unit")
