"""One run of resolution: kind by kind, each kind in the terms of those before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from kg.resolution import deciding, forms, names, people
from kg.resolution import events as event_rules
from kg.resolution.clusters import Link
from kg.resolution.deciding import Decided
from kg.resolution.forms import Divisions
from kg.resolution.keys import assign, default_key
from kg.resolution.profiles import Happening, Profile
from kg.resolution.records import Decision, Local, Resolution
from kg.resolution.rules import Rules
from kg.resolution.selecting import Selection
from kg.resolution.weighing import is_national


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
        self.entities = sorted(entities, key=deciding.order)
        self.events = list(events)
        self.keys: dict[Local, str] = {}
        self.decisions: list[Decision] = []
        events_called = ((one.local, one.label) for one in self.events)
        self.user = Selection(rules, chain(((one.local, one.name) for one in self.entities), events_called), titles)

    def resolution(self) -> Resolution:
        """Resolve everything."""
        kinds = {kind: [one for one in self.entities if one.kind == kind] for kind in ("place", "organization", "work", "person")}
        self._names("place", kinds["place"], {})
        self._names("organization", kinds["organization"], forms.divisions(kinds["place"]))
        self._names("work", kinds["work"], {})
        self._people(kinds["person"])
        self._events()
        renamed = {self._key(local): name for local, name in self.user.names()}
        return Resolution(self.keys, tuple(sorted(set(self.decisions))), dict(sorted(renamed.items())), self.user.notes)

    def _names(self, kind: str, profiles: Sequence[Profile], known: Divisions) -> None:
        nodes = deciding.alike(profiles, self.user.alone)
        links: list[Link[Profile]] = []
        for blocking in names.blockings(kind, known):
            links += blocking.found(node.profile for node in nodes)
        decided = deciding.join_names(nodes, links, self.user)
        self._enter(decided)
        self.decisions += deciding.namesakes(decided.heads, self.user)

    def _people(self, profiles: Sequence[Profile]) -> None:
        times = Counter(name for one in profiles for name in one.names)
        unique = {name for name, count in times.items() if count == 1}
        national = {one.name for one in profiles if one.local not in self.user.alone and is_national(one)}
        found = people.resolved(profiles, self._key, unique=unique)
        nodes = people.figures((one for one in found if one.local not in self.user.alone), national)
        for one in found:
            if one.local in self.user.alone:
                nodes += people.figures([one], national)
        nodes.sort(key=people.order)
        self._enter(deciding.join_people(nodes, list(people.pairs(nodes)), self.user))

    def _events(self) -> None:
        nodes = event_rules.resolved(self.events, self._key)
        self._enter(deciding.join_events(nodes, event_rules.pairs(nodes), self.user))

    def _key(self, local: Local) -> str:
        return self.keys.get(local) or default_key(*local)

    def _enter(self, decided: Decided) -> None:
        self.keys |= assign(decided.components)
        self.decisions += decided.decisions
