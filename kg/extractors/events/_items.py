"""Items: the sections of a story that are news of their own.

The class of stories: a round-up (国内联播快讯) with a title before each of its items, and a report from abroad that goes on with
further titled news. Such a title retells what the sentences below it say; the title between two sections of one story
(深入一线听民声) does not, nor is what begins with an occasion told before (开工仪式后，…) an item.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from kg.extractors.events._lines import Line

_SHARED = 0.3  # of the pairs of characters of a title that the sentences below it repeat
_SENTENCES = 2  # below a title that retell it


def items(lines: Sequence[Line], text: str) -> frozenset[int]:
    """The numbers of the sections that are items; none where the story has no other part than the section.

    A story most of whose sections are items is a round-up: then all of them are.
    """
    bodies: dict[int, list[Line]] = {}
    for line in lines:
        if not line.heading:
            bodies.setdefault(line.section, []).append(line)
    titles = {line.section: line for line in lines if line.heading and line.section}
    if len(bodies) < 2:
        return frozenset()
    above = "".join(text[line.begin : line.end] for line in lines if line.heading and not line.section)
    titles = {n: title for n, title in titles.items() if text[title.begin : title.end].strip() not in above}  # told again
    own = {n for n, title in titles.items() if n in bodies and _retold(title, bodies[n][:_SENTENCES], text)}
    own -= {n for n in own if bodies[n][0].tie in ("inside", "beside")}  # 签约 under 开工仪式后，…
    return frozenset(titles) if 2 * len(own) > len(titles) else frozenset(own)


def _retold(title: Line, below: Sequence[Line], text: str) -> bool:
    words = _pairs(text[title.begin : title.end])
    said = set[str]().union(*(_pairs(text[line.begin : line.end]) for line in below))
    return len(words & said) >= _SHARED * len(words)


def _pairs(words: str) -> set[str]:
    """The pairs of neighbouring characters, marks left out.

    >>> sorted(_pairs("大桥，通车"))
    ['大桥', '桥通', '通车']
    """
    return {a + b for a, b in itertools.pairwise(re.sub(r"\W", "", words))}
