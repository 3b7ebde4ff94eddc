"""The identity cases: pairwise precision and recall, order-independence, and every case by name."""

from __future__ import annotations

import random

import pytest

from kg.resolution import default_key, resolve
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


each_case = pytest.mark.parametrize("case", CASES, ids=[str(case["name"]) for case in CASES])


@each_case
def test_pairs(case: dict[str, object]) -> None:
    """Every pair of a case is one node, or two, as it should be."""
    assert [pair for pair, wanted, got in judged(case) if wanted != got] == []


@each_case
def test_a_merged_node_has_its_smallest_key(case: dict[str, object]) -> None:
    """A node's key is the smallest that one of its members has by itself; of two nodes with one such key the first keeps it."""
    facts, _ = documents(case)
    key = resolve(facts).key
    members: dict[str, list[tuple[str, str]]] = {}
    for one in facts:
        for local in sorted({(one.document, entry.key) for entry in (*one.entities, *one.events)}):
            members.setdefault(key(local), []).append(local)
    taken: dict[str, list[tuple[list[tuple[str, str]], str]]] = {}
    for name, locals_ in members.items():
        taken.setdefault(min(default_key(*local) for local in locals_), []).append((sorted(locals_), name))
    for smallest, nodes in taken.items():
        names = [name for _, name in sorted(nodes)]
        assert names == [smallest, *(f"{smallest}~{locals_[0][0][:12]}" for locals_, _ in sorted(nodes)[1:])]


@each_case
def test_decisions_speak_of_the_keys(case: dict[str, object]) -> None:
    """What a decision calls the same has one key, what it calls different has two, and each says why."""
    resolution = resolve(documents(case)[0])
    for one in resolution.decisions:
        assert (resolution.key(one.left) == resolution.key(one.right)) == (one.verdict == "same"), one
        assert one.reason
        assert 0 <= one.score <= 1


@each_case
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
