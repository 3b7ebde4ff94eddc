"""Events, their arguments and roles: which event of the graph is which of the gold, and who took part."""

from __future__ import annotations

from collections import defaultdict

from kg.evaluation.figures import Tally
from kg.evaluation.gold import Gold, Record, spelling
from kg.evaluation.view import EventView, GraphView

MOST_STOPS = 12
"""Sub-events of one event that are not held against precision."""

SHORTEST_NAME, SURE_NAME = 2, 4
"""Characters of a label that may share its name with the gold, and of one that may be a part of it."""


class _Matcher:
    """How much an event of the graph has in common with one of the gold."""

    def __init__(self, view: GraphView, gold: Gold, events: dict[str, EventView]) -> None:
        self.view, self.gold, self.events = view, gold, events
        self.children: dict[str, list[EventView]] = defaultdict(list)
        for _, event in sorted(events.items()):
            for parent in event.parents & events.keys():
                if len(self.children[parent]) < MOST_STOPS:
                    self.children[parent].append(event)

    def affinity(self, node: str, wanted: Record) -> int:
        """0 where category or date exclude each other or nothing is shared; participants and places weigh twice a name."""
        event, types = self.events[node], wanted.get("type") or ["any"]
        types = types if isinstance(types, list) else [types]
        if types != ["any"] and not event.types & set(types):
            return 0
        if "date" in wanted and (len(event.dates) > 1 or (event.dates or {""}) != {str(wanted["date"] or "")}):
            return 0
        group = (event, *self.children.get(node, ()))
        names = self.view.names(set().union(*(one.arguments for one in group)))
        shared = 2 * len(self.gold.all_names(wanted.get("participants")) & names)
        shared += 2 * len(self.gold.all_names(wanted.get("places")) & names)
        return shared + self._named_alike(node, wanted.get("names") or [])

    def _named_alike(self, node: str, names: list[str]) -> bool:
        for name in map(spelling, names):
            for label in self.view.labels[node]:
                if len(label) >= SHORTEST_NAME and (
                    name in label
                    or (label in name and 2 * len(label) >= len(name))
                    or (len(label) >= SURE_NAME and label in name)
                ):
                    return True
        return False

    def assign(self, wanted: list[Record]) -> dict[int, str]:
        """Gold event → event of the graph, one to one: the greatest affinity first, main events before sub-events."""
        ranked = sorted(
            (-self.affinity(node, one), bool(self.events[node].parents), node, index)
            for node in self.events
            for index, one in enumerate(wanted)
        )
        found: dict[int, str] = {}
        taken: set[str] = set()
        for affinity, _, node, index in ranked:
            if affinity < 0 and index not in found and node not in taken:
                found[index] = node
                taken.add(node)
        return found


def compare_events(view: GraphView, gold: Gold, document: str | None, tally: Tally) -> None:
    """Count events, arguments and roles of one document into ``tally``."""
    events = {node: event for node, event in view.events.items() if document in view.seen_in[node]}
    matcher = _Matcher(view, gold, events)
    wanted = gold.entries("events")
    found = matcher.assign(wanted)
    taken = set(found.values())
    stops: dict[str, list[str]] = defaultdict(list)
    for node, event in sorted(events.items()):
        if node not in taken:
            parent = next((p for p in sorted(event.parents) if p in taken and len(stops[p]) < MOST_STOPS), None)
            if parent is not None:
                stops[parent].append(node)
    for index, one in enumerate(wanted):
        if index in found:
            tally.right("events")
            node = found[index]
            _compare_arguments(view, gold, tally, one, events[node], [events[stop] for stop in stops.get(node, ())])
        else:
            _count_lost(tally, one)
    harmless = taken.union(*stops.values())
    optional = gold.entries("optional_events")
    for node in sorted(events.keys() - harmless):
        if not any(matcher.affinity(node, one) for one in optional):
            tally.wrong("events", [view.show(node), sorted(events[node].types), sorted(events[node].dates)])


def _arguments(one: Record) -> list[str]:
    return [*(one.get("participants") or []), *(one.get("places") or [])]


def _roles(one: Record) -> list[tuple[str, str]]:
    return [(who, "chair") for who in one.get("hosts") or []] + [(who, "convener") for who in one.get("organizers") or []]


def _title(one: Record) -> str:
    return str((one.get("names") or ["?"])[0])


def _count_lost(tally: Tally, one: Record) -> None:
    title, arguments, roles = _title(one), _arguments(one), _roles(one)
    tally.missed("events", title)
    if arguments:
        tally.missed("arguments", [title, "all"], len(arguments))
    if roles:
        tally.missed("roles", [title, "all"], len(roles))


def _compare_arguments(view: GraphView, gold: Gold, tally: Tally, one: Record, event: EventView, stops: list[EventView]) -> None:
    title, wanted, labels = _title(one), _arguments(one), view.labels
    pool = set().union(*(part.arguments for part in (event, *stops)))
    fine = gold.all_names(wanted)
    for key in ("optional_participants", "optional_places", "organizers", "hosts"):
        fine |= gold.all_names(one.get(key))
    for who in wanted:
        names = gold.names(who)
        if any(labels[node] & names for node in pool):
            tally.right("arguments")
        else:
            tally.missed("arguments", [title, who])
    for node in sorted(pool):
        if not labels[node] & fine:
            tally.wrong("arguments", [title, view.show(node)])
    for who, role in _roles(one):
        names = gold.names(who)
        if any(found == role and labels[node] & names for node, found in event.roles):
            tally.right("roles")
        else:
            tally.missed("roles", [title, who, role])
    if one.get("hosts"):
        chairs = gold.all_names(one["hosts"])
        for node, role in sorted(event.roles):
            if role == "chair" and not labels[node] & chairs:
                tally.wrong("roles", [title, view.show(node), role])
