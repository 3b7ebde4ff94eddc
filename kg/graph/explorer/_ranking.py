"""Which nodes matter: PageRank, and the working set that the overview opens with."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import igraph  # type: ignore[import-untyped]

from kg.graph.explorer._records import Collected, Edge

WEIGHTS = {
    # what a reader would call a connection counts in full
    "tenure": 1.5,
    "participation": 1.0,
    "spouse": 1.0,
    "parent": 1.0,
    "founder": 1.0,
    "subEventOf": 0.8,
    "about": 0.8,
    "speech": 0.5,
    # structure that repeats with every event or office counts less, or a province would outrank every person
    "place": 0.6,
    "subOrganizationOf": 0.5,
    "basedIn": 0.3,
    "within": 0.15,
}
"""Weight of an edge of each kind, for importance and for the layout."""


def indexed_edges(graph: Collected) -> list[tuple[int, int, Edge]]:
    """The edges with the positions of their ends in ``graph.nodes``."""
    position = {node.iri: number for number, node in enumerate(graph.nodes)}
    return [(position[edge.source], position[edge.target], edge) for edge in graph.edges]


def importance(graph: Collected) -> list[float]:
    """PageRank of each node over the undirected weighted graph, scaled so that the largest is 1.

    Parallel edges add up, so two people who meet five times weigh more than two who meet once. Source of the
    measure: Page et al., 1999, as implemented by igraph's PRPACK, which is deterministic.
    """
    if not graph.nodes:
        return []
    edges = indexed_edges(graph)
    network = igraph.Graph(n=len(graph.nodes), edges=[(s, t) for s, t, _ in edges], directed=False)
    ranks = network.pagerank(weights=[WEIGHTS[edge.kind] for _, _, edge in edges] or None)
    largest = max(ranks)
    return [rank / largest for rank in ranks]


def by_importance(graph: Collected, ranks: Sequence[float]) -> list[int]:
    """Positions of the nodes, the most important first; ties by IRI."""
    return sorted(range(len(graph.nodes)), key=lambda number: (-round(ranks[number], 9), graph.nodes[number].iri))


STRUCTURE = frozenset({"within", "basedIn", "place"})
"""Edges that say where something is; a star of them around a city is no picture of what happened."""

SHARES = {"Person": 0.36, "Organization": 0.2, "Place": 0.1, "Event": 0.3}
"""Part of the working set that is kept for a type, where there are enough: PageRank alone prefers offices and districts,
which come back in every article, to the people who hold them and to what happened. The rest goes to the next best."""


def working_set(graph: Collected, ranks: Sequence[float], size: int = 150) -> list[int]:
    """Positions of the nodes that the overview opens with, the most important first.

    The best people, organizations and places in the measure of :data:`SHARES`, then the events that join most of them.
    A node with no company in the set says nothing in a picture, so what stays alone is left out and the next best take
    the room. In a graph of loose nodes the best of them are shown.
    """
    order = by_importance(graph, ranks)
    if len(order) <= size:
        return order
    company: defaultdict[int, set[int]] = defaultdict(set)
    for source, target, edge in indexed_edges(graph):
        for one, other in ((source, target), (target, source)):
            if edge.kind not in STRUCTURE or graph.nodes[one].type == "Place":
                company[one].add(other)
    parts = {source for source, _, edge in indexed_edges(graph) if edge.kind == "subEventOf"}
    lasting = [number for number in order if graph.nodes[number].type != "Event" and company[number]]
    events = [number for number in order if graph.nodes[number].type == "Event" and company[number]]
    chosen: set[int] = set()
    for kind, share in SHARES.items():
        if kind != "Event":
            chosen.update([number for number in lasting if graph.nodes[number].type == kind][: round(size * share)])
    room = size - min(len(events), round(size * SHARES["Event"])) - len(chosen)
    chosen.update([number for number in lasting if number not in chosen][:room])
    alone: set[int] = set()
    for _ in range(6):
        candidates = [number for number in events if number not in chosen and number not in alone]
        chosen.update(_spread(candidates, chosen, company, ranks, size - len(chosen), parts))
        left_out = {number for number in chosen if not company[number] & chosen}
        alone |= left_out
        chosen -= left_out
        fresh = [number for number in lasting if number not in chosen and number not in alone]
        chosen.update(fresh[: size - len(chosen)])
    chosen -= {number for number in chosen if not company[number] & chosen}
    chosen.update([number for number in order if number not in chosen][: max(0, min(size, 30) - len(chosen))])
    return [number for number in order if number in chosen]


def _spread(
    events: Sequence[int],
    chosen: Collection[int],
    company: Mapping[int, set[int]],
    ranks: Sequence[float],
    count: int,
    parts: Collection[int],
) -> list[int]:
    """The events that join most of the chosen, taken in turn: who has some already pulls less.

    Without that, the hundred events of one leader would be all that the picture shows. The parts of an event (the
    stops of a tour) count half, so that the whole comes first.
    """
    pulled: Counter[int] = Counter()
    taken: list[int] = []
    share = {event: 0.5 if event in parts else 1.0 for event in events}
    worth = {event: share[event] * sum(ranks[other] for other in company[event] if other in chosen) for event in events}
    heap = [(-round(value, 9), place, event) for place, event in enumerate(events) if (value := worth[event]) > 0]
    heapq.heapify(heap)
    while heap and len(taken) < count:
        held, place, event = heapq.heappop(heap)
        ends = [other for other in company[event] if other in chosen]
        value = -round(share[event] * sum(ranks[other] / (1 + pulled[other]) ** 1.5 for other in ends), 9)
        if value > held and heap and value > heap[0][0]:
            heapq.heappush(heap, (value, place, event))
            continue
        taken.append(event)
        pulled.update(ends)
    return taken
