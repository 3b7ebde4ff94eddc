"""Writes index.html, the ontology for a person to read, from the files beside this one.

    python ontology/make_page.py

A generator of our own, because one page is to show what otherwise are three (OWL terms, SKOS schemes, shapes and queries), and
because pyLODE 3 stops when it is installed from its wheel (it looks for a pyproject.toml that the wheel does not carry).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jinja2
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from kg.graph.shapes import constraints
from kg.ontology import KG, KGC, ONTOLOGY, ONTOLOGY_FILES, SHAPES_FILE, shortened

FOLDER = Path(__file__).parent


class Page:
    """What the page shows, gathered from the graph of the ontology's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.graph = Graph()
        for name in ONTOLOGY_FILES:
            self.graph.parse(folder / name, format="turtle")
        self.shapes = Graph().parse(folder / SHAPES_FILE, format="turtle")

    def text(self, node: Node, predicate: URIRef, language: str) -> str:
        """The one value in a language, or nothing."""
        found = sorted(str(v) for v in self.graph.objects(node, predicate) if getattr(v, "language", None) == language)
        return found[0] if found else ""

    def name(self, node: Node) -> str:
        """A term as it is written in a query."""
        iri = str(node)
        return shortened(iri) or self.graph.namespace_manager.normalizeUri(iri)

    def item(self, node: Node) -> dict[str, Any]:
        """A term with a link where this page explains it."""
        own = str(node).startswith((KG, KGC))
        return {"name": self.name(node), "anchor": self.name(node).partition(":")[2] if own else ""}

    def items(self, node: Node, predicate: URIRef) -> list[dict[str, Any]]:
        """The named values of a property."""
        return [self.item(value) for value in sorted(self.graph.objects(node, predicate), key=str) if isinstance(value, URIRef)]

    def users(self, predicate: URIRef, node: Node) -> list[dict[str, Any]]:
        """The terms that have ``node`` as a value."""
        return [self.item(subject) for subject in sorted(self.graph.subjects(predicate, node), key=str)]

    def terms(self, kinds: tuple[URIRef, ...]) -> list[dict[str, Any]]:
        """Classes or properties with everything that is said about them, by name."""
        nodes = {node for kind in kinds for node in self.graph.subjects(RDF.type, kind) if str(node).startswith(KG)}
        return [
            self.item(node)
            | {
                "en": self.text(node, RDFS.label, "en"),
                "zh": self.text(node, RDFS.label, "zh"),
                "comment": self.text(node, RDFS.comment, "en"),
                "above": self.items(node, RDFS.subClassOf) + self.items(node, RDFS.subPropertyOf),
                "domain": self.items(node, RDFS.domain),
                "range": self.items(node, RDFS.range),
                "properties": self.users(RDFS.domain, node),
                "values_of": self.users(RDFS.range, node),
            }
            for node in sorted(nodes, key=str)
        ]

    def schemes(self) -> list[dict[str, Any]]:
        """The concept schemes with their concepts."""
        return [
            self.item(scheme)
            | {
                "en": self.text(scheme, RDFS.label, "en"),
                "zh": self.text(scheme, RDFS.label, "zh"),
                "members": [self.concept(one) for one in sorted(self.graph.subjects(SKOS.inScheme, scheme), key=str)],
            }
            for scheme in sorted(self.graph.subjects(RDF.type, SKOS.ConceptScheme), key=str)
        ]

    def concept(self, node: Node) -> dict[str, Any]:
        """One concept with the words that point to it."""
        return self.item(node) | {
            "en": self.text(node, SKOS.prefLabel, "en"),
            "zh": self.text(node, SKOS.prefLabel, "zh"),
            "note": self.text(node, SKOS.scopeNote, "en"),
            "words": sorted(str(word) for word in self.graph.objects(node, SKOS.hiddenLabel)),
            "broader": self.items(node, SKOS.broader),
        }

    def constraints(self) -> list[dict[str, Any]]:
        """The shapes and what each checks, in words."""
        checks: dict[str, list[str]] = {}
        for one in constraints((self.folder / SHAPES_FILE).read_text("utf-8"), {}):
            message = re.sub(r"<([^>]*)>", lambda match: shortened(match[1]) or match[1], one.message)
            if message not in checks.setdefault(one.shape, []):
                checks[one.shape].append(message)
        return [
            {
                "name": "kgs:" + shape.partition("#")[2],
                "targets": [self.item(node) for node in sorted(self.shapes.objects(URIRef(shape), SH.targetClass), key=str)],
                "checks": lines,
            }
            for shape, lines in sorted(checks.items())
        ]

    def queries(self) -> list[dict[str, str]]:
        """The competency queries; their first two lines are the question in Chinese and English."""
        found = []
        for path in sorted((self.folder / "queries").glob("*.rq")):
            text = path.read_text("utf-8")
            comments = [line.lstrip("# ") for line in text.splitlines() if line.startswith("#")]
            found.append({"file": path.name, "text": text, "zh": comments[0] if comments else "", "en": " ".join(comments[1:2])})
        return found

    def html(self) -> str:
        """The page."""
        ontology = URIRef(ONTOLOGY)
        template = jinja2.Environment(
            autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
        )
        return template.from_string((FOLDER / "page.html.j2").read_text("utf-8")).render(
            title={"en": self.text(ontology, DCTERMS.title, "en"), "zh": self.text(ontology, DCTERMS.title, "zh")},
            description=self.text(ontology, DCTERMS.description, "en"),
            version=str(self.graph.value(ontology, OWL.versionInfo)),
            licence=str(self.graph.value(ontology, DCTERMS.license)),
            namespace=KG,
            concepts=KGC,
            classes=self.terms((OWL.Class,)),
            properties=self.terms((OWL.ObjectProperty, OWL.DatatypeProperty)),
            schemes=self.schemes(),
            shapes=self.constraints(),
            queries=self.queries(),
        )


def main() -> None:
    """Write index.html."""
    (FOLDER / "index.html").write_text(Page(FOLDER).html(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
