"""One run of resolution: kind by kind, each kind in the terms of those before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from kg.facts import DocumentFacts
from kg.resolution import deciding, forms, names, people
from kg.resolution import events as event_rules
from kg.resolution.clusters import Link
from kg.resolution.deciding import Alike, Decided, Named
from kg.resolution.forms import Divisions
from kg.resolution.keys import assign, default_key
from kg.resolution.people import Figure
from kg.resolution.profiles import Happening, Profile, Shared, profiles
from kg.resolution.records import Decision, Local, Resolution
from kg.resolution.rules import Rules
from kg.resolution.selecting import Selection
from kg.resolution.weighing import is_foreign, is_national


class Resolver:
    """Collects keys and decisions.

    Documents are gone through twice: for places, organizations, works, events and what people are called, then for what is said
    of people in the terms of those. What is alike is put together at once, so that only what differs is in memory.

    Args:
        documents: every document once, in any order, as often as wanted.
        rules: the user's decisions.
    """

    def __init__(self, documents: Iterable[DocumentFacts], rules: Rules) -> None:
        self.documents = documents
        self.events: list[Happening] = []
        self.keys: dict[Local, str] = {}
        self.decisions: list[Decision] = []
        ruled = any(True for _ in rules.selectors())
        titles = {facts.document: facts.titles for facts in documents} if ruled else {}
        self.user = Selection(rules, _called(documents), titles)

    def resolution(self) -> Resolution:
        """Resolve everything."""
        shared = Shared()
        kinds = {kind: Alike(self.user.alone) for kind in ("place", "organization", "work")}
        called = _Called(self.user.alone)
        for facts in self.documents:
            found, happened = profiles(facts)
            self.events += map(shared.happening, happened)
            for one in found:
                if one.kind == "person":
                    called.add(one)
                else:
                    kinds[one.kind].add(shared.profile(one))
        nodes = {kind: alike.nodes() for kind, alike in kinds.items()}
        del kinds
        self._names("place", nodes["place"], {})
        known = forms.divisions(node.profile for node in nodes.pop("place"))
        self._names("organization", nodes.pop("organization"), known)
        self._names("work", nodes.pop("work"), {})
        self._people(called, shared)
        del called, shared
        self._events()
        renamed = {self._key(local): name for local, name in self.user.names()}
        return Resolution(self.keys, tuple(sorted(set(self.decisions))), dict(sorted(renamed.items())), self.user.notes)

    def _names(self, kind: str, nodes: Sequence[Named], known: Divisions) -> None:
        links: list[Link[Profile]] = []
        for blocking in names.blockings(kind, known):
            links += blocking.found(node.profile for node in nodes)
        decided = deciding.join_names(nodes, links, self.user)
        self._enter(decided)
        self.decisions += deciding.namesakes(decided.heads, self.user)

    def _people(self, called: _Called, shared: Shared) -> None:
        unique, figures = called.unique(), people.Figures(called.national)
        nodes: list[Figure] = []
        for facts in self.documents:
            found = [one for one in profiles(facts)[0] if one.kind == "person"]
            twice = len({name for one in found for name in one.names}) < sum(len(one.names) for one in found)
            # with whom nobody can be compared keeps the own key, and there is nothing to decide
            known = [one for one in found if one.local in self.user.alone or is_foreign(one.name) or not called.is_lonely(one)]
            for one in people.resolved(known, self._key, unique=unique):
                if one.local in self.user.alone:
                    nodes += people.figures([one], called.national)
                else:  # with those whom only this document names nobody elsewhere is acquainted
                    company = one.company if twice else frozenset(map(shared, one.company - unique))
                    figures.add(shared.profile(replace(one, company=company)))
        nodes += figures.figures()
        del figures
        nodes.sort(key=people.order)
        self._enter(deciding.join_people(nodes, list(people.pairs(nodes)), self.user))

    def _events(self) -> None:
        nodes = event_rules.resolved(_taken(self.events), self._key)
        self._enter(deciding.join_events(nodes, event_rules.pairs(nodes), self.user))

    def _key(self, local: Local) -> str:
        return self.keys.get(local) or default_key(*local)

    def _enter(self, decided: Decided) -> None:
        self.keys |= assign(decided.components)
        self.decisions += decided.decisions


class _Called:
    """What people are called, and who of them is in national office.

    Args:
        alone: what the user's rules speak of.
    """

    def __init__(self, alone: Collection[Local]) -> None:
        self._alone = alone
        self._once: set[str] = set()
        self._often: set[str] = set()
        self._keys: set[int] = set()
        self._keys_often: set[int] = set()
        self.national: set[str] = set()

    def add(self, one: Profile) -> None:
        """Another one."""
        for name in one.names:
            (self._often if name in self._once else self._once).add(name)
        key = hash(one.key)
        (self._keys_often if key in self._keys else self._keys).add(key)
        if one.local not in self._alone and is_national(one):
            self.national.add(one.name)

    def unique(self) -> frozenset[str]:
        """The names that only one has."""
        return frozenset(self._once - self._often)

    def is_lonely(self, one: Profile) -> bool:
        """Whether nobody else has one of the names, or the key."""
        return self._often.isdisjoint(one.names) and hash(one.key) not in self._keys_often


def _called(documents: Iterable[DocumentFacts]) -> Iterator[tuple[Local, str]]:
    """What local nodes are called; looked at only where rules speak of some."""
    found = [((facts.document, one.key), one.name) for facts in documents for one in facts.entities if one.kind != "group"]
    yield from sorted(found, key=lambda one: (one[0][1], one[0][0]))
    yield from (((facts.document, one.key), one.label) for facts in documents for one in facts.events)


def _taken(events: list[Happening]) -> Iterator[Happening]:
    """The events of a list, which is empty then."""
    while events:
        yield events.pop()
