"""Which of many spans of a text lie over a range, without looking at all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

What = TypeVar("What")


class Overlaps(Generic[What]):
    """Spans and what they stand for, found by position.

    A text can hold thousands of names, and each is compared with those at its place: by position that takes time that grows
    with the text alone. Spans are short, so that keeping each at all of its positions costs little.

    >>> names = Overlaps([(0, 3, "a"), (2, 5, "b"), (7, 9, "c")])
    >>> names.over(2, 8), names.any(5, 7)
    (['a', 'b', 'c'], False)
    """

    def __init__(self, spans: Iterable[tuple[int, int, What]] = ()) -> None:
        self._what: list[What] = []
        self._at: dict[int, list[int]] = {}
        for begin, end, what in spans:
            self.add(begin, end, what)

    def add(self, begin: int, end: int, what: What) -> None:
        """Take in a span, end exclusive."""
        number = len(self._what)
        self._what.append(what)
        for position in range(begin, end):
            self._at.setdefault(position, []).append(number)

    def any(self, begin: int, end: int) -> bool:
        """True where a span shares a character with ``[begin, end)``."""
        return any(position in self._at for position in range(begin, end))

    def over(self, begin: int, end: int) -> list[What]:
        """What shares a character with ``[begin, end)``, in the order in which it was taken in."""
        found = {number for position in range(begin, end) for number in self._at.get(position, ())}
        return [self._what[number] for number in sorted(found)]
