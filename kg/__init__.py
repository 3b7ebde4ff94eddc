"""Chinese news into a knowledge graph: people, organizations, places and events as RDF, each fact tied to its text.

    import kg
    graph = kg.build("data/news", out="build")
    for row in graph.query("SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name }"):
        print(row["name"])

Importing this package costs nothing: each name is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from kg._version import __version__

if TYPE_CHECKING:
    from kg.api import Graph, build, open  # noqa: A004  # kg.open is what it is called

__all__ = ["Graph", "__version__", "build", "open"]

_HOMES = {"Graph": "kg.api", "build": "kg.api", "open": "kg.api"}


def __getattr__(name: str) -> object:
    """Load a public name from the module it lives in (PEP 562)."""
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'kg' has no attribute {name!r}") from None
    value: object = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
