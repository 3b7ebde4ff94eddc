"""The made-up news that the benchmarks measure with."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from benchmarks.corpus import articles, write


def test_the_same_seed_gives_the_same_news() -> None:
    """A longer run begins with a shorter one, and another seed gives other news."""
    few = list(articles(20))
    assert list(itertools.islice(articles(40), 20)) == few
    assert list(articles(20, seed=8)) != few


def test_news_differ_as_real_ones_do() -> None:
    """No two texts are alike, lengths spread, all layouts occur, and leaders come back."""
    made = [one.text for one in articles(200)]
    assert len(set(made)) == len(made)
    lengths = sorted(map(len, made))
    assert lengths[100] in range(400, 1200)
    assert lengths[-10] > 3 * lengths[10]
    assert all(any(mark in text for text in made) for mark in ("来源：", "■ 本报记者", "本报讯（记者", "图为活动现场", "——"))


def test_both_forms_hold_the_same_texts(tmp_path: Path) -> None:
    """A folder of files and a file of rows hold the same articles."""
    assert write(tmp_path / "folder", articles(5)) == write(tmp_path / "rows.jsonl", articles(5))
    rows = [json.loads(row)["text"] for row in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    files = sorted((tmp_path / "folder").rglob("*.txt"))
    assert [file.read_text(encoding="utf-8") for file in files] == rows
