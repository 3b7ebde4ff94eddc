"""The content words of a text: the likeliest split into words of jieba's dictionary, each word taken for itself.

The result is that of ``jieba.posseg`` without its model for unknown words. Only the dictionary's file is used: jieba's own tables
are three times as large and take two seconds to load, which every process of a build would have to wait for.
"""

from __future__ import annotations

import functools
import importlib.util
import math
import re
from collections.abc import Iterator
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
    """The dictionary, loaded once in a process (about 0.3 s)."""
    spec = importlib.util.find_spec("jieba")  # found, not imported: importing it costs more than reading its dictionary
    if spec is None or spec.origin is None:
        raise InputError("jieba is not installed; run: pip install jieba")
    fields = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").split()
    words, counts = fields[::3], list(map(int, fields[1::3]))
    whole = math.log(sum(counts))
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) > 2:
            lengths.setdefault(word[:2], set()).add(len(word))
    known: dict[tuple[int, ...], tuple[int, ...]] = {}  # the same few tuples stand behind a hundred thousand beginnings
    longer = {begin: known.setdefault(one, one) for begin, many in lengths.items() for one in (tuple(sorted(many)),)}
    kinds = dict(zip(words, fields[2::3], strict=True))  # of a word that stands twice the last line counts
    return _Dictionary(
        {word: math.log(count) - whole for word, count in zip(words, counts, strict=True)},
        longer,
        frozenset(word for word, kind in kinds.items() if kind in KINDS),
        frozenset(word for word, kind in kinds.items() if kind in NAMES),
        -whole,
    )


def content_words(text: str) -> Iterator[str]:
    """The words of a text that can be keywords, in order."""
    dictionary = _dictionary()
    content = dictionary.content
    for run in _RUN.findall(text):
        begin = 0
        for end in _ends(dictionary, run):
            word = run[begin:end]
            if word in content:
                yield word
            begin = end


def common_words(text: str) -> bool:
    """True where a text is made of words of two characters and more, none of them a proper noun (团结, 乡村振兴)."""
    dictionary, begin = _dictionary(), 0
    for end in _ends(dictionary, text):
        word = text[begin:end]
        if len(word) < 2 or word in dictionary.names or word not in dictionary.weights:
            return False
        begin = end
    return True


def is_word(text: str) -> bool:
    """True for a word of the dictionary."""
    return text in _dictionary().weights


def _ends(dictionary: _Dictionary, run: str) -> Iterator[int]:
    """Where the words of the likeliest split end; of equal ones the one whose words are longer from the left."""
    weights, longer, unknown = dictionary.weights, dictionary.longer, dictionary.unknown
    size = len(run)
    sums = [0.0] * (size + 1)
    ends = [0] * size
    for begin in range(size - 1, -1, -1):
        own = weights.get(run[begin])
        best, end = (unknown if own is None else own) + sums[begin + 1], begin + 1
        certain = own is not None  # a character that is no word stands alone only where no word begins with it
        pair = run[begin : begin + 2]
        weight = weights.get(pair) if begin + 1 < size else None
        if weight is not None and (not certain or weight + sums[begin + 2] >= best):
            best, end, certain = weight + sums[begin + 2], begin + 2, True
        for length in longer.get(pair, ()):
            if begin + length > size:
                break
            weight = weights.get(run[begin : begin + length])
            if weight is not None and (not certain or weight + sums[begin + length] >= best):
                best, end, certain = weight + sums[begin + length], begin + length, True
        sums[begin], ends[begin] = best, end
    at = 0
    while at < size:
        at = ends[at]
        yield at
