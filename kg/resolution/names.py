"""Organizations, places and works: one where a name and the world around it say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from kg.resolution.blocking import Blocking
from kg.resolution.clusters import Link
from kg.resolution.forms import Divisions, is_branch, level_of, local_forms
from kg.resolution.profiles import Profile, sector
from kg.resolution.tables import evidence
from kg.resolution.worlds import closeness, compatible, seat, stem

_NATIONAL_STARTS = ("国家", "中国", "中央", "全国", "最高")
"""A name that begins like this means one body of the country."""

_SHORT = 5
"""A name of at most so many characters that only says what kind of body it is (实验小学) is not unique in the country."""


def region(one: Profile) -> str:
    """The division that limits what a name means: its own, or its document's where the name alone says too little."""
    own = one.code or next(iter(sorted(one.worlds)), "") or one.within
    level = level_of(one.name) if one.kind == "organization" else ""
    if level and (meant := seat(level, own or one.home)):
        return meant  # 市教育局 in the news of a district is the city's
    if own:
        return own
    if one.kind == "place":
        unique = one.category in evidence()["unique-places"]
        return "" if unique else one.home
    return one.home if is_generic(one.name) else ""


def is_generic(name: str) -> bool:
    """True for a name that means another body in each jurisdiction."""
    tables = evidence()
    if name in tables["generic-organizations"] or level_of(name):
        return True
    return len(name) <= _SHORT and name.endswith(tuple(tables["local-endings"])) and not name.startswith(_NATIONAL_STARTS)


def blockings(kind: str, known: Divisions) -> tuple[Blocking[Profile, Link[Profile]], ...]:
    """How candidates among organizations, places or works are found, with their evidence.

    Args:
        kind: of the nodes.
        known: names of divisions; only organizations need them.
    """
    if kind == "place":
        return (Blocking(_code, _one_code), Blocking(_names, _places))
    if kind == "work":
        return (Blocking(_names, _works),)
    return (Blocking(_names, _organizations), Blocking(partial(_forms, known=known), _local_names))


def contradiction(left: Profile, right: Profile) -> str | None:
    """Why two organizations, places or works can never be one, or None."""
    return _CONTRADICTIONS[left.kind](left, right)


def _names(one: Profile) -> Iterable[str]:
    return one.names


def _code(one: Profile) -> Iterable[str]:
    return (stem(one.code),) if one.code else ()


def _forms(one: Profile, known: Divisions) -> Iterable[tuple[str, str]]:
    where = region(one) or one.home
    return {pair for name in one.names for pair in local_forms(name, where, known)}


def _organizations(name: str, block: Sequence[Profile]) -> Iterator[Link[Profile]]:
    """Pairs of organizations that share a name."""
    ambiguous = len({one.name for one in block if one.name != name}) > 1
    for left, right in _near(block):
        score, reason, detail = _organization(left, right, name, ambiguous=ambiguous)
        if score > 0:
            yield Link(left, right, score, reason, detail)


def _local_names(form: tuple[str, str], block: Sequence[Profile]) -> Iterator[Link[Profile]]:
    """Pairs of organizations that have one name in the news of their division."""
    for left, right in _near(block):
        if left.name != right.name or is_generic(left.name):
            yield Link(left, right, 0.75, "local-name", f"{form[0]} in {form[1]}")


def _organization(left: Profile, right: Profile, name: str, *, ambiguous: bool) -> tuple[float, str, str]:
    one, other = region(left), region(right)
    near = "same" if one == other else closeness([one] if one else [], [other] if other else [])
    if near in ("apart", "province", "city"):
        return 0.0, "other-district", f"{name}: {one} and {other}"
    if left.name == right.name == name:
        if near == "inside" and is_generic(name):
            return 0.0, "other-level", f"{name}: {one} and {other}"
        if near == "unknown" and is_generic(name):
            return 0.0, "unknown-district", f"{name}: the division of one is not known"
        return (0.9 if near == "same" else 0.7), "same-name", f"{name}, {_where(one, other)}"
    if is_generic(name) or ambiguous:
        return 0.0, "ambiguous-alias", f"{name} is short for several"
    if name in (left.name, right.name):
        return 0.8, "alias", f"{name} is another name of {right.name if name == left.name else left.name}"
    return (0.6, "same-alias", f"both are also called {name}") if len(name) >= _SHORT else (0.0, "short-alias", name)


def _organizations_contradict(left: Profile, right: Profile) -> str | None:
    """Why two organizations can never be one."""
    if is_branch(left.name, right.name) or is_branch(right.name, left.name):
        return "branch"
    if not compatible(region(left), region(right)):
        return "other-district"
    one, other = sector(left.name, left.category), sector(right.name, right.category)
    if left.category and right.category and one and other and one != other:
        return "other-sector"
    return None


def _one_code(code: str, block: Sequence[Profile]) -> Iterator[Link[Profile]]:
    """Places of one division code."""
    for place in block[1:]:
        yield Link(block[0], place, 1.0, "same-code", f"division code {code}")


def _places(name: str, block: Sequence[Profile]) -> Iterator[Link[Profile]]:
    """Pairs of places with one name in one region."""
    for left, right in _near(block):
        if not (left.name == right.name == name) or (left.code and right.code):
            continue
        here, there = region(left), region(right)
        if here == there:
            yield Link(left, right, 0.9, "same-name", f"{name}, {_where(here, there)}")
        elif compatible(here, there) and ((here and there) or len(name) >= _SHORT):
            yield Link(left, right, 0.6, "same-name", f"{name}, {_where(here, there)}")


def _places_contradict(left: Profile, right: Profile) -> str | None:
    """Why two places can never be one."""
    if left.code and right.code and stem(left.code) != stem(right.code):
        return "other-code"
    return None if compatible(region(left), region(right)) else "other-district"


def _works(name: str, block: Sequence[Profile]) -> Iterator[Link[Profile]]:
    """Pairs of works with one title; titles that every jurisdiction uses need one home."""
    for left, right in _near(block):
        if not _is_generic_work(name):
            yield Link(left, right, 0.9, "same-title", f"《{name}》")
        elif _home(left) == _home(right):
            yield Link(left, right, 0.7, "same-title-same-district", f"《{name}》, {_home(left) or 'national'}")


def _works_contradict(left: Profile, right: Profile) -> str | None:
    """Why two works can never be one."""
    return None if compatible(_home(left), _home(right)) or not _is_generic_work(left.name) else "other-district"


def _is_generic_work(title: str) -> bool:
    """True for a title that every jurisdiction uses, by itself or by its end where no place stands before that."""
    tables = evidence()
    return title in tables["generic-works"] or title.endswith(tuple(tables["generic-work-endings"]))


def _home(one: Profile) -> str:
    return next(iter(sorted(one.worlds)), "") or one.home


def _near(block: Sequence[Profile], limit: int = 60) -> Iterator[tuple[Profile, Profile]]:
    """The pairs of a block; of a large one each node with the first of its region and the first of each other name."""
    if len(block) <= limit:
        yield from ((left, right) for i, left in enumerate(block) for right in block[i + 1 :])
        return
    first: dict[tuple[str, str], Profile] = {}
    for one in block:
        group = (one.name, region(one))
        if group in first:
            yield first[group], one
        else:
            yield from ((other, one) for other in list(first.values())[:limit])
            first[group] = one


def _where(one: str, other: str) -> str:
    if one == other:
        return f"both in {one}" if one else "neither in a division"
    return f"in {one or 'no division'} and {other or 'no division'}"


_CONTRADICTIONS = {"place": _places_contradict, "organization": _organizations_contradict, "work": _works_contradict}
