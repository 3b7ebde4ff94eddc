"""Extractors of other packages.

A package adds one by an entry point of the group ``kg.extractors``: a callable that takes an
:class:`~kg.extractors.analysis.Analysis` and gives :class:`~kg.facts.Event`, :class:`~kg.facts.Statement` or
:class:`~kg.facts.Relation` records whose references are keys of ``analysis.entities``. It must be a pure function: its
result is cached with the document's.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from importlib import metadata

from kg.extractors.analysis import Analysis
from kg.facts import Event, Relation, Statement

Extractor = Callable[[Analysis], Iterable[Event | Statement | Relation]]


@functools.cache
def installed() -> tuple[tuple[str, Extractor], ...]:
    """(name, extractor) of every installed one, by name."""
    points = sorted(metadata.entry_points(group="kg.extractors"), key=lambda point: point.name)
    return tuple((point.name, point.load()) for point in points)
