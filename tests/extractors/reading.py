"""A story with its names, made from a plain text for the tests of what is read from it."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping, Sequence

from kg.extractors.analysis import Analysis, Name
from kg.extractors.story import build_story, parts_of
from kg.facts import Article, Entity, EntityKind, Span
from kg.language.tagger import Tagger

_KINDS: Mapping[str, EntityKind] = {"people": "person", "organizations": "organization", "places": "place", "works": "work"}


@functools.cache
def tagger() -> Tagger:
    """One tagger for all tests."""
    return Tagger()


def analyse(
    text: str,
    names: Mapping[str, Sequence[str]],
    published: datetime.date | None = None,
    offsets: Sequence[int] | None = None,
) -> Analysis:
    """An analysis of ``text`` (paragraphs parted by line breaks) in which every listed name is found wherever it stands.

    ``offsets`` are the positions of its characters in the document, where that is not the text itself.
    """
    places = tuple(offsets or range(len(text)))
    article = Article(0, Span(0, places[-1] + 1), "story", "", None, (), text, places, published=published)
    parts = parts_of(article)
    story = build_story(article, text, tagger().tag(parts), parts)
    kinds = {name: _KINDS[group] for group, listed in names.items() for name in listed}
    entities = {f"{kind}/{name}": Entity(f"{kind}/{name}", kind, name) for name, kind in kinds.items()}
    pattern = re.compile("|".join(sorted(map(re.escape, kinds), key=lambda n: (-len(n), n))) or "(?!)")
    found = tuple(Name(m.start(), m.end(), f"{kinds[m[0]]}/{m[0]}", kinds[m[0]], m[0]) for m in pattern.finditer(story.text))
    proper = tuple(n for n in found if n.kind != "work")
    return Analysis(
        story=story,
        names=proper,
        inner=(),
        phrases=(),
        times=(),
        entities=entities,
        published=published,
        works=tuple(n for n in found if n.kind == "work"),
        _starts=tuple(n.begin for n in proper),
    )
