"""How division codes relate: two worlds can be one place, one inside the other, or apart.

Codes are those of GB/T 2260 and its extension: two digits for the province, two for the city, two for the county, three for the
town, three for the village; zeros at the end say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

_LEVELS = (2, 4, 6, 9, 12)
_MUNICIPALITIES = ("11", "12", "31", "50")
_COUNTY_LEVEL_CITY = "81"
"""From here on the fifth and sixth digits mean a city that ranks as a county."""


def stem(code: str) -> str:
    """The digits of a code that say something, cut at a level.

    >>> stem("320100"), stem("320102"), stem("310000"), stem("320102001000")
    ('3201', '320102', '31', '320102001')
    """
    for level in _LEVELS:
        if len(code) <= level or not code[level:].strip("0"):
            return code[:level]
    return code


def compatible(left: str, right: str) -> bool:
    """True where one division is, or lies in, the other; an unknown one is compatible with any.

    >>> compatible("320100", "320102"), compatible("320102", "320106"), compatible("", "320106")
    (True, False, True)
    """
    one, other = stem(left), stem(right)
    return one.startswith(other) or other.startswith(one)


_ORDER = ("unknown", "apart", "province", "city", "inside", "county", "town", "same")
_COUNTY = 6


def closeness(left: Iterable[str], right: Iterable[str]) -> str:
    """How near two sets of divisions come.

    Returns:
        ``same``; ``town`` (a town and the county around it); ``county`` (two towns of one county); ``inside`` (a city and a
        part of it); ``city``, ``province`` (two parts of one); ``apart``; ``unknown`` where one of the two is not known.

    >>> closeness(["330106"], ["330106109"]), closeness(["330106104"], ["330106109"]), closeness(["330106"], ["330102"])
    ('town', 'county', 'city')
    """
    best = "unknown"
    others = [stem(code) for code in right]
    for one in map(stem, left):
        for other in others:
            best = max(best, _between(one, other), key=_ORDER.index)
    return best


def _between(one: str, other: str) -> str:
    if one == other:
        return "same"
    if one.startswith(other) or other.startswith(one):
        return "town" if min(len(one), len(other)) >= _COUNTY else "inside"
    if one[:_COUNTY] == other[:_COUNTY]:
        return "county"
    # A municipality's districts share three digits: 3101xx; its "city" level is the municipality itself.
    if one[:4] == other[:4]:
        return "city"
    return "province" if one[:2] == other[:2] else "apart"


def seat(level: str, code: str) -> str:
    """The division that a name beginning with the word of a level (市教育局, 区委) means in news of a division.

    Args:
        level: the word: 省, 市, 区, 县, 旗, 镇, 乡, 街道 or 村.
        code: the division that the news is of.

    Returns:
        Its digits, or "" where the news does not say which (区委 in the news of a city).

    >>> seat("市", "320102"), seat("市", "320281"), seat("市", "310110"), seat("区", "320100"), seat("区", "320102")
    ('3201', '320281', '31', '', '320102')
    """
    digits = stem(code)
    if level == "市":
        if digits[:2] in _MUNICIPALITIES:
            return digits[:2]
        own = len(digits) >= _COUNTY and digits[4:6] >= _COUNTY_LEVEL_CITY
        length = _COUNTY if own else 4
    else:
        length = {"省": 2, "区": 6, "县": 6, "旗": 6, "镇": 9, "乡": 9, "街道": 9, "村": 12}[level]
    return digits[:length] if len(digits) >= length else ""
