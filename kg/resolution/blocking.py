"""Candidates by blocks: nodes that share a key are looked at together, and never any others.

Each block is a matter of its own, so blocks can be gone through one after the other or on many machines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Node = TypeVar("Node")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Blocking(Generic[Node, Found]):
    """One way to find candidates.

    Attributes:
        keys: the blocks that a node stands in, each once; keys of one blocking can be sorted.
        pairs: what is found in a block, from its key and its nodes in their order.
    """

    keys: Callable[[Node], Iterable[Any]]
    pairs: Callable[[Any, Sequence[Node]], Iterable[Found]]

    def found(self, nodes: Iterable[Node]) -> Iterator[Found]:
        """What is found among nodes, block by block."""
        blocks: dict[Any, list[Node]] = defaultdict(list)
        for node in nodes:
            for key in self.keys(node):
                blocks[key].append(node)
        for key in sorted(blocks):
            if len(blocks[key]) > 1:
                yield from self.pairs(key, blocks[key])
