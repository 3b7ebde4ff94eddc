"""The drawing and counting of facts in benchmarks/precision.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import kg
from benchmarks import precision
from kg.errors import InputError

TEXT = """沅江区召开护林工作座谈会
3月5日，沅江区委书记段思齐主持召开护林工作座谈会，区长荀子衿出席会议并讲话。
段思齐指出，要落实《山林防火办法》，进一步压实责任。
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of two documents, one of which is the other with one more sentence."""
    folder = tmp_path_factory.mktemp("precision")
    source = folder / "source"
    source.mkdir()
    (source / "one.txt").write_text(TEXT, "utf-8")
    (source / "two.txt").write_text(TEXT + "荀子衿表示，将加强巡护。\n", "utf-8")
    kg.build(source, folder / "build").close()
    return folder / "build"


def drawn(build: Path, *, number: int = 100, seed: int = 1, unit: str = "fact") -> list[precision.Drawn]:
    """Facts of every kind."""
    with kg.open(build) as graph:
        return list(precision.draw(graph, list(precision.KINDS), number, seed, unit, build.parent / "source"))


def judged(verdicts: str, kind: str = "persons") -> list[precision.Drawn]:
    """Facts with verdicts: ``+`` right, ``-`` wrong, a blank for not judged."""
    names = {"+": "right", "-": "wrong", " ": ""}
    return [precision.Drawn(f"{kind}{n}", kind, f"fact {n}", "", "a.txt", verdict=names[one]) for n, one in enumerate(verdicts)]


def test_every_source_shows_its_quote(build: Path) -> None:
    """A fact of the text is shown with the sentence it stands in, the quote marked."""
    persons = [one for one in drawn(build) if one.kind == "persons" and one.fact.startswith("段思齐")]
    assert persons
    assert all("书记⟦段思齐⟧主持召开" in one.sources[0].text for one in persons)


def test_fact_counts_once_or_once_a_document(build: Path) -> None:
    """A work that two documents name is one fact, or two with the unit ``document``."""
    counts = [sum(one.kind == "works" for one in drawn(build, unit=unit)) for unit in ("fact", "document")]
    assert counts == [1, 2]


def test_same_seed_same_facts(build: Path) -> None:
    """The draw is a function of the graph and the seed, and a smaller draw is the beginning of a larger one."""
    first = [one for one in drawn(build, seed=3) if one.kind == "persons"]
    assert first == [one for one in drawn(build, seed=3) if one.kind == "persons"]
    assert [one for one in drawn(build, number=1, seed=3) if one.kind == "persons"] == first[:1]


@pytest.mark.parametrize("form", ["yaml", "jsonl"])
def test_files_are_read_back(build: Path, tmp_path: Path, form: str) -> None:
    """What is written as YAML or as JSON lines is read as the same facts."""
    facts = drawn(build)
    path = tmp_path / "drawn"
    path.write_text("\n".join(map(precision.FORMATS[form], facts)), "utf-8")
    assert precision.read(path) == facts


def test_unknown_verdict_is_named(tmp_path: Path) -> None:
    """A verdict that is neither right nor wrong is refused with the fact's identifier."""
    path = tmp_path / "drawn.yaml"
    path.write_text(precision.as_yaml(replace(judged("+")[0], verdict="maybe")), "utf-8")
    with pytest.raises(InputError, match="fact persons0: verdict 'maybe'"):
        precision.read(path)


def test_file_of_something_else_is_refused(tmp_path: Path) -> None:
    """Any other YAML is refused in one line."""
    path = tmp_path / "other.yaml"
    path.write_text(yaml.safe_dump({"a": 1}), "utf-8")
    with pytest.raises(InputError, match="not a file of drawn facts"):
        precision.read(path)


def test_precision_counts_what_was_judged() -> None:
    """Facts without a verdict count neither way; the wrong ones are listed."""
    lines = list(precision.tally(judged("+++- ")))
    assert lines[1].split() == ["persons", "4", "3", "1", "0.750", "0.30–0.95"]
    assert lines[2:] == ["wrong: [persons] fact 3 (a.txt, id persons3)"]


def test_agreement_of_two_readings() -> None:
    """Only facts that both readings judged count, and each disagreement is named."""
    lines = list(precision.tally(judged("++--"), judged("+- -")))
    assert lines[1].split()[-3:] == ["3", "2", "0.667"]
    assert lines[-1] == "disagreed: [persons] fact 1 (id persons1): first right, then wrong"


def test_known_verdicts_are_taken_over(build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --known a fact that is drawn again has its verdict already; with --again it has lost it."""
    path = tmp_path / "drawn.yaml"
    wrong = [replace(one, verdict="wrong", reason="tried") for one in drawn(build) if one.kind == "works"]
    path.write_text("\n".join(map(precision.as_yaml, wrong)), "utf-8")
    outputs = []
    for options in ([str(build), "--known", str(path)], ["--again", str(path)]):
        assert precision.main([*options, "--kind", "works"]) == 0
        outputs.append(yaml.safe_load(capsys.readouterr().out))
    assert [[one["verdict"] for one in output] for output in outputs] == [["wrong"], [""]]


@pytest.mark.parametrize(
    "options",
    [[], ["a", "--again", "b"], ["a", "--number", "0"], ["--again", "b", "--known", "c"], ["--tally", "a", "b", "c"]],
    ids=["nothing", "two sources", "no number", "known without corpus", "three readings"],
)
def test_options_that_make_no_sense(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """They are refused with the usage."""
    with pytest.raises(SystemExit, match="2"):
        precision.main(options)
    assert "usage:" in capsys.readouterr().err


def test_missing_corpus_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What does not exist is named, with exit status 1."""
    assert precision.main([str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.endswith("there is no such file or folder; give documents or a build\n")
