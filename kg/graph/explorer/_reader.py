"""Reads a store predicate by predicate, and the namespaces that the explorer needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import pyoxigraph as ox

KG = "https://w3id.org/xinwen-kg/ontology#"
KGC = "https://w3id.org/xinwen-kg/concept/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "http://schema.org/"
DCTERMS = "http://purl.org/dc/terms/"


class Reader:
    """Reads a store predicate by predicate: one pass each, no query planning, any graph."""

    def __init__(self, store: ox.Store, wanted: Collection[str] | None = None) -> None:
        """Read a store.

        Args:
            store: the graph.
            wanted: subjects that count; None for all. What concepts are called is always read.
        """
        self._store = store
        self._wanted = wanted
        self._ones: dict[str, dict[str, str]] = {}

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Subject and object of every triple with this predicate, as strings."""
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            subject, value = quad.subject, quad.object
            if self._wanted is not None and subject.value not in self._wanted:  # type: ignore[union-attr]  # none is a triple
                continue
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                yield subject.value, value.value

    def one(self, predicate: str) -> dict[str, str]:
        """The smallest object of each subject; read once, not to be changed."""
        if predicate in self._ones:
            return self._ones[predicate]
        found = self._ones[predicate] = {}
        for subject, value in self.pairs(predicate):
            if subject not in found or value < found[subject]:
                found[subject] = value
        return found

    def look_up(self, subjects: Collection[str], predicates: Collection[str]) -> None:
        """Read some predicates of some subjects only: no others have them as far as :meth:`one` tells from now on."""
        found: dict[str, dict[str, str]] = {predicate: {} for predicate in predicates}
        for subject in subjects:
            for quad in self._store.quads_for_pattern(ox.NamedNode(subject), None, None, None):
                held = found.get(quad.predicate.value)
                if held is not None and isinstance(quad.object, ox.NamedNode | ox.Literal):
                    held[subject] = min(quad.object.value, held.get(subject, quad.object.value))
        self._ones |= found

    def many(self, predicate: str) -> dict[str, list[str]]:
        """All objects of each subject, sorted, each once."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for subject, value in self.pairs(predicate):
            found[subject].add(value)
        return {subject: sorted(values) for subject, values in found.items()}

    def instances(self, name: str) -> list[str]:
        """IRIs of the instances of a class, sorted."""
        quads = self._store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(KG + name), None)
        found = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        return sorted(found if self._wanted is None else found.intersection(self._wanted))

    def labels(self, predicate: str) -> dict[str, tuple[str, str]]:
        """Chinese and English label of each subject; each falls back on the other."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                if self._wanted is not None and predicate != SKOS + "prefLabel" and quad.subject.value not in self._wanted:
                    continue
                language = "en" if (quad.object.language or "").startswith("en") else "zh"
                value = quad.object.value
                held = found[quad.subject.value]
                held[language] = min(held.get(language, value), value)
        return {
            subject: (texts.get("zh", texts.get("en", "")), texts.get("en", texts.get("zh", "")))
            for subject, texts in found.items()
        }
