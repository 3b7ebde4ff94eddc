"""Which nodes the overview has, and where they stand."""

from __future__ import annotations

from collections import Counter

import networkx
import pytest

from kg.graph.explorer._collect import collect
from kg.graph.explorer._layout import NAMED, _box, communities, layout, text_width
from kg.graph.explorer._ranking import by_importance, importance, indexed_edges, working_set
from kg.graph.explorer._top import collect_top
from tests.explorer.conftest import news
from tests.explorer.test_page import store_of


def test_importance_is_pagerank() -> None:
    """The order of the ten first is that of networkx on the same weights."""
    from kg.graph.explorer._ranking import WEIGHTS

    graph = collect(news(200).store)
    network: networkx.Graph[int] = networkx.Graph()
    network.add_nodes_from(range(len(graph.nodes)))
    for source, target, edge in indexed_edges(graph):
        held = network.get_edge_data(source, target, {"weight": 0})["weight"]
        network.add_edge(source, target, weight=held + WEIGHTS[edge.kind])
    reference = networkx.pagerank(network, tol=1e-12)
    ours = importance(graph)
    assert ours == pytest.approx([reference[n] / max(reference.values()) for n in range(len(ours))], abs=1e-4)


def test_the_working_set_is_small_joined_and_mixed() -> None:
    """At most as many as asked for, no loose node, and events among them."""
    graph = collect(news(2000).store)
    chosen = set(working_set(graph, importance(graph), 150))
    assert 120 <= len(chosen) <= 150
    joined_nodes = {end for s, t, _ in indexed_edges(graph) if s in chosen and t in chosen for end in (s, t)}
    assert chosen == joined_nodes
    assert sum(graph.nodes[number].type == "Event" for number in chosen) >= 30


def test_a_graph_of_loose_nodes_still_shows_its_best() -> None:
    """Nodes that nothing joins are shown rather than nothing."""
    graph = collect(store_of("".join(f'e:p{n} a kg:Person ; rdfs:label "人{n}"@zh .' for n in range(200))))
    assert len(working_set(graph, importance(graph), 150)) == 30


def test_the_layout_leaves_no_box_on_another() -> None:
    """Nodes with the room that their names get do not overlap, and the same input gives the same coordinates."""
    names = ["名字" * (n % 4 + 1) for n in range(90)]
    edges = [(n, n * 7 % 90) for n in range(90)] + [(n, n // 3) for n in range(90)]
    drawn = layout(names, [9.0] * 90, edges, [1.0] * len(edges))
    assert drawn == layout(names, [9.0] * 90, edges, [1.0] * len(edges))
    boxes = [(x, y, *_box(name, 9.0, n < NAMED)) for n, (x, y, name) in enumerate(zip(drawn.x, drawn.y, names, strict=True))]
    assert boxes[3][2] > text_width(names[3]) > boxes[NAMED + 1][2]  # the first fifty have room for the whole name
    assert crossings(boxes) == []
    assert crossings([(x * 0.9, y * 0.9, w, h) for x, y, w, h in boxes]) != []  # and no more room than they need


def crossings(boxes: list[tuple[float, float, float, float]]) -> list[tuple[int, int]]:
    """Pairs of boxes (middle, width, height) that share more than a seam."""
    return [
        (a, b)
        for a, (x, y, w, h) in enumerate(boxes)
        for b, (u, v, z, k) in enumerate(boxes[:a])
        if abs(x - u) < (w + z) / 2 - 1 and abs(y - v) < (h + k) / 2 - 1
    ]


def test_the_picture_fills_a_window() -> None:
    """The layout is about as wide as a window is, and names take a good part of it: it is no ring around nothing."""
    graph = collect(news(2000).store)
    chosen = working_set(graph, importance(graph), 100)
    place = {number: n for n, number in enumerate(chosen)}
    edges = [(place[s], place[t]) for s, t, _ in indexed_edges(graph) if s in place and t in place]
    names = [graph.nodes[number].name for number in chosen]
    drawn = layout(names, [12.0] * len(names), edges, [1.0] * len(edges))
    boxes = [_box(name, 12.0, n < NAMED) for n, name in enumerate(names)]
    width, height = (max(values) - min(values) for values in (drawn.x, drawn.y))
    assert 0.8 < width / height < 1.6
    assert sum(w * h for w, h in boxes) > 0.4 * width * height


def test_the_overview_has_people_and_events_beside_offices() -> None:
    """Where districts and offices outrank everybody, people, places and events still have their part of the picture."""
    offices = "".join(
        f'e:o{n} a kg:Organization ; rdfs:label "机关{n}"@zh ; kg:basedIn e:c{n} . e:c{n} a kg:Place ; rdfs:label "区{n}"@zh .'
        + "".join(
            f"e:t{n}x{m} a kg:Tenure ; kg:holder e:p{n}x{m} ; kg:organization e:o{n} ; kg:post e:s . "
            f'e:p{n}x{m} a kg:Person ; rdfs:label "人{n}之{m}"@zh .'
            for m in range(4)
        )
        + f'e:v{n} a kg:Event ; rdfs:label "会{n}"@zh ; kg:participation e:w{n} . '
        + f"e:w{n} kg:participant e:p{n}x0 ; kg:role kgc:chair ."
        for n in range(120)
    )
    graph = collect(store_of(offices + 'e:s kg:postTitle "局长"@zh .'))
    chosen = working_set(graph, importance(graph), 100)
    kinds = Counter(graph.nodes[number].type for number in chosen)
    assert min(kinds[kind] for kind in ("Person", "Organization", "Place", "Event")) >= 8
    plain = Counter(graph.nodes[number].type for number in by_importance(graph, importance(graph))[:100])
    assert plain["Person"] == 0  # negative control: importance alone shows offices


def test_the_whole_comes_before_its_parts() -> None:
    """A tour is in the overview before its stops, although each stop joins the same people."""
    people = "".join(
        f'e:p{n} a kg:Person ; rdfs:label "人{n}"@zh . e:q{n} kg:participant e:p{n} ; kg:role kgc:attendee .' for n in range(9)
    )
    taking = "kg:participation " + ", ".join(f"e:q{n}" for n in range(9))
    stops = "".join(f'e:a{n} a kg:Event ; rdfs:label "一站{n}"@zh ; {taking} ; kg:subEventOf e:z . ' for n in range(9))
    graph = collect(store_of(people + stops + f'e:z a kg:Event ; rdfs:label "考察"@zh ; {taking} .'))
    names = [graph.nodes[number].name for number in working_set(graph, importance(graph), 11)]
    assert "考察" in names
    assert sum(name.startswith("一站") for name in names) <= 4


def test_communities_stay_together() -> None:
    """Two groups with one link between them become two communities, which stand apart in the picture."""
    edges = [(a, b) for g in (0, 8) for a in range(g, g + 8) for b in range(g, a)] + [(0, 8)]
    assert [len(set(communities(16, edges, [1.0] * len(edges))[g : g + 8])) for g in (0, 8)] == [1, 1]
    drawn = layout(["甲"] * 16, [9.0] * 16, edges, [1.0] * len(edges))
    centres = [(sum(drawn.x[g : g + 8]) / 8, sum(drawn.y[g : g + 8]) / 8) for g in (0, 8)]
    spread = max(((drawn.x[n] - centres[0][0]) ** 2 + (drawn.y[n] - centres[0][1]) ** 2) ** 0.5 for n in range(8))
    apart = sum((a - b) ** 2 for a, b in zip(*centres, strict=True)) ** 0.5
    assert apart > 1.5 * spread


@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_graphs_have_a_layout(count: int) -> None:
    """Nothing, one node and two loose nodes are no special case for the caller."""
    assert len(layout(["甲"] * count, [9.0] * count, [], []).x) == count


def test_of_a_large_graph_only_the_best_is_collected() -> None:
    """The best nodes of a graph that is too large are those that all of it would have put first; the sums are those of all."""
    store = news(2000).store
    graph = collect(store)
    ranks = importance(graph)
    best = {graph.nodes[number].iri for number in by_importance(graph, ranks)[:300]}
    top = collect_top(store, 300)
    assert top is not None
    assert top.whole is not None
    assert {node.iri for node in top.nodes} == best
    assert sum(top.whole.types.values()) == len(graph.nodes)
    assert top.whole.documents == len(graph.documents)
    known = {(edge.source, edge.target, edge.kind, edge.label) for edge in graph.edges}
    assert top.edges
    assert {(edge.source, edge.target, edge.kind, edge.label) for edge in top.edges} <= known
    assert all(node.evidence for node in top.nodes if next(one for one in graph.nodes if one.iri == node.iri).evidence)
    assert collect_top(store, len(graph.nodes)) is None
