"""Whether a place's name stands in a text as a word, or only arises across the borders of words."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Sequence

from kg.language.tagger import Token

_NAMES = frozenset({"LOC", "ORG", "nz"})
"""Tags of words that may contain the name of a place."""


class Cover:
    """Which of the tagger's words cover which characters of a text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._begins = [token.begin for token in tokens]

    def allows(self, begin: int, end: int, kinds: Collection[str], named: bool) -> bool:
        """True where a name at ``[begin, end)`` breaks no word.

        Names of the world of three characters and more may break words, because the tagger cuts rare ones up, and takes
        countries for persons where a person follows.

        Args:
            begin: where the name begins.
            end: behind its last character.
            kinds: what it may denote: ``country``, ``world`` (other places abroad), ``division``.
            named: asks that the words are names themselves.
        """
        if end - begin >= 3 and "country" in kinds:
            return True
        touched = self._tokens[bisect.bisect_right(self._begins, begin) - 1 : bisect.bisect_left(self._begins, end)]
        if len(touched) == 1 and touched[0].tag == "PER":
            return False
        if end - begin >= 3 and "world" in kinds:
            return True
        return all(
            token.tag in _NAMES or (not named and token.tag != "PER" and begin <= token.begin and token.end <= end)
            for token in touched
        )
