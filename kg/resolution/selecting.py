"""What the user's rules speak of in a set of documents, and whether they can all be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations
from typing import TypeVar

from kg.errors import RulesError
from kg.resolution.clusters import Link
from kg.resolution.keys import Local, default_key
from kg.resolution.rules import Rules, Selector

Node = TypeVar("Node", bound=Hashable)

_TITLES = 3
"""Documents that a note names at most."""


class Selection:
    """The local nodes that rules mean.

    Args:
        rules: the user's decisions.
        known: every local node with its name.
        titles: document id → its titles.

    Attributes:
        alone: the nodes that rules speak of, which therefore are never put together with others unseen.
        notes: one line for each selector that means nothing here, in the order of the file.

    Raises:
        RulesError: rules contradict each other for these documents.
    """

    def __init__(self, rules: Rules, known: Iterable[tuple[Local, str]], titles: Mapping[str, tuple[str, ...]]) -> None:
        self.rules = rules
        self.notes: tuple[str, ...] = ()
        self._meant: dict[Selector, list[Local]] = defaultdict(list)
        self._different: dict[frozenset[Local], int] = {}
        selectors = set(rules.selectors())
        if selectors:
            known = list(known)
            self._find(selectors, known, titles)
            lost = sorted((one for one in selectors if one not in self._meant), key=lambda one: (one.line, one))
            self.notes = tuple(f"{rules.file}:{one.line}: {_why_nothing(one, known, titles)}" for one in lost)
        self.alone = {local for meant in self._meant.values() for local in meant}
        for group in rules.different:
            for left, right in combinations(group, 2):
                pairs = (frozenset((one, other)) for one in self.of(left) for other in self.of(right) if one != other)
                self._different.update((pair, left.line) for pair in pairs)
        self._check()

    def of(self, selector: Selector) -> Sequence[Local]:
        """The nodes that a selector means."""
        return self._meant.get(selector, ())

    def forced(self, node_of: Mapping[Local, Node]) -> list[Link[Node]]:
        """The links between nodes of one kind that the user prescribes."""
        found = []
        for group in self.rules.same:
            meant = [local for one in group for local in self.of(one) if local in node_of]
            for local in meant[1:]:
                found.append(Link(node_of[meant[0]], node_of[local], 1.0, "user-rule", "identity rules: same", forced=True))
        return found

    def forbids(self, left: Iterable[Local], right: Iterable[Local]) -> bool:
        """Whether the user says that two nodes, each of some local ones, are different."""
        if not self._different:
            return False
        ones, others = ([local for local in many if local in self.alone] for many in (left, right))
        return any(frozenset((one, other)) in self._different for one in ones for other in others)

    def names(self) -> Iterator[tuple[Local, str]]:
        """Local nodes and the names that the user gives them."""
        for selector, name in self.rules.rename:
            yield from ((local, name) for local in self.of(selector))

    def _find(
        self, selectors: Iterable[Selector], known: Iterable[tuple[Local, str]], titles: Mapping[str, tuple[str, ...]]
    ) -> None:
        by_node: dict[str, list[Selector]] = defaultdict(list)
        for selector in selectors:
            by_node[selector.node].append(selector)
        for local, name in known:
            document = local[0]
            called = dict.fromkeys((default_key(*local), local[1], name))
            for selector in (one for node in called for one in by_node.get(node, ())):
                if selector.is_in(document, titles.get(document, ())):
                    self._meant[selector].append(local)

    def _check(self) -> None:
        """Find what the rules want of these documents and cannot have."""
        above: dict[Local, Local] = {}

        def top(local: Local) -> Local:
            while local in above:
                local = above[local]
            return local

        for group in self.rules.same:
            found = [one for one in group if self.of(one)]
            kinds = [{local[1].partition("/")[0] for local in self.of(one)} for one in found]
            if len(found) > 1 and not set.intersection(*kinds):
                what = ", ".join(f"{one.node} is a {'/'.join(sorted(kind))}" for one, kind in zip(found, kinds, strict=True))
                raise RulesError(self.rules.file, group[0].line, f"nodes of different kinds cannot be one: {what}")
            for kind in sorted(set.union(*kinds) if kinds else ()):
                meant = [local for one in found for local in self.of(one) if local[1].startswith(f"{kind}/")]
                for local in meant[1:]:
                    if top(local) != top(meant[0]):
                        above[top(local)] = top(meant[0])
        for pair, line in self._different.items():
            one, other = sorted(pair)
            if top(one) == top(other):
                names = " and ".join(sorted(local[1].partition("/")[2] for local in pair))
                raise RulesError(
                    self.rules.file, line, f"{names} are to be different, but what is said to be the same joins them"
                )


def _why_nothing(selector: Selector, known: Sequence[tuple[Local, str]], titles: Mapping[str, tuple[str, ...]]) -> str:
    node = selector.node
    holders = {local[0] for local, name in known if node in (name, local[1], default_key(*local))}
    if holders:
        found = sorted(titles.get(one, (one,))[0] for one in holders)
        more = f" and {len(found) - _TITLES} more" if len(found) > _TITLES else ""
        return f"{selector.document!r} does not name {node}; {'、'.join(found[:_TITLES])}{more} do"
    if "@" in node:
        return f"{node!r} is not in the build; write a space on both sides of @"
    if "/" in node:
        wanted = node.partition("~")[0]
        near = sorted({local[1] for local, _ in known if local[1].partition("~")[0] == wanted})[:_TITLES]
    else:
        alike = {name for _, name in known if abs(len(name) - len(node)) <= 1 and not set(node).isdisjoint(name)}
        near = get_close_matches(node, sorted(alike), n=1)
    return f"{node} is not in the build" + (f"; did you mean {'、'.join(near)}?" if near else "")
