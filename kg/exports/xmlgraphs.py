"""GraphML and GEXF for Gephi, Cytoscape, yEd, networkx and igraph, written as a stream.

Mentions are left out of the picture: what a relationship rests on stands on it, as ids and as the words of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import XMLGenerator

from kg.exports.files import Files
from kg.exports.mapping import Edge, Node, Property, Value
from kg.exports.model import PropertyGraph

LEFT_OUT = frozenset({"Mention"})
"""Labels that a drawing has no use for."""

SEPARATOR = "; "
"""Between the values of a list."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAPHML_TYPES = {"integer": "long", "decimal": "double"}
_GEXF_TYPES = {"integer": "long", "decimal": "double"}


def _text(value: Value) -> str:
    text = SEPARATOR.join(value) if isinstance(value, tuple) else str(value)
    return _NOT_XML.sub("\ufffd", text)


def _columns(graph: PropertyGraph) -> tuple[list[Property], list[Property]]:
    """The properties of all nodes and of all relationships, each name once."""
    nodes = {one.name: one for kind in graph.table.nodes if kind.label not in LEFT_OUT for one in kind.properties}
    edges = {one.name: one for kind in graph.table.edges for one in kind.properties}
    return list(nodes.values()), list(edges.values())


def _nodes(graph: PropertyGraph) -> Iterator[Node]:
    return (node for node in graph.nodes() if node.label not in LEFT_OUT)


def _edges(graph: PropertyGraph) -> Iterator[Edge]:
    return (edge for edge in graph.edges() if not LEFT_OUT & {edge.start_label, edge.end_label})


class _Xml:
    """An XML file under way, one element a line."""

    def __init__(self, out: IO[str]) -> None:
        self.out = XMLGenerator(out, encoding="utf-8", short_empty_elements=True)  # type: ignore[arg-type]
        self.out.startDocument()

    def open(self, tag: str, **attributes: str) -> None:
        self.out.startElement(tag, {name.replace("__", ".").rstrip("_"): value for name, value in attributes.items()})  # type: ignore[arg-type]

    def close(self, tag: str, end: str = "\n") -> None:
        self.out.endElement(tag)
        self.out.ignorableWhitespace(end)

    def line(self) -> None:
        self.out.ignorableWhitespace("\n")

    def element(self, tag: str, text: str = "", **attributes: str) -> None:
        self.open(tag, **attributes)
        if text:
            self.out.characters(text)
        self.close(tag, "")


def graphml(graph: PropertyGraph, files: Files, name: str) -> dict[str, int]:
    """Write GraphML; returns how many nodes and relationships."""
    nodes, edges = _columns(graph)
    counts = {"nodes": 0, "relationships": 0}
    with files.text(name) as out:
        xml = _Xml(out)
        xml.open("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
        xml.line()
        fixed = [("label", "node"), ("type", "edge")]
        for key, domain in fixed:
            xml.element("key", id=f"{domain[0]}.{key}", for_=domain, attr__name=key, attr__type="string")
            xml.line()
        for domain, columns in (("node", nodes), ("edge", edges)):
            for one in columns:
                kind = _GRAPHML_TYPES.get(one.kind, "string")
                xml.element("key", id=f"{domain[0]}.{one.name}", for_=domain, attr__name=one.name, attr__type=kind)
                xml.line()
        xml.open("graph", id="G", edgedefault="directed")
        xml.line()
        for node in _nodes(graph):
            xml.open("node", id=_text(node.id))
            xml.element("data", node.label, key="n.label")
            for key, value in node.properties.items():
                xml.element("data", _text(value), key=f"n.{key}")
            xml.close("node")
            counts["nodes"] += 1
        for number, edge in enumerate(_edges(graph)):
            xml.open("edge", id=f"e{number}", source=_text(edge.start), target=_text(edge.end))
            xml.element("data", edge.type, key="e.type")
            for key, value in edge.properties.items():
                xml.element("data", _text(value), key=f"e.{key}")
            xml.close("edge")
            counts["relationships"] += 1
        xml.close("graph")
        xml.close("graphml")
    return counts


def gexf(graph: PropertyGraph, files: Files, name: str) -> dict[str, int]:
    """Write GEXF 1.3; returns how many nodes and relationships."""
    nodes, edges = _columns(graph)
    counts = {"nodes": 0, "relationships": 0}
    with files.text(name) as out:
        xml = _Xml(out)
        xml.open("gexf", xmlns="http://gexf.net/1.3", version="1.3")
        xml.line()
        xml.open("graph", defaultedgetype="directed", mode="static")
        xml.line()
        kinds = (("node", [Property("kind", "text"), *nodes]), ("edge", [Property("type", "text"), *edges]))
        for domain, columns in kinds:
            xml.open("attributes", class_=domain)
            for one in columns:
                xml.element("attribute", id=one.name, title=one.name, type=_GEXF_TYPES.get(one.kind, "string"))
            xml.close("attributes")
        xml.open("nodes")
        xml.line()
        for node in _nodes(graph):
            title = node.properties.get("name") or node.properties.get("headline") or node.properties.get("titles") or node.id
            xml.open("node", id=_text(node.id), label=_text(title))
            _attributes(xml, {"kind": node.label, **node.properties})
            xml.close("node")
            counts["nodes"] += 1
        xml.close("nodes")
        xml.open("edges")
        xml.line()
        for number, edge in enumerate(_edges(graph)):
            xml.open("edge", id=f"e{number}", source=_text(edge.start), target=_text(edge.end), label=edge.type)
            _attributes(xml, {"type": edge.type, **edge.properties})
            xml.close("edge")
            counts["relationships"] += 1
        xml.close("edges")
        xml.close("graph")
        xml.close("gexf")
    return counts


def _attributes(xml: _Xml, values: dict[str, Value]) -> None:
    xml.open("attvalues")
    for key, value in values.items():
        xml.element("attvalue", for_=key, value=_text(value))
    xml.close("attvalues", "")
