"""The tables of ``times.yaml``, and numbers in characters."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}


@functools.cache
def table() -> Mapping[str, Any]:
    """The tables of ``times.yaml``."""
    text = resources.files("kg.language").joinpath("times.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def number(words: str) -> int:
    """The value of a number below 100, or of a year read digit by digit, in digits or characters."""
    if words.isdecimal():
        return int(words)
    if "十" not in words:
        return int("".join(str(DIGITS[c]) for c in words))
    tens, _, ones = words.partition("十")
    return 10 * (DIGITS[tens] if tens else 1) + (DIGITS[ones] if ones else 0)
