"""Keywords of an article: content words by jieba's dictionary, ranked by TextRank.

TextRank: Mihalcea and Tarau, 2004. Words are linked where they stand close together, and ranked by PageRank over the links. The
computation is ours, because jieba's own breaks ties by hash order.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from operator import itemgetter, mul

from kg.language.segmentation import content_words

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
    stop = stopwords()
    kept = [word for word in listed if len(word) >= 2 and word not in stop]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(kept))}
    row = [numbers[word] for word in kept]
    near: list[dict[int, float]] = [{} for _ in numbers]
    for i, left in enumerate(row):
        links = near[left]
        for right in row[i + 1 : i + _SPAN]:
            if left != right:
                links[right] = links.get(right, 0.0) + 1.0
                back = near[right]
                back[left] = back.get(left, 0.0) + 1.0
    totals = [sum(links.values()) or 1.0 for links in near]
    shares = [(_getter(links), [n / totals[other] for other, n in links.items()]) for links in near]
    weights = [1.0] * len(near)
    for _ in range(_ROUNDS):
        weights = [1 - _DAMPING + _DAMPING * sum(map(mul, get(weights), parts)) for get, parts in shares]
    # The numbers are in the order of the text, and the sort is stable.
    order = sorted(range(len(near)), key=lambda number: -round(weights[number], 9))
    words = list(numbers)
    return tuple(words[number] for number in order[:count])


def _getter(places: Iterable[int]) -> Callable[[Sequence[float]], tuple[float, ...]]:
    """Takes the values at some places of a list, always as a tuple."""
    listed = list(places)
    if len(listed) > 1:
        return itemgetter(*listed)
    return lambda values: tuple(values[place] for place in listed)
