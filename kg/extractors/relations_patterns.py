"""The patterns of relations: the table ``tables/relations.yaml`` compiled, and the text they are read over.

In that text each name is one character of a private plane of Unicode, one range a kind, so that a pattern sees
张三和妻子李四 as *person* 和妻子 *person*.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.extractors.analysis import Name
from kg.extractors.lexicon import load
from kg.extractors.lexicon import table as read_table
from kg.extractors.statements_units import Body
from kg.extractors.statements_verbs import table as saying_table

_FIRST: Mapping[str, int] = {"person": 0xF0000, "organization": 0xF4000, "place": 0xF8000}
_RANGE = {kind: f"{chr(first)}-{chr(first + 0x3FFF)}" for kind, first in _FIRST.items()}
_ANY = f"{chr(0xF0000)}-{chr(0xFBFFF)}"
_CLASSES = {"P": f"[{_RANGE['person']}]", "O": f"[{_RANGE['organization']}]", "L": f"[{_RANGE['place']}]"}
_CLASSES["OL"] = f"[{_RANGE['organization']}{_RANGE['place']}]"
_SLOT = re.compile(r"\{(?P<kind>P|O|L|OL|np):(?P<name>\w+)\}|\{(?P<word>\w+)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A class of sentences: what it says, of whom (group names), and its form over encoded text."""

    relation: str
    subject: str
    object: str
    present: bool
    address: bool
    like: str | None
    form: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A story's body with each name as one character; ``at[i]`` is the position in the story of character ``i``."""

    text: str
    at: tuple[int, ...]
    names: Mapping[str, Name]


def _compiled(text: str, words: Mapping[str, str]) -> re.Pattern[str]:
    def slot(match: re.Match[str]) -> str:
        if match["word"]:
            return match[0] if match["word"].isdigit() else words[match["word"]]
        inner = f"[^，。；：！？\\n“”（）和与及{_ANY}]{{0,16}}?" if match["kind"] == "np" else _CLASSES[match["kind"]]
        return f"(?P<{match['name']}>{inner})"

    return re.compile(_SLOT.sub(slot, text))


def _either(items: list[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(items, key=lambda w: (-len(w), w))) + ")"


@functools.cache
def patterns() -> tuple[tuple[Pattern, ...], re.Pattern[str]]:
    """The patterns of the table, compiled once, and the words that put an age into the past."""
    raw: dict[str, Any] = read_table("relations")
    words = {name: _either(items) for name, items in raw["words"].items()}
    address = _either([*saying_table().address, *load().titles])
    words["note"] = f"(?:{address})?(?:（[^（）]{{1,20}}）)?"
    words["gap"] = f"[^，。；：！？\\n{_RANGE['person']}]{{0,16}}?"
    words["alone"] = f"(?![{_ANY}])"
    words["number"] = "(?P<n>[0-9]{1,3}|[一二三四五六七八九十百零两]{1,4})"
    forms = [
        Pattern(
            row["relation"],
            row["subject"],
            row["object"],
            bool(row.get("present")),
            bool(row.get("address")),
            row.get("like"),
            _compiled(row["text"], words),
        )
        for row in raw["patterns"]
    ]
    return tuple(forms), re.compile(_either(raw["past"]))


def encode(body: Body) -> Encoded:
    """Put one character for each named person, organization and place of a body."""
    analysis = body.analysis
    chars: list[str] = []
    at: list[int] = []
    names: dict[str, Name] = {}
    position = analysis.story.body
    for name in (*analysis.names_in(position, len(body.text)), None):
        stop = name.begin if name else len(body.text)
        chars += body.text[position:stop]
        at += range(position, stop)
        if name is None:
            break
        if name.kind in _FIRST and name.surface not in saying_table().pronouns:
            char = chr(_FIRST[name.kind] + len(names))
            names[char] = name
            chars.append(char)
            at.append(name.begin)
        else:
            chars += body.text[name.begin : name.end]
            at += range(name.begin, name.end)
        position = name.end
    return Encoded("".join(chars), (*at, len(body.text)), names)
