"""One run of resolution: kind by kind, each kind in the terms of those before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TypeVar

from kg.resolution import events as event_rules
from kg.resolution import forms, names, people, weighing
from kg.resolution.clusters import Clusters, Link
from kg.resolution.keys import assign, default_key
from kg.resolution.people import Figure
from kg.resolution.profiles import Happening, Profile
from kg.resolution.records import Decision, Local, Resolution
from kg.resolution.rules import Rules
from kg.resolution.selecting import Selection
from kg.resolution.tables import evidence
from kg.resolution.weighing import Verdict

Node = TypeVar("Node", bound=Hashable)
Contradicts = Callable[[Node, Node], str | None]


class Resolver:
    """Collects keys and decisions.

    Args:
        entities: the profiles of all entities.
        events: those of all events.
        titles: document id → its titles.
        rules: the user's decisions.
    """

    def __init__(
        self, entities: Iterable[Profile], events: Iterable[Happening], titles: Mapping[str, tuple[str, ...]], rules: Rules
    ) -> None:
        self.entities = sorted(entities, key=lambda one: (one.local[1], one.local[0]))
        self.events = list(events)
        self.keys: dict[Local, str] = {}
        self.decisions: list[Decision] = []
        events_called = ((one.local, one.label) for one in self.events)
        self.user = Selection(rules, chain(((one.local, one.name) for one in self.entities), events_called), titles)

    def resolution(self) -> Resolution:
        """Resolve everything."""
        kinds = {kind: [one for one in self.entities if one.kind == kind] for kind in ("place", "organization", "work", "person")}
        self._names(kinds["place"], names.place_links, names.places_contradict)
        known = forms.divisions(kinds["place"])
        self._names(kinds["organization"], partial(names.organization_links, known=known), names.organizations_contradict)
        self._names(kinds["work"], names.work_links, names.works_contradict)
        self._people(kinds["person"])
        self._events()
        renamed = {self._key(local): name for local, name in self.user.names()}
        return Resolution(self.keys, tuple(sorted(set(self.decisions))), dict(sorted(renamed.items())), self.user.notes)

    # ------------------------------------------------------------------- kinds

    def _names(
        self,
        profiles: Sequence[Profile],
        links: Callable[[Sequence[Profile]], Iterable[Link[Profile]]],
        contradicts: Contradicts[Profile],
    ) -> None:
        """Organizations, places or works; what is alike in all that counts is one node from the start."""
        groups: dict[object, list[Profile]] = defaultdict(list)
        for one in profiles:
            alike: object = (one.key, one.names, one.code, one.category, one.worlds, one.home, one.within)
            groups[one.local if one.local in self.user.alone else alike].append(one)
        locals_of = {group[0]: [one.local for one in group] for group in groups.values()}
        nodes = list(locals_of)

        def never(left: Profile, right: Profile) -> str | None:
            return "user-rule" if self.user.forbids(locals_of[left], locals_of[right]) else contradicts(left, right)

        clusters = Clusters(nodes, never)
        node_of = {local: node for node, locals_ in locals_of.items() for local in locals_}
        used, cut = clusters.join([*links(nodes), *self.user.forced(node_of)])
        for link in used:
            if link.left.key != link.right.key or link.forced:
                self._decide("same", link.left.local, link.right.local, link.reason, link.detail, link.score)
        for link, reason in cut:
            self._decide("different", link.left.local, link.right.local, reason, link.detail, link.score)
        self._assign([[local for node in members for local in locals_of[node]] for members in clusters.members.values()])
        self._namesakes(clusters, never)

    def _namesakes(self, clusters: Clusters[Profile], never: Contradicts[Profile]) -> None:
        """Say once for each node why it is not the first other one of its name."""
        first: dict[str, Profile] = {}
        for head in clusters.members:
            other = first.setdefault(head.name, head)
            if other is not head:
                reason = never(other, head) or "not-enough-evidence"
                where = f"{head.name}: {names.region(other) or 'no division'} and {names.region(head) or 'no division'}"
                self._decide("different", other.local, head.local, reason, where, 0.0)

    def _people(self, profiles: Sequence[Profile]) -> None:
        named = [one for one in profiles if one.local not in self.user.alone]
        single = [[one] for one in profiles if one.local in self.user.alone]
        nodes = people.figures(named, self._key)
        for group in single:
            nodes += people.figures(group, self._key)
        nodes.sort(key=lambda figure: (figure.profile.key, figure.locals_))
        documents = {node: {local[0] for local in node.locals_} for node in nodes}

        def never(left: Figure, right: Figure) -> str | None:
            if self.user.forbids(left.locals_, right.locals_):
                return "user-rule"
            if documents[left] & documents[right] and left.profile.key != right.profile.key:
                return "two-in-one-document"
            return weighing.contradiction(left.profile, right.profile)

        pairs = list(people.links(nodes))
        threshold = evidence()["threshold"]
        clusters = Clusters(nodes, never)
        node_of = {local: node for node in nodes for local in node.locals_}
        joined = [people.as_link(*pair) for pair in pairs if pair[2].score >= threshold]
        used, _ = clusters.join([*joined, *self.user.forced(node_of)])
        for link in used:
            self._decide("same", link.left.locals_[0], link.right.locals_[0], link.reason, link.detail, link.score)
        self._apart(pairs, clusters, never)
        self._assign([[local for node in members for local in node.locals_] for members in clusters.members.values()])

    def _apart(
        self, pairs: Sequence[tuple[Figure, Figure, Verdict]], clusters: Clusters[Figure], never: Contradicts[Figure]
    ) -> None:
        """Say for each person why they are not the nearest namesake."""
        nearest: dict[Figure, tuple[float, Figure, Figure, Verdict]] = {}
        for left, right, verdict in pairs:
            for one, other in ((left, right), (right, left)):
                home = clusters.find(one)
                if home != clusters.find(other) and (home not in nearest or verdict.score > nearest[home][0]):
                    nearest[home] = (verdict.score, left, right, verdict)
        for score, left, right, verdict in nearest.values():
            reason = never(left, right)
            if reason is None and score >= evidence()["threshold"]:
                reason = "contradiction-in-group"
            self._decide(
                "different", left.locals_[0], right.locals_[0], reason or verdict.reason, verdict.detail, max(score, 0.0)
            )

    def _events(self) -> None:
        nodes = event_rules.resolved(self.events, self._key)
        node_of = {node.local: node for node in nodes}

        def whole(node: Happening) -> Happening | None:
            above = node_of.get((node.local[0], node.parent))
            return clusters.find(above) if above is not None else None

        def never(left: Happening, right: Happening) -> str | None:
            if self.user.forbids([left.local], [right.local]):
                return "user-rule"
            if clusters.find(left) == whole(right) or clusters.find(right) == whole(left):
                return "part-and-whole"
            return event_rules.contradiction(left, right)

        clusters = Clusters(nodes, never)
        used, cut = clusters.join(self.user.forced(node_of))
        missed: list[Link[Happening]] = []
        rounds: dict[int, list[tuple[Happening, Happening]]] = defaultdict(list)
        for left, right in event_rules.pairs(nodes):
            rounds[max(left.depth, right.depth)].append((left, right))
        for depth in sorted(rounds):  # which wholes are one is evidence for their parts
            enough, nearly = event_rules.links(rounds[depth], lambda left, right: whole(left) == whole(right))
            joined, apart = clusters.join(enough)
            used, cut = used + joined, cut + apart
            missed += nearly
        for link in used:
            self._decide("same", link.left.local, link.right.local, link.reason, link.detail, link.score)
        told: set[Happening] = set()
        for link in sorted(missed, key=lambda link: (-link.score, link.left.local, link.right.local)):  # the nearest of each
            reason = never(link.left, link.right) or link.reason
            known = clusters.find(link.left) == clusters.find(link.right) or {link.left, link.right} <= told
            if not known and reason != "part-and-whole":  # which nobody takes for one
                told |= {link.left, link.right}
                cut.append((link, reason))
        for link, reason in cut:
            self._decide("different", link.left.local, link.right.local, reason, link.detail, link.score)
        self._assign([[node.local for node in members] for members in clusters.members.values()])

    # ----------------------------------------------------------------- results

    def _key(self, local: Local) -> str:
        return self.keys.get(local) or default_key(*local)

    def _assign(self, components: Iterable[Sequence[Local]]) -> None:
        self.keys |= assign(components)

    def _decide(self, verdict: str, left: Local, right: Local, reason: str, detail: str, score: float) -> None:
        first, second = sorted((left, right))
        weight = round(min(1.0, max(0.0, score)), 4)
        self.decisions.append(Decision("same" if verdict == "same" else "different", first, second, reason, detail, weight))
