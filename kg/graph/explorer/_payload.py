"""The data inside the page: columns of numbers and strings in gzip chunks that the page opens when it needs them.

``core`` holds the working set with its coordinates and is all that the first picture needs; ``index`` holds every
embedded node and edge, for search, expansion, paths and the table; ``nodes-N`` and ``edges-N`` hold the evidence of a
block of nodes or edges and are opened when one of them is chosen. Node numbers count by importance, so that a block
of evidence belongs to nodes of similar rank.
"""

from __future__ import annotations

import base64
import datetime
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.graph.explorer._details import EDGE_BLOCK, NODE_BLOCK, details
from kg.graph.explorer._layout import layout
from kg.graph.explorer._pinyin import initials, spelled
from kg.graph.explorer._ranking import WEIGHTS, by_importance, importance, indexed_edges, working_set
from kg.graph.explorer._records import EDGE_KINDS, NODE_TYPES, Collected, Edge, Evidence, Node
from kg.graph.texts import Texts

_EPOCH = datetime.date(1970, 1, 1)
_CAPS = (40, 16, 8, 4, 2, 1, 0)


@dataclass(frozen=True, slots=True)
class Payload:
    """Chunks by name (each gzip in base64), with what they hold."""

    chunks: Mapping[str, str]
    entities: int
    embedded: int

    @property
    def size(self) -> int:
        """Characters of all chunks together."""
        return sum(len(chunk) for chunk in self.chunks.values())


def payload(graph: Collected, *, title: str, texts: Texts | None, limit: int, budget: int, working: int) -> Payload:
    """The chunks for a graph.

    Args:
        graph: what to show.
        title: the heading of the page.
        texts: gives the text of a document; without it, evidence shows the quote alone.
        limit: at most this many nodes are embedded, the most important ones.
        budget: characters that all chunks may take together; evidence is thinned out evenly until they fit.
        working: number of nodes in the overview.
    """
    whole = graph.whole
    ranks = importance(graph) if whole is None else list(whole.ranks)
    kept = by_importance(graph, ranks)[:limit]
    number = {old: new for new, old in enumerate(kept)}
    nodes = [graph.nodes[old] for old in kept]
    rank = [ranks[old] for old in kept]
    edges = [(number[s], number[t], edge) for s, t, edge in indexed_edges(graph) if s in number and t in number]
    overview = sorted(number[old] for old in working_set(graph, ranks, working) if old in number)
    base = os.path.commonprefix([node.iri for node in nodes]) if len(nodes) > 1 else ""  # noqa: RUF071 - cut at a slash below
    base = base[: max(base.rfind("/"), base.rfind("#")) + 1]
    concepts = {iri: position for position, iri in enumerate(graph.concepts)}
    types = Counter(node.type for node in graph.nodes) if whole is None else whole.types
    entities = sum(types.values())
    about = {
        "version": 1,
        "title": title,
        "base": base,
        "types": NODE_TYPES,
        "kinds": EDGE_KINDS,
        "concepts": [[iri.rsplit("/", 1)[-1], *labels] for iri, labels in graph.concepts.items()],
        "entities": entities,
        "typeCounts": [types.get(kind, 0) for kind in NODE_TYPES],
        "embedded": len(nodes),
        "edgeCount": len(edges),
        "documentCount": len(graph.documents) if whole is None else whole.documents,
        "nodeBlock": NODE_BLOCK,
        "edgeBlock": EDGE_BLOCK,
        "months": _months(nodes),
    }
    columns = _Columns(base, concepts, nodes, edges, rank)
    fixed = {
        "core": _pack(about | _core(columns, overview)),
        "index": _pack(
            {
                "nodes": columns.nodes(range(len(nodes))),
                "edges": columns.edges(range(len(edges))),
                "documents": [[d.title, [[s.headline, s.published] for s in d.stories]] for d in graph.documents],
            }
        ),
    }
    used = sum(len(chunk) for chunk in fixed.values())
    result = Payload(fixed, entities, len(nodes))
    for cap in _CAPS:
        blocks = details(nodes, [edge for _, _, edge in edges], graph.documents, texts, concepts, base, cap)
        packed = {name: _pack(block) for name, block in blocks}
        result = Payload(fixed | packed, entities, len(nodes))
        if used + sum(len(chunk) for chunk in packed.values()) <= budget:
            break
    return result


def _pack(value: object) -> str:
    """JSON, gzip without a time stamp, base64: the same value gives the same characters."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), 9, mtime=0)).decode("ascii")


def _day(date: datetime.date | None) -> int | None:
    return None if date is None else (date - _EPOCH).days


def _months(nodes: Iterable[Node]) -> list[list[int]]:
    """Number of dated events of each month (year × 12 + month − 1), ascending."""
    counts: dict[int, int] = {}
    for node in nodes:
        date = node.start or node.end
        if node.type == "Event" and date is not None:
            month = date.year * 12 + date.month - 1
            counts[month] = counts.get(month, 0) + 1
    return [[month, counts[month]] for month in sorted(counts)]


def _confidence(spans: Sequence[Evidence]) -> int:
    """The best confidence in percent; what rests on no span (a gazetteer's parent) counts as certain."""
    return round(100 * max((span.confidence for span in spans), default=1.0))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Writes nodes and edges as columns, which compress and parse better than records."""

    base: str
    concepts: Mapping[str, int]
    all_nodes: Sequence[Node]
    all_edges: Sequence[tuple[int, int, Edge]]
    rank: Sequence[float]

    def nodes(self, numbers: Iterable[int]) -> dict[str, Any]:
        """Columns of the nodes with these numbers."""
        chosen = [self.all_nodes[number] for number in numbers]
        degree = [0] * len(self.all_nodes)
        for source, target, _ in self.all_edges:
            degree[source] += 1
            degree[target] += 1
        return {
            "id": list(numbers),
            "key": [node.iri.removeprefix(self.base) for node in chosen],
            "name": [node.name for node in chosen],
            "type": [NODE_TYPES.index(node.type) for node in chosen],
            "category": [self.concepts.get(node.category, -1) for node in chosen],
            "aliases": [list(node.aliases) or 0 for node in chosen],
            "pinyin": [_pinyin(node) for node in chosen],
            "start": [_day(node.start) for node in chosen],
            "end": [_day(node.end) for node in chosen],
            "time": [node.time_text for node in chosen],
            "rank": [round(self.rank[number] * 10_000) for number in numbers],
            "confidence": [_confidence(node.evidence) for node in chosen],
            "documents": [sorted({span.document for span in node.evidence}) for node in chosen],
            "degree": [degree[number] for number in numbers],
        }

    def edges(self, numbers: Iterable[int]) -> dict[str, Any]:
        """Columns of the edges with these numbers; labels are numbered in a table of their own."""
        chosen = [self.all_edges[number] for number in numbers]
        table = sorted({edge.label for _, _, edge in chosen})
        position = {label: place for place, label in enumerate(table)}
        return {
            "id": list(numbers),
            "source": [source for source, _, _ in chosen],
            "target": [target for _, target, _ in chosen],
            "kind": [EDGE_KINDS.index(edge.kind) for _, _, edge in chosen],
            # a number is a concept, a string a title
            "labels": [self.concepts.get(label, label) for label in table],
            "label": [position[edge.label] for _, _, edge in chosen],
            "dates": [[_day(datetime.date.fromisoformat(date)) for date in edge.dates] or 0 for _, _, edge in chosen],
            "status": [self.concepts.get(edge.status, -1) for _, _, edge in chosen],
            "confidence": [_confidence(edge.evidence) for _, _, edge in chosen],
            "documents": [sorted({span.document for span in edge.evidence}) for _, _, edge in chosen],
        }


def _pinyin(node: Node) -> str:
    """Search keys: initials of every name, and the whole pinyin of a person's name."""
    keys = [initials(name) for name in (node.name, *node.aliases)]
    if node.type in ("Person", "Place"):
        keys.append(spelled(node.name))
    return " ".join(dict.fromkeys(key for key in keys if len(key) > 1))


def _core(columns: _Columns, overview: Sequence[int]) -> dict[str, Any]:
    """The working set with coordinates, and the edges between its nodes."""
    inside = {number: place for place, number in enumerate(overview)}
    chosen = [n for n, (source, target, _) in enumerate(columns.all_edges) if source in inside and target in inside]
    ends = [(inside[columns.all_edges[n][0]], inside[columns.all_edges[n][1]]) for n in chosen]
    drawn = layout(
        [columns.all_nodes[number].name for number in overview],
        [7 + 13 * columns.rank[number] ** 0.5 for number in overview],
        ends,
        [WEIGHTS[columns.all_edges[n][2].kind] for n in chosen],
    )
    nodes = columns.nodes(overview)
    return {"nodes": nodes | {"x": drawn.x, "y": drawn.y, "community": drawn.community}, "edges": columns.edges(chosen)}
