"""The words by which names of places are told from what only looks like one: ``tables/placenames.yaml``, compiled."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.extractors.lexicon import Words
from kg.extractors.lexicon import table as read_table

EVERYDAY = ("road", "village")
"""Categories of places that are often named with everyday words (文化路, 团结村)."""


@dataclass(frozen=True, slots=True)
class Table:
    """The table ``placenames.yaml``, compiled; the file says what each group is for."""

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
    lines: frozenset[str]
    joints: Words
    epithets: tuple[str, ...]


@functools.cache
def table() -> Table:
    """The table, compiled once."""
    raw = {name: value.split() for name, value in read_table("placenames").items()}
    return Table(
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
        frozenset(raw["lines"]),
        Words(raw["joints"]),
        tuple(raw["epithets"]),
    )


def crosses_borders(name: str) -> bool:
    """True for what the place before it does not contain: rivers, ranges, lines between cities (陕西|秦岭, 浙江|甬台温高铁)."""
    return name in table().wide or table().crossing.ending_at(name, len(name)) is not None


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
    return core == 0 or name in table().never or made_of(name[:core], table().kinds)
