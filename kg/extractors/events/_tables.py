"""The tables of events: frames, named events, role predicates, ties between sentences, small patterns of grammar."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

_GAP = r"[^，。；：、！？\n]{0,14}?"  # what "…" in a word of the table stands for: part of one clause


def words(items: Iterable[str]) -> re.Pattern[str]:
    """A pattern of plain words, the longest first; ``…`` inside a word is a short gap.

    >>> words(["召开", "主持召开"]).findall("主持召开")
    ['主持召开']
    """
    ordered = sorted(set(items), key=lambda w: (-len(w), w))
    return re.compile("|".join(re.escape(w).replace("…", _GAP) for w in ordered) or r"(?!)")


@dataclass(frozen=True, slots=True)
class Noun:
    """A head noun of named events: its category and the family of words that may stand for it."""

    head: str
    category: str
    family: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What one verb says: its category, who must be named, and the roles of those around it.

    The fields are those of the table ``events.yaml``.
    """

    category: str
    family: str
    pattern: re.Pattern[str]
    exclude: tuple[str, ...] = ()
    exclude_before: tuple[str, ...] = ()
    needs: str = "person"
    follow: re.Pattern[str] | None = None
    object: str | None = None
    inside: str | None = None
    with_role: str | None = None
    for_role: str | None = None
    weak: bool = False
    final: bool = False
    deep: bool = False
    headed: bool = False
    place_object: bool = False
    place_before: bool = False
    object_text: bool = False
    convener: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role and the predicates that give it."""

    role: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables, compiled. Names as in the YAML files, where every group is explained.

    ``openings`` has the first characters of the words of ``frames``, and which of the frames have such words.
    """

    nouns: Mapping[str, Noun]
    noun_pattern: re.Pattern[str]
    noun_exclude_after: tuple[str, ...]
    games: frozenset[str]
    name_stop: frozenset[str]
    ceremonies: tuple[tuple[str, tuple[str, ...]], ...]
    minor: frozenset[str]
    flexible: frozenset[str]
    flexible_words: Mapping[str, tuple[str, ...]]
    adjoining: Mapping[str, tuple[str, ...]]
    generic: Mapping[str, frozenset[str]]
    hold_before: re.Pattern[str]
    hold_after: re.Pattern[str]
    attend: re.Pattern[str]
    frames: tuple[Frame, ...]
    openings: Mapping[str, frozenset[int]]
    roles: tuple[Role, ...]
    after: re.Pattern[str]
    represented: tuple[str, ...]
    bystanders: tuple[str, ...]
    inside: tuple[str, ...]
    beside: tuple[str, ...]
    inside_form: re.Pattern[str]
    beside_form: re.Pattern[str]
    news: tuple[str, ...]
    parties: re.Pattern[str]
    leading: tuple[str, ...]
    future: re.Pattern[str]
    negated: re.Pattern[str]
    past: re.Pattern[str]
    mention_after: tuple[str, ...]
    speech_open: re.Pattern[str]
    speech: re.Pattern[str]
    beside_subject: frozenset[str]
    not_place_end: tuple[str, ...]
    place_before: re.Pattern[str]


def _pattern(line: Mapping[str, Any]) -> re.Pattern[str]:
    """One line of ``event-grammar.yaml``: its alternatives between what stands before and after them."""
    return re.compile(line.get("before", "") + "(?:" + "|".join(line["of"]) + ")" + line.get("after", ""))


@functools.cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """The patterns of ``event-grammar.yaml`` by name."""
    return {name: _pattern(line) for name, line in _read("event-grammar.yaml").items()}


def _longest(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(items), key=lambda w: (-len(w), w)))


def _read(name: str) -> dict[str, Any]:
    with resources.files("kg.extractors").joinpath("tables", name).open(encoding="utf-8") as file:
        data: dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data


def _frame(line: Mapping[str, Any]) -> Frame:
    return Frame(
        category=line["category"],
        family=line["family"],
        pattern=words(line["words"]),
        exclude=_longest(line.get("exclude", ())),
        exclude_before=_longest(line.get("exclude-before", ())),
        needs=line.get("needs", "person"),
        follow=re.compile(line["follow"]) if "follow" in line else None,
        object=line.get("object"),
        inside=line.get("inside"),
        with_role=line.get("with"),
        for_role=line.get("for"),
        weak=bool(line.get("weak")),
        final=bool(line.get("final")),
        deep=bool(line.get("deep")),
        headed=bool(line.get("headed")),
        place_object=bool(line.get("place-object")),
        place_before=bool(line.get("place-before")),
        object_text=bool(line.get("object-text")),
        convener=bool(line.get("convener")),
    )


def _openings(lists: Iterable[Iterable[str]]) -> dict[str, frozenset[int]]:
    """The one or two characters with which a word of some of the lists begins → the numbers of those lists.

    >>> sorted(_openings([["签署", "签…约"], ["签署了"]])["签署"])
    [0, 1]
    """
    found: dict[str, set[int]] = {}
    for number, items in enumerate(lists):
        for word in items:
            found.setdefault(word.partition("…")[0][:2], set()).add(number)
    return {opening: frozenset(numbers) for opening, numbers in found.items()}


@functools.cache
def tables() -> Tables:
    """The tables, read once in a process."""
    frames, ties = _read("events.yaml"), _read("event-roles.yaml")
    nouns = {head: Noun(head, line["category"], line["family"]) for line in frames["nouns"] for head in line["heads"]}
    hold = frames["hold"]
    return Tables(
        nouns=nouns,
        noun_pattern=words(nouns),
        noun_exclude_after=_longest(frames["noun-exclude-after"]),
        games=frozenset(frames["games"]),
        name_stop=frozenset(frames["name-stop"]),
        ceremonies=tuple((line["category"], tuple(line["words"])) for line in frames["ceremonies"]),
        minor=frozenset(frames["minor"]),
        flexible=frozenset(frames["flexible"]),
        flexible_words={k: tuple(v) for k, v in frames["flexible-words"].items()},
        adjoining={k: tuple(v) for k, v in frames["adjoining"].items()},
        generic={family: frozenset(items) for family, items in frames["generic"].items()},
        hold_before=words([*hold["both"], *hold["before"]]),
        hold_after=words([*hold["both"], *hold["after"]]),
        attend=words(frames["attend"]),
        frames=tuple(_frame(line) for line in frames["verbs"]),
        openings=_openings(line["words"] for line in frames["verbs"]),
        roles=tuple(
            Role(line["role"], re.compile("|".join(sorted(line["words"], key=lambda w: (-len(w), w))))) for line in ties["roles"]
        ),
        after=re.compile("|".join(ties["after"])),
        represented=_longest(ties["represented"]),
        bystanders=_longest(ties["bystanders"]),
        inside=_longest(ties["inside"]),
        beside=_longest(ties["beside"]),
        inside_form=re.compile(ties["inside-form"]),
        beside_form=re.compile(ties["beside-form"]),
        news=_longest(ties["news"]),
        parties=words(ties["parties"]),
        leading=_longest(ties["leading"]),
        future=words(ties["future"]),
        negated=words(ties["negated"]),
        past=words(ties["past"]),
        mention_after=_longest(ties["mention-after"]),
        speech_open=words(ties["speech-open"]),
        speech=words(ties["speech"]),
        beside_subject=frozenset(ties["beside-subject"]),
        not_place_end=_longest(ties["not-place-end"]),
        place_before=words(ties["place-before"]),
    )
