"""Who a clause is about: its subject, by the words around each name.

The subject of a clause is a name that opens it or closes its opening noun phrase (titles, modifiers with 的,
bracketed notes). A name behind a preposition (向张三) or a verb (看望张三), and a possessor (张三的), is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kg.extractors.lexicon import load
from kg.extractors.statements_units import Body, Clause, Unit
from kg.extractors.statements_verbs import Table

_NOUN_TAGS = frozenset(
    ("n", "nz", "nw", "vn", "ORG", "LOC", "PER", "a", "an", "m", "q", "s", "organization", "place", "work", "hidden", "group")
)
_STOP_TAGS = frozenset(("d", "ad", "TIME", "t", "f", "w", "vd"))
_KIN = re.compile(r"(?:的)?(?:妻子|丈夫|爱人|老伴|父亲|母亲|儿子|女儿|夫人|遗孀|家属|父母|孙子|孙女|外孙|同事|老家|生前|遗体)")


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
        if text.startswith("的", stop) or any(text.startswith(w, stop) for w in self.table.households) or _KIN.match(text, stop):
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
        """True where the name is the subject of a relative clause: 张三率领的代表团."""
        rest = [u for u in units[i + 1 :] if u.begin >= stop][:4]
        for before, particle in zip(rest, rest[1:], strict=False):
            if particle.text == "的" and before.tag == "v":
                return True
        return bool(rest) and rest[0].text in ("所",)

    def _leftwards(self, units: list[Unit], i: int) -> tuple[str, int]:
        """Read the noun phrase before unit ``i``: ``free`` (a subject), ``joined`` to the name at the index, or ``bound``."""
        edge = self._phrases.get(units[i].begin, units[i].begin)
        crossed = False
        j = i - 1
        while j >= 0:
            unit = units[j]
            if unit.begin >= edge and unit.name is None:
                j -= 1
                continue
            if unit.name is not None and unit.name.kind == "person":
                between = units[j + 1].text if j + 1 < i else ""
                if not crossed and (between == "、" or between in self.table.coordinators):
                    return "joined", j
                if unit.begin >= edge:
                    j -= 1
                    continue
                if crossed:
                    j -= 1
                    continue
                return ("free", j) if _KIN.match(self.body.text, unit.end) else ("bound", j)
            if (
                unit.text == "、"
                or unit.text in self.table.role_nouns
                or unit.text in ("本", "该", "我", "他", "她", "其", "这位", "一位")
            ) or (unit.tag == "c" and unit.text in self.table.coordinators):
                j -= 1
            elif unit.tag == "u" and unit.text == "的":
                crossed = True
                j -= 1
            elif unit.tag == "p" or unit.text in self.table.object_prepositions:
                if unit.text in self.table.object_prepositions and not (
                    crossed and unit.text in ("为", "以", "由", "因", "于", "用")
                ):
                    return "bound", j
                if not crossed and unit.text not in ("据",) and unit.text in ("在", "到", "从"):
                    return "bound", j
                return "free", j
            elif unit.tag in _NOUN_TAGS or unit.tag == "r":
                j -= 1
            elif unit.tag in ("v", "u", "xc"):
                if unit.tag == "u" and unit.text == "地":
                    return "free", j
                if not crossed:
                    return "bound", j
                j -= 1
            elif unit.tag in _STOP_TAGS or unit.tag == "c":
                if crossed and unit.tag in ("TIME", "t", "f", "d"):
                    j -= 1
                    continue
                return "free", j
            else:
                j -= 1
        return "free", -1

    def elided(self, clause: Clause, at: int) -> bool:
        """True where nothing before ``at`` in the clause can be a subject of its own (并表示, 看着流水线说)."""
        for unit in self.body.units_in(clause.begin, at):
            if unit.tag in ("d", "ad", "c", "TIME", "t", "f", "vd", "hidden", "u", "w", "xc"):
                continue
            return unit.tag in ("p", "v") or unit.text in self.table.object_prepositions
        return True
