"""Statements in the making, and what the sentences before leave behind."""

from __future__ import annotations

from dataclasses import dataclass

from kg.facts import Span


@dataclass
class Draft:
    """A statement in the making.

    ``direct`` is True where the words stand between quotation marks, ``shape`` that of the verb's use, ``cited`` True
    where the words are cited from elsewhere (张三总书记指出) and not said on the occasion told.
    """

    speakers: tuple[str, ...]
    verb: str
    category: str
    spans: list[Span]
    confidence: float
    direct: bool = False
    shape: str = "marked"
    cited: bool = False


@dataclass
class State:
    """What the sentences before leave behind.

    ``open`` is the statement that a sentence without a subject goes on with, ``topic`` the person that 他 means,
    ``quote`` a quotation that still waits for its speaker, ``turn`` the turn of a transcript that is open.
    """

    open: Draft | None = None
    last: Draft | None = None
    topic: str | None = None
    quote: Span | None = None
    turn: Draft | None = None
