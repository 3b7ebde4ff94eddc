"""People: one where name and world agree, two where they do not.

A node here is a :class:`Figure`: the mentions of a name that say the same (same world, same posts), put together before
anything is compared, so that a name in ten thousand documents costs few comparisons.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.resolution.clusters import Link
from kg.resolution.profiles import Job, Profile
from kg.resolution.records import Local
from kg.resolution.weighing import Verdict, compare, is_foreign, is_national, is_one_name

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


def figures(people: Iterable[Profile], organization_of: Callable[[Local], str]) -> list[Figure]:
    """Put together what says the same; in the order of their first member.

    Args:
        people: profiles of people.
        organization_of: the key in the graph of a local organization or place.
    """
    groups: dict[object, list[Profile]] = defaultdict(list)
    people = list(people)
    national = {one.name for one in people if is_national(one)}
    times = Counter(name for one in people for name in one.names)
    for one in people:
        document = one.local[0]
        places = {job.organization: organization_of((document, job.organization)) for job in one.jobs if job.organization}
        jobs = tuple(replace(job, organization=places.get(job.organization, "")) for job in one.jobs)
        alone = all(times[name] == 1 for name in one.names)  # nobody to compare with
        beside = frozenset() if alone else frozenset(organization_of((document, name)) for name in one.beside)
        doings = frozenset((day, organization_of((document, place))) for day, place in one.doings)
        one = replace(one, jobs=jobs, beside=beside, doings=doings)
        posts = frozenset((job.title, job.organization, job.status) for job in jobs)
        alike: object = (one.key, one.names, one.worlds, posts, one.spouses, one.births, one.byline)
        if not one.worlds and not posts:
            # a bare name without any world: nothing says that two such are one, unless it is that of somebody in national office
            alike = ("national", one.key, one.names, one.spouses, one.births, one.byline) if one.name in national else one.local
        groups[alike].append(one)
    found = [_together(group) for group in groups.values()]
    return sorted(found, key=lambda figure: (figure.profile.key, figure.locals_))


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


def links(nodes: Sequence[Figure]) -> Iterator[tuple[Figure, Figure, Verdict]]:
    """Every candidate pair (people who share a name, or a post and nearly a foreign name) with its verdict."""
    blocks: dict[str, list[Figure]] = defaultdict(list)
    for figure in nodes:
        for name in figure.profile.names:
            blocks[name].append(figure)
        if is_foreign(figure.name):
            for job in figure.profile.jobs:
                if job.organization:
                    blocks[f"{job.title} {job.organization}"].append(figure)
    seen: set[tuple[int, int]] = set()
    for _, block in sorted(blocks.items()):
        for left, right in _candidates(block):
            if (id(left), id(right)) not in seen and is_one_name(left.profile, right.profile):
                seen.add((id(left), id(right)))
                yield left, right, compare(left.profile, right.profile)


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
