"""Keys in the graph: the smallest key of a component's members, told apart where two components would get one key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

Local = tuple[str, str]
"""The name of a local node, what one document calls something: (document id, key inside the document)."""

LOCAL_KINDS = frozenset({"event", "utterance", "statement", "group"})
"""Kinds whose keys are unique only in their document, so that the graph's key names the document."""

_HASH = 12
"""Hexadecimal digits of a document's id in a key."""


def default_key(document: str, key: str) -> str:
    """The key in the graph of a node that nothing is joined with.

    >>> default_key("0123456789abcdef" * 4, "event/0-12-会见")
    'event/0123456789abcdef-0-12-会见'
    >>> default_key("0123456789abcdef" * 4, "person/薛侃~310110")
    'person/薛侃~310110'
    """
    kind, _, rest = key.partition("/")
    return f"{kind}/{document[:16]}-{rest}" if kind in LOCAL_KINDS else key


def assign(components: Iterable[Sequence[Local]]) -> dict[Local, str]:
    """Give every member of every component its key; members that keep their default key are left out.

    Where several components have the same smallest key (namesakes whose documents minted one key), the component
    with the smallest member keeps it; the others get the beginning of the id of their own smallest document behind it.
    """
    wanted: dict[str, list[list[Local]]] = defaultdict(list)
    for component in components:
        members = sorted(component)
        wanted[min(default_key(*local) for local in members)].append(members)
    keys: dict[Local, str] = {}
    for key in sorted(wanted):
        for number, members in enumerate(sorted(wanted[key])):
            mine = key if number == 0 else f"{key}~{members[0][0][:_HASH]}"
            for local in members:
                if default_key(*local) != mine:
                    keys[local] = mine
    return keys
