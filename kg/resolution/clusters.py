"""Connected components over scored pairs, with cuts where two members contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Link(Generic[Node]):
    """Two nodes that evidence joins; ``forced`` links are the user's and are never cut."""

    left: Node
    right: Node
    score: float
    reason: str
    detail: str
    forced: bool = False


class Clusters(Generic[Node]):
    """Components that grow by links, the strongest first.

    Args:
        nodes: all nodes, in a stated order: what is equal otherwise is settled by it.
        contradicts: says why two nodes can never be one, or None.
    """

    def __init__(self, nodes: Iterable[Node], contradicts: Callable[[Node, Node], str | None]) -> None:
        self.rank = {node: number for number, node in enumerate(nodes)}
        self.contradicts = contradicts
        self._component = {node: node for node in self.rank}
        self.members: dict[Node, list[Node]] = {node: [node] for node in self.rank}

    def find(self, node: Node) -> Node:
        """The representative of a node's component: its first member."""
        return self._component[node]

    def join(self, links: Iterable[Link[Node]]) -> tuple[list[Link[Node]], list[tuple[Link[Node], str]]]:
        """Take links in the order of their strength.

        Returns:
            The links that joined two components, and those that were cut with the contradiction.
        """
        ordered = sorted(
            links,
            key=lambda link: (not link.forced, -link.score, *sorted((self.rank[link.left], self.rank[link.right])), link.reason),
        )
        used: list[Link[Node]] = []
        cut: list[tuple[Link[Node], str]] = []
        for link in ordered:
            left, right = self.find(link.left), self.find(link.right)
            if left == right:
                continue
            reason = None if link.forced else self._contradiction(left, right)
            if reason is not None:
                cut.append((link, reason))
                continue
            if self.rank[right] < self.rank[left]:
                left, right = right, left
            moved = self.members.pop(right)
            for node in moved:
                self._component[node] = left
            self.members[left] += moved
            used.append(link)
        return used, cut

    def _contradiction(self, left: Node, right: Node) -> str | None:
        for one in self.members[left]:
            for other in self.members[right]:
                reason = self.contradicts(one, other)
                if reason is not None:
                    return reason
        return None
