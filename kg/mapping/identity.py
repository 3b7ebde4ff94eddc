"""graph/identity: which local nodes were found to be one, or to be different, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.mapping.facts import LABEL, kg, kgc
from kg.mapping.iris import Iris
from kg.mapping.keys import Scope
from kg.mapping.terms import TYPE, Quad, decimal, iri, plain, zh
from kg.ontology import RDFS
from kg.resolution.records import Decision

VERDICTS = {"same": "same-node", "different": "different-nodes"}
"""Verdict → concept of kgc:identity-verdict."""


def decision_quads(decisions: Iterable[Decision], base: str) -> Iterator[Quad]:
    """The quads of every decision with its reason.

    Args:
        decisions: of resolution.
        base: how instance IRIs begin.
    """
    iris = Iris(base)
    graph = iris.identity_graph
    for decision in decisions:
        text = "\n".join(map(str, (decision.verdict, *decision.left, *decision.right, decision.reason, decision.detail)))
        node = iris.decision(text)
        yield Quad(node, TYPE, kg("IdentityDecision"), graph)
        yield Quad(node, kg("verdict"), kgc(VERDICTS[decision.verdict]), graph)
        yield Quad(node, kg("left"), iris.local(*decision.left), graph)
        yield Quad(node, kg("right"), iris.local(*decision.right), graph)
        yield Quad(node, kg("reason"), plain(decision.reason), graph)
        yield Quad(node, kg("confidence"), decimal(decision.score, 4), graph)
        if decision.detail:
            yield Quad(node, iri(RDFS + "comment"), plain(decision.detail), graph)


def local_quads(scope: Scope, keys: Iterable[str], base: str) -> Iterator[Quad]:
    """The quads of the local nodes of one document that decisions speak of.

    Args:
        scope: the document.
        keys: of the nodes, inside the document.
        base: how instance IRIs begin.
    """
    iris, facts = Iris(base), scope.facts
    names = {entity.key: entity.name for entity in facts.entities} | {event.key: event.label for event in facts.events}
    for key in keys:
        node = iris.local(facts.document, key)
        yield Quad(node, TYPE, kg("LocalNode"), iris.identity_graph)
        yield Quad(node, LABEL, zh(names.get(key, key)), iris.identity_graph)
        yield Quad(node, kg("inDocument"), iris.document(facts.document), iris.identity_graph)
        yield Quad(node, kg("resolvedTo"), iris.of_key(scope.key(key)), iris.identity_graph)
