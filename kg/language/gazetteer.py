"""Known places: found in text, looked up by name or code, told apart by context.

Two kinds of place: :class:`~kg.language.divisions.Division`, an administrative division of China with its official
code, and :class:`WorldPlace`, a country, or a city or region of which only the name and what it lies in is known.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.language import divisions
from kg.language._cover import Cover
from kg.language.divisions import LEVELS, Division, table, words
from kg.language.tagger import Token


@dataclass(frozen=True, slots=True, order=True)
class WorldPlace:
    """A country, city or region outside the official list.

    ``category`` is a concept of kgc:place-type (country, city, region); ``code`` the ISO 3166 code of a country;
    ``within`` the name of the country it lies in.
    """

    name: str
    category: str
    code: str | None = None
    within: str | None = None
    aliases: tuple[str, ...] = ()


Place = Division | WorldPlace


class Found(NamedTuple):
    """A name in a text, and the places that it may denote (more than one where it is ambiguous)."""

    begin: int
    end: int
    candidates: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name to look for: ``strong`` count anywhere, ``weak`` only behind the name of a place that contains them."""

    strong: tuple[Place, ...] = ()
    weak: tuple[Division, ...] = ()


@dataclass(slots=True)
class _Index:
    """Everything that is built once in a process."""

    by_code: dict[str, Division] = field(default_factory=dict)
    by_name: dict[str, list[Division]] = field(default_factory=dict)
    world: dict[str, WorldPlace] = field(default_factory=dict)


@functools.cache
def _index() -> _Index:
    """The lookup tables (about 0.2 s)."""
    index = _Index()
    usual: Mapping[str, str] = table()["usual"]
    for division in divisions.load():
        index.by_code[division.code] = division
        name = division.name
        if name == division.short and name not in usual and "自治" not in name:  # most have one name only
            index.by_name.setdefault(name, []).append(division)
            continue
        for other in dict.fromkeys(filter(None, (name, division.middle, division.short, *words(usual.get(name, ""))))):
            index.by_name.setdefault(other, []).append(division)
    for place in _world():
        for name in (place.name, *place.aliases):
            index.world.setdefault(name, place)
    return index


def _world() -> Iterator[WorldPlace]:
    """Countries (names of the Unicode CLDR, with our short forms), then cities and regions."""
    from babel import Locale

    names: Mapping[str, str] = Locale.parse("zh").territories
    left_out = set(words(table()["not_countries"]))
    countries: dict[str, str] = {}
    for code in sorted(names):
        if code.isalpha() and code not in left_out:
            countries[code] = names[code]
            yield WorldPlace(names[code], "country", code, aliases=tuple(words(table()["countries"].get(code, ""))))
    listed = {
        key: [(code, name) for code, names in table()[key].items() for name in words(names)] for key in ("cities", "regions")
    }
    for code, name in listed["cities"]:
        yield WorldPlace(name, "city", within=countries[code], aliases=() if name[-1] in "市城港" else (f"{name}市",))
    taken = {name for pairs in listed.values() for _, name in pairs}
    for code, name in listed["regions"]:
        short = name[:-1] if name[-1] in "州邦省" and len(name) > 3 else name
        yield WorldPlace(name, "region", within=countries[code], aliases=(short,) if short not in taken else ())
    for name in words(table()["regions_china"]):
        yield WorldPlace(name, "region", within=countries["CN"])
    for name in words(table()["regions_world"]):
        yield WorldPlace(name, "region")


def _entries() -> dict[str, _Entry]:
    """What :meth:`Gazetteer.find` looks for; an empty entry is a word that only hides the names inside it."""
    index, weak = _index(), table()["weak"]
    weak_short = {
        "city": set(words(weak["cities"])),
        "district": set(words(f"{weak['cities']} {weak['districts']} {weak['counties']}")),
    }
    weak_full = set(words(table()["weak_full"]))
    entries: dict[str, _Entry] = {}
    for name, listed in index.by_name.items():
        if len(name) < 2:
            continue
        strong: list[Place] = []
        behind: list[Division] = []
        for division in listed:
            if division.level == "street" and len(name) < 3:
                continue
            unsure = name in (weak_short.get(division.level, ()) if name == division.short != division.name else weak_full)
            (behind if unsure else strong).append(division)
        entries[name] = _Entry(tuple(strong), tuple(behind))
    for name, place in index.world.items():
        before = entries.get(name, _Entry())
        entries[name] = _Entry((*before.strong, place), before.weak)
    for name in words(f"{table()['blocked']} {table()['country_blocked']}"):
        entries.setdefault(name, _Entry())
    return entries


@dataclass(frozen=True, slots=True)
class _Automaton:
    """The compiled search: names and their entries in one order."""

    matcher: object
    lengths: tuple[int, ...]
    entries: tuple[_Entry, ...]
    street: re.Pattern[str]


@functools.cache
def _automaton() -> _Automaton:
    """The Aho-Corasick automaton over all names (about 0.2 s)."""
    import ahocorasick_rs

    entries = _entries()
    matcher = ahocorasick_rs.AhoCorasick(list(entries), matchkind=ahocorasick_rs.MatchKind.Standard)
    return _Automaton(matcher, tuple(map(len, entries)), tuple(entries.values()), re.compile(table()["street"]))


@functools.cache
def _abbreviations() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """The pattern of one-character names in their phrases, and the code each stands for."""
    given = table()["abbreviations"]
    plain, careful = given["plain"], given["careful"]
    safe = "|".join(f"{c}(?![{''.join(words(given['not_before'].get(c, '')))}…])" for c in plain)
    before = "|".join(words(given["before"]))
    unsafe = f"[{''.join(careful)}](?={before})"
    pattern = re.compile(f"(?<=[{''.join(words(given['verbs']))}])(?:{safe}|{unsafe})")
    return pattern, {**careful, **plain}


@functools.cache
def _owned() -> re.Pattern[str]:
    """A name of ``weak_full`` before an organ of its own."""
    names = "|".join(words(table()["weak_full"]))
    return re.compile(
        rf"(?:{names})(?=[县区](?:委|政府|人大|政协|纪委)|人民政府|人民法院|人民检察院|融媒体|第[一二三四五六七八九十]+(?:届|次))"
    )


def _kind(place: Place) -> str:
    """``country``, ``world`` for other places abroad, ``division``."""
    return "division" if isinstance(place, Division) else "country" if place.category == "country" else "world"


def _is_short_district(name: str, candidates: Iterable[Place]) -> bool:
    """True where a name is only the short name of districts."""
    return all(isinstance(c, Division) and c.level == "district" and c.short == name != c.name for c in candidates)


class Gazetteer:
    """Places by name, by code and in text. Making one costs nothing; the tables are built at first use, once a process."""

    def by_code(self, code: str) -> Division | None:
        """The division with this official code (6 digits; 9 for streets and towns)."""
        return _index().by_code.get(code)

    def by_name(self, name: str) -> tuple[Division, ...]:
        """All divisions with this full or short name (临夏回族自治州, 临夏州, 临夏), by level and code."""
        return tuple(sorted(_index().by_name.get(name, ()), key=lambda d: (LEVELS.index(d.level), d.code)))

    def world(self, name: str) -> WorldPlace | None:
        """The country, foreign city or region with this name or alias."""
        return _index().world.get(name)

    def chain(self, division: Division) -> tuple[Division, ...]:
        """The division and what contains it, from itself up to its province."""
        chain = [division]
        while (parent := chain[-1].parent) is not None:
            chain.append(_index().by_code[parent])
        return tuple(chain)

    def resolve(self, name: str, context: Sequence[Division] = ()) -> Division | None:
        """The one division that a name means in a context, None where that stays open.

        Among several of a name: a province, if one is meant by it; else the only one that contains, or is contained in, a
        division of the context; else the only one that shares a city, and then a province, with one; else the only city
        (西安, of which there is also a district). Of a city and its own county (承德, 承德县) the city is taken.
        """
        candidates = self.by_name(name)
        if len(candidates) > 1 and candidates[0].level == "province":
            return candidates[0]
        chains = {d: self.chain(d) for d in candidates}
        around = [self.chain(d) for d in context]
        return (
            self._only(candidates, chains)
            or self._only((d for d in candidates if any(d in up or up[0] in chains[d] for up in around)), chains)
            or self._only((d for d in candidates if _share(chains[d], around, "city")), chains)
            or self._only((d for d in candidates if _share(chains[d], around, "province")), chains)
            or self._only((d for d in candidates if d.level == "city"), chains)
        )

    @staticmethod
    def _only(candidates: Iterable[Division], chains: Mapping[Division, tuple[Division, ...]]) -> Division | None:
        """The candidate that is alone, or contains all others."""
        listed = list(candidates)
        return next((d for d in listed if all(d in chains[other] for other in listed)), None)

    def owned(self, text: str) -> frozenset[str]:
        """Names of the table ``weak_full`` that surely are places in a text: an organ of theirs is named (新县县委)."""
        return frozenset(m[0] for m in _owned().finditer(text))

    def find(self, text: str, tokens: Sequence[Token] | None = None, owned: Collection[str] = frozenset()) -> list[Found]:
        """The known places that a text names, longest first where names overlap, in order.

        Left out: names inside the name of a street (南京东路) or a longer word of the table ``blocked``, and names that are also
        everyday words, unless the name of a place that contains them stands directly before them. With ``tokens``, the
        tagger's words of the text, names across the borders of words (外长｜沙伦) and inside personal names are left out
        as well, and so are short names of districts that the tagger does not take for a place or an organization. Names in
        ``owned`` (see :meth:`owned`) need no containing place before them.
        """
        automaton = _automaton()
        cover = Cover(tokens) if tokens is not None else None
        matches = automaton.matcher.find_matches_as_indexes(text, overlapping=True)  # type: ignore[attr-defined]
        found: list[Found] = []
        position = 0
        for number, begin, end in sorted(matches, key=lambda m: (m[1], -m[2])):
            if begin < position:
                continue
            entry = automaton.entries[number]
            candidates: tuple[Place, ...] = entry.strong
            if entry.weak and text[begin:end] in owned:
                candidates = (*candidates, *entry.weak)
            elif entry.weak and found and found[-1].end == begin:
                candidates = (*candidates, *self._inside(entry.weak, found[-1].candidates))
            if not candidates:
                if not entry.weak:  # a blocked word
                    position = end
                continue
            if automaton.street.match(text, end) or (text.startswith(("号", "”号"), end) and _kind(candidates[0]) == "world"):
                continue
            attached = bool(found) and found[-1].end == begin
            named = not attached and _is_short_district(text[begin:end], candidates)
            if cover and not cover.allows(begin, end, [_kind(c) for c in candidates], named):
                continue
            if attached:  # 上海杨浦: what the name before contains goes first, alone if there is one
                divisions_only = [c for c in candidates if isinstance(c, Division)]
                inside = tuple(self._inside(divisions_only, found[-1].candidates))
                if not inside and self._vague(candidates, found[-1]):
                    position = end
                    continue
                if not inside and _is_short_district(text[begin:end], candidates):
                    continue  # a hill of 湖州 is no district of 黄石
                candidates = inside or candidates
            found.append(Found(begin, end, candidates))
            position = end
        return found

    @staticmethod
    def _vague(candidates: Sequence[Place], before: Found) -> bool:
        """Whether parts of China that are named by a direction stand behind another country (美国|中西部地区)."""
        abroad = any(isinstance(c, WorldPlace) and c.within != "中国" and c.name != "中国" for c in before.candidates)
        return abroad and all(isinstance(c, WorldPlace) and c.within == "中国" for c in candidates)

    def _inside(self, listed: Iterable[Division], containers: Iterable[Place]) -> Iterator[Division]:
        """Those of ``listed`` that lie in one of the containers."""
        outer = {d for d in containers if isinstance(d, Division)}
        return (d for d in listed if not outer.isdisjoint(self.chain(d)[1:]))

    def abbreviations(self, text: str) -> list[Found]:
        """One-character names of provinces and cities in phrases such as 来沪, 赴京, 在柳期间: the character alone."""
        pattern, codes = _abbreviations()
        by_code = _index().by_code
        return [Found(m.start(), m.end(), (by_code[codes[m[0]]],)) for m in pattern.finditer(text)]


def _share(chain: Sequence[Division], around: Iterable[Sequence[Division]], level: str) -> bool:
    """True where a division and one of the context have the same city, or province."""
    own = {d for d in chain if d.level == level}
    return any(not own.isdisjoint(up) for up in around)
