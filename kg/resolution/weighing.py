"""What speaks for two people of one name being one, and what against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.resolution.profiles import Job, Profile
from kg.resolution.tables import evidence
from kg.resolution.worlds import closeness, compatible

_DISTINCTIVE = 4
"""A Chinese name of so many characters is rare enough to be evidence by itself; one of a body, to tell which it is."""

_PARTS = 2
_SPELLING = 0.7
"""How much of each part of a foreign name two transliterations share at least; one part they share whole."""


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
    elif related := _related(left, right):
        add("related-organization", "at {} and {}".format(*related))
    near = closeness(left.worlds, right.worlds)
    where = f"{_codes(left)} and {_codes(right)}"
    distinctive = is_distinctive(left.name)
    if near in ("same", "town"):
        add("same-world", f"both in {', '.join(sorted(left.worlds & right.worlds)) or where}")
    elif near == "county":
        add("same-county", f"in {where}")
    elif near == "inside":
        add("inside", f"in {where}")
    elif near == "city":
        add("same-city", f"in {where}")
    elif near == "province":
        add("same-province", f"in {where}")
    if not shared and not is_foreign(left.name):
        if near in ("apart", "province"):
            add("other-province" if near == "apart" else "other-district", f"in {where}")
        elif near == "city":
            add("other-district", f"in {where}")
        elif near == "unknown" and not distinctive:
            add("unknown-world", f"in {where}")
    if near == "unknown" and any(is_national(a) and (a.worlds or not b.worlds) for a, b in ((left, right), (right, left))):
        add("national-stage", "both in national news, one of them in national office")
    if left.names.isdisjoint(right.names):
        add("other-spelling", f"{left.name} and {right.name}")
    elif distinctive:
        add("distinctive-name", f"{left.name} is a rare name")
    friends = sorted((left.company & right.company) - left.names - right.names)
    if friends:
        add("two-acquaintances" if len(friends) > 1 else "one-acquaintance", f"both named with {'、'.join(friends[:3])}")
    places = sorted(left.doings & right.doings)
    if places:
        add("same-doing", f"both on {places[0][0]} at {places[0][1].partition('/')[2]}")
    for one, other in ((left, right), (right, left)):
        beside = () if one.jobs else sorted(one.beside & {job.organization for job in other.jobs})
        if beside:
            add("beside-organization", f"named beside {beside[0].partition('/')[2]}")
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
    staff = tuple(weights["staff"])
    for one, other in ((left, right), (right, left)):
        ours = [job for job in one.jobs if job.status != "former" and job.organization and job.title.endswith(staff)]
        theirs = [job for job in other.jobs if job.organization and (job in main_jobs(other) or job.title.endswith(staff))]
        if ours and theirs and not _related(left, right) and _apart(ours, theirs) < weights["at-once-days"]:
            text = f"{ours[0].title} of one body and {theirs[0].title} of another at one time"
            yield weights["two-workplaces"], "two-workplaces", text
            break
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


def is_national(one: Profile) -> bool:
    """Whether a person without a world holds an office of a state, or public office in a body that belongs to no place.

    Who sits in a body that leads the nation (中共中央政治局) is national with a post in a province as well.
    """
    if one.worlds:
        return one.office and any(_called(job.organization).startswith(tuple(evidence()["leading-bodies"])) for job in one.jobs)
    return one.office or _public(one)


def _public(one: Profile) -> bool:
    return any(job.sector == "public" and job.organization and not _world_of(job) for job in one.jobs)


def main_jobs(one: Profile) -> list[Job]:
    """The present posts of a person that fill a working day."""
    part_time = tuple(evidence()["part-time"])
    return [job for job in one.jobs if job.status != "former" and not job.title.endswith(part_time)]


def is_distinctive(name: str) -> bool:
    """True for a name that few people share: a foreign one, or one of four characters."""
    return is_foreign(name) or len(name) >= _DISTINCTIVE


def is_foreign(name: str) -> bool:
    """True for a name of another language, whose parts a dot divides."""
    return "·" in name


def is_one_name(left: Profile, right: Profile) -> bool:
    """True where two people share a name, or have foreign ones that differ as two transliterations of one do."""
    if not left.names.isdisjoint(right.names):
        return True
    ours, theirs = left.name.split("·"), right.name.split("·")
    if len(ours) != len(theirs) or len(ours) < _PARTS:
        return False
    alike = [SequenceMatcher(None, one, other, autojunk=False).ratio() for one, other in zip(ours, theirs, strict=True)]
    return max(alike) == 1.0 and min(alike) >= _SPELLING


def _apart(left: Sequence[Job], right: Sequence[Job]) -> int:
    """Days between the nearest observations of two lists of posts (0 where nothing is dated)."""
    gaps = [abs((one - other).days) for a in left for one in a.days for b in right for other in b.days]
    return min(gaps, default=0)


def _world_of(job: Job) -> str:
    code = job.organization.rpartition("~")[2]
    return code if code.isdigit() else ""


def _related(left: Profile, right: Profile) -> tuple[str, str] | None:
    """Two bodies of which one's name begins with the other's, where two people have posts, or None."""
    ours, theirs = ({_called(job.organization) for job in one.jobs if job.organization} for one in (left, right))
    pairs = ((one, other) for one in sorted(ours) for other in sorted(theirs))
    return next((pair for pair in pairs if pair[0] != pair[1] and _nested(*pair)), None)


def _nested(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _DISTINCTIVE and (one.startswith(other) or other.startswith(one))


def _called(organization: str) -> str:
    return organization.partition("/")[2].partition("~")[0]


def _codes(one: Profile) -> str:
    return "/".join(sorted(one.worlds)) or "no division"
