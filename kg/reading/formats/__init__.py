"""One module for each format: the bytes of a file to the text that offsets count in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a file. ``as_is`` is True where it is the decoded file itself rather than made by a reader."""

    text: str
    encoding: str | None
    as_is: bool
    warnings: tuple[str, ...] = ()
