"""Gold files: hand-written facts, one YAML file a document, and every spelling of their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from kg.errors import InputError

ENTITY_AREAS = {"persons": "Person", "organizations": "Organization", "places": "Place", "works": "Work"}
"""Area → class of its nodes."""

_QUOTATION_MARKS = str.maketrans({"“": '"', "”": '"', "「": '"', "」": '"', "‘": "'", "’": "'"})

Record = dict[str, Any]
"""One entry of a gold file, as YAML gives it."""


def spelling(text: object) -> str:
    """One spelling for comparison: NFKC, no white space, one kind of quotation mark.

    >>> spelling("新 “桥” 村（意见）")
    '新"桥"村(意见)'
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).translate(_QUOTATION_MARKS)


class Gold:
    """The facts of one gold file.

    Attributes:
        source: the document's file name or path.
        record: the file's entries.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.source: str = record["source"]
        self._spellings: dict[str, dict[str, set[str]]] = {}
        for area in (*ENTITY_AREAS, "facilities"):
            table = self._spellings[area] = {}
            for names in [*self.entries(area), *self.entries("optional_" + area)]:
                if isinstance(names, str):
                    raise ValueError(f"{area}: {names!r} should be a list of names")
                group = {spelling(name) for name in names}
                for name in group:
                    table[name] = table.get(name, set()) | group

    def speaks_of(self, area: str) -> bool:
        """True where the file has the key at all: an empty list says that there is nothing to find."""
        return self.record.get(area) is not None

    def entries(self, key: str) -> list[Any]:
        """The entries under a key, none where it is missing."""
        return self.record.get(key) or []

    def names(self, name: object, *areas: str) -> set[str]:
        """Every spelling of ``name``, by the name lists of ``areas`` (all of them unless given)."""
        own = spelling(name)
        return {own}.union(*(self._spellings[area].get(own, set()) for area in areas or self._spellings))

    def all_names(self, names: Iterable[object] | None) -> set[str]:
        """Every spelling of every one of ``names``."""
        return set().union(*(self.names(name) for name in names or ()))

    def everybody(self) -> set[str]:
        """Every spelling of every name in the file's lists."""
        return set().union(*(group for table in self._spellings.values() for group in table.values()))

    def bylines(self) -> set[str]:
        """The authors of all articles."""
        return {spelling(name) for article in self.entries("articles") for name in article.get("authors") or []}


def read_gold(folder: Path) -> list[tuple[str, Gold]]:
    """The gold files (``*.yaml``) of a folder with their names, sorted.

    Raises:
        InputError: there is none, or one of them is not a gold file.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise InputError(f"{folder}: no *.yaml here; --gold wants a folder of gold files")
    found = []
    for path in paths:
        try:
            found.append((path.name, Gold(yaml.safe_load(path.read_text("utf-8")))))
        except (OSError, yaml.YAMLError, ValueError, TypeError, KeyError) as error:
            reason = " ".join(str(error).split())
            raise InputError(
                f"{path.name}: not a gold file ({type(error).__name__}: {reason}); see data/gold/README.md"
            ) from error
    return found
