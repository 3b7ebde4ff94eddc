"""The language tables of the extractors, read once and compiled to what the engine asks for.

Tables are the YAML files in ``kg/extractors/tables``; each says at its head what its groups are for. A user's
own table (``--lexicon``) has the same groups and is merged in by :func:`load`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import ahocorasick_rs
import yaml

from kg.extractors.userlexicon import Named, UserLexicon, parse


class Words:
    """A set of strings with fast search for all of them in a text (Aho–Corasick, longest match first).

    >>> [m for m in Words(["书记", "副书记"]).find("区委副书记")]
    [(2, 5, '副书记')]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.all = sorted(set(words))
        self._set = frozenset(self.all)
        # Most places of a text begin and end no word at all: one look at a character tells it.
        self._from = _sizes((word[0], len(word)) for word in self.all if word)
        self._to = _sizes((word[-1], len(word)) for word in self.all if word)
        self._automaton = ahocorasick_rs.AhoCorasick(self.all, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def __contains__(self, word: str) -> bool:
        return word in self._set

    def __iter__(self) -> Iterator[str]:
        return iter(self.all)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Non-overlapping (begin, end, word), leftmost and then longest."""
        return [(b, e, self.all[i]) for i, b, e in self._automaton.find_matches_as_indexes(text)]

    def ending_at(self, text: str, end: int, begin: int = 0) -> str | None:
        """The longest word that ends at ``end`` and does not begin before ``begin``."""
        if 0 < end <= len(text):
            for size in self._to.get(text[end - 1], ()):
                if size <= end - begin and text[end - size : end] in self._set:
                    return text[end - size : end]
        return None

    def starting_at(self, text: str, begin: int, end: int | None = None) -> str | None:
        """The longest word that starts at ``begin`` and does not end after ``end``."""
        if end is None:
            end = len(text)
        if 0 <= begin < end:
            for size in self._from.get(text[begin], ()):
                if begin + size <= end and text[begin : begin + size] in self._set:
                    return text[begin : begin + size]
        return None


def _sizes(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """Character → the lengths that stand with it, longest first."""
    found: dict[str, set[int]] = {}
    for char, size in pairs:
        found.setdefault(char, set()).add(size)
    return {char: tuple(sorted(sizes, reverse=True)) for char, sizes in found.items()}


@dataclass(frozen=True, slots=True)
class Organ:
    """A class of public organ: its label with ``{place}``, other names, and category."""

    id: str
    full: str
    names: tuple[str, ...]
    category: str


@dataclass(frozen=True, slots=True)
class National:
    """An organ known by name: label, other names, category, and the label of what it is part of."""

    name: str
    also: tuple[str, ...]
    category: str
    parent: str | None


@dataclass(frozen=True)
class Lexicon:
    """Compiled tables; see the YAML files for what each group means."""

    titles: Words
    title_group: Mapping[str, str]
    kept: tuple[str, ...]
    status: Mapping[str, str]
    remarks: tuple[str, ...]
    surnames: frozenset[str]
    rare_surnames: frozenset[str]
    compound_surnames: frozenset[str]
    before: Words
    after: Words
    saying: Words
    never_in_name: frozenset[str]
    never_last: frozenset[str]
    levels: Mapping[str, str]
    organs: Mapping[str, Organ]
    organ_short: Mapping[str, str]
    organ_words: Words
    zones: tuple[str, ...]
    departments: Words
    offices: Words
    bureau: re.Pattern[str]
    committees: Mapping[str, Mapping[str, str]]
    committee: re.Pattern[str]
    parties: Words
    party_forms: Words
    party_bodies: Words
    government_titles: Mapping[str, str]
    national: Mapping[str, National]
    national_words: Words
    endings: Words
    ending_kind: Mapping[str, tuple[str, str]]
    weak: frozenset[str]
    generic: frozenset[str]
    venues: frozenset[str]
    continued: Mapping[str, frozenset[str]]
    crowds: frozenset[str]
    inner_organs: tuple[str, ...]
    country_bodies: Words
    collective: frozenset[str]
    prospective: tuple[str, ...]
    no_names: frozenset[str]
    not_people: frozenset[str]
    behind_bodies: tuple[str, ...]
    before_dotted: tuple[str, ...]
    definite: frozenset[str]
    units: frozenset[str]
    own_beginnings: tuple[str, ...]
    commissions: tuple[str, ...]
    passing: tuple[str, ...]
    relatives: tuple[str, ...]
    never_first: frozenset[str]
    seldom_first: frozenset[str]
    loose_last: frozenset[str]
    loose_first: frozenset[str]
    not_person_before: tuple[str, ...]
    transcription: frozenset[str]
    outer_verbs: frozenset[str]
    generic_tails: tuple[str, ...]
    not_places: frozenset[str]
    bodies_after: frozenset[str]
    generic_modifiers: frozenset[str]
    sure: frozenset[str]
    generic_first: tuple[str, ...]
    people: frozenset[str]
    own_places: Mapping[str, Named]
    own_place_words: Words
    company_short: frozenset[str]
    rooms: frozenset[str]
    apposed: frozenset[str]
    not_endings: frozenset[str]
    trailing: tuple[str, ...]
    implied: Mapping[str, str]
    enumerated: Mapping[str, str]


def _table(name: str) -> dict[str, Any]:
    with (resources.files("kg") / "extractors" / "tables" / f"{name}.yaml").open(encoding="utf-8") as file:
        table = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    assert isinstance(table, dict)
    return table


def table(name: str) -> dict[str, Any]:
    """A language table by name, as parsed; cached."""
    return _cached_table(name)


@functools.cache
def _cached_table(name: str) -> dict[str, Any]:
    return _table(name)


def _status(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {word: status for status, words in groups.items() for word in words}


def _committee(committees: Mapping[str, Mapping[str, str]]) -> re.Pattern[str]:
    fields = {field for known in committees.values() for pair in known.items() for field in pair}
    longest = "|".join(sorted(fields, key=lambda w: (-len(w), w)))
    return re.compile(f"(?P<head>{'|'.join(committees)})?(?P<field>{longest})委(?:员会)?(?!员|托)")


@functools.cache
def load(lexicon: str | None = None) -> Lexicon:
    """Compile the tables.

    Args:
        lexicon: the text of a user's table (:mod:`kg.extractors.userlexicon`), which is added.

    Returns:
        The compiled lexicon, the same object for the same argument.
    """
    titles, names, boundary = table("titles"), table("surnames"), table("boundary")
    organs, suffixes = table("organs"), table("suffixes")
    added = parse(lexicon) if lexicon else UserLexicon()
    group = {t: g for g in ("role", "calling", "body", "state", "government", "party") for t in titles[g]}
    group |= dict.fromkeys(added.titles, "body")
    short: dict[str, str] = {}
    rows: dict[str, Organ] = {}
    for row in organs["organs"]:
        rows[row["id"]] = Organ(row["id"], row["full"], tuple(row["names"]), row["category"])
        short |= dict.fromkeys(row["short"], row["id"])
    national: dict[str, National] = {}
    for row in organs["national"]:
        record = National(row["name"], tuple(row["also"]), row["category"], row.get("parent"))
        national |= dict.fromkeys((record.name, *record.also), record)
    for name, also in organs["companies"].items():
        national |= {word: National(name, tuple(also), "company", None) for word in (name, *also)}
    for own in added.organizations:
        national |= dict.fromkeys((own.name, *own.short), National(own.name, own.short, own.category or "", None))
    ending: dict[str, tuple[str, str]] = {}
    for category, words in suffixes["places"].items():
        ending |= dict.fromkeys(words, ("place", category))
    for category, words in suffixes["organizations"].items():
        ending |= dict.fromkeys(words, ("organization", category))
    for word in suffixes["company_short"]:
        ending.setdefault(word, ("organization", "company"))
    for category, words in suffixes["venues"].items():
        ending |= dict.fromkeys(words, ("venue", category))
    for category, words in added.organization_endings.items():
        ending |= dict.fromkeys(words, ("organization", category))
    own_places = {word: own for own in added.places for word in (own.name, *own.short)}
    fields = "|".join(sorted(map(re.escape, organs["fields"]), key=lambda w: (-len(w), w)))
    ends = "|".join(sorted(map(re.escape, organs["field_ends"]), key=lambda w: (-len(w), w)))
    return Lexicon(
        titles=Words(group),
        title_group=group,
        kept=tuple(sorted(titles["kept"], key=lambda w: (-len(w), w))),
        status=_status(titles["status"]),
        remarks=tuple(titles["remarks"]),
        surnames=frozenset("".join(names["common"].split())),
        rare_surnames=frozenset("".join(names["rare"].split())),
        compound_surnames=frozenset(names["compound"]),
        before=Words(boundary["before"]),
        after=Words(w for words in boundary["after"].values() for w in words),
        saying=Words(boundary["after"]["saying"]),
        never_in_name=frozenset(boundary["never_in_name"]),
        never_last=frozenset(boundary["never_last"]),
        levels=organs["levels"],
        organs=rows,
        organ_short=short,
        organ_words=Words(short),
        zones=tuple(organs["zones"]),
        departments=Words(organs["departments"]),
        offices=Words(organs["offices"]),
        bureau=re.compile(
            f"(?:{fields})(?:(?:和|与|、)?(?:{fields})){{0,3}}(?:(?:和|与)[\u4e00-\u9fff]{{2,6}}?)?(?:{ends})(?:[\u4e00-\u9fff]{{2,3}}分局)?"
        ),
        committees={head: known | dict.fromkeys(known.values(), "") for head, known in organs["committees"].items()},
        committee=_committee(organs["committees"]),
        parties=Words(organs["parties"]),
        party_forms=Words(organs["party_forms"]),
        party_bodies=Words(organs["party_bodies"]),
        government_titles=organs["government_titles"],
        national=national,
        national_words=Words(national),
        endings=Words(ending),
        ending_kind=ending,
        weak=frozenset(suffixes["weak"]) | frozenset(suffixes["place_weak"]),
        generic=frozenset(suffixes["generic"]),
        rooms=frozenset(suffixes["rooms"]),
        apposed=frozenset(suffixes["apposed"]),
        not_endings=frozenset(suffixes["not_endings"]),
        trailing=tuple(suffixes["trailing"]),
        implied=titles["implied"],
        company_short=frozenset(suffixes["company_short"]),
        enumerated={w: c for c, words in suffixes["enumerated"].items() for w in words},
        continued={title: frozenset(chars) for title, chars in titles["continued"].items()},
        crowds=frozenset(titles["crowds"]),
        inner_organs=tuple(titles["inner_organs"]),
        country_bodies=Words(titles["country_bodies"]),
        collective=frozenset(titles["collective"]),
        prospective=tuple(titles["prospective"]),
        no_names=frozenset(boundary["no_names"]),
        not_people=frozenset(boundary["not_people"]),
        behind_bodies=tuple(boundary["behind_bodies"]),
        before_dotted=tuple(boundary["before_dotted"]),
        definite=frozenset(titles["definite"]),
        units=frozenset(titles["units"]),
        own_beginnings=tuple(titles["own_beginnings"]),
        commissions=tuple(titles["commissions"]),
        passing=tuple(titles["passing"]),
        relatives=tuple(titles["relatives"]),
        never_first=frozenset(boundary["never_first"]),
        seldom_first=frozenset(boundary["seldom_first"]),
        loose_last=frozenset(boundary["loose_last"]),
        loose_first=frozenset(boundary["loose_first"]),
        not_person_before=tuple(boundary["not_person_before"]),
        transcription=frozenset(boundary["transcription"]),
        outer_verbs=frozenset(suffixes["outer_verbs"]),
        generic_tails=tuple(suffixes["generic_tails"]),
        not_places=frozenset(suffixes["not_places"]),
        bodies_after=frozenset(suffixes["bodies_after"]),
        generic_modifiers=frozenset(suffixes["generic_modifiers"]),
        sure=frozenset(suffixes["sure"]),
        generic_first=tuple(suffixes["generic_first"]),
        people=frozenset(added.people),
        own_places=own_places,
        own_place_words=Words(own_places),
        venues=frozenset(w for words in suffixes["venues"].values() for w in words),
    )
