"""Who a clause is about: its subject, by the words around each name.

The subject of a clause is a name that opens it or closes its opening noun phrase (titles, modifiers with 的,
bracketed notes). A name behind a preposition (向张三) or a verb (看望张三), and a possessor (张三的), is none.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kg.extractors.lexicon import load
from kg.extractors.statements_units import Body, Clause, Unit
from kg.extractors.statements_verbs import Table

_NOUN_TAGS = frozenset(
    ("n", "nz", "nw", "vn", "ORG", "LOC", "PER", "a", "an", "m", "q", "s", "organization", "place", "work", "hidden", "group")
)
_BEHIND = 12  # characters behind a name in which its verb begins
_STOP_TAGS = frozenset(("d", "ad", "TIME", "t", "f", "w", "vd"))


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject: entity keys (several where names are joined), where it stands and what it is.

    ``kind`` is ``person``, ``organization``, ``pronoun`` or ``elder`` (老人); keys of the last two are empty until resolved.
    """

    keys: tuple[str, ...]
    begin: int
    end: int
    kind: Literal["person", "organization", "pronoun", "elder"]
    joined: str = ""


@dataclass
class Grammar:
    """Finds subjects in the clauses of one body."""

    body: Body
    table: Table
    _phrases: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        starts: dict[int, int] = {}
        for phrase in self.body.analysis.phrases:
            for name in self.body.analysis.names_in(phrase.begin, phrase.end, "person"):
                starts[name.begin] = phrase.begin
        self._phrases = starts

    def phrase_begin(self, name: int) -> int:
        """Where the title phrase of the name that begins at ``name`` begins; the name itself where it has none."""
        return self._phrases.get(name, name)

    def subjects(self, begin: int, end: int) -> list[Subject]:
        """The subjects that stand in ``[begin, end)`` of one clause, in order."""
        units = self.body.units_in(begin, end)
        found: list[Subject] = []
        for i, unit in enumerate(units):
            if unit.name is not None and unit.name.kind == "person":
                self._person(units, i, found)
            elif unit.text in self.table.pronouns and not self._possessor(unit.end) and self._free(units, i):
                found.append(Subject((), unit.begin, unit.end, "pronoun"))
            elif unit.text in self.table.elders and self._free(units, i) and not self._possessor(unit.end):
                found.append(Subject((), unit.begin, unit.end, "elder"))
            elif unit.name is not None and unit.name.kind == "organization":
                self._organization(units, i, found)
        return found

    def agents(self, begin: int, end: int) -> list[str]:
        """The people who do what a clause tells in the passive: 会议由张三主持."""
        units = self.body.units_in(begin, end)
        found = []
        for i, unit in enumerate(units):
            if unit.name is not None and unit.name.kind == "person":
                link, j = self._leftwards(units, i)
                if link == "bound" and units[j].text in self.table.agent_prepositions:
                    found.append(unit.name.key)
        return found

    def _organization(self, units: list[Unit], i: int, found: list[Subject]) -> None:
        unit = units[i]
        assert unit.name is not None
        link, _ = self._leftwards(units, i)
        if link != "free" or self.body.text.startswith("的", unit.end):
            return
        stop = self._after_organization(unit.end)
        mark = units[i - 1].text if i else ""
        partner = found[-1] if found else None
        if (
            partner is not None
            and partner.kind == "organization"
            and partner.end == units[i - 1].begin
            and (mark == "、" or mark in self.table.coordinators)
        ):
            found[-1] = Subject((*partner.keys, unit.name.key), partner.begin, stop, "organization", partner.joined + mark)
        else:
            found.append(Subject((unit.name.key,), unit.begin, stop, "organization"))

    def _after_organization(self, at: int) -> int:
        word = next((w for w in self.table.spokespeople if self.body.text.startswith(w, at)), "")
        return at + len(word)

    def after_name(self, at: int) -> int:
        """Where the forms of address and brackets behind a name end."""
        text, titles = self.body.text, load().titles
        while True:
            word = titles.starting_at(text, at) or next((w for w in self.table.address if text.startswith(w, at)), None)
            if word:
                at += len(word)
            elif text[at : at + 1] == "（":
                close = text.find("）", at)
                if close < 0 or close - at > 30:
                    return at
                at = close + 1
            else:
                return at

    def _possessor(self, at: int) -> bool:
        return any(self.body.text.startswith(w, at) for w in self.table.possessed)

    def _person(self, units: list[Unit], i: int, found: list[Subject]) -> None:
        unit, text = units[i], self.body.text
        assert unit.name is not None
        stop = self.after_name(unit.end)
        if (
            text.startswith("的", stop)
            or text.startswith(self.table.works_of, stop)
            or any(text.startswith(w, stop) for w in self.table.households)
            or self.table.kin.match(text, stop)
        ):
            return
        if self._relative(units, i, stop):
            return
        link, j = self._leftwards(units, i)
        if link == "joined":
            partner = next((s for s in found if s.end >= units[j].end and s.begin <= units[j].begin), None)
            if partner is None or partner.kind == "organization":
                return
            mark = text[units[j + 1].begin] if j + 1 < len(units) else ""
            found.remove(partner)
            found.append(Subject((*partner.keys, unit.name.key), partner.begin, stop, "person", partner.joined + mark))
        elif link == "free":
            found.append(Subject((unit.name.key,), unit.begin, stop, "person"))

    def _free(self, units: list[Unit], i: int) -> bool:
        return self._leftwards(units, i)[0] == "free"

    def _relative(self, units: list[Unit], i: int, stop: int) -> bool:
        """True where the name is the subject of a relative clause with one verb: 张三率领的代表团."""
        verbs = 0
        for before, unit in itertools.pairwise(units[i:]):
            if unit.begin < stop:
                continue
            if unit.text in ("的", "所"):
                return unit.text == "所" or (verbs == 1 and before.tag == "v")
            verbs += unit.tag == "v"
            if verbs > 1 or unit.tag in ("u", "xc") or unit.text in self.table.object_prepositions:
                return False
        return False

    def _modifies(self, units: list[Unit], i: int) -> bool:
        """True where the name belongs to a modifier: 张三的女儿, 张三率领的."""
        stop = self.after_name(units[i].end)
        return self.body.text.startswith("的", stop) or self._relative(units, i, stop)

    def _leftwards(self, units: list[Unit], i: int) -> tuple[str, int]:
        """Read the noun phrase before unit ``i``: ``free`` (a subject), ``joined`` to the name at the index, or ``bound``."""
        edge = self._phrases.get(units[i].begin, units[i].begin)
        crossed = False
        for j in range(i - 1, -1, -1):
            unit = units[j]
            if unit.name is not None and unit.name.kind == "person":
                between = units[j + 1].text if j + 1 < i else ""
                if not crossed and (between == "、" or between in self.table.coordinators):
                    return "joined", j
                if unit.begin < edge and crossed and not self._modifies(units, j):
                    return "bound", j
                if unit.begin < edge and not crossed:
                    return ("free", j) if self.table.kin.match(self.body.text, unit.end) else ("bound", j)
            elif unit.text == "的":
                crossed = True
            elif unit.begin < edge:
                if not crossed and self._compound(units, j, i):
                    continue
                if crossed and unit.text in self.table.takes_people and units[j + 1].tag in ("v", "p"):
                    return "bound", j
                verdict = self._verdict(unit, crossed)
                if verdict is not None:
                    return verdict, j
        return "free", -1

    def _compound(self, units: list[Unit], j: int, i: int) -> bool:
        """True where the word ``j``, a verb to the tagger, begins the noun before a title and its name: 首发列车司机张三说."""
        verb, edge = units[j], self._phrases.get(units[i].begin, units[i].begin)
        if verb.tag != "v" or len(verb.text) != 2 or verb.text in self.table.takes_people or edge == units[i].begin:
            return False
        before = units[j - 1] if j else None
        free = (
            before is None
            or before.text in ("的", "、")
            or before.tag in ("hidden", "w", "vn", "place", "organization", "LOC", "ORG")
        )
        nouns = all(unit.tag in ("n", "s", "vn", "nz") for unit in units[j + 1 : i])
        following = self.body.units_in(units[i].end, units[i].end + _BEHIND)
        behind = next((unit for unit in following if unit.tag not in ("d", "ad", "TIME", "t")), None)
        return free and nouns and j + 1 < i and behind is not None and behind.tag in ("v", "p")

    def _verdict(self, unit: Unit, crossed: bool) -> str | None:
        """What a word before a name makes of it; None where it belongs to the name's phrase. ``crossed``: a 的 lies between."""
        tab = self.table
        if unit.text == "、" or unit.text in tab.role_nouns or unit.text in tab.determiners:
            return None
        if unit.tag == "c":
            return None if unit.text in tab.coordinators else "free"
        if unit.tag == "p" or unit.text in tab.object_prepositions:
            inner = crossed and unit.text in tab.inner_prepositions
            place = not crossed and unit.text in tab.place_prepositions
            return "bound" if place or (unit.text in tab.object_prepositions and not inner) else "free"
        if unit.tag in _NOUN_TAGS or unit.tag == "r":
            return None
        if unit.tag in ("v", "u", "xc"):
            return "free" if unit.text == "地" else None if crossed else "bound"
        if unit.tag in _STOP_TAGS:
            return None if crossed and unit.tag in ("TIME", "t", "f", "d") else "free"
        return None

    def elided(self, clause: Clause, at: int) -> bool:
        """True where nothing before ``at`` in the clause can be a subject of its own (并表示, 看着流水线说)."""
        for unit in self.body.units_in(clause.begin, at):
            if unit.tag in ("d", "ad", "c", "TIME", "t", "f", "vd", "hidden", "u", "w", "xc"):
                continue
            return unit.tag in ("p", "v") or unit.text in self.table.object_prepositions
        return True
