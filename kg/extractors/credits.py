"""People who only stand in the credits of a page: 编辑：甲 责编：乙 审核/丙.

They neither wrote nor photographed, so the reader gives no byline for them; they are named all the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.facts import Document, Span
from kg.reading.bylinewords import vocabulary

_SEPARATOR = r"[ \u3000]*(?:[:：/|｜丨][ \u3000]*)"
_NAME = r"[一-龥]{1,4}(?:[·•][一-龥]{1,6})?"


@functools.cache
def _pattern() -> re.Pattern[str]:
    silent = [word for word, kind in vocabulary().kinds.items() if kind == "silent"]
    words = "|".join(sorted(map(re.escape, silent), key=lambda w: (-len(w), w)))
    return re.compile(
        rf"(?:{words}){_SEPARATOR}(?P<names>{_NAME}(?:[ \u3000、,，]{{1,2}}{_NAME}(?=[ \u3000、,，\n)）】]|$)(?!{_SEPARATOR}))*)"
    )


def credited(document: Document) -> Iterator[tuple[str, Span]]:
    """Names in the credits of a document, each with its span in the document's text."""
    text = document.text
    for found in _pattern().finditer(text):
        for name in re.finditer(_NAME, found["names"]):
            following = text[found.start("names") + name.end() : found.start("names") + name.end() + 2].lstrip(" \u3000")
            if 2 <= len(name.group()) <= 12 and following[:1] not in (":", "：", "/", "|"):
                yield name.group(), Span(found.start("names") + name.start(), found.start("names") + name.end())
