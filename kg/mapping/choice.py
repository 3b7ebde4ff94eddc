"""One value out of many: what stands in the default graph where reports differ.

Every value has as many votes as documents give it. The rules:

* a label: among the names that documents put first and no document knows as a mere other name, most votes, then the
  longest, then the smallest by code points (:func:`best_name`);
* other names: in the same order, at most :data:`MOST_NAMES` of them (:func:`other_names`);
* a time: most votes, then the most precise, then the earliest (:func:`best_time`);
* the place around a place, the event around an event: one, most votes first, no circles (:func:`forest`);
* the bodies above a body: two at most, most votes first, no circles (:func:`superiors`);
* a spouse: one, most votes first (:func:`couples`);
* any other value: most votes, then the smallest (:func:`best`).

No rule looks at the order of the documents. What is not chosen stays on the claims of its document.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from kg.facts import TimeValue

MOST_NAMES = 8
"""Alternative names of a node; a node with more is likelier two nodes, and they cost every query."""

MOST_SUPERIORS = 2
"""Bodies directly above one body: 双重领导, by the superior office of its kind and by the authority of its place."""

PRECISIONS = ("part-of-day", "day", "month", "year", "recent", "unknown")
"""Concepts of kgc:time-precision, the most precise first."""


def best_name(votes: Mapping[str, int]) -> str:
    """The name of most votes, then the longest, then the smallest.

    >>> best_name({"江城水研院": 1, "江城水利研究院": 1})
    '江城水利研究院'
    """
    return min(votes, key=lambda name: (-votes[name], -len(name), name))


def other_names(votes: Mapping[str, int], label: str) -> list[str]:
    """The alternative names in order of their weight: most votes, then the longest, then the smallest.

    >>> other_names({"区委": 2, "河湾区委": 1, "中共河湾区委": 3}, "中共河湾区委")
    ['区委', '河湾区委']
    """
    order = sorted(votes, key=lambda name: (-votes[name], -len(name), name))
    return [name for name in order if name != label][:MOST_NAMES]


def best(votes: Mapping[str, int]) -> str:
    """The text of most votes, then the smallest."""
    return min(votes, key=lambda value: (-votes[value], value))


def best_time(votes: Mapping[TimeValue, int]) -> TimeValue:
    """The time of most votes, then the most precise, then the earliest, then by its words."""
    never = datetime.date.max

    def order(value: TimeValue) -> tuple[int, int, datetime.date, datetime.date, str]:
        precision = PRECISIONS.index(value.precision) if value.precision in PRECISIONS else len(PRECISIONS)
        return (-votes[value], precision, value.start or never, value.end or never, value.text or "")

    return min(votes, key=order)


def best_number(votes: Mapping[tuple[float, float], int]) -> tuple[float, float]:
    """The pair of numbers of most votes, then the smallest."""
    return min(votes, key=lambda value: (-votes[value], value))


def best_day(votes: Mapping[datetime.date, int]) -> datetime.date:
    """The day of most votes, then the earliest."""
    return min(votes, key=lambda value: (-votes[value], value))


def forest(edges: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """One parent for each child, without circles: most votes first, then the smallest keys.

    >>> forest({"a": {"b": 2, "c": 1}, "b": {"a": 1}})
    {'a': 'b'}
    """
    parents: dict[str, str] = {}
    ranked = sorted((-count, child, parent) for child, votes in edges.items() for parent, count in votes.items())
    for _, child, parent in ranked:
        if child in parents:
            continue
        above: str | None = parent
        while above is not None and above != child:
            above = parents.get(above)
        if above is None:
            parents[child] = parent
    return parents


def superiors(edges: Mapping[tuple[str, str], int]) -> set[tuple[str, str]]:
    """The edges (child, parent) that remain, strongest first, when nobody has too many parents or is his own ancestor.

    >>> sorted(superiors({("a", "b"): 3, ("a", "c"): 2, ("a", "d"): 1, ("b", "a"): 1}))
    [('a', 'b'), ('a', 'c')]
    """
    up: dict[str, set[str]] = {}
    kept: set[tuple[str, str]] = set()
    for (child, parent), _ in sorted(edges.items(), key=lambda item: (-item[1], item[0])):
        todo, seen = [parent], {parent}
        while todo:
            for above in up.get(todo.pop(), ()):
                if above not in seen:
                    seen.add(above)
                    todo.append(above)
        if child not in seen and len(up.get(child, ())) < MOST_SUPERIORS:
            up.setdefault(child, set()).add(parent)
            kept.add((child, parent))
    return kept


def couples(pairs: Mapping[tuple[str, str], int]) -> set[frozenset[str]]:
    """Pairs in which nobody occurs twice: most votes (of both directions) first, then the smallest keys."""
    votes: dict[tuple[str, str], int] = {}
    for (left, right), count in pairs.items():
        pair = (min(left, right), max(left, right))
        votes[pair] = votes.get(pair, 0) + count
    taken: set[str] = set()
    kept: set[frozenset[str]] = set()
    for pair in sorted(votes, key=lambda pair: (-votes[pair], pair)):
        if not taken & set(pair):
            taken |= set(pair)
            kept.add(frozenset(pair))
    return kept
