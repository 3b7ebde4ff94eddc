"""The network for people who use pyvis: laid out, in-line, with texts that cannot become markup or script."""

from __future__ import annotations

import json
import re
from typing import Any

from pyvis.network import Network  # type: ignore[import-untyped]

from kg.graph.explorer._layout import layout
from kg.graph.explorer._ranking import WEIGHTS, importance, indexed_edges, working_set
from kg.graph.explorer._records import Collected

SHAPES = {"Person": "dot", "Organization": "square", "Place": "triangle", "Event": "diamond", "Work": "hexagon"}
COLOURS = {"Person": "#2563b8", "Organization": "#c4730c", "Place": "#2f8a56", "Event": "#b8376f", "Work": "#7353b5"}

_REMOTE = re.compile(r"<link\b[^>]*href=[\"']https?:[^>]*>|<script\b[^>]*src=[\"']https?:[^>]*>\s*</script>", re.DOTALL)
_LOOK_ALIKES = str.maketrans(
    {"<": "‹", ">": "›", "{": "｛", "}": "｝", "&": "＆", "\x7f": "␡"} | {chr(n): chr(0x2400 + n) for n in range(32)}
)


def _shortened(name: str, limit: int = 12) -> str:
    """A name as it is drawn; its whole length is in the title of the node."""
    return name if len(name) <= limit else name[: limit - 1] + "…"


def visible(text: str) -> str:
    """A text that is the same as plain text and as markup.

    pyvis shows a title as text or, where one of them has ``href`` in it, as markup; so the characters that markup and
    templates are made of become look-alikes, and control characters their pictures.
    """
    return text.translate(_LOOK_ALIKES)


class InlineNetwork(Network):  # type: ignore[misc]
    """A pyvis network whose page loads nothing: even with in-line resources pyvis links to two remote files."""

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
        """The page as pyvis makes it, without what it would load from the network."""
        self.html = _REMOTE.sub("", super().generate_html(name, local, notebook))
        return str(self.html)


def to_network(graph: Collected, *, size: int, height: str, notebook: bool) -> InlineNetwork:
    """A pyvis network of the most important nodes; see :func:`kg.graph.explorer.to_pyvis`."""
    ranks = importance(graph)
    chosen = working_set(graph, ranks, size)
    place = {number: position for position, number in enumerate(chosen)}
    edges = [(place[s], place[t], edge) for s, t, edge in indexed_edges(graph) if s in place and t in place]
    radii = [7 + 13 * ranks[number] ** 0.5 for number in chosen]
    names = [_shortened(visible(graph.nodes[number].name)) for number in chosen]
    drawn = layout(names, radii, [(s, t) for s, t, _ in edges], [WEIGHTS[edge.kind] for _, _, edge in edges])
    network = InlineNetwork(height=height, width="100%", directed=False, notebook=notebook, cdn_resources="in_line")
    options: dict[str, Any] = {
        "physics": {"enabled": False},
        "edges": {"smooth": False, "color": "#b6bec9"},
        "interaction": {"hover": True},
    }
    network.set_options(json.dumps(options))
    for position, number in enumerate(chosen):
        node = graph.nodes[number]
        network.add_node(
            node.iri,
            label=names[position],
            title=visible(node.name),
            shape=SHAPES[node.type],
            color=COLOURS[node.type],
            size=round(radii[position], 1),
            x=drawn.x[position],
            y=drawn.y[position],
        )
    for source, target, edge in edges:
        label = graph.concepts[edge.label][0] if edge.label in graph.concepts else edge.label
        network.add_edge(graph.nodes[chosen[source]].iri, graph.nodes[chosen[target]].iri, title=visible(label or edge.kind))
    return network
