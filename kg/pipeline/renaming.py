"""Which nodes a change of the set of documents renamed, and why."""

from __future__ import annotations

import itertools
from collections.abc import Collection

from kg.inventory import Inventory, key_map
from kg.pipeline.records import Renaming
from kg.pipeline.supply import Supply
from kg.resolution import default_key
from kg.resolution.records import Local, Resolution


def renamings(before: Inventory, supply: Supply, decided: Resolution) -> tuple[Renaming, ...]:
    """The nodes of documents in both states whose key is another one now.

    Args:
        before: the old state.
        supply: the documents of the new one.
        decided: the identity decisions of the new one.
    """
    old, present = key_map(before), before.titles().keys()

    def old_key(local: Local) -> str | None:
        return old.get(local, default_key(*local)) if local[0] in present else None

    changed: dict[tuple[str, str], set[str]] = {}
    for local in {**old, **decided.keys}:
        previous, key = old_key(local), decided.key(local)
        if previous is not None and previous != key and local[0] in supply.titles:
            changed.setdefault((previous, key), set()).update(supply.titles[local[0]])
    if not changed:
        return ()
    members: dict[str, set[str | None]] = {}
    for local, key in _members(supply, decided, {new for _, new in changed}):
        members.setdefault(key, set()).add(old_key(local))
    return tuple(
        Renaming(previous, key, "merge" if members[key] - {previous} else "split", tuple(sorted(documents)))
        for (previous, key), documents in sorted(changed.items())
    )


def _members(supply: Supply, decided: Resolution, wanted: Collection[str]) -> list[tuple[Local, str]]:
    """The local nodes of the new state that have one of the wanted keys."""
    found = []
    for facts in supply():
        names = itertools.chain((entity.key for entity in facts.entities), (event.key for event in facts.events))
        for local in ((facts.document, name) for name in names):
            key = decided.key(local)
            if key in wanted:
                found.append((local, key))
    return found
