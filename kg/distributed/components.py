"""Connected components of pairs that no machine holds all of.

The method is that of Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, Connected Components in MapReduce and Beyond (2014):
large stars and small stars by turns, until nothing changes. Each looks at one node and its neighbours at a time.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kg.distributed.exchange import Exchange, Post, Step, Streams, flow
from kg.resolution.records import Local

Pair = tuple[Local, Local]


def components(exchange: Exchange, *pairs: Step) -> Step:
    """Find which nodes hang together.

    Args:
        exchange: runs the steps.
        pairs: steps that sent each pair to the document of both of its nodes (:func:`send_pair`).

    Returns:
        A step that kept, with the part of each document, for its nodes that are in a pair the smallest node of the component.
    """
    last: object = None
    step = exchange.step(_large_stars, None, (), *pairs)
    while True:
        step = exchange.step(_small_stars, None, (), step)
        now = [exchange.get(note) for note in step.notes]
        if now == last or not any(count for count, _ in now):
            return exchange.step(_labels, None, (), step)
        last = now
        step = exchange.step(_large_stars, None, (), step)


def send_pair(post: Post, left: Local, right: Local) -> None:
    """Send a pair where :func:`components` wants it."""
    post.send("pair", left[0], (left, right))
    post.send("pair", right[0], (right, left))


def _neighbours(pairs: Iterable[Pair]) -> dict[Local, set[Local]]:
    found: dict[Local, set[Local]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found


@flow(takes="pair", sends="down")
def _large_stars(_number: int, _common: Any, _own: Any, streams: Streams, parts: int) -> Post:
    """Each node ties its larger neighbours to the smallest of them all."""
    post = Post(parts)
    for node, around in _neighbours(streams["pair"]).items():
        smallest = min(node, *around)
        for other in around:
            if other > node:
                post.send("down", other[0], (other, smallest))
    return post


@flow(takes="down", sends="pair")
def _small_stars(_number: int, _common: Any, _own: Any, streams: Streams, parts: int) -> Post:
    """Each node ties itself and its smaller neighbours to the smallest of them; the note changes when any pair does."""
    post = Post(parts, note=(0, 0))
    found = set()
    for node, around in _neighbours(streams["down"]).items():
        smallest = min(node, *around)
        found |= {(other, smallest) for other in (node, *around) if other != smallest}
    for pair in found:
        send_pair(post, *pair)
    post.note = (len(found), sum(zlib.crc32(repr(pair).encode()) for pair in found))
    return post


@flow(takes="pair")
def _labels(_number: int, _common: Any, _own: Any, streams: Streams, parts: int) -> Post:
    return Post(parts, kept={node: min(node, *around) for node, around in _neighbours(streams["pair"]).items()})
