"""The content words of a text: the likeliest split into words of jieba's dictionary, each word taken for itself.

The result is that of ``jieba.posseg`` without its model for unknown words. Only the dictionary's file is used: jieba's own tables
are three times as large and take two seconds to load, which every process of a build would have to wait for.
"""

from __future__ import annotations

import functools
import importlib.util
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError

KINDS = frozenset({"n", "nz", "nt", "nw", "ns", "nr", "vn", "an", "l", "j"})
"""Parts of speech that can be keywords: nouns and names, nominal verbs and adjectives, fixed phrases, abbreviations."""

NAMES = frozenset({"ns", "nr", "nrt", "nrfg", "nz", "nt"})
"""Parts of speech of proper nouns."""

# Between these there is always the end of a word: characters that words of the dictionary are made of.
_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._]+")


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The words with the logarithm of their share.

    ``longer`` holds, for the first two characters of words of three and more, the lengths that such words have, in rising order;
    ``content`` the words of :data:`KINDS`; ``names`` those of :data:`NAMES`; ``unknown`` the logarithm for a character that is no
    word.
    """

    weights: dict[str, float]
    longer: dict[str, tuple[int, ...]]
    content: frozenset[str]
    names: frozenset[str]
    unknown: float


@functools.cache
def _dictionary() -> _Dictionary:
    """The dictionary, loaded once in a process (about 0.2 s)."""
    spec = importlib.util.find_spec("jieba")  # found, not imported: importing it costs more than reading its dictionary
    if spec is None or spec.origin is None:
        raise InputError("jieba is not installed; run: pip install jieba")
    fields = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").split()
    words, counts, kinds = fields[::3], fields[1::3], fields[2::3]
    often = Counter(counts)  # few counts are distinct
    whole = math.log(sum(int(count) * times for count, times in often.items()))
    logarithms = {count: math.log(int(count)) - whole for count in often}
    weights = dict(zip(words, map(logarithms.__getitem__, counts), strict=True))
    several = len(weights) < len(words)  # of a word that stands twice the last line counts
    listed = list(dict(zip(words, kinds, strict=True)).items() if several else zip(words, kinds, strict=True))
    content, names = (frozenset(word for word, kind in listed if kind in wanted) for wanted in (KINDS, NAMES))
    return _Dictionary(weights, _longer(words), content, names, -whole)


def _longer(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """What :class:`_Dictionary` has as ``longer``."""
    by_size: dict[int, list[str]] = {}
    for word in words:
        by_size.setdefault(len(word), []).append(word)
    longer: dict[str, tuple[int, ...]] = {}
    further: dict[tuple[tuple[int, ...], int], tuple[int, ...]] = {}  # the same few tuples stand behind many beginnings
    for size in sorted(size for size in by_size if size > 2):
        for head in {word[:2] for word in by_size[size]}:
            before = longer.get(head, ())
            longer[head] = further.setdefault((before, size), (*before, size))
    return longer


def content_words(text: str) -> Iterator[str]:
    """The words of a text that can be keywords, in order."""
    dictionary = _dictionary()
    content = dictionary.content
    for run in _RUN.findall(text):
        begin, ends = 0, _ends(dictionary, run)
        while begin < len(run):
            word = run[begin : ends[begin]]
            if word in content:
                yield word
            begin = ends[begin]


def common_words(text: str) -> bool:
    """True where a text is made of words of two characters and more, none of them a proper noun (团结, 乡村振兴)."""
    dictionary, begin = _dictionary(), 0
    ends = _ends(dictionary, text)
    while begin < len(text):
        word = text[begin : ends[begin]]
        if len(word) < 2 or word in dictionary.names or word not in dictionary.weights:
            return False
        begin = ends[begin]
    return True


def is_word(text: str) -> bool:
    """True for a word of the dictionary."""
    return text in _dictionary().weights


def is_noun(text: str) -> bool:
    """True for a noun, a name or a fixed phrase of the dictionary."""
    return text in _dictionary().content or text in _dictionary().names


def _ends(dictionary: _Dictionary, run: str) -> list[int]:
    """For every place of a run, where the first word of the likeliest split of what follows ends.

    Of equal splits it is the one whose words are longer from the left.
    """
    weights, longer, unknown = dictionary.weights.get, dictionary.longer.get, dictionary.unknown
    if not run:
        return []
    size = len(run)
    sums = [0.0] * (size + 1)
    ends = list(range(1, size + 1))
    own = weights(run[-1])
    sums[-2] = unknown if own is None else own
    for begin in range(size - 2, -1, -1):
        own = weights(run[begin])
        best = (unknown if own is None else own) + sums[begin + 1]
        certain = own is not None  # a character that is no word stands alone only where no word begins with it
        pair = run[begin : begin + 2]
        weight = weights(pair)
        if weight is not None and (not certain or weight + sums[begin + 2] >= best):
            best, certain = weight + sums[begin + 2], True
            ends[begin] = begin + 2
        lengths = longer(pair)
        if lengths is not None:
            for length in lengths:
                end = begin + length
                if end > size:
                    break
                weight = weights(run[begin:end])
                if weight is not None and (not certain or weight + sums[end] >= best):
                    best, certain = weight + sums[end], True
                    ends[begin] = end
        sums[begin] = best
    return ends
