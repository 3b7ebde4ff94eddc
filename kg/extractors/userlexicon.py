"""A user's own names and titles: the file behind ``kg build --lexicon my.yaml``.

    people: [洛桑江措, 春分]                      # names, also where they look like words
    organizations:
      - {name: 甬江理工学院, short: [甬工], category: university}
    places:
      - {name: 海天一洲, category: building}
    titles: [河长, 塘长]
    organization_endings:
      studio: [联创坊]

Names given here are found wherever they stand; short names are other names of the full one. Categories are concepts of
kgc:organization-type and kgc:place-type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kg.errors import RulesError

_GROUPS = ("people", "organizations", "places", "titles", "organization_endings")


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its short forms and its category."""

    name: str
    short: tuple[str, ...]
    category: str | None


@dataclass(frozen=True, slots=True)
class UserLexicon:
    """The parsed table; every group may be empty."""

    people: tuple[str, ...] = ()
    organizations: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    titles: tuple[str, ...] = ()
    organization_endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse(text: str, name: str = "lexicon") -> UserLexicon:
    """Read a user's table.

    Args:
        text: the YAML text.
        name: the file's name, for messages.

    Raises:
        RulesError: the text is no YAML, or a group is not as described above; the line is named.
    """
    try:
        root = yaml.compose(text)
        data: Any = yaml.safe_load(text) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise RulesError(name, line, f"this is no YAML ({error.problem}); see the example in docs/extending.md") from error
    if not isinstance(data, dict):
        raise RulesError(name, 1, f"a lexicon is a mapping with the groups {', '.join(_GROUPS)}")
    lines = {key.value: value.start_mark.line + 1 for key, value in root.value} if root is not None else {}
    for group in data:
        if group not in _GROUPS:
            raise RulesError(name, lines.get(group), f"unknown group {group!r}; the groups are {', '.join(_GROUPS)}")
    endings = data.get("organization_endings") or {}
    if not isinstance(endings, dict):
        raise RulesError(name, lines.get("organization_endings"), "organization_endings maps a category to a list of endings")
    return UserLexicon(
        people=_words(data, "people", name, lines),
        organizations=_named(data, "organizations", name, lines),
        places=_named(data, "places", name, lines),
        titles=_words(data, "titles", name, lines),
        organization_endings={str(k): _words(endings, k, name, lines) for k in endings},
    )


def _words(data: Mapping[str, Any], group: str, name: str, lines: Mapping[str, int]) -> tuple[str, ...]:
    words = data.get(group) or []
    if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
        raise RulesError(name, lines.get(group), f"{group} is a list of words")
    return tuple(words)


def _named(data: Mapping[str, Any], group: str, name: str, lines: Mapping[str, int]) -> tuple[Named, ...]:
    result = []
    for row in data.get(group) or []:
        row = {"name": row} if isinstance(row, str) else row
        short = row.get("short", []) if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not isinstance(short, list):
            raise RulesError(name, lines.get(group), f"an entry of {group} is a name, or {{name: …, short: […], category: …}}")
        result.append(Named(row["name"], tuple(map(str, short)), row.get("category")))
    return tuple(result)
