"""From the bytes of a file to documents: text with an offset map, cut into stories with headline, byline and date."""

from __future__ import annotations

from kg.reading.folder import Found, Ignored, Source, find, survey
from kg.reading.limits import LIMITS, Limits
from kg.reading.reader import SUFFIXES, read, read_rows, rows_suffix
from kg.reading.sources import read_source

__all__ = [
    "LIMITS",
    "SUFFIXES",
    "Found",
    "Ignored",
    "Limits",
    "Source",
    "find",
    "read",
    "read_rows",
    "read_source",
    "rows_suffix",
    "survey",
]
