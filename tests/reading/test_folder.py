"""Which files of a folder are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DocumentError, InputError
from kg.facts import Document
from kg.reading import find, read_source, survey


def fill(folder: Path, *names: str) -> None:
    """Make files."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("一个标题", "utf-8")


def test_files_are_found_sorted_by_title(tmp_path: Path) -> None:
    """Titles are paths relative to the folder with forward slashes, in the order of their characters."""
    fill(tmp_path, "b.txt", "a/z.html", "a/c.JSONL", "a.md", "新闻/一.pdf", "x.docx")
    assert [source.title for source in find(tmp_path)] == ["a.md", "a/c.JSONL", "a/z.html", "b.txt", "x.docx", "新闻/一.pdf"]


def test_other_files_are_listed_with_a_reason(tmp_path: Path) -> None:
    """Hidden files and unknown suffixes are left out, but named."""
    fill(tmp_path, "a.txt", ".b.txt", "c.png", "README", ".git/x.txt", "~$a.docx")
    found = survey(tmp_path)
    assert [source.title for source in found.sources] == ["a.txt"]
    assert [(entry.title, entry.reason) for entry in found.ignored] == [
        (".b.txt", "hidden"),
        (".git/", "hidden"),
        ("README", "no suffix"),
        ("c.png", "unknown suffix '.png'"),
        ("~$a.docx", "hidden"),
    ]


def test_a_single_file_is_a_folder_of_one(tmp_path: Path) -> None:
    """A file is found under its own name."""
    fill(tmp_path, "a.txt")
    assert [(source.title, source.path) for source in find(tmp_path / "a.txt")] == [("a.txt", tmp_path / "a.txt")]


def test_loops_of_links_end(tmp_path: Path) -> None:
    """A link back to the folder itself is walked once, and a dangling one is still listed for the reader to refuse."""
    fill(tmp_path, "a/b.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "c.txt").symlink_to(tmp_path / "gone.txt")
    assert [source.title for source in find(tmp_path)] == ["a/b.txt", "c.txt"]


def test_titles_are_in_nfc(tmp_path: Path) -> None:
    """A decomposed file name gets a composed title."""
    fill(tmp_path, "cafe\u0301.txt")
    assert [source.title for source in find(tmp_path)] == ["caf\u00e9.txt"]


def test_no_such_folder(tmp_path: Path) -> None:
    """A folder that is not there is an error in one line, without the path of the machine."""
    with pytest.raises(InputError, match=r"^nowhere: no such file or folder") as caught:
        find(tmp_path / "nowhere")
    assert str(tmp_path) not in str(caught.value)


def test_a_vanished_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    """A file that is gone by the time it is read gives one error with its title and without the machine's path."""
    fill(tmp_path, "a.txt")
    (source,) = find(tmp_path)
    source.path.unlink()
    (problem,) = read_source(source)
    assert isinstance(problem, DocumentError)
    assert str(problem) == "a.txt: cannot be read (No such file or directory); check that it is there and readable"


def test_sources_are_read_where_they_are(tmp_path: Path) -> None:
    """Good files and rows become documents, refused ones errors, in order."""
    (tmp_path / "r.jsonl").write_text('{"text": "区长走访企业。"}\n{\n', "utf-8")
    (tmp_path / "e.txt").write_bytes(b"")
    fill(tmp_path, "t.txt")
    found = [
        entry.titles if isinstance(entry, Document) else entry.title for source in find(tmp_path) for entry in read_source(source)
    ]
    assert found == ["e.txt", ("r.jsonl#1",), "r.jsonl#2", ("t.txt",)]
