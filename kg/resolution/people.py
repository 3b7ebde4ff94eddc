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
from kg.resolution.profiles import Job, Profile
from kg.resolution.records import Local
from kg.resolution.weighing import Verdict, compare, is_foreign, is_one_name

_PAIRS = 80
"""A name of more figures than this is compared only where two share a world, an organization, an acquaintance or a spouse."""


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
    people: Iterable[Profile], organization_of: Callable[[Local], str], *, unique: Collection[str] = ()
) -> list[Profile]:
    """People with graph keys for what they are tied to.

    Args:
        people: profiles of people.
        organization_of: the key in the graph of a local organization or place.
        unique: names that only one of all people has: there is nobody to compare with, and what stands beside them is dropped.
    """
    found = []
    for one in people:
        document = one.local[0]
        places = {job.organization: organization_of((document, job.organization)) for job in one.jobs if job.organization}
        jobs = tuple(replace(job, organization=places.get(job.organization, "")) for job in one.jobs)
        alone = all(name in unique for name in one.names)
        beside = frozenset() if alone else frozenset(organization_of((document, name)) for name in one.beside)
        doings = frozenset((day, organization_of((document, place))) for day, place in one.doings)
        found.append(replace(one, jobs=jobs, beside=beside, doings=doings))
    return found


def figures(people: Iterable[Profile], national: Collection[str]) -> list[Figure]:
    """Put together what says the same; in the order of their first member.

    Args:
        people: what :func:`resolved` made of profiles.
        national: names of people in national office (:func:`kg.resolution.weighing.is_national`, before they were resolved).
    """
    groups: dict[object, list[Profile]] = defaultdict(list)
    for one in people:
        posts = frozenset((job.title, job.organization, job.status) for job in one.jobs)
        alike: object = (one.key, one.names, one.worlds, posts, one.spouses, one.births, one.byline)
        if not one.worlds and not posts:
            # a bare name without any world: nothing says that two such are one, unless it is that of somebody in national office
            alike = ("national", one.key, one.names, one.spouses, one.births, one.byline) if one.name in national else one.local
        groups[alike].append(one)
    found = [_together(group) for group in groups.values()]
    return sorted(found, key=order)


def order(figure: Figure) -> tuple[str, tuple[Local, ...]]:
    """What figures are sorted by: key, then the local nodes."""
    return figure.profile.key, figure.locals_


def _together(group: list[Profile]) -> Figure:
    jobs: dict[tuple[str, str, str, str], set[datetime.date]] = defaultdict(set)
    for one in group:
        for job in one.jobs:
            jobs[(job.title, job.organization, job.sector, job.status)].update(job.days)
    first = min(group, key=lambda one: one.local)
    merged = replace(
        first,
        jobs=tuple(Job(*what, tuple(sorted(days))) for what, days in sorted(jobs.items())),
        company=frozenset().union(*(one.company for one in group)),
        beside=frozenset().union(*(one.beside for one in group)),
        doings=frozenset().union(*(one.doings for one in group)),
    )
    return Figure(tuple(sorted(one.local for one in group)), merged)


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
