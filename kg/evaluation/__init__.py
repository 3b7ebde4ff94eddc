"""How good a graph is: precision, recall and F1 against hand-written gold facts.

The graph is read only through the ontology's terms, over the union of its graphs, so any program that writes
those terms can be scored. Counts are summed over all documents (micro-average).
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from kg.errors import InputError
from kg.evaluation.compare import Comparison
from kg.evaluation.figures import AREAS, Evaluation, Figure, Miss
from kg.evaluation.gold import read_gold
from kg.evaluation.view import GraphView
from kg.graph.store import load_file

__all__ = ["AREAS", "Evaluation", "Figure", "Miss", "evaluate"]

EXTRACTED = frozenset({"Person", "Organization", "Place", "Work", "Event", "Tenure", "Utterance"})
"""Classes whose nodes must rest on evidence, or say what they were derived from."""


def evaluate(
    graph: pyoxigraph.Store | Path | str,
    gold_dir: Path | str,
    docs_dir: Path | str | None = None,
    only: str | None = None,
) -> Evaluation:
    """Compare a graph with gold facts.

    Args:
        graph: a store, or the path of an N-Quads file.
        gold_dir: a folder of ``*.yaml``, one per document.
        docs_dir: the input folder; every quote is then compared with the characters at its offsets.
        only: the ``source`` of the one gold file to use.

    Raises:
        InputError: the gold cannot be used.
        BuildError: the graph cannot be read.
    """
    gold = [(name, one) for name, one in read_gold(Path(gold_dir)) if only is None or one.source == only]
    view = GraphView(graph if isinstance(graph, pyoxigraph.Store) else load_file(graph))
    docs = Path(docs_dir) if docs_dir is not None else None
    figures = {area: Figure() for area in AREAS}
    misses: list[Miss] = []
    for name, one in gold:
        try:
            tally = Comparison(view, one).run(docs)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"{name}: {type(error).__name__}: {error}; see data/gold/README.md") from error
        misses += tally.misses
        for area, figure in tally.figures.items():
            total = figures[area]
            total.tp, total.fp, total.fn = total.tp + figure.tp, total.fp + figure.fp, total.fn + figure.fn
    if docs is not None:
        named = {node for node, kinds in view.kinds.items() if kinds & EXTRACTED}
        for node in sorted(named - view.attested - view.derived):
            figures["evidence"].fp += 1
            misses.append(Miss("graph", "evidence", "wrong", f"no evidence: {node}"))
    absent = tuple(one.source for _, one in gold if view.document(one.source) is None)
    return Evaluation(figures, tuple(misses), absent)
