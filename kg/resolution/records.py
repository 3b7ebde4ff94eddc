"""What resolution across documents decides: which local nodes are one.

A local node is an entity, event or statement of one document, named by the pair of the
document's id and the key inside it (``Local``). Resolution gives every local node a key of
the whole graph; nodes that are one get the same key, the smallest of their members' keys. Most nodes keep the key that their
document gives them (:func:`kg.resolution.keys.default_key`), and only the others are listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kg.resolution.keys import Local, default_key

__all__ = ["Decision", "Local", "Resolution"]


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Why two local nodes are one, or why two that share a name are not.

    ``reason`` is a short code (``same-name-same-district``, ``user-rule`` …), ``detail`` one line for
    a person, ``score`` the weight of the evidence, 0 to 1.
    """

    verdict: Literal["same", "different"]
    left: Local
    right: Local
    reason: str
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """The identity decisions for a set of documents: a pure function of that set.

    ``keys`` maps each local entity and event to its key in the graph where that is another one than its default; ``names``
    holds labels that the user's rules prescribe for a graph key, ``notes`` a line for each rule that means nothing here.
    """

    keys: Mapping[Local, str]
    decisions: tuple[Decision, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def key(self, local: Local) -> str:
        """The key in the graph of a local node."""
        return self.keys.get(local) or default_key(*local)
