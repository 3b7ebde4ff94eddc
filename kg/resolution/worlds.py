"""How division codes relate: two worlds can be one place, one inside the other, or apart.

Codes are those of GB/T 2260 and its extension: two digits for the province, two for the city, two for the county, three for the
town, three for the village; zeros at the end say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

_LEVELS = (2, 4, 6, 9, 12)


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


def closeness(left: Iterable[str], right: Iterable[str]) -> str:
    """How near two sets of divisions come: same, inside, city, province, apart or unknown (one has none)."""
    best = "unknown"
    order = ("unknown", "apart", "province", "city", "inside", "same")
    others = [stem(code) for code in right]
    for one in map(stem, left):
        for other in others:
            best = max(best, _between(one, other), key=order.index)
    return best


def _between(one: str, other: str) -> str:
    if one == other:
        return "same"
    if one.startswith(other) or other.startswith(one):
        return "inside"
    # A municipality's districts share three digits: 3101xx; its "city" level is the municipality itself.
    if one[:4] == other[:4]:
        return "city"
    return "province" if one[:2] == other[:2] else "apart"
