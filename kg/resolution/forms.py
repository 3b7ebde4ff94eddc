"""Forms of one body's name: what it is called with, and without, the division that it belongs to.

杭州市第一人民医院 is 市第一人民医院 in the news of Hangzhou and of its districts; 玄武区委办公室, 中共玄武区委办公室 and 区委办
are one office there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.resolution.profiles import Profile
from kg.resolution.tables import evidence
from kg.resolution.worlds import seat, stem

LEVELS = ("街道", "市", "区", "县", "省", "镇", "乡", "村", "旗")
"""Words of levels. A name that begins with one leaves out which one is meant: 市教育局."""

Divisions = Mapping[str, Sequence[str]]
"""Digits of a division → its names (杭州市)."""

_CUTS = (2, 4, 6, 9)


def divisions(places: Iterable[Profile]) -> Divisions:
    """The names of the divisions that the documents speak of; those without the word of their level are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in places:
        if one.code and one.name.endswith(LEVELS) and one.name not in LEVELS:
            found[stem(one.code)].add(one.name)
    return in_order(found)


def in_order(found: Mapping[str, Iterable[str]]) -> Divisions:
    """Names of divisions as they are looked up: the longest first."""
    return {code: sorted(names, key=lambda name: (-len(name), name)) for code, names in found.items()}


def local_forms(name: str, code: str, known: Divisions) -> Iterator[tuple[str, str]]:
    """What a body is called in the news of its own division.

    Args:
        name: any of its names.
        code: the division it belongs to, or that the news is of.
        known: names of divisions.

    Yields:
        Pairs of a form that begins with the word of a level, and the digits of the division which that means; nothing where the
        name tells neither.

    >>> known = {"3201": ["南京市"], "320102": ["玄武区"]}
    >>> list(local_forms("中共玄武区委办公室", "320102", known)), list(local_forms("市一院", "320102", known))
    ([('区委办', '320102')], [('市一院', '3201')])
    >>> list(local_forms("南京市玄武区人民政府", "320102", known)), list(local_forms("区委", "320100", known))
    ([('区政府', '320102')], [])
    """
    rest = _unified(name)
    level = level_of(rest)
    if level:
        where = seat(level, code) if code else ""
        if where and rest != level:
            yield rest, where
        return
    digits = stem(code)
    inside = [name for cut in _CUTS if cut <= len(digits) for name in known.get(digits[:cut], ())]
    for cut in (one for one in _CUTS if one <= len(digits)):
        division = next((one for one in known.get(digits[:cut], ()) if rest.startswith(one) and rest != one), "")
        rest = rest.removeprefix(division)
        if division and not rest.startswith(tuple(inside)):  # else the next division follows: 玄武区教育局 behind 南京市
            form = next(level for level in LEVELS if division.endswith(level)) + rest
            if level_of(form):
                yield form, digits[:cut]
            return


def level_of(name: str) -> str:
    """The word of a level that a name begins with, leaving out which division is meant, or "".

    >>> level_of("市教育局"), level_of("市场监督管理局"), level_of("镇海区教育局")
    ('市', '', '')
    """
    if name.startswith(tuple(evidence()["no-level"])):
        return ""
    return next((level for level in LEVELS if name.startswith(level)), "")


def _unified(name: str) -> str:
    """A name without the word for the party before it, and with the shorter of two usual ends."""
    tables = evidence()
    for start in tables["party-starts"]:
        name = name.removeprefix(start)
    for long, short in tables["name-variants"].items():
        if name.endswith(long):
            return name.removesuffix(long) + str(short)
    return name


def is_branch(part: str, whole: str) -> bool:
    """True where a name is that of a part of a body that has the other name.

    >>> is_branch("求知中学云谷分校", "求知中学"), is_branch("求知中学", "求知中学")
    (True, False)
    """
    return part != whole and part.startswith(whole) and part.endswith(tuple(evidence()["branch-endings"]))
