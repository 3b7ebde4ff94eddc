"""Which events several documents report."""

from __future__ import annotations

import re

from kg.resolution.records import Resolution


def shared_keys(resolution: Resolution) -> frozenset[str]:
    """The graph keys of events that more than one document names.

    ``resolution.keys`` need not list nodes that keep the key their document gives them: the key of an event names that document.
    """
    first: dict[str, str] = {}
    shared: set[str] = set()
    for (document, _), key in resolution.keys.items():
        if key.startswith("event/"):
            own = re.match("event/([0-9a-f]{16})-", key)
            if first.setdefault(key, own[1] if own else document[:16]) != document[:16]:
                shared.add(key)
    return frozenset(shared)
