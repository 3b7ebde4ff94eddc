"""Events across reports: same day, and place, category, participants and name that agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from kg.resolution.clusters import Link
from kg.resolution.profiles import Happening
from kg.resolution.records import Local
from kg.resolution.tables import evidence
from kg.resolution.worlds import compatible

_PAIRS = 40
_DAYS = ("day", "part-of-day")


def resolved(events: Sequence[Happening], key_of: Callable[[Local], str]) -> list[Happening]:
    """The events with graph keys for places and participants, in the order of their own keys."""
    return sorted(
        (
            replace(
                one,
                places=frozenset(key_of((one.local[0], place)) for place in one.places),
                participants=frozenset(key_of((one.local[0], who)) for who in one.participants),
            )
            for one in events
        ),
        key=lambda one: (one.local[1], one.local[0]),
    )


def links(events: Sequence[Happening]) -> Iterator[Link[Happening]]:
    """Pairs of one day and family with their evidence, where it suffices."""
    threshold = evidence()["event"]["threshold"]
    for block in _blocks(events):
        for left, right in _candidates(block):
            if left.local[0] != right.local[0]:
                score, detail = compare(left, right)
                if score >= threshold:
                    yield Link(left, right, min(1.0, score), "same-event", detail)


def compare(left: Happening, right: Happening) -> tuple[float, str]:
    """The weight of the evidence that two events of one day are one, and the evidence in one line."""
    weights = evidence()["event"]
    found: list[tuple[float, str]] = []
    if left.places & right.places:
        found.append((weights["same-place"], "same place"))
    elif left.places and right.places:
        found.append((weights["other-place"], "other places"))
    people = left.participants & right.participants
    if people:
        share = len(people) / min(len(left.participants), len(right.participants))
        found.append((weights["participants"] * share, f"{len(people)} common participants"))
    elif left.participants and right.participants:
        found.append((weights["no-common-participant"], "no common participant"))
    alike = similarity(left.label, right.label)
    if alike:
        found.append((weights["label"] * alike, f"names agree to {alike:.0%}"))
    if left.home and right.home:
        near = compatible(left.home, right.home)
        found.append((weights["home"], "one district") if near else (weights["other-home"], "other districts"))
    return sum(weight for weight, _ in found), "; ".join(f"{text} ({weight:+.2f})" for weight, text in found)


def contradiction(left: Happening, right: Happening) -> str | None:
    """Why two events can never be one, or None."""
    if left.local[0] == right.local[0]:
        return "same-document"
    if (left.start, left.end) != (right.start, right.end):
        return "other-day"
    if left.half and right.half and left.half != right.half:
        return "other-time-of-day"
    return None


def similarity(left: str, right: str) -> float:
    """Dice coefficient of the pairs of neighbouring characters of two labels.

    >>> similarity("座谈会", "座谈会"), similarity("座谈会", "火灾")
    (1.0, 0.0)
    """
    if left == right:
        return 1.0
    one, other = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (left, right))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@cache
def _family(category: str) -> str:
    return next((family[0] for family in evidence()["event-families"] if category in family), category)


def _blocks(events: Sequence[Happening]) -> Iterator[list[Happening]]:
    blocks: dict[tuple[object, ...], list[Happening]] = defaultdict(list)
    for one in events:
        if one.precision in _DAYS and one.start is not None:
            blocks[(one.start, one.end, _family(one.category))].append(one)
    for when in sorted(blocks, key=str):
        yield blocks[when]


def _candidates(block: Sequence[Happening]) -> Iterator[tuple[Happening, Happening]]:
    """Pairs; of a large block only those that share a participant, a place or a label."""
    if len(block) <= _PAIRS:
        yield from ((left, right) for i, left in enumerate(block) for right in block[i + 1 :])
        return
    index: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(block):
        features = {*one.participants, *one.places, one.label}
        near = {other for feature in features for other in index[feature][:_PAIRS]}
        yield from ((block[other], one) for other in sorted(near))
        for feature in features:
            index[feature].append(number)
