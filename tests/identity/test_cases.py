"""The identity cases: pairwise precision and recall, order-independence, and every case by name."""

from __future__ import annotations

import random

import pytest

from kg.resolution import resolve
from tests.identity.notation import cases, documents, pairs

CASES = cases()


def judged(case: dict[str, object]) -> list[tuple[str, bool, bool]]:
    """(pair, should be one, is one) for every pair of a case."""
    facts, refs = documents(case)
    key = resolve(facts).key
    return [
        (f"{left} {right}", verdict == "same", key(refs[left]) == key(refs[right]))
        for verdict in ("same", "different")
        for left, right in pairs(case, verdict)
    ]


def figures() -> tuple[float, float, int, int]:
    """Precision, recall, pairs and negative pairs over all cases."""
    found = [one for case in CASES for one in judged(case)]
    true = sum(wanted and got for _, wanted, got in found)
    return (
        true / max(1, sum(got for _, _, got in found)),
        true / max(1, sum(wanted for _, wanted, _ in found)),
        len(found),
        sum(not wanted for _, wanted, _ in found),
    )


def test_precision_and_recall() -> None:
    """Over at least 60 pairs, 25 of them negative, precision and recall are at least 0.95."""
    precision, recall, total, negative = figures()
    assert total >= 60
    assert negative >= 25
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize("case", CASES, ids=[str(case["name"]) for case in CASES])
def test_order_of_documents_does_not_matter(case: dict[str, object]) -> None:
    """Documents in another order give the same keys and decisions."""
    facts, _ = documents(case)
    expected = resolve(facts)
    for seed in range(3):
        shuffled = random.Random(seed).sample(facts, len(facts))
        assert resolve(shuffled) == expected


def test_all_cases_together() -> None:
    """All cases as one set of documents: pairs keep precision and recall of at least 0.95."""
    facts, refs = [], {}
    for number, case in enumerate(CASES):
        some, names = documents(case)
        facts += some
        refs.update({f"{number}/{name}": local for name, local in names.items()})
    key = resolve(facts).key
    wanted = got = both = 0
    for number, case in enumerate(CASES):
        for verdict in ("same", "different"):
            for left, right in pairs(case, verdict):
                one = key(refs[f"{number}/{left}"]) == key(refs[f"{number}/{right}"])
                wanted += verdict == "same"
                got += one
                both += one and verdict == "same"
    assert both / got >= 0.95
    assert both / wanted >= 0.95


if __name__ == "__main__":
    for case in CASES:
        for pair, wanted, got in judged(case):
            if wanted != got:
                print(f"{'missed' if wanted else 'merged'}: {case['name']}: {pair}")
    precision, recall, total, negative = figures()
    print(f"precision {precision:.3f} recall {recall:.3f} pairs {total} negative {negative}")
