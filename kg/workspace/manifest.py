"""What is current in a build folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import BuildError

FORMAT = 1
"""Version of the folder's layout; a build of another format is rebuilt, not read."""

MANIFEST = "manifest.json"
PRIVATE = ".kg"
TEXTS = "text"
STABLE_FILES = ("graph.nq", "graph.ttl", "graph.html", "report.json", "report.md", "identity-log.jsonl")
"""Files that always belong to the manifest's generation."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is current in a build folder.

    ``files`` maps each stable file of this generation to its size in bytes, ``counts`` what the graph holds
    (documents, articles, persons …); ``configuration`` is the fingerprint of what extraction depends on, ``graph`` that of what
    the files depend on besides the facts.
    """

    generation: int
    version: str
    base: str
    configuration: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    format: int = FORMAT
    graph: str = ""

    @property
    def store(self) -> str:
        """Name of the folder of the database."""
        return f"store-{self.generation}"


def read_manifest(out: Path) -> Manifest | None:
    """The manifest of a build folder, or None where there is none.

    Raises:
        BuildError: the manifest is damaged or of another format.
    """
    path = out / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, OSError) as error:
        raise BuildError(f"{path}: the manifest cannot be read ({error}); build again") from error
    if not isinstance(values, dict) or values.pop("kg", None) != "build":
        raise BuildError(f"{path}: this is not a manifest of kg; choose another folder")
    if values.get("format") != FORMAT:
        raise BuildError(f"{path}: format {values.get('format')!r} is of another version of kg; build again")
    try:
        return Manifest(**values)
    except TypeError as error:
        raise BuildError(f"{path}: the manifest is damaged; build again") from error
