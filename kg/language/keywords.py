"""Keywords of an article: content words by jieba's dictionary, ranked by TextRank.

TextRank: Mihalcea and Tarau, 2004. Words are linked where they stand close together, and ranked by PageRank over the links. The
computation is ours, because jieba's own breaks ties by hash order.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from kg.language.segmentation import content_words

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_SPAN = 5  # words in which a pair counts as neighbours, as in jieba
_ROUNDS = 10  # of PageRank; the order of the first words is stable long before
_DAMPING = 0.85


@functools.cache
def stopwords() -> frozenset[str]:
    """The words of ``stopwords.txt``: never keywords."""
    text = resources.files("kg.language").joinpath("stopwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def keywords(text: str, count: int = 8) -> tuple[str, ...]:
    """At most ``count`` keywords of a text, most important first; words of equal weight in the order of the text."""
    return rank(list(content_words(text)), count)


def rank(listed: Sequence[str], count: int = 8) -> tuple[str, ...]:
    """At most ``count`` of the content words of a text, ranked by TextRank; stop words and single characters are left out."""
    import numpy

    stop = stopwords()
    kept = [word for word in listed if len(word) >= 2 and word not in stop]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(kept))}
    size = len(numbers)
    row = numpy.array([numbers[word] for word in kept], dtype=numpy.intp)
    near = [(row[:-distance], row[distance:]) for distance in range(1, _SPAN)]
    left = numpy.concatenate([one for one, _ in near])
    right = numpy.concatenate([other for _, other in near])
    apart = left != right
    left, right = left[apart], right[apart]
    links, times = numpy.unique(numpy.concatenate((left * size + right, right * size + left)), return_counts=True)
    to, source = links // max(1, size), links % max(1, size)
    shares = times / numpy.bincount(source, times, size)[source]
    weights: NDArray[numpy.floating[Any]] = numpy.ones(size)
    for _ in range(_ROUNDS):  # the sums are made in one order, whatever the machine: equal words stay equal
        weights = 1 - _DAMPING + _DAMPING * numpy.bincount(to, weights[source] * shares, size)
    # The numbers are in the order of the text, and the sort is stable.
    order = numpy.argsort(-weights.round(9), kind="stable")[:count]
    words = list(numbers)
    return tuple(words[number] for number in order.tolist())
