"""Relations that a text states between named entities, and ages."""

from __future__ import annotations

from kg.extractors.analysis import Analysis
from kg.facts import Relation

__all__ = ["find"]


def find(analysis: Analysis, document_text: str) -> list[Relation]:
    """Relations of a story."""
    return []
