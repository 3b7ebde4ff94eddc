"""Choosing a media type from an Accept header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence


def accepted(header: str | None) -> list[tuple[str, float]]:
    """The media ranges of an Accept header with their weights, in the order given.

    >>> accepted("text/csv, application/json;q=0.5")
    [('text/csv', 1.0), ('application/json', 0.5)]
    """
    ranges: list[tuple[str, float]] = []
    for part in (header or "*/*").split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if name:
            ranges.append((name.lower(), weight))
    return ranges


def best(header: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that a client likes best, the earlier one where it likes two alike; None where it likes none.

    The most specific range that matches a type decides its weight.

    >>> best("application/*;q=0.2, text/csv", ["application/json", "text/csv"])
    'text/csv'
    >>> best("image/png", ["text/csv"]) is None
    True
    """
    ranges = accepted(header)
    chosen: tuple[float, str] | None = None
    for media_type in offered:
        weight = _weight(media_type, ranges)
        if weight > 0 and (chosen is None or weight > chosen[0]):
            chosen = (weight, media_type)
    return chosen[1] if chosen else None


def _weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    main = media_type.partition("/")[0]
    for pattern in (media_type, f"{main}/*", "*/*"):
        weights = [weight for name, weight in ranges if name == pattern]
        if weights:
            return max(weights)
    return 0.0
