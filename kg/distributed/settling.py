"""Keys for components that were found apart from each other, and why namesakes among them are not one."""

from __future__ import annotations

from typing import Any

from kg.distributed.exchange import Exchange, Post, Step, Streams, flow
from kg.mapping import shared_keys
from kg.resolution import deciding
from kg.resolution.deciding import Named
from kg.resolution.keys import assign, default_key
from kg.resolution.records import Resolution


def settle(exchange: Exchange, common: Any, joined: Step) -> tuple[Step, Step]:
    """Give components their keys; see :func:`kg.distributed.identity.resolve` for what the two steps sent.

    Args:
        exchange: runs the steps.
        common: a reference to what every part knows.
        joined: the step that decided, and sent components by the key that they want, and their first nodes by name.
    """
    return joined, exchange.step(_settled, common, (), joined)


@flow(takes="component head", sends="key shared spoken")
def _settled(_number: int, known: Any, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts, kept=[])
    keys = assign(streams["component"])
    for local, key in keys.items():
        post.send("key", local[0], (local, key))
    shared = shared_keys(Resolution(keys))
    if shared:
        for component in streams["component"]:
            for local in component:
                if (key := keys.get(local) or default_key(*local)) in shared:
                    post.send("shared", local[0], key)
    heads: dict[tuple[str, str], list[Named]] = {}
    for head in streams["head"]:
        heads.setdefault((head.profile.kind, head.profile.name), []).append(head)
    for some in heads.values():
        post.kept += deciding.namesakes(sorted(some, key=lambda head: deciding.order(head.profile)), known.user)
    for decision in post.kept:
        for local in (decision.left, decision.right):
            post.send("spoken", local[0], local)
    return post
