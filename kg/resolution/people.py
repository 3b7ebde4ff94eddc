"""People: one where name and world agree, two where they do not.

A node here is a :class:`Figure`: the mentions of a name that say the same (same world, same posts), put together before
anything is compared, so that a name in ten thousand documents costs few comparisons.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.resolution.clusters import Link
from kg.resolution.profiles import Job, Profile
from kg.resolution.records import Local
from kg.resolution.tables import evidence
from kg.resolution.worlds import closeness, compatible

_PAIRS = 80
"""A name of more figures than this is compared only where two share a world, an organization, an acquaintance or a spouse."""

_DISTINCTIVE = 4
"""A Chinese name of so many characters is rare enough to be evidence by itself."""


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
        organization_of: the key in the graph of a local organization.
    """
    groups: dict[object, list[Profile]] = defaultdict(list)
    people = list(people)
    national = {one.name for one in people if is_national(one)}
    for one in people:
        document = one.local[0]
        places = {job.organization: organization_of((document, job.organization)) for job in one.jobs if job.organization}
        jobs = tuple(replace(job, organization=places.get(job.organization, "")) for job in one.jobs)
        one = replace(one, jobs=jobs)
        posts = frozenset((job.title, job.organization, job.status) for job in jobs)
        alike: object = (one.key, one.names, one.worlds, posts, one.spouses, one.births, one.byline)
        if not one.worlds and not posts:
            # a bare name without any world: nothing says that two such are one, unless it is that of somebody in national office
            alike = ("national", one.key, one.names, one.spouses, one.births, one.byline) if one.name in national else one.local
        groups[alike].append(one)
    found = [_together(group) for group in groups.values()]
    return sorted(found, key=lambda figure: (figure.profile.key, figure.locals_))


def is_national(one: Profile) -> bool:
    """Whether a person without a world holds public office in a body that belongs to no place of the country (国务院, 外交部)."""
    return not one.worlds and any(job.sector == "public" and job.organization and not _world_of(job) for job in one.jobs)


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
    )
    return Figure(tuple(sorted(one.local for one in group)), merged)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The score of a pair and what it is made of."""

    score: float
    reasons: tuple[tuple[float, str, str], ...]

    @property
    def reason(self) -> str:
        """The code of the strongest evidence for the verdict."""
        return self._strongest()[1]

    @property
    def detail(self) -> str:
        """All evidence in one line."""
        return "; ".join(f"{text} ({weight:+.2f})" for weight, _, text in self.reasons) or "nothing but the name"

    def _strongest(self) -> tuple[float, str, str]:
        sign = 1 if self.score >= evidence()["threshold"] else -1
        return max(self.reasons, key=lambda one: (one[0] * sign, one[1]), default=(0.0, "name-alone", ""))


def compare(left: Profile, right: Profile) -> Verdict:
    """Weigh two people of one name."""
    weights = evidence()
    found: list[tuple[float, str, str]] = []

    def add(code: str, text: str) -> None:
        found.append((float(weights[code]), code, text))

    shared = sorted({job.organization for job in left.jobs if job.organization} & {job.organization for job in right.jobs})
    if shared:
        add("same-organization", f"both at {shared[0].partition('/')[2]}")
    near = closeness(left.worlds, right.worlds)
    where = f"{_codes(left)} and {_codes(right)}"
    distinctive = is_distinctive(left.name)
    if near == "same":
        add("same-world", f"both in {', '.join(sorted(left.worlds & right.worlds)) or where}")
    elif near == "inside":
        add("inside", f"in {where}")
    elif near == "city":
        add("same-city", f"in {where}")
    elif near == "province":
        add("same-province", f"in {where}")
    if not shared and "·" not in left.name:
        if near in ("apart", "province"):
            add("other-province" if near == "apart" else "other-district", f"in {where}")
        elif near == "city":
            add("other-district", f"in {where}")
        elif near == "unknown" and not distinctive:
            add("unknown-world", f"in {where}")
    if near == "unknown" and not left.worlds and not right.worlds and (is_national(left) or is_national(right)):
        add("national-stage", "both in national news, one of them in national office")
    if distinctive:
        add("distinctive-name", f"{left.name} is a rare name")
    friends = sorted((left.company & right.company) - left.names - right.names)
    if friends:
        add("two-acquaintances" if len(friends) > 1 else "one-acquaintance", f"both named with {'、'.join(friends[:3])}")
    if left.spouses & right.spouses:
        add("same-spouse", f"married to {min(left.spouses & right.spouses)}")
    elif left.spouses and right.spouses:
        add("other-spouse", "married to different people")
    if left.births and right.births and min(abs(a - b) for a in left.births for b in right.births) <= 1:
        add("same-birth-year", f"born about {left.births[0]}")
    found += _working(left, right, shared)
    return Verdict(sum(weight for weight, _, _ in found), tuple(found))


def _working(left: Profile, right: Profile, shared: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    """Evidence against one person from what the two do."""
    weights = evidence()
    for one, other in ((left, right), (right, left)):
        if one.byline and any(job.sector != "media" for job in main_jobs(other)):
            yield weights["byline-and-office"], "byline-and-office", "a reporter and a holder of a post"
        if one.births and not one.jobs and any(job.sector == "public" for job in main_jobs(other)):
            yield (
                weights["ordinary-and-office"],
                "ordinary-and-office",
                "a person named with an age and a holder of public office",
            )
    if left.byline and right.byline:
        yield weights["byline-and-byline"], "byline-and-byline", "both reporters"
    if shared:
        return
    one_jobs, other_jobs = main_jobs(left), main_jobs(right)
    sectors = ({job.sector for job in one_jobs if job.sector}, {job.sector for job in other_jobs if job.sector})
    if sectors[0] and sectors[1] and not sectors[0] & sectors[1] and _apart(one_jobs, other_jobs) < weights["career-days"]:
        yield weights["other-sector"], "other-sector", f"works in {min(sectors[0])} and in {min(sectors[1])} at one time"
    heads = [[job for job in jobs if job.title in weights["heads"]] for jobs in (one_jobs, other_jobs)]
    if heads[0] and heads[1] and _apart(*heads) < weights["at-once-days"]:
        yield weights["two-heads"], "two-heads", f"{heads[0][0].title} of two organizations at one time"


def contradiction(left: Profile, right: Profile) -> str | None:
    """Why two people can never be one, or None."""
    weights = evidence()
    if (
        left.births
        and right.births
        and min(abs(a - b) for a in left.births for b in right.births) >= weights["birth-years-apart"]
    ):
        return "birth-years-apart"
    for one, other in ((left, right), (right, left)):
        for birth in one.births:
            for job in main_jobs(other):
                if job.sector == "public" and any(
                    not weights["office-youngest"] <= day.year - birth <= weights["office-oldest"] for day in job.days
                ):
                    return "too-young-or-old-for-office"
    for job in main_jobs(left):
        for peer in main_jobs(right):
            public = job.sector == peer.sector == "public"
            worlds = [_world_of(one) for one in (job, peer)]
            if public and all(worlds) and not compatible(*worlds) and _apart([job], [peer]) < weights["at-once-days"]:
                return "two-offices-at-once"
    return None


def links(nodes: Sequence[Figure]) -> Iterator[tuple[Figure, Figure, Verdict]]:
    """Every candidate pair (people who share a name) with its verdict."""
    blocks: dict[str, list[Figure]] = defaultdict(list)
    for figure in nodes:
        for name in figure.profile.names:
            blocks[name].append(figure)
    seen: set[tuple[int, int]] = set()
    for _, block in sorted(blocks.items()):
        for left, right in _candidates(block):
            if (id(left), id(right)) not in seen:
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
        }
        near = {other for feature in features for other in index[feature][:_PAIRS]}
        yield from ((block[other], figure) for other in sorted(near))
        for feature in features:
            index[feature].append(number)


def as_link(left: Figure, right: Figure, verdict: Verdict) -> Link[Figure]:
    """A pair that evidence joins."""
    return Link(left, right, min(1.0, verdict.score), verdict.reason, verdict.detail)


def main_jobs(one: Profile) -> list[Job]:
    """The present posts of a person that fill a working day."""
    part_time = tuple(evidence()["part-time"])
    return [job for job in one.jobs if job.status != "former" and not job.title.endswith(part_time)]


def is_distinctive(name: str) -> bool:
    """True for a name that few people share: a foreign one, or one of four characters."""
    return "·" in name or len(name) >= _DISTINCTIVE


def _apart(left: Sequence[Job], right: Sequence[Job]) -> int:
    """Days between the nearest observations of two lists of posts (0 where nothing is dated)."""
    gaps = [abs((one - other).days) for a in left for one in a.days for b in right for other in b.days]
    return min(gaps, default=0)


def _world_of(job: Job) -> str:
    code = job.organization.rpartition("~")[2]
    return code if code.isdigit() else ""


def _codes(one: Profile) -> str:
    return "/".join(sorted(one.worlds)) or "no division"
