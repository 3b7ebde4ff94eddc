"""People who only stand in the credits of a page: 编辑：甲 责编：乙 审核/丙.

They neither wrote nor photographed, so the reader gives no byline for them; they are named all the same.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.facts import Document, Span
from kg.reading.bylinewords import has_surname, is_office, vocabulary

_SEPARATOR = r"[ \u3000]*(?:[:：/|｜丨][ \u3000]*)"
_NAME = r"(?:[一-龥]{1,4}(?:[·•][一-龥]{1,6})?)"
_PADDED = r"(?:[一-龥][ \u3000]{1,3}[一-龥](?![一-龥]))"  # 甲　乙: a name set apart to the width of three


@functools.cache
def _pattern() -> re.Pattern[str]:
    silent = [word for word, kind in vocabulary().kinds.items() if kind == "silent"]
    words = "|".join(sorted(map(re.escape, silent), key=lambda w: (-len(w), w)))
    long = "|".join(
        sorted((re.escape(w) for w in silent if w.endswith(("编辑", "责编", "版式", "校对"))), key=lambda w: (-len(w), w))
    )
    name = f"(?:{_PADDED}|{_NAME})"
    return re.compile(
        rf"(?:{words}){_SEPARATOR}(?P<names>{name}(?:[ \u3000、,，]{{1,2}}{name}(?=[ \u3000、,，\n)）】]|$)(?!{_SEPARATOR}))*)"
        rf"|(?:^|(?<=[ \u3000]))(?:{long})[ \u3000]{{1,2}}(?P<blank>(?!(?:{words})(?![一-龥])){_NAME}(?=[ \u3000]|$))",
        re.MULTILINE,
    )


def credited(document: Document) -> Iterator[tuple[str, Span]]:
    """Names in the credits of a document, each with its span in the document's text."""
    text = document.text
    for found in _pattern().finditer(text):
        group = "names" if found["names"] else "blank"
        for name in re.finditer(f"{_PADDED}|{_NAME}", found[group]):
            begin, end = found.start(group) + name.start(), found.start(group) + name.end()
            word = "".join(name.group().split())
            if is_office(word) or (group == "blank" and not has_surname(word)):
                continue
            if 2 <= len(word) <= 12 and text[end : end + 2].lstrip(" \u3000")[:1] not in (":", "：", "/", "|"):
                yield word, Span(begin, end)
