"""People: one where name and world agree, two where they do not.

A node here is a :class:`Figure`: the mentions of a name that say the same (same world, same posts), put together before
anything is compared, so that a name in ten thousand documents costs few comparisons.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.resolution.blocking import Blocking
from kg.resolution.clusters import Link
from kg.resolution.profiles import NOTHING, Job, Profile
from kg.resolution.records import Local
from kg.resolution.weighing import Verdict, compare, is_foreign, is_national, is_one_name

_PAIRS = 80
"""A name of more figures than this is compared only where two share a world, an organization, an acquaintance or a spouse."""

_GREAT = 3
"""Beside so many in national office, at least, a paper of the whole nation means the one that all know."""

_MANY = 8
"""Beside so many, a list of leaders, also somebody whose national office no document tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """What documents say alike of a name. Compared by identity; ``locals_`` are sorted."""

    locals_: tuple[Local, ...]
    profile: Profile

    @property
    def name(self) -> str:
        """The name."""
        return self.profile.name


def resolved(
    people: Iterable[Profile], organization_of: Callable[[Local], str], *, unique: frozenset[str] = frozenset()
) -> list[Profile]:
    """People with graph keys for what they are tied to.

    Args:
        people: profiles of people.
        organization_of: the key in the graph of a local organization or place.
        unique: names that only one of all people has: there is nobody to compare with, and what stands beside them is dropped.
    """
    found = []
    beside_of: dict[frozenset[str], frozenset[str]] = {}
    last = ""
    for one in people:
        document = one.local[0]
        if document != last:
            last, beside_of = document, {}
        places = {job.organization: organization_of((document, job.organization)) for job in one.jobs if job.organization}
        jobs = tuple(replace(job, organization=places.get(job.organization, "")) for job in one.jobs)
        alone = unique.issuperset(one.names)
        if one.beside not in beside_of:  # the same for many of a document
            beside_of[one.beside] = frozenset(organization_of((document, name)) for name in one.beside)
        beside = NOTHING if alone else beside_of[one.beside]
        doings: frozenset[tuple[datetime.date, str]] = NOTHING
        if one.doings:
            doings = frozenset((day, organization_of((document, place))) for day, place in one.doings)
        found.append(replace(one, jobs=jobs, beside=beside, doings=doings))
    return found


def figures(people: Iterable[Profile], national: Collection[str]) -> list[Figure]:
    """Put together what says the same; in the order of their first member.

    Args:
        people: what :func:`resolved` made of profiles.
        national: names of people in national office (:func:`kg.resolution.weighing.is_national`, before they were resolved).
    """
    found = Figures(national)
    for one in people:
        found.add(one)
    return found.figures()


class Figures:
    """Puts people together that say the same, one after the other, in any order.

    Args:
        national: as for :func:`figures`.
    """

    def __init__(self, national: Collection[str]) -> None:
        self.national = national
        self._groups: dict[object, Profile | _Group] = {}

    def add(self, one: Profile) -> None:
        """Another one."""
        beside = sum(name in self.national for name in one.company - one.names) if one.bare else 0
        great = one.stage or beside >= _GREAT
        if great and one.worlds and (one.name in self.national or beside >= _MANY):  # the world is that of a visit
            one = replace(one, worlds=frozenset())
        posts = frozenset((job.title, job.organization, job.status) for job in one.jobs)
        alike: object = (one.key, one.names, one.worlds, posts, one.spouses, one.births, one.byline)
        if not one.worlds and not posts:
            # a bare name without any world: nothing says that two such are one, unless it is that of somebody in national office,
            # or both are named among many in offices of states
            bare = ("national", one.name, one.names, one.spouses, one.births, one.byline)
            alike = bare if one.name in self.national or great else one.local
        held = self._groups.setdefault(alike, one)
        if held is not one:
            if isinstance(held, Profile):
                held = self._groups[alike] = _Group(held)
            held.add(one)

    def figures(self) -> list[Figure]:
        """What was put together, in order."""
        groups = (_Group(one) if isinstance(one, Profile) else one for one in self._groups.values())
        return sorted((group.figure() for group in groups), key=order)


class _Group:
    """People that are put together: the first of them, and what all of them are tied to."""

    def __init__(self, one: Profile) -> None:
        self.first = one
        self.locals = [one.local]
        self.jobs: dict[tuple[str, str, str, str], set[datetime.date]] = {}
        self.company, self.beside, self.doings = set(one.company), set(one.beside), set(one.doings)
        self._jobs(one)

    def add(self, one: Profile) -> None:
        self.locals.append(one.local)
        if one.local < self.first.local:
            self.first = one
        self.company |= one.company
        self.beside |= one.beside
        self.doings |= one.doings
        self._jobs(one)

    def _jobs(self, one: Profile) -> None:
        for job in one.jobs:
            self.jobs.setdefault((job.title, job.organization, job.sector, job.status), set()).update(job.days)

    def figure(self) -> Figure:
        """What they are together."""
        jobs = tuple(Job(*what, tuple(sorted(days))) for what, days in sorted(self.jobs.items()))
        if len(self.locals) == 1:  # nearly all, and what they are need not be in memory twice
            return Figure((self.first.local,), self.first if jobs == self.first.jobs else replace(self.first, jobs=jobs))
        company, beside, doings = frozenset(self.company), frozenset(self.beside), frozenset(self.doings)
        merged = replace(self.first, jobs=jobs, company=company, beside=beside, doings=doings)
        return Figure(tuple(sorted(self.locals)), merged)


def order(figure: Figure) -> tuple[str, tuple[Local, ...]]:
    """What figures are sorted by: key, then the local nodes."""
    return figure.profile.key, figure.locals_


def pairs(nodes: Iterable[Figure]) -> Iterator[tuple[Figure, Figure, Verdict]]:
    """Every candidate pair (people who share a name, or a post and nearly a foreign name) once, with its verdict."""
    seen: set[tuple[int, int]] = set()
    for left, right in BLOCKING.found(nodes):
        if (id(left), id(right)) not in seen:
            seen.add((id(left), id(right)))
            yield left, right, compare(left.profile, right.profile)


def _keys(figure: Figure) -> set[str]:
    keys = set(figure.profile.names)
    if is_foreign(figure.name):
        keys |= {f"{job.title} {job.organization}" for job in figure.profile.jobs if job.organization}
    return keys


def _pairs(_: str, block: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    return (pair for pair in _candidates(block) if is_one_name(pair[0].profile, pair[1].profile))


def _candidates(block: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    if len(block) <= _PAIRS:
        yield from ((left, right) for i, left in enumerate(block) for right in block[i + 1 :])
        return
    index: dict[str, list[int]] = defaultdict(list)
    for number, figure in enumerate(block):
        one = figure.profile
        features = {
            *one.worlds,
            *(job.organization for job in one.jobs if job.organization),
            *(one.company - one.names),
            *one.spouses,
            *map(str, one.doings),
            *(("office of a state",) if is_national(one) or one.stage else ()),
        }
        near = {other for feature in features for other in index[feature][:_PAIRS]}
        yield from ((block[other], figure) for other in sorted(near))
        for feature in features:
            index[feature].append(number)


def as_link(left: Figure, right: Figure, verdict: Verdict) -> Link[Figure]:
    """A pair that evidence joins."""
    return Link(left, right, min(1.0, verdict.score), verdict.reason, verdict.detail)


BLOCKING = Blocking(_keys, _pairs)
"""How candidates among people are found."""
