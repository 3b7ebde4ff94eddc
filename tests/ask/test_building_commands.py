"""The commands that change a build: what they print, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli import run

STORY = "松湾区召开绿化座谈会\n2032-03-01 来源:松湾区人民政府\n2月28日下午，松湾区委书记顾明远主持召开绿化座谈会。（记者 郁晴）\n"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one story and one file that cannot be read."""
    folder = tmp_path_factory.mktemp("news")
    (folder / "story.txt").write_text(STORY, "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder


@pytest.fixture(scope="module")
def out(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of that folder."""
    folder = tmp_path_factory.mktemp("out") / "build"
    assert run(["build", str(news), "--out", str(folder), "-q"]) == 1
    return folder


def test_refused_documents_are_named(news: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build with a document that cannot be read is done, says which one, and has exit code 1."""
    assert run(["build", str(news), "--out", str(out)]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("refused: broken.pdf: ")
    assert shown.err.count("\n") == 1
    assert "1 documents in" in shown.out


def test_status(news: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status lists the documents and, beside a folder, what changed."""
    assert run(["status", str(out), str(news)]) == 0
    shown = capsys.readouterr().out
    assert "story.txt" in shown
    assert "broken.pdf" in shown


def test_add_and_remove(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document comes and goes."""
    (tmp_path / "more.txt").write_text(STORY.replace("绿化", "防汛"), "utf-8")
    assert run(["add", str(out), str(tmp_path / "more.txt")]) in (0, 1)
    assert "2 documents in" in capsys.readouterr().out
    assert run(["remove", str(out), "more.txt"]) in (0, 1)
    assert "1 documents in" in capsys.readouterr().out


def test_view_prints_the_path(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a screen, view says where the page is."""
    assert run(["view", str(out), "--no-open"]) == 0
    assert Path(capsys.readouterr().out.strip()).is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "{nowhere}", "--out", "{new}"],
        ["build", "{news}", "--out", "{news}/story.txt"],
        ["build", "{news}", "--out", "{news}"],
        ["add", "{nowhere}", "{news}"],
        ["remove", "{out}", "unknown.txt"],
        ["status", "{nowhere}"],
        ["view", "{nowhere}"],
        ["evaluate", "{out}", "--gold", "{nowhere}"],
    ],
)
def test_what_could_not_run(
    arguments: list[str], news: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could not run has exit code 2, one line on stderr, and changes nothing."""
    names = {"nowhere": str(tmp_path / "nowhere"), "new": str(tmp_path / "new"), "news": str(news), "out": str(out)}
    assert run([one.format(**names) for one in arguments]) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("kg: ")
    assert shown.err.count("\n") == 1
    assert (news / "story.txt").read_text("utf-8") == STORY


DISTRICT = (
    "玄武区召开防汛会议\n2025-03-20 来源：玄武区人民政府\n　　3月19日，玄武区委书记闻人朔出席防汛会议，副区长庄晓梦主持会议。\n"
)
CITY = "南京市检查安全生产\n2025-03-22 来源：南京市人民政府\n　　3月21日，玄武区委书记闻人朔到红山街道看望老党员。\n"
OTHER = "鼓楼区表彰好邻居\n2025-03-22 来源：南京市鼓楼区人民政府\n　　3月21日，鼓楼区副区长庄晓梦为好邻居颁奖。\n"


def test_renamed_nodes_and_namesakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Add and remove print what a merge or split renamed; explain says why namesakes are two, and why mentions are one."""
    news, out, city = tmp_path / "news", tmp_path / "out", tmp_path / "city.txt"
    news.mkdir()
    (news / "district.txt").write_text(DISTRICT, "utf-8")
    (news / "other.txt").write_text(OTHER, "utf-8")
    city.write_text(CITY, "utf-8")
    rules = tmp_path / "identity.yaml"
    rules.write_text("rename:\n  闻人塑: 甲\n", "utf-8")
    assert run(["build", str(news), "--out", str(out), "--identity", str(rules)]) == 0
    assert capsys.readouterr().err == "note: identity.yaml:2: 闻人塑 is not in the build; did you mean 闻人朔?\n"
    assert run(["add", str(out), str(city)]) == 0
    assert "merge: person/闻人朔~320102 is now person/闻人朔~320100 (district.txt)\n" in capsys.readouterr().out
    assert run(["explain", str(out), "闻人朔"]) == 0
    assert "闻人朔 (district.txt) = 闻人朔 (city.txt) · same-organization" in capsys.readouterr().out
    assert run(["explain", str(out), "庄晓梦"]) == 0
    shown = capsys.readouterr().out
    assert "玄武区人民政府 副区长  in district.txt\n" in shown
    apart = next(line for line in shown.splitlines() if "≠" in line)
    assert "庄晓梦 (district.txt)" in apart
    assert "庄晓梦 (other.txt)" in apart
    assert "two-offices-at-once" in apart
    assert run(["remove", str(out), "city.text"]) == 2
    assert "did you mean city.txt?" in capsys.readouterr().err
    assert run(["status", str(out), str(news)]) == 0
    assert f"kg build {news} --out {out} brings it up to date" in capsys.readouterr().out
    assert run(["remove", str(out), "city.txt"]) == 0
    assert "split: person/闻人朔~320100 is now person/闻人朔~320102 (district.txt)\n" in capsys.readouterr().out
    assert run(["status", str(out), str(news)]) == 0
    assert "up to date" not in capsys.readouterr().out
