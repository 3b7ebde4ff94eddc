"""Who stands around a verb: subjects, companions, objects, those it is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events._lines import begins_word, clause_end, covering, masked
from kg.extractors.events._tables import Tables, patterns
from kg.facts import Span

_TITLE_TAGS = frozenset({"n", "nz", "ORG", "LOC", "f", "m", "q"})
_TITLE_WORDS = frozenset({"、", "原", "副", "兼"})
_COORDINATED = re.compile(r"(?:[（(][^）)]*[）)])?(?:一行|等)?[、和与同及，]?(?:以及)?.{0,40}")
_OWNER = re.compile(r"[的家就时并]")
_SHORT_QUOTE = 14
_FAR = 60  # characters between 应 and those who invite, at most
_INVITING = re.compile(r"(?<![供响适反回对相])应(?![急对当该邀用])[^，。；]*$")
_INVITES = re.compile(r"[^，。；]{0,40}?邀请")


def titled_begin(analysis: Analysis, name: Name, floor: int) -> int:
    """Where a person's mention begins with its title: 江北区委副书记、区长 before the name."""
    phrase = analysis.phrase_at(name.begin)
    if phrase is not None:
        return max(floor, phrase.begin)
    story, text, at = analysis.story, analysis.text, name.begin
    while at > floor:
        other = analysis.name_at(at - 1)
        if other is not None:
            if other.kind == "person":
                break
            at = max(floor, other.begin)
            continue
        token = story.token_at(at - 1)
        if token.tag not in _TITLE_TAGS and text[token.begin : token.end] not in _TITLE_WORDS:
            break
        at = max(floor, token.begin)
    return at + (text[at : at + 1] == "、")


def subjects(analysis: Analysis, tables: Tables, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """People who may be the subject of a verb that begins at ``end``: named in ``[begin, end)``, not after a preposition.

    Those coordinated with a subject by 、和与及 are subjects too; 由 names the agent of a passive.
    """
    text, quotes, grammar = analysis.text, analysis.story.quotes, patterns()
    result: list[Name] = []
    for name in analysis.names_in(begin, end, "person"):
        quote = covering(quotes, name.begin)
        if masked(ranges, name.begin) or (quote is not None and quote.end - quote.begin < _SHORT_QUOTE):
            continue
        start = titled_begin(analysis, name, begin)
        before = text[max(0, start - 4) : start]
        if _INVITING.search(text, max(begin, start - _FAR), start) and _INVITES.match(text, name.end, end):
            continue  # 应甲国总统乙、总理丙邀请
        if grammar["guided"].search(before) or grammar["not-subject-after"].match(text, name.end, min(end, name.end + 12)):
            continue
        joined = bool(result) and _COORDINATED.fullmatch(text, result[-1].end, name.begin) is not None
        preposition = before[-1:] if not grammar["no-preposition"].search(before) else ""
        if preposition in tables.beside_subject and preposition != "由" and not (joined and preposition in "和与同"):
            continue
        result.append(name)
    return result


def organ_subjects(analysis: Analysis, begin: int, end: int, ranges: Sequence[Span]) -> list[Name]:
    """Bodies that may be the subject of a verb at ``end``: not part of a title phrase, not after a preposition."""
    text, grammar = analysis.text, patterns()
    result = []
    for name in analysis.names_in(begin, end, "organization"):
        if masked(ranges, name.begin) or grammar["organ-object-before"].search(text[max(begin, name.begin - 2) : name.begin]):
            continue
        if is_title_organ(analysis, name, end):
            continue
        if name.end >= end or grammar["organ-subject-after"].match(text, name.end):
            result.append(name)
    return result


def is_title_organ(analysis: Analysis, name: Name, stop: int) -> bool:
    """True where a body or place stands in a person's title (区委 in 区委书记X) or before 负责人, and so is no venue."""
    text, grammar = analysis.text, patterns()
    if name.kind != "organization":
        return grammar["place-title-after"].fullmatch(text, name.end, min(stop, name.end + 2)) is not None
    if analysis.phrase_at(name.begin) is not None:
        return True
    return grammar["title-after"].match(text, name.end, min(stop, name.end + 24)) is not None


def companions(analysis: Analysis, begin: int, end: int, kinds: tuple[str, ...]) -> list[Name]:
    """Names behind the last 与, 同, 和 or 跟 in ``[begin, end)``: the other side of a talk or signature."""
    text = analysis.text
    names = [n for n in analysis.names_in(begin, end) if n.kind in kinds]
    for m in reversed(list(re.finditer("[与同和跟]", text[begin:end]))):
        at = begin + m.start()
        if analysis.name_at(at) is not None or not begins_word(analysis, at):
            continue
        right = [n for n in names if n.begin > at and text[n.begin - 1] not in "在于到"]
        if right and (m.group() != "和" or any(n.end <= at for n in names)):
            return right
    return []


def objects(analysis: Analysis, begin: int, end: int) -> list[Name]:
    """People named behind a verb that ends at ``begin``, up to the end of its clause (a list may go on over 、 and 和)."""
    stop = clause_end(analysis.text, begin, end)
    names = analysis.names_in(begin, stop, "person")
    return [n for n in names if n.end >= stop or not _OWNER.match(analysis.text, n.end)]


def prepositional(analysis: Analysis, begin: int, end: int, prepositions: str) -> list[Name]:
    """People in a phrase with one of ``prepositions`` between ``begin`` and ``end``: 为X颁发, 向X授予."""
    for m in re.finditer(f"[{prepositions}]", analysis.text[begin:end]):
        at = begin + m.start()
        if analysis.name_at(at) is None and begins_word(analysis, at):
            people = analysis.names_in(at, end, "person")
            names = [n for n in people if not masked(analysis.story.quotes, n.begin)]
            if names:
                return names
    return []


def unique(names: Iterable[Name]) -> list[Name]:
    """The first name of each key, in order."""
    first: dict[str, Name] = {}
    for name in names:
        first.setdefault(name.key, name)
    return list(first.values())
