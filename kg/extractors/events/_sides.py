"""Who acts in a report of fighting: two sides are told in one paragraph, clause by clause.

The class of sentences: 甲国国防部3日称，甲军在P打击了…，并在Q击落…。乙军方同一天称，乙军在R击退…. What one side does is one
event, what the other does is another. The side is the noun phrase that opens the clause, else that of the clauses before it,
else who gives the news; in the passive (遭乙军袭击) it is the agent.
"""

from __future__ import annotations

import re

from kg.extractors.analysis import Analysis
from kg.extractors.events._lines import Line, clause_begin
from kg.extractors.events._records import Trigger
from kg.extractors.events._tables import patterns

_NOUN_TAGS = frozenset({"n", "nz", "nw", "ORG", "LOC", "PER", "s", "vn", "j"})
_SKIPPED = frozenset({"TIME", "t", "d", "c", "w", "ad"})
_ISRAEL = ("军", "方")  # behind 以, which then is a country and no preposition
_PASSIVE = re.compile(r"[遭被受]到?")


def opening(analysis: Analysis, begin: int, end: int) -> str:
    """The noun phrase that opens a clause: 乙军 of 此外乙军还在…; empty where a preposition or a verb opens it."""
    story, text, names = analysis.story, analysis.text, analysis
    at, first = begin, -1
    while at < end:
        name = names.name_at(at)
        token = story.token_at(at)
        stop = name.end if name is not None else min(token.end, end)
        if text[at] == "以" and text[at + 1 : at + 2] in _ISRAEL:
            stop = max(stop, at + 2)
        noun = name is not None or token.tag in _NOUN_TAGS or stop - token.begin > token.end - token.begin
        if noun and not patterns()["anaphor"].fullmatch(text, at, stop):
            first = at if first < 0 else first
        elif first >= 0 or token.tag not in _SKIPPED:
            break
        at = stop
    return text[first:at] if first >= 0 else ""


def side(analysis: Analysis, line: Line, trigger: Trigger) -> str:
    """Who acts where a verb of fighting stands, in the words of the text; empty where nothing says so."""
    text = analysis.text
    at = clause_begin(text, line.begin, trigger.begin)
    passive = _passive(analysis, at, trigger)
    if passive is not None:
        return passive
    while True:
        found = opening(analysis, at, trigger.begin)
        if found or at <= line.begin:
            return found
        at = clause_begin(text, line.begin, at - 1)


def passive(analysis: Analysis, line: Line, trigger: Trigger) -> bool:
    """True where the clause of a trigger tells in the passive what was done to somebody."""
    return _passive(analysis, clause_begin(analysis.text, line.begin, trigger.begin), trigger) is not None


def _passive(analysis: Analysis, begin: int, trigger: Trigger) -> str | None:
    """The agent of a passive, empty where none is named; None where the verb is active."""
    marks = list(_PASSIVE.finditer(analysis.text, begin, trigger.end - 1))
    if not marks or analysis.name_at(marks[-1].start()) is not None:
        return None
    return opening(analysis, marks[-1].end(), trigger.end)


def opposed(left: str, right: str) -> bool:
    """True for two sides that are not one: 甲军 and 甲国空军 are one by their first character.

    >>> opposed("甲军防空系统", "甲国空军"), opposed("甲军", "乙军")
    (False, True)
    """
    return bool(left and right) and left[0] != right[0] and left[:2] not in right and right[:2] not in left
