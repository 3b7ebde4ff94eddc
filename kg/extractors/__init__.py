"""From a document to its facts: people, organizations, places, works, posts, events, statements and relations."""

from __future__ import annotations

from kg.extractors.document import extract, paragraphs

__all__ = ["extract", "paragraphs"]
