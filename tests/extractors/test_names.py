"""People, organizations, places, works and posts, sentence by sentence, through the real tagger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extractors import extract
from kg.facts import DocumentFacts
from kg.language import Language
from kg.reading import read

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
_KINDS = {"persons": "person", "organizations": "organization", "places": "place", "works": "work"}


@pytest.fixture(scope="module")
def language() -> Language:
    """One set of language tools for all cases."""
    return Language()


def facts_of(case: dict[str, Any], language: Language) -> DocumentFacts:
    """The facts of a small page with a headline, a source line and the sentence."""
    page = f"工作动态\n2025-05-12 来源:{case['source']}\n{case['text']}\n{case.get('tail', '')}\n"
    return extract(read(page.encode(), "case.txt")[0], language)


def named(facts: DocumentFacts, kind: str, case: dict[str, Any]) -> set[str]:
    """Labels of the entities of a kind that the sentence (or the credits) names."""
    page = f"工作动态\n2025-05-12 来源:{case['source']}\n"
    return {e.name for e in facts.entities if e.kind == kind and any(m.begin >= len(page) for m in e.mentions)}


@pytest.mark.parametrize("case", CASES, ids=[c["class"] for c in CASES])
def test_sentence(case: dict[str, Any], language: Language) -> None:
    """Every list of a case is found exactly as it is given."""
    facts = facts_of(case, language)
    for key, kind in _KINDS.items():
        if key in case:
            assert named(facts, kind, case) == set(case[key])
    if "positions" in case:
        names = {e.key: e.name for e in facts.entities}
        found = {
            (names[p.holder], p.title, names[p.organization] if p.organization else "", p.status or "") for p in facts.positions
        }
        wanted = {tuple([x.strip() for x in line.split("|")] + [""])[:4] for line in case["positions"]}
        assert {f for f in found if f[0] in {w[0] for w in wanted}} == wanted


def test_mentions_are_spans_of_the_document(language: Language) -> None:
    """Each mention's quote is the text at its offsets, and every entity has a mention or says what implied it."""
    for case in CASES[:6]:
        page = f"工作动态\n2025-05-12 来源:{case['source']}\n{case['text']}\n"
        document = read(page.encode(), "case.txt")[0]
        facts = extract(document, language)
        for entity in facts.entities:
            assert entity.mentions or entity.derived_from
            for mention in entity.mentions:
                assert facts.quotes[mention.begin, mention.end] == document.text[mention.begin : mention.end]


def test_same_document_same_facts(language: Language) -> None:
    """Extraction is a function of the document: twice read, twice the same."""
    case = CASES[0]
    assert facts_of(case, language) == facts_of(case, Language())
