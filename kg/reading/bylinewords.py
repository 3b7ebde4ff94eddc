"""The words of bylines, and what a word of a byline can be: a role, a person, an organization."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from kg.reading.tables import alternatives, load

Kind = Literal["author", "contributor", "silent", "publisher", "closing"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of bylines.yaml: role to kind, one-character roles, marks, what is no name, how organizations end."""

    kinds: dict[str, Kind]
    short: frozenset[str]
    role: re.Pattern[str]
    marks: frozenset[str]
    not_names: frozenset[str]
    endings: tuple[str, ...]
    quick: re.Pattern[str]
    offices: tuple[str, ...]
    spokesmen: tuple[str, ...]


@functools.cache
def vocabulary() -> Words:
    """The table of bylines, ready for use."""
    table = load("bylines")
    kinds: dict[str, Kind] = {}
    short: set[str] = set()
    groups: tuple[Kind, ...] = ("author", "contributor", "silent", "publisher", "closing")
    for kind in groups:
        for word in [*table[kind], *table.get(f"{kind}_short", ())]:
            kinds[word] = kind
        short.update(table.get(f"{kind}_short", ()))
    return Words(
        kinds,
        frozenset(short),
        re.compile(f"(?:{alternatives(kinds)})"),
        frozenset(table["marks"]),
        frozenset(table["not_names"]),
        tuple(sorted(table["organization_endings"])),
        re.compile(f"[{re.escape(table['marks'])}]|{alternatives(kinds)}"),
        tuple(table["office_endings"]),
        tuple(table["spokesmen"]),
    )


def is_organization(word: str) -> bool:
    """True where a word of a byline is a body rather than a person: 县交通运输局, 柳堤乡.

    >>> is_organization("县交通运输局"), is_organization("路晓")
    (True, False)
    """
    return len(word) >= 3 and word.endswith(vocabulary().endings)


def marks() -> frozenset[str]:
    """The marks that stand before a byline."""
    return vocabulary().marks


def is_role(word: str) -> bool:
    """True where a word is one of a byline's roles (记者, 特约摄影)."""
    return word in vocabulary().kinds


def has_role(text: str) -> bool:
    """True where one of the roles for people who write or photograph stands in a text, 记者 for one."""
    return any(
        vocabulary().kinds[match.group()] in ("author", "contributor")
        for match in vocabulary().role.finditer(text)
        if len(match.group()) > 1
    )


@functools.cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    table = load("surnames")
    return frozenset("".join(table["single"].split())), frozenset(table["compound"])


def family_names() -> frozenset[str]:
    """The family names of one character."""
    return _surnames()[0]


def has_surname(word: str) -> bool:
    """True where a word begins with a family name.

    >>> has_surname("欧阳雪"), has_surname("了解到")
    (True, False)
    """
    single, compound = _surnames()
    return word[:1] in single or word[:2] in compound


HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_PERSON = re.compile(f"[{HAN}]{{2,4}}|[{HAN}]{{1,12}}(?:[·•・．‧][{HAN}]{{1,12}}){{1,3}}|[A-Za-z][A-Za-z.'-]{{1,24}}")


def is_person(word: str) -> bool:
    """True where a word of a byline can be a person's name or pen name.

    >>> is_person("唐晓婉"), is_person("本报"), is_person("艾山江·买买提")
    (True, False, True)
    """
    if word in vocabulary().not_names or is_organization(word) or is_office(word):
        return False
    return bool(_PERSON.fullmatch(word))


def is_office(word: str) -> bool:
    """True where a word of a byline is a post rather than a person.

    >>> is_office("办公室主任"), is_office("唐晓婉")
    (True, False)
    """
    return word.endswith(vocabulary().offices)
