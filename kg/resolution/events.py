"""Events across reports: same day, and place, category, participants and name that agree.

A report without a date (近日) is compared with what happened in the days before it appeared, one that gives several days with
those that give one of them. Parts of a whole (stops of a tour) are compared when it is known which wholes are one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

from kg.resolution.blocking import Blocking
from kg.resolution.clusters import Link
from kg.resolution.profiles import NOTHING, Happening
from kg.resolution.records import Local
from kg.resolution.tables import evidence
from kg.resolution.worlds import compatible

_PAIRS = 40
_DAYS = ("day", "part-of-day")
_UNDATED = ("recent", "unknown")
_MET = frozenset({"reception", "call"})
"""Categories of events that the guest or the addressee tells apart."""

_LONGEST = 31
"""Days of an event that are looked at one by one."""

_DAY = datetime.timedelta(days=1)

SameWhole = Callable[[Happening, Happening], bool]
"""Whether what two events are parts of is one."""


def resolved(events: Iterable[Happening], key_of: Callable[[Local], str]) -> list[Happening]:
    """The events with graph keys for places and participants, in the order of their own keys."""

    def keys(one: Happening, names: frozenset[str]) -> frozenset[str]:
        return frozenset(key_of((one.local[0], name)) for name in names) if names else NOTHING

    return sorted(
        (
            replace(one, places=keys(one, one.places), participants=keys(one, one.participants), bodies=keys(one, one.bodies))
            for one in events
        ),
        key=lambda one: (one.local[1], one.local[0]),
    )


def pairs(events: Iterable[Happening]) -> list[tuple[Happening, Happening]]:
    """Every two events of different documents, one family and one time, once."""
    found: dict[tuple[Local, Local], tuple[Happening, Happening]] = {}
    for left, right in BLOCKING.found(events):
        found.setdefault((left.local, right.local), (left, right))
    return list(found.values())


def links(
    candidates: Sequence[tuple[Happening, Happening]], same_whole: SameWhole
) -> tuple[list[Link[Happening]], list[Link[Happening]]]:
    """The pairs that evidence suffices for, and those that it nearly does."""
    weights = evidence()["event"]
    enough, nearly = [], []
    for left, right in candidates:
        score, detail = compare(left, right, same_whole)
        if score >= weights["threshold"]:
            enough.append(Link(left, right, min(1.0, score), "same-event", detail))
        elif score >= weights["worth-telling"]:
            nearly.append(Link(left, right, score, "not-enough-evidence", detail))
    return enough, nearly


def compare(left: Happening, right: Happening, same_whole: SameWhole) -> tuple[float, str]:
    """The weight of the evidence that two events of one time are one, and the evidence in one line."""
    weights = evidence()["event"]
    found: list[tuple[float, str]] = []
    if left.places & right.places:
        found.append((weights["same-place"], "same place"))
    elif left.places and right.places:
        found.append((weights["other-stop" if left.parent and right.parent else "other-place"], "other places"))
    people = left.participants & right.participants
    if people:
        share = len(people) / min(len(left.participants), len(right.participants))
        found.append((weights["participants"] * share, f"{len(people)} common participants"))
    elif left.participants and right.participants:
        found.append((weights["no-common-participant"], "no common participant"))
    if left.category in evidence()["two-sided"] and left.bodies - right.bodies and right.bodies - left.bodies:
        found.append((weights["other-side"], "with different bodies"))
    if left.category in _MET and _named(left, right) and _named(right, left):
        found.append((weights["other-guest"], "with different people"))
    alike = similarity(left.label, right.label)
    if alike:
        found.append((weights["label"] * alike, f"names agree to {alike:.0%}"))
    if left.home and right.home:
        near = compatible(left.home, right.home)
        found.append((weights["home"], "one district") if near else (weights["other-home"], "other districts"))
    if not (left.start and right.start):
        found.append((weights["undated"], "one without a date"))
    elif (left.start, left.end) != (right.start, right.end):
        found.append((weights["part-of-days"], "one of several days"))
    if left.parent and right.parent:
        same = same_whole(left, right)
        found.append((weights["same-whole"], "parts of one event") if same else (weights["other-whole"], "parts of two events"))
    elif (left.parent and right.parts) or (right.parent and left.parts):
        found.append((weights["other-whole"], "one is a part, the other has parts"))
    return sum(weight for weight, _ in found), "; ".join(f"{text} ({weight:+.2f})" for weight, text in found)


def _named(one: Happening, other: Happening) -> bool:
    """True where the label of an event names one who takes part in it and not in the other: two guests of one day."""
    return any(key.partition("/")[2].partition("~")[0] in one.label for key in one.participants - other.participants)


def contradiction(left: Happening, right: Happening) -> str | None:
    """Why two events can never be one, or None."""
    if left.local[0] == right.local[0]:
        return "same-document"
    if not _at_one_time(left, right):
        return "other-day"
    if left.half and right.half and left.half != right.half:
        return "other-time-of-day"
    return None


def _at_one_time(left: Happening, right: Happening) -> bool:
    if (left.start, left.end) == (right.start, right.end) and left.start is not None:
        return True
    if similarity(left.label, right.label) < evidence()["names-agree"]:
        return False
    near = datetime.timedelta(days=evidence()["recent-days"])
    if left.start and left.end and right.start and right.end:
        return left.start <= right.end and right.start <= left.end
    days = [one.start or one.published for one in (left, right)]
    if days[0] is None or days[1] is None:
        return False
    for one, other in ((left, right), (right, left)):
        if one.start is None and other.start is not None:  # what is told of as recent has happened before
            return one.published is not None and other.start <= one.published <= other.start + near
    return abs(days[0] - days[1]) <= near


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


def _keys(one: Happening) -> Iterator[tuple[datetime.date, str]]:
    """Family and day; events of several days and those without one stand in the blocks of all days that they may mean."""
    return ((day, _family(one.category)) for day in _days(one))


def _pairs(_: tuple[datetime.date, str], block: Sequence[Happening]) -> Iterator[tuple[Happening, Happening]]:
    for left, right in _candidates(block):
        if left.local[0] != right.local[0] and contradiction(left, right) is None:
            yield left, right


def _days(one: Happening) -> Iterator[datetime.date]:
    if one.precision in _DAYS and one.start is not None:
        count = ((one.end or one.start) - one.start).days
        yield from (one.start + number * _DAY for number in range(min(count, _LONGEST) + 1))
    elif one.precision in _UNDATED and one.start is None and one.published is not None:
        yield from (one.published - number * _DAY for number in range(evidence()["recent-days"] + 1))


def _candidates(block: Sequence[Happening]) -> Iterator[tuple[Happening, Happening]]:
    """Pairs; of a large block only those that share a participant, a place or a label."""
    if len(block) <= _PAIRS:
        yield from combinations(block, 2)
        return
    index: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(block):
        features = {*one.participants, *one.places, one.label}
        near = {other for feature in features for other in index[feature][:_PAIRS]}
        yield from ((block[other], one) for other in sorted(near))
        for feature in features:
            index[feature].append(number)


BLOCKING = Blocking(_keys, _pairs)
"""How candidates among events are found."""
