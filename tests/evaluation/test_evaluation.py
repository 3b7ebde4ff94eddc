"""Figures against gold facts, counted by hand on small invented reports."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kg.errors import BuildError, InputError
from kg.evaluation import AREAS, Evaluation, evaluate
from kg.evaluation.compare import readings
from kg.evaluation.gold import spelling
from kg.evaluation.view import broader_concepts, closure
from kg.graph import outputs
from kg.resolution.records import Resolution
from tests.graph import samples

PERFECT: dict[str, object] = {
    "source": "河湾.txt",
    "articles": [{"headline": "河湾区启动老街更新", "authors": ["苏禾"], "published": "2031-03-05"}],
    "persons": [["林若川"], ["方正"], ["葛大年"], ["陈秀兰"], ["苏禾"]],
    "organizations": [["中共河湾区委", "区委"], ["河湾织造厂有限公司", "河湾织造"], ["中共柳桥街道工作委员会", "柳桥街道党工委"]],
    "optional_organizations": [["河湾区人民政府"]],
    "places": [["河湾区"]],
    "facilities": [["柳桥街道"]],
    "works": [["河湾区老街更新办法"]],
    "positions": [["林若川", "书记", "中共河湾区委"], ["方正", "书记", "中共柳桥街道工作委员会"]],
    "optional_positions": [["苏禾", "记者", None]],
    "events": [
        {
            "names": ["走访河湾织造厂"],
            "type": ["visit", "research-visit"],
            "date": "2031-03-04",
            "places": ["柳桥街道"],
            "participants": ["林若川", "方正", "河湾织造"],
        }
    ],
    "statements": [["林若川", "强调", "让老街坊住得安心"]],
    "relations": [["葛大年", "spouse", "陈秀兰"], ["柳桥街道", "locatedIn", "河湾区"]],
    "attributes": [["葛大年", "age", 72]],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of the first invented report, and its text."""
    folder = tmp_path_factory.mktemp("evaluation")
    outputs.write(
        [samples.facts()], Resolution(keys={}), nquads=folder / "graph.nq", turtle=folder / "graph.ttl", store=folder / "store-1"
    )
    (folder / "docs").mkdir()
    (folder / "docs" / "河湾.txt").write_bytes(samples.TEXT.encode())
    return folder


def figures(folder: Path, tmp_path: Path, **changes: object) -> Evaluation:
    """The evaluation against the perfect gold with some entries changed."""
    (tmp_path / "gold.yaml").write_text(yaml.safe_dump(PERFECT | changes, allow_unicode=True), "utf-8")
    return evaluate(folder / "graph.nq", tmp_path, folder / "docs")


def test_a_perfect_graph_scores_one(folder: Path, tmp_path: Path) -> None:
    """Every area has F1 1 where graph and gold say the same."""
    found = figures(folder, tmp_path)
    assert found.misses == ()
    assert {area: figure.f1 for area, figure in found.scored()} == dict.fromkeys([area for area in AREAS if area != "roles"], 1.0)
    assert found.mean_f1 == 1.0


CASES: list[tuple[str, dict[str, object], str, tuple[int, int, int]]] = [
    ("a headline that is not there", {"articles": [{"headline": "别的"}]}, "articles", (0, 1, 1)),
    ("another date", {"articles": [{"headline": "河湾区启动老街更新", "published": "2031-03-06"}]}, "published", (0, 1, 1)),
    ("another author", {"articles": [{"headline": "河湾区启动老街更新", "authors": ["别人"]}]}, "authors", (0, 1, 1)),
    ("a person too many", {"persons": [["林若川"], ["方正"], ["葛大年"], ["陈秀兰"]], "articles": []}, "persons", (4, 1, 0)),
    ("two names of one node", {"organizations": [["中共河湾区委"], ["区委"]]}, "organizations", (1, 3, 2)),
    ("a place that is missing", {"places": [["河湾区"], ["南山"]]}, "places", (1, 0, 1)),
    ("another title", {"positions": [["林若川", "副书记", "中共河湾区委"]], "optional_positions": []}, "positions", (0, 3, 1)),
    ("any organization", {"positions": [["林若川", "书记", None]]}, "positions", (1, 1, 0)),
    ("another category", {"events": [{"names": ["走访"], "type": ["trial"], "participants": ["林若川"]}]}, "events", (0, 1, 1)),
    ("a broader date", {"events": [{"names": ["走访"], "date": None, "participants": ["林若川"]}]}, "events", (0, 1, 1)),
    (
        "a guest too many",
        {"events": [{"names": ["走访"], "participants": ["林若川"], "places": ["南山"]}]},
        "arguments",
        (1, 3, 1),
    ),
    ("a chair that is missing", {"events": [{"participants": ["林若川"], "hosts": ["方正"]}]}, "roles", (0, 0, 1)),
    ("another speaker", {"statements": [["方正", "说", "让老街坊住得安心"]]}, "statements", (0, 1, 1)),
    ("no couple", {"relations": []}, "relations", (1, 1, 0)),
    ("another age", {"attributes": [["葛大年", "age", 73]]}, "relations", (2, 1, 1)),
]


@pytest.mark.parametrize(("changes", "area", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_differences_are_counted(
    folder: Path, tmp_path: Path, changes: dict[str, object], area: str, expected: tuple[int, int, int]
) -> None:
    """Right, wrong and missed facts as the rules of the gold say."""
    figure = figures(folder, tmp_path, **changes).figures[area]
    assert (figure.tp, figure.fp, figure.fn) == expected


def test_a_changed_text_costs_evidence(folder: Path, tmp_path: Path) -> None:
    """A quote that does not stand at its offsets is wrong evidence."""
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.yaml").write_text(yaml.safe_dump({"source": "河湾.txt"}, allow_unicode=True), "utf-8")
    (tmp_path / "河湾.txt").write_bytes(("多" + samples.TEXT).encode())
    figure = evaluate(folder / "graph.nq", tmp_path / "gold", tmp_path).figures["evidence"]
    lines = (folder / "graph.nq").read_text("utf-8").splitlines()
    mentions = {line.split()[0] for line in lines if "/id/mention/" in line.split()[0]}
    assert (figure.tp, figure.fp) == (0, len(mentions))


def test_a_document_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    """Gold without its document: everything is missed, and the source is listed."""
    found = figures(folder, tmp_path, source="无此文.txt")
    assert found.absent == ("无此文.txt",)
    assert found.figures["persons"].tp == 0


def test_table_and_json_say_the_same(folder: Path, tmp_path: Path) -> None:
    """Both forms carry the same areas, figures and counts."""
    found = figures(folder, tmp_path, places=[["河湾区"], ["南山"]])
    rows = {line.split()[0]: line.split()[1:] for line in found.table().splitlines()[1:-1]}
    assert rows.keys() == found.as_json().keys()
    for area, values in found.as_json().items():
        assert [float(cell) for cell in rows[area][:3]] == [round(values[key], 3) for key in ("precision", "recall", "f1")]
        assert [int(cell) for cell in rows[area][3:]] == [values[key] for key in ("tp", "fp", "fn")]


@pytest.mark.parametrize(
    "text",
    ["[", "source: a\npersons: [甲]", "nothing: here", "source: a\nrelations: [[甲, loves, 乙]]"],
    ids=["yaml", "names", "source", "relation"],
)
def test_bad_gold_is_one_line(folder: Path, tmp_path: Path, text: str) -> None:
    """A gold file with a mistake is refused by name."""
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"\Abad\.yaml: [^\n]+\Z"):
        evaluate(folder / "graph.nq", tmp_path)


def test_a_folder_without_gold_is_refused(folder: Path, tmp_path: Path) -> None:
    """Nothing to compare with is an error."""
    with pytest.raises(InputError, match=r"no \*\.yaml"):
        evaluate(folder / "graph.nq", tmp_path)


def test_what_is_no_graph_is_refused(tmp_path: Path) -> None:
    """A file that is not N-Quads is refused."""
    (tmp_path / "gold.yaml").write_text("source: a", "utf-8")
    (tmp_path / "graph.nq").write_text("no quads", "utf-8")
    with pytest.raises(BuildError, match="not readable as N-Quads"):
        evaluate(tmp_path / "graph.nq", tmp_path)


@pytest.mark.parametrize(
    ("title", "organization", "other"),
    [("党组书记", "甲局", ("书记", "甲局党组")), ("书记", "甲局党组", ("党组书记", "甲局"))],
)
def test_party_groups_are_read_both_ways(title: str, organization: str, other: tuple[str, str]) -> None:
    """党组书记 of a body equals 书记 of its 党组."""
    assert list(readings(title, organization)) == [(title, organization), other]


def test_spellings_are_compared_loosely() -> None:
    """Width, white space and the kind of quotation mark do not matter."""
    assert spelling("“甲 乙”（Ａ）") == spelling('"甲乙"(A)')


def test_circles_have_a_closure() -> None:
    """Containment in a circle ends."""
    assert closure([("a", "b"), ("b", "a")]) == {("a", "b"), ("a", "a"), ("b", "a"), ("b", "b")}


def test_narrower_categories_count_as_broader_ones() -> None:
    """The concept schemes say which category lies below which."""
    assert broader_concepts() == {"symposium": "meeting", "consultation": "symposium"}
