"""graph/identity: which local nodes were found to be one, or to be different, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.facts import DocumentFacts
from kg.mapping.facts import LABEL, kg, kgc
from kg.mapping.iris import Iris
from kg.mapping.keys import graph_key
from kg.mapping.terms import TYPE, Quad, decimal, iri, plain, zh
from kg.ontology import RDFS
from kg.resolution.records import Local, Resolution

VERDICTS = {"same": "same-node", "different": "different-nodes"}
"""Verdict → concept of kgc:identity-verdict."""


def identity_quads(all_facts: Iterable[DocumentFacts], resolution: Resolution, base: str) -> Iterator[Quad]:
    """The quads of graph/identity: every decision with its reason, and the local nodes it speaks of.

    Args:
        all_facts: every document once, in any order (for the names of local nodes).
        resolution: the identity decisions for these documents.
        base: how instance IRIs begin.
    """
    iris = Iris(base)
    graph = iris.identity_graph
    spoken_of: set[Local] = set()
    for decision in resolution.decisions:
        text = "\n".join(map(str, (decision.verdict, *decision.left, *decision.right, decision.reason, decision.detail)))
        node = iris.decision(text)
        spoken_of.update((decision.left, decision.right))
        yield Quad(node, TYPE, kg("IdentityDecision"), graph)
        yield Quad(node, kg("verdict"), kgc(VERDICTS[decision.verdict]), graph)
        yield Quad(node, kg("left"), iris.local(*decision.left), graph)
        yield Quad(node, kg("right"), iris.local(*decision.right), graph)
        yield Quad(node, kg("reason"), plain(decision.reason), graph)
        yield Quad(node, kg("confidence"), decimal(decision.score, 4), graph)
        if decision.detail:
            yield Quad(node, iri(RDFS + "comment"), plain(decision.detail), graph)
    if not spoken_of:
        return
    names: dict[Local, str] = {}
    for facts in all_facts:
        names.update(((facts.document, entity.key), entity.name) for entity in facts.entities)
        names.update(((facts.document, event.key), event.label) for event in facts.events)
    for document, key in spoken_of:
        node = iris.local(document, key)
        yield Quad(node, TYPE, kg("LocalNode"), graph)
        yield Quad(node, LABEL, zh(names.get((document, key), key)), graph)
        yield Quad(node, kg("inDocument"), iris.document(document), graph)
        yield Quad(node, kg("resolvedTo"), iris.of_key(graph_key(document, key, resolution.keys)), graph)
