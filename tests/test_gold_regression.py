"""The scores of a set of documents with gold do not fall: a set of one's own, named by the environment.

KG_GOLD_DOCS=my/docs KG_GOLD=my/gold pytest tests/test_gold_regression.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kg
from kg.evaluation import evaluate

FLOORS = {"persons": 0.90, "positions": 0.80, "evidence": 1.0}
MEAN = 0.75


@pytest.mark.skipif("KG_GOLD" not in os.environ, reason="KG_GOLD_DOCS and KG_GOLD name no documents and gold")
def test_scores_of_a_named_set_hold(tmp_path: Path) -> None:
    """Mean F1, persons, positions and evidence of the set that the environment names are at least the floors."""
    documents, gold = Path(os.environ["KG_GOLD_DOCS"]), Path(os.environ["KG_GOLD"])
    kg.build(documents, out=tmp_path / "build")
    evaluation = evaluate(tmp_path / "build" / "graph.nq", gold, documents)
    low = {area: figure.f1 for area, figure in evaluation.scored() if figure.f1 < FLOORS.get(area, 0.0)}
    assert low == {}
    assert evaluation.mean_f1 >= MEAN
