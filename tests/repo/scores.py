"""The table of scores in the READMEs: ``kg evaluate`` on data/gold, beside the tagger's names taken as they are."""

from __future__ import annotations

import re
from pathlib import Path

from kg.evaluation import evaluate
from kg.evaluation.figures import AREAS
from kg.evaluation.gold import Gold, read_gold, spelling
from kg.language.tagger import Tagger
from kg.reading import find, read
from tests.repo.tree import ROOT

TAGS = {"persons": "PER", "organizations": "ORG", "places": "LOC"}
MARKED = re.compile(r"(<!-- scores -->\n).*?(<!-- /scores -->)", re.DOTALL)

WORDS = {
    "README.md": {
        **{area: area for area in AREAS},
        "published": "publication dates",
        "arguments": "participants, places and dates of events",
        "roles": "chairs and organizers of events",
        "positions": "who holds which post",
        "statements": "who said what",
        "relations": "relations and ages",
        "evidence": "evidence",
    },
    "README.zh-CN.md": {
        "articles": "报道",
        "published": "发布日期",
        "authors": "作者",
        "persons": "人物",
        "organizations": "机构",
        "places": "地点",
        "works": "文件作品",
        "positions": "任职",
        "events": "事件",
        "arguments": "事件的参加者、地点、日期",
        "roles": "事件的主持、主办",
        "statements": "发言",
        "relations": "关系和年龄",
        "evidence": "证据",
    },
}
HEADS = {
    "README.md": "| | precision | recall | F1 | F1 of the tagger alone |",
    "README.zh-CN.md": "| | 精确率 | 召回率 | F1 | 只用标注器的 F1 |",
}


def tagged() -> dict[str, dict[str, set[str]]]:
    """Title of a document → area → the names that the tagger marks in it."""
    tagger = Tagger()
    found: dict[str, dict[str, set[str]]] = {}
    folder = ROOT / "data" / "news"
    for source in find(folder):
        for document in read(source.path.read_bytes(), source.title):
            parts = [part for article in document.articles for part in (article.headline, *article.text.split("\n")) if part]
            names = found[document.titles[0]] = {area: set() for area in TAGS}
            for part, tokens in zip(parts, tagger.tag(parts), strict=True):
                for area, tag in TAGS.items():
                    names[area] |= {spelling(part[token.begin : token.end]) for token in tokens if token.tag == tag}
    return found


def tagger_alone() -> dict[str, float]:
    """F1 of the tagger's names by area; a name counts once a document, any spelling of the gold's entry matches."""
    names = tagged()
    counts = {area: [0, 0, 0] for area in TAGS}
    for _, gold in read_gold(ROOT / "data" / "gold"):
        for area in TAGS:
            tp, fp, fn = compare(names[gold.source][area], gold, area)
            counts[area] = [old + new for old, new in zip(counts[area], (tp, fp, fn), strict=True)]
    return {area: 2 * tp / (2 * tp + fp + fn) for area, (tp, fp, fn) in counts.items()}


def compare(names: set[str], gold: Gold, area: str) -> tuple[int, int, int]:
    """Entries found, names that are none, entries missed. What the gold calls optional, or both body and place, is no mistake."""
    entries = [{spelling(name) for name in entry} for entry in gold.entries(area)]
    allowed = {
        spelling(name)
        for other in (f"optional_{area}", "facilities", "optional_facilities")
        for entry in gold.entries(other)
        for name in entry
    }
    right = [entry for entry in entries if entry & names]
    wrong = names - allowed - set().union(*entries)
    return len(right), len(wrong), len(entries) - len(right)


def table(graph: Path, name: str) -> str:
    """The table for one of the READMEs.

    Args:
        graph: graph.nq of data/news.
        name: of the README.
    """
    result = evaluate(graph, ROOT / "data" / "gold", ROOT / "data" / "news")
    alone = tagger_alone()
    lines = [HEADS[name], "|---|---|---|---|---|"]
    for area in AREAS:
        figure = result.figures[area]
        other = f"{alone[area]:.2f}" if area in alone else ""
        lines.append(f"| {WORDS[name][area]} | {figure.precision:.2f} | {figure.recall:.2f} | {figure.f1:.2f} | {other} |")
    return "\n".join(lines) + "\n"
