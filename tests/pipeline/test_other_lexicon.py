"""A build over an older one whose facts were read otherwise: nothing of the old reading stays."""

from __future__ import annotations

from pathlib import Path

import kg

PAGE = "巡河小记\n2025-05-12 来源:杭州市临平区人民政府\n塘长春分在海天一洲检查,区委书记骆川参加。\n"


def test_another_lexicon_rewrites_every_document(tmp_path: Path) -> None:
    """With a lexicon that was not there before, a build over the old one equals a fresh build."""
    news, lexicon = tmp_path / "news", tmp_path / "my.yaml"
    news.mkdir()
    (news / "a.txt").write_text(PAGE, encoding="utf-8")
    (news / "b.txt").write_text(PAGE.replace("巡河", "护河"), encoding="utf-8")
    lexicon.write_text("people: [春分]\ntitles: [塘长]\nplaces: [海天一洲]\n", encoding="utf-8")
    kg.build(news, out=tmp_path / "over")
    kg.build(news, out=tmp_path / "over", lexicon=lexicon)
    kg.build(news, out=tmp_path / "fresh", lexicon=lexicon)
    assert (tmp_path / "over" / "graph.nq").read_bytes() == (tmp_path / "fresh" / "graph.nq").read_bytes()
    assert "海天一洲".encode() in (tmp_path / "over" / "graph.nq").read_bytes()
