"""Blocks of evidence: what the panel shows of a node or an edge, with the sentences that it was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kg.graph.explorer._records import Edge, Evidence, Node, Source
from kg.graph.explorer._sentences import Sentence, sentence

NODE_BLOCK = 400
EDGE_BLOCK = 1200


class _Sentences:
    """Numbers the sentences of one block, each once."""

    def __init__(self, documents: Sequence[Source], texts: Callable[[str], str | None]) -> None:
        self._documents = documents
        self._texts = texts
        self._numbers: dict[tuple[int, int, int], int] = {}
        self.rows: list[list[Any]] = []

    def row(self, span: Evidence) -> list[int]:
        """``[sentence, begin, end, confidence in percent]`` of one span; offsets count code points."""
        source = self._documents[span.document]
        text = self._texts(source.iri)
        if text is None:
            found = Sentence(span.quote.replace("\n", ""), 0, len(span.quote.replace("\n", "")), span.begin)
        else:
            found = sentence(text, span.begin, span.end)
        key = (span.document, found.begin, len(found.text))
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            self.rows.append([span.document, source.story_at(span.begin), found.text])
        return [self._numbers[key], found.quote_begin, found.quote_end, round(100 * span.confidence)]


def _few(spans: Sequence[Evidence], cap: int) -> list[Evidence]:
    """At most ``cap`` spans, taken in turn from each document so that many documents show."""
    turns: dict[int, int] = {}
    order: list[tuple[int, Evidence]] = []
    for span in spans:
        turns[span.document] = turns.get(span.document, 0) + 1
        order.append((turns[span.document], span))
    return sorted(span for _, span in sorted(order)[:cap])


def details(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    documents: Sequence[Source],
    texts: Callable[[str], str | None] | None,
    concepts: Mapping[str, int],
    base: str,
    cap: int,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of each block.

    Args:
        nodes: all embedded nodes, by number.
        edges: all embedded edges, by number.
        documents: by number.
        texts: from a document's IRI to its text, or None.
        concepts: number of each concept's IRI.
        base: what all node IRIs begin with.
        cap: at most this many spans a node or edge (half of it an edge).
    """
    held: dict[str, str | None] = {}

    def text_of(key: str) -> str | None:
        if texts is None:
            return None
        if key not in held:
            held[key] = texts(key)
        return held[key]

    for first in range(0, len(nodes), NODE_BLOCK):
        sentences = _Sentences(documents, text_of)
        rows = [_node(node, sentences, concepts, base, cap) for node in nodes[first : first + NODE_BLOCK]]
        yield f"nodes-{first // NODE_BLOCK}", {"first": first, "rows": rows, "sentences": sentences.rows}
    for first in range(0, len(edges), EDGE_BLOCK):
        sentences = _Sentences(documents, text_of)
        spans = [
            [sentences.row(span) for span in _few(edge.evidence, (cap + 1) // 2)] for edge in edges[first : first + EDGE_BLOCK]
        ]
        yield f"edges-{first // EDGE_BLOCK}", {"first": first, "rows": spans, "sentences": sentences.rows}


def _node(node: Node, sentences: _Sentences, concepts: Mapping[str, int], base: str, cap: int) -> dict[str, Any]:
    """What the panel shows of one node; empty parts are left out."""
    found: dict[str, Any] = {
        "posts": [
            [post.title, post.organization or "", concepts.get(post.status or "", -1), list(post.dates)] for post in node.posts
        ],
        "speeches": [
            [
                concepts.get(speech.category, -1),
                (speech.said_at or "").removeprefix(base),
                [sentences.row(span) for span in speech.evidence[:2]],
            ]
            for speech in node.speeches[: max(cap // 2, 1) if cap else 0]
        ],
        "groups": list(node.groups),
        "code": node.code,
        "age": node.age,
        "spans": [sentences.row(span) for span in _few(node.evidence, cap)],
        "more": max(0, len(node.evidence) - cap) + node.more,
    }
    return {name: value for name, value in found.items() if value}
