"""The reader's tables: the words and patterns of bylines, source lines, datelines and page furniture."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml


@functools.cache
def load(name: str) -> dict[str, Any]:
    """The table ``name`` (without its suffix) as a mapping of groups.

    >>> "记者" in load("bylines")["author"]
    True
    """
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text("utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(data, dict):
        raise TypeError(f"{name}.yaml is not a mapping")
    return data


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, longest first.

    >>> alternatives(["记者", "摄影记者"])
    '摄影记者|记者'
    """
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@dataclass(frozen=True, slots=True)
class Layout:
    """The numbers and marks of layout.yaml."""

    sentence_final: frozenset[str]
    sentence_final_after_han: frozenset[str]
    closing: frozenset[str]
    sentence_middle: frozenset[str]
    full: float
    too_wide: float
    wrapped: float
    narrowest: float
    widest: float
    headline: float
    headline_lines: int
    caption: float


@functools.cache
def layout() -> Layout:
    """The table of layout rules."""
    table = load("layout")
    marks = {key: frozenset(table[key]) for key in ("sentence_final", "sentence_final_after_han", "closing", "sentence_middle")}
    return Layout(**{key: marks.get(key, value) for key, value in table.items()})


@dataclass(frozen=True, slots=True)
class Furniture:
    """Patterns of page-noise.yaml."""

    always: re.Pattern[str]
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    continued: re.Pattern[str]
    continuing: re.Pattern[str]


@functools.cache
def furniture() -> Furniture:
    """The patterns of what is no part of a story."""
    table = load("page-noise")
    return Furniture(*(re.compile("|".join(table[key])) for key in ("always", "strong", "weak", "continued", "continuing")))
