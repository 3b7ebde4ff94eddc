"""What is one, among nodes of a kind and the candidate pairs between them.

Every function here gives the same for all nodes of a kind at once as for each set of nodes that no candidate pair leaves, one
after the other: nothing looks beyond the pairs. So the nodes may be cut into such sets and decided on many machines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kg.resolution import events as event_rules
from kg.resolution import names, people, weighing
from kg.resolution.clusters import Clusters, Link
from kg.resolution.people import Figure
from kg.resolution.profiles import Happening, Profile
from kg.resolution.records import Decision, Local
from kg.resolution.selecting import Selection
from kg.resolution.tables import evidence
from kg.resolution.weighing import Verdict


@dataclass(frozen=True, slots=True)
class Named:
    """Organizations, places or works of different documents that are alike in all that counts: one node from the start."""

    profile: Profile
    locals_: tuple[Local, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: the local nodes of each node of the graph, the first of its nodes, and the decisions worth telling."""

    components: tuple[tuple[Local, ...], ...]
    heads: tuple[Named, ...]
    decisions: tuple[Decision, ...]


def alike(profiles: Iterable[Profile], alone: Collection[Local]) -> list[Named]:
    """Put together what is alike.

    Args:
        profiles: of organizations, places or works, in the order of :func:`order`.
        alone: what the user's rules speak of.
    """
    found = Alike(alone)
    for one in profiles:
        found.add(one)
    return found.nodes()


class Alike:
    """Puts organizations, places or works together that are alike, one after the other, in any order.

    Args:
        alone: what the user's rules speak of.
    """

    def __init__(self, alone: Collection[Local]) -> None:
        self._alone = alone
        self._first: dict[object, Profile] = {}
        self._locals: dict[object, list[Local]] = {}

    def add(self, one: Profile) -> None:
        """Another one."""
        same: object = (one.key, one.names, one.code, one.category, one.worlds, one.home, one.within)
        if one.local in self._alone:
            same = one.local
        first = self._first.setdefault(same, one)
        if one.local < first.local:
            self._first[same] = one
        self._locals.setdefault(same, []).append((one.local[0], first.local[1]))

    def nodes(self) -> list[Named]:
        """What was put together, in the order of :func:`order`."""
        found = (Named(first, tuple(sorted(self._locals[same]))) for same, first in self._first.items())
        return sorted(found, key=lambda node: order(node.profile))


def order(one: Profile | Happening) -> tuple[str, str]:
    """What nodes of a kind are sorted by: key, then document."""
    return one.local[1], one.local[0]


def join_names(nodes: Sequence[Named], links: Iterable[Link[Profile]], user: Selection) -> Decided:
    """Decide about organizations, places or works, in the order of :func:`order`."""
    of = {node.profile: node for node in nodes}

    def never(left: Profile, right: Profile) -> str | None:
        return forbidden(of[left], of[right], user)

    clusters = Clusters([node.profile for node in nodes], never)
    node_of = {local: node.profile for node in nodes for local in node.locals_} if user.alone else {}
    used, cut = clusters.join([*links, *user.forced(node_of)])
    decisions = [_joined(link) for link in used if link.left.key != link.right.key or link.forced]
    decisions += [_cut(link, reason) for link, reason in cut]
    components = (tuple(local for one in members for local in of[one].locals_) for members in clusters.members.values())
    return Decided(tuple(components), tuple(of[head] for head in clusters.members), tuple(decisions))


def forbidden(left: Named, right: Named, user: Selection) -> str | None:
    """Why two organizations, places or works can never be one, or None."""
    if user.forbids(left.locals_, right.locals_):
        return "user-rule"
    return names.contradiction(left.profile, right.profile)


def namesakes(heads: Iterable[Named], user: Selection) -> list[Decision]:
    """Say once for each organization, place or work why it is not the first other one of its name.

    Args:
        heads: the first node of each one, in the order of :func:`order`; all of a name, or none.
        user: the user's rules.
    """
    first: dict[str, Named] = {}
    decisions = []
    for head in heads:
        one = head.profile
        other = first.setdefault(one.name, head)
        if other is not head:
            reason = forbidden(other, head, user) or "not-enough-evidence"
            where = f"{one.name}: {names.region(other.profile) or 'no division'} and {names.region(one) or 'no division'}"
            decisions.append(_decision("different", other.profile.local, one.local, reason, where, 0.0))
    return decisions


def join_people(nodes: Sequence[Figure], pairs: Sequence[tuple[Figure, Figure, Verdict]], user: Selection) -> Decided:
    """Decide about people, whose figures are in order."""
    documents: dict[Figure, frozenset[str]] = {}

    def documents_of(node: Figure) -> frozenset[str]:
        if node not in documents:
            documents[node] = frozenset(local[0] for local in node.locals_)
        return documents[node]

    def never(left: Figure, right: Figure) -> str | None:
        if user.forbids(left.locals_, right.locals_):
            return "user-rule"
        if left.profile.key != right.profile.key and documents_of(left) & documents_of(right):
            return "two-in-one-document"
        return weighing.contradiction(left.profile, right.profile)

    threshold = evidence()["threshold"]
    clusters = Clusters(nodes, never)
    node_of = {local: node for node in nodes for local in node.locals_} if user.alone else {}
    joined = [people.as_link(*pair) for pair in pairs if pair[2].score >= threshold]
    used, _ = clusters.join([*joined, *user.forced(node_of)])
    decisions = [
        _decision("same", link.left.locals_[0], link.right.locals_[0], link.reason, link.detail, link.score) for link in used
    ]
    nearest: dict[Figure, tuple[float, Figure, Figure, Verdict]] = {}  # for each person, why they are not the nearest namesake
    for left, right, verdict in pairs:
        for one, other in ((left, right), (right, left)):
            home = clusters.find(one)
            if home != clusters.find(other) and (home not in nearest or verdict.score > nearest[home][0]):
                nearest[home] = (verdict.score, left, right, verdict)
    for score, left, right, verdict in nearest.values():
        reason = never(left, right)
        if reason is None and score >= threshold:
            reason = "contradiction-in-group"
        decisions.append(
            _decision("different", left.locals_[0], right.locals_[0], reason or verdict.reason, verdict.detail, max(score, 0.0))
        )
    components = (tuple(local for node in members for local in node.locals_) for members in clusters.members.values())
    return Decided(tuple(components), (), tuple(decisions))


def join_events(nodes: Sequence[Happening], pairs: Iterable[tuple[Happening, Happening]], user: Selection) -> Decided:
    """Decide about events, in the order of :func:`order`; the whole of each event is among them."""
    node_of = {node.local: node for node in nodes}

    def whole(node: Happening) -> Happening | None:
        above = node_of.get((node.local[0], node.parent))
        return clusters.find(above) if above is not None else None

    def never(left: Happening, right: Happening) -> str | None:
        if user.forbids([left.local], [right.local]):
            return "user-rule"
        if clusters.find(left) == whole(right) or clusters.find(right) == whole(left):
            return "part-and-whole"
        return event_rules.contradiction(left, right)

    clusters = Clusters(nodes, never)
    used, cut = clusters.join(user.forced(node_of))
    missed: list[Link[Happening]] = []
    rounds: dict[int, list[tuple[Happening, Happening]]] = defaultdict(list)
    for left, right in pairs:
        rounds[max(left.depth, right.depth)].append((left, right))
    for depth in sorted(rounds):  # which wholes are one is evidence for their parts
        enough, nearly = event_rules.links(rounds[depth], lambda left, right: whole(left) == whole(right))
        joined, apart = clusters.join(enough)
        used, cut = used + joined, cut + apart
        missed += nearly
    told: set[Happening] = set()
    for link in sorted(missed, key=lambda link: (-link.score, link.left.local, link.right.local)):  # the nearest of each
        reason = never(link.left, link.right) or link.reason
        known = clusters.find(link.left) == clusters.find(link.right) or {link.left, link.right} <= told
        if not known and reason != "part-and-whole":  # which nobody takes for one
            told |= {link.left, link.right}
            cut.append((link, reason))
    decisions = [*map(_joined, used), *(_cut(link, reason) for link, reason in cut)]
    components = (tuple(node.local for node in members) for members in clusters.members.values())
    return Decided(tuple(components), (), tuple(decisions))


AnyLink = Link[Profile] | Link[Happening]


def _joined(link: AnyLink) -> Decision:
    return _decision("same", link.left.local, link.right.local, link.reason, link.detail, link.score)


def _cut(link: AnyLink, reason: str) -> Decision:
    return _decision("different", link.left.local, link.right.local, reason, link.detail, link.score)


def _decision(verdict: str, left: Local, right: Local, reason: str, detail: str, score: float) -> Decision:
    first, second = sorted((left, right))
    weight = round(min(1.0, max(0.0, score)), 4)
    return Decision("same" if verdict == "same" else "different", first, second, reason, detail, weight)
