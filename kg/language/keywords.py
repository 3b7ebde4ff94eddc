"""Keywords of an article and words of a text, by jieba.

jieba is loaded at the first call, without its cache file and without its log lines. Keywords are ranked by
TextRank (Mihalcea and Tarau, 2004: words are linked where they stand close together, and ranked by PageRank over the links);
the computation is ours, because jieba's own breaks ties by hash order.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

_SPAN = 5  # words in which a pair counts as neighbours, as in jieba
_ROUNDS = 10  # of PageRank; the order of the first words is stable long before
_DAMPING = 0.85
_KINDS = frozenset({"n", "nz", "nt", "nw", "ns", "nr", "vn", "an", "l", "j"})
"""Parts of speech that can be keywords: nouns and names, nominal verbs and adjectives, fixed phrases, abbreviations."""


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No log lines and no deprecation warnings: jieba imports pkg_resources and has invalid escapes."""
    logger = logging.getLogger("jieba")
    level = logger.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            logger.setLevel(level)


@functools.cache
def _jieba() -> tuple[Any, Any]:
    """A tokenizer and a tagger over it with jieba's own dictionary, loaded once in a process."""
    with _quiet():
        import jieba  # type: ignore[import-untyped]
        import jieba.posseg  # type: ignore[import-untyped]

        jieba.setLogLevel(logging.ERROR)
        tokenizer = jieba.Tokenizer()
        with tempfile.TemporaryDirectory(prefix="kg-jieba-") as folder:
            # jieba writes a cache of its dictionary, by default where anybody may have put another one.
            tokenizer.tmp_dir = folder
            tokenizer.initialize()
        return tokenizer, jieba.posseg.POSTokenizer(tokenizer)


@functools.cache
def stopwords() -> frozenset[str]:
    """The words of ``stopwords.txt``: never keywords."""
    text = resources.files("kg.language").joinpath("stopwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def add_words(entries: Iterable[str]) -> None:
    """Adds words of a user dictionary, which from now on stay whole."""
    tokenizer, _ = _jieba()
    for word in entries:
        tokenizer.add_word(word, tag="nz")


def load_words(path: Path) -> tuple[str, ...]:
    """The words of a user dictionary in jieba's format: one a line, frequency and tag behind it optional."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return tuple(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def words(text: str) -> list[str]:
    """The words of a text, in order and without gaps."""
    tokenizer, _ = _jieba()
    return list(tokenizer.cut(text, HMM=False))


def keywords(text: str, count: int = 8) -> tuple[str, ...]:
    """At most ``count`` keywords of a text, most important first; words of equal weight in the order of the text."""
    _, tagger = _jieba()
    return rank([w.word for w in tagger.cut(text, HMM=False) if w.flag in _KINDS], count)


def rank(listed: Sequence[str], count: int = 8) -> tuple[str, ...]:
    """At most ``count`` of the content words of a text, ranked by TextRank; stop words and single characters are left out."""
    stop = stopwords()
    kept = [word for word in listed if len(word) >= 2 and word not in stop]
    near: dict[str, dict[str, float]] = {word: {} for word in kept}
    for i, left in enumerate(kept):
        for right in kept[i + 1 : i + _SPAN]:
            if left != right:
                near[left][right] = near[left].get(right, 0.0) + 1.0
                near[right][left] = near[right].get(left, 0.0) + 1.0
    totals = {word: sum(links.values()) or 1.0 for word, links in near.items()}
    shares = {word: [(other, n / totals[other]) for other, n in links.items()] for word, links in near.items()}
    weights = dict.fromkeys(near, 1.0)
    for _ in range(_ROUNDS):
        weights = {
            w: 1 - _DAMPING + _DAMPING * sum(weights[other] * part for other, part in links) for w, links in shares.items()
        }
    # Dictionaries keep the order of the text, and the sort is stable.
    return tuple(sorted(weights, key=lambda word: -round(weights[word], 9))[:count])
