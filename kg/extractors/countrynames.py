"""Organs of a country that are written with one character of its name (俄外交部, 美国会): they have its full name.

What stands behind the character must begin as organs of states do (``country_organs`` in ``tables/organs.yaml``). A character
that several countries share (伊, 乌) means the one that the document names last before, or else first.
"""

from __future__ import annotations

import re

from kg.extractors.ledger import Ledger, key_of
from kg.extractors.lexicon import table


def full_names(ledger: Ledger) -> None:
    """Join each organ that is written with a country's character to the one with its name, which becomes the label."""
    countries, organs = _tables()
    for key in ledger.keys("organization"):
        entity = ledger.get(key)
        if entity.world or entity.name[0] not in countries or not organs.match(entity.name, 1):
            continue
        country = _country(ledger, key, countries[entity.name[0]])
        if country is None:
            continue
        rest = entity.name[1:]
        rest = "国" + rest if rest.startswith("务院") else rest
        full = ledger.add("organization", country + rest, category=entity.category)
        ledger.alias(full, entity.name, short=True)
        ledger.join(key, full)


def _tables() -> tuple[dict[str, list[str]], re.Pattern[str]]:
    rows = table("organs")
    return rows["country_short"], _pattern(tuple(rows["country_organs"]))


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=lambda w: (-len(w), w))))


def _country(ledger: Ledger, key: str, countries: list[str]) -> str | None:
    """The country that a document means by a character: the only one there is, or one that it names."""
    if len(countries) == 1:
        return countries[0]
    mentions = ledger.mentions(key)
    at = mentions[0].begin if mentions else 0
    named = [
        (m.begin, country)
        for country in countries
        if key_of("place", country, "") in ledger
        for m in ledger.mentions(key_of("place", country, ""))
    ]
    before = [n for n in named if n[0] < at]
    return (max(before) if before else min(named, default=(0, None)))[1]
