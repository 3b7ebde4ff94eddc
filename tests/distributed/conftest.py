"""Rows of invented news, enough of them that an extraction has a middle."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks import corpus
from kg.cache import pack_facts
from kg.distributed.documents import Kept
from kg.distributed.exchange import part_of
from kg.facts import DocumentFacts

ARTICLES = 120


def rows(count: int) -> list[str]:
    """Made-up articles as rows of JSON, the same each time."""
    return [json.dumps({"title": one.headline, "text": one.text}, ensure_ascii=False) for one in corpus.articles(count)]


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of several files of rows."""
    folder = tmp_path_factory.mktemp("news")
    made = rows(ARTICLES)
    for number in range(4):
        part = made[number * ARTICLES // 4 : (number + 1) * ARTICLES // 4]
        (folder / f"part-{number}.jsonl").write_text("\n".join(part), encoding="utf-8")
    return folder


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cluster but one of the test's own."""
    monkeypatch.delenv("RAY_ADDRESS", raising=False)


def kept_of(all_facts: Iterable[DocumentFacts], parts: int) -> list[list[Kept]]:
    """Documents as the parts of a build keep them."""
    found: list[list[Kept]] = [[] for _ in range(parts)]
    for facts in sorted(all_facts, key=lambda facts: facts.document):
        found[part_of(facts.document, parts)].append((pack_facts(facts), facts.titles, None))
    return found
