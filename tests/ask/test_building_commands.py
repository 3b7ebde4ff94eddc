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
