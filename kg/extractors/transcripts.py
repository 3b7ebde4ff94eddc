"""Transcripts: whose words a paragraph is, by the name before its first colon, and the names that only such labels give.

A press conference names its speakers once with their posts (副市长 罗川), and then by labels alone (罗川：…). A name in a label
counts as a person's where it is repeated, has a family name that no everyday word explains, or stands behind a post elsewhere.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extractors.lexicon import Lexicon, table
from kg.extractors.signs import family_name
from kg.extractors.story import Story
from kg.facts import Span

_NAME = "[一-龥]{2,4}|[一-龥]{1,12}(?:·[一-龥]{1,12}){1,3}"
_LABEL = re.compile(f"(?:[^，。；：:！？“”]{{0,20}}[ \\u3000])?(?P<name>{_NAME})[：:]")


@dataclass(frozen=True, slots=True)
class _Words:
    unnamed: tuple[str, ...]
    no_label: frozenset[str]
    longest: int
    turn: int
    turns: int


@functools.cache
def _words() -> _Words:
    raw = table("transcripts")
    unnamed = tuple(sorted(raw["unnamed"], key=len, reverse=True))
    return _Words(unnamed, frozenset(raw["no_label"]), raw["longest"], raw["turn"], raw["turns"])


def turns(story: Story) -> list[tuple[Span, Span]]:
    """The turns of a transcript, each as the span of its label (without the colon) and that of its paragraph; else nothing."""
    paragraphs = story.paragraphs[story.headings :]
    labels = [label_of(story.text, paragraph) for paragraph in paragraphs]
    found = [(label, paragraph) for label, paragraph in zip(labels, paragraphs, strict=True) if label is not None]
    spoken = sum(paragraph.end - label.end > _words().turn for label, paragraph in found)
    spoken += sum(  # a label on a line of its own, the words below it
        label is not None and paragraph.end == label.end + 1 and following is None
        for (label, following), paragraph in zip(itertools.pairwise(labels), paragraphs, strict=False)
    )
    return found if spoken >= _words().turns else []


def label_of(text: str, paragraph: Span) -> Span | None:
    """The label of a paragraph: what stands before its first colon, where that is short and no sentence."""
    limit = min(paragraph.end, paragraph.begin + _words().longest + 1)
    colon = next((i for i in range(paragraph.begin, limit) if text[i] in "：:"), -1)
    if colon <= paragraph.begin or any(c in "，。；！？“”" for c in text[paragraph.begin : colon]):
        return None
    return Span(paragraph.begin, colon)


def unnamed(text: str, label: Span) -> bool:
    """True where a label is one of a speaker without a name (某报记者).

    >>> unnamed("河湾日报记者：请问", Span(0, 6))
    True
    """
    return text.endswith(_words().unnamed, label.begin, label.end)


def labelled_names(stories: Sequence[Story], lexicon: Lexicon) -> list[str]:
    """The names that labels of transcripts give, each once, in order.

    Args:
        stories: the stories of a document.
        lexicon: the compiled tables.
    """
    names: dict[str, None] = {}
    for story in stories:
        labels = [label for label, _ in turns(story)]
        said = [story.text[label.begin : label.end] for label in labels]
        for label, word in zip(labels, said, strict=True):
            match = _LABEL.match(story.text, label.begin, label.end + 1)
            if match is None or match["name"] in _words().no_label or unnamed(story.text, label):
                continue
            name = match["name"]
            if (
                "·" in name
                or _introduced(story, name, lexicon)
                or (_surnamed(story, label, name, lexicon) and said.count(word) > 1)
            ):
                names[name] = None
    return list(names)


def _introduced(story: Story, name: str, lexicon: Lexicon) -> bool:
    """True where the name ends a line behind a title and a blank (副市长 罗川), or stands before a title (罗川副市长)."""
    for at in (m.start() for m in re.finditer(re.escape(name), story.text)):
        end, before = at + len(name), story.text[:at].rstrip(" \u3000")
        if story.text[end : end + 1] in ("\n", "、", " ", "\u3000") and lexicon.titles.ending_at(before, len(before)):
            return True
        if family_name(name, 0, lexicon)[0] and lexicon.titles.starting_at(story.text, end):
            return True
    return False


def _surnamed(story: Story, label: Span, name: str, lexicon: Lexicon) -> bool:
    """True where a label begins with a family name and is no everyday word to the tagger."""
    token = story.token_at(label.end - len(name))
    word = token.begin == label.end - len(name) and token.end == label.end and token.tag not in ("PER", "nr")
    return bool(family_name(name, 0, lexicon)[0]) and not word
