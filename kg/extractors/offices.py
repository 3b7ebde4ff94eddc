"""From the written form of a public organ to the organ: 区委 in a paper of 杨浦区 is 中共杨浦区委.

Labels and other names are built from the tables; an organ of a known division has its code as world, so that 区委 of two
cities are two.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extractors.ledger import Ledger
from kg.extractors.lexicon import Lexicon
from kg.extractors.organs import OrganSpan
from kg.language.divisions import Division
from kg.language.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Office:
    """An organ in full: label, other names, category; ``base`` is the office it is a part of."""

    label: str
    names: tuple[str, ...]
    category: str
    base: Office | None = None


def _party_names(place: str) -> tuple[str, tuple[str, ...]]:
    """Label and other names of a party committee; a short name of a place repeats its level (岷县县委, 郊区区委)."""
    if len(place) == 2:
        level = place[-1]
        return f"中共{place}{level}委", (f"{place}{level}委", f"{place}委", f"中共{place}委", f"中共{place}委员会")
    return f"中共{place}委", (f"{place}委", f"中共{place}委员会")


def office_of(span: OrganSpan, place: str, lexicon: Lexicon) -> Office:
    """The organ that a span means when its jurisdiction is ``place`` (a full name: 杨浦区)."""
    if span.party:
        end = "委" if span.tail in ("委", "委员会", "委会") else span.tail
        return Office(f"{span.party}{place}{end}", (), "democratic-party")
    if span.organ == "bureau":
        main = span.tail.split("局", 1)[0] + "局"
        base = Office(f"{place}{main}", (), "government") if span.tail.endswith("分局") and main != span.tail else None
        return Office(f"{place}{span.tail}", (), "government", base)
    row = lexicon.organs[span.organ]
    if span.organ == "government" and place.endswith("特别行政区"):
        return Office(f"{place}政府", (), row.category)
    if span.organ == "party" and place[-1] in "镇乡":
        base = Office(f"{place}党委", (f"中共{place}委", f"中共{place}委员会"), row.category)
    elif span.organ == "party" and place.endswith("街道"):
        base = Office(f"{place}党工委", (f"中共{place}工委",), row.category)
    elif span.organ == "party":
        label, names = _party_names(place)
        base = Office(label, names, row.category)
    else:
        base = Office(row.full.format(place=place), tuple(n.format(place=place) for n in row.names), row.category)
    if not span.department:
        return base
    if span.department == "办":
        category = "party-committee" if span.organ == "party" else base.category
        return Office(f"{base.label}办公室", (f"{base.label}办", f"{place}{span.tail}办"), category, base)
    if span.organ == "party":
        label = base.label + span.department
        return Office(label, tuple(n + span.department for n in base.names[:1]), "party-committee", base)
    written = f"{place}{span.tail}{span.department}"
    full = base.label + span.department
    return Office(written, (full,) if full != written else (), base.category, base)


def enter(office: Office, place: Division | None, ledger: Ledger, gazetteer: Gazetteer, *, part_of: bool = True) -> str:
    """Put an office into the ledger, with what it is part of and where it is based. Returns its key."""
    key = ledger.add("organization", office.label, world=place.code if place else "", category=office.category)
    if place is not None:
        ledger.relate(key, "basedIn", enter_division(place, ledger, gazetteer))
    if office.base and part_of:
        base = enter(office.base, place, ledger, gazetteer)
        ledger.relate(key, "subOrganizationOf", base)
    return key


def enter_division(place: Division, ledger: Ledger, gazetteer: Gazetteer) -> str:
    """Put a division into the ledger, with its code, its coordinates and what contains it. Returns its key."""
    key = ledger.add("place", place.name, world=place.code, category=place.category)
    if ledger.get(key).division_code is None:
        ledger.set(key, division_code=place.code, latitude=place.latitude, longitude=place.longitude)
        chain = gazetteer.chain(place)
        if len(chain) > 1:
            ledger.relate(key, "within", enter_division(chain[1], ledger, gazetteer))
    return key
