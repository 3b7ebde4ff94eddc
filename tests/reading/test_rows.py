"""Rows of .jsonl files."""

from __future__ import annotations

import dataclasses
import datetime
import gzip
import hashlib
import importlib
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.facts import Document
from kg.reading import LIMITS, read, read_rows

ROW = {"title": "区长走访企业", "date": "2025-05-06", "source": "柳堤报", "text": "5月5日，区长方未然走访企业。\n他说，很好。"}


def lines(*rows: Mapping[str, object] | bytes) -> bytes:
    """Rows as the bytes of a file."""
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows) + b"\n"


def test_a_row_becomes_headline_source_line_and_text() -> None:
    """The reader makes the text; the id is the hash of the row's bytes."""
    data = lines(ROW)
    (document,) = read(data, "rows.jsonl")
    assert document.text == "区长走访企业\n2025-05-06 来源:柳堤报\n5月5日，区长方未然走访企业。\n他说，很好。"
    assert (document.titles, document.id, document.as_is) == (("rows.jsonl#1",), hashlib.sha256(data.strip()).hexdigest(), False)
    (story,) = document.articles
    assert (story.headline, story.published, story.publisher) == ("区长走访企业", datetime.date(2025, 5, 6), "柳堤报")
    assert story.text == ROW["text"]


@pytest.mark.parametrize(
    "row",
    [
        {"标题": "区长走访企业", "日期": "2025-05-06", "来源": "柳堤报", "正文": "区长走访企业。"},
        {"Headline": "区长走访企业", "published": "2025-05-06", "publisher": "柳堤报", "content": ["区长走访", "企业。"]},
    ],
)
def test_other_keys(row: dict[str, object]) -> None:
    """Chinese keys, other spellings and lists of paragraphs are understood."""
    (document,) = read(lines(row), "r.jsonl")
    assert document.articles[0].headline == "区长走访企业"
    assert document.articles[0].publisher == "柳堤报"


BROKEN: dict[str, bytes] = {
    "not JSON": b'{"text": ',
    "not a JSON object": b"[1, 2]",
    "no text": b'{"id": 7}',
    "not UTF-8": '{"text": "区长"}'.encode("gb18030"),
    "nested too deeply": b'{"text": ' + b"[" * 100_000,
    "longer than": b'{"text": "' + b"x" * 5000 + b'"}',
}


@pytest.mark.parametrize("reason", sorted(BROKEN))
def test_a_broken_row_leaves_the_others(reason: str) -> None:
    """The rows before and after a broken one are read; titles count every line."""
    limits = dataclasses.replace(LIMITS, row_bytes=200_000 if "nested" in reason else 4000)
    found = list(read_rows(lines(ROW, BROKEN[reason], b"", ROW), "r.jsonl", limits))
    assert [type(row) for row in found] == [Document, DocumentError, Document]
    assert isinstance(found[1], DocumentError)
    assert (found[1].title, reason in found[1].reason) == ("r.jsonl#2", True)
    assert isinstance(found[2], Document)
    assert found[2].titles == ("r.jsonl#4",)


def test_a_long_row_is_never_held() -> None:
    """Reading stays lazy: a row is taken from the file only when it is asked for, and a long one is dropped piece by piece."""

    class Endless(io.RawIOBase):
        """A file with a good row and then 300 MB without a line break."""

        served = 0

        def read(self, size: int = -1) -> bytes:
            self.served += size > 0
            return lines(ROW) if self.served == 1 else b"x" * 65536 if self.served < 5000 else b""

    rows = read_rows(Endless(), "r.jsonl", dataclasses.replace(LIMITS, row_bytes=100_000))  # type: ignore[arg-type]
    assert isinstance(next(rows), Document)
    assert isinstance(next(rows), DocumentError)


def test_rows_of_a_path_and_a_vanished_file(tmp_path: Path) -> None:
    """A path is opened when the rows are read; one that is gone is an error of its own."""
    path = tmp_path / "r.jsonl"
    path.write_bytes(lines(ROW))
    assert [row.titles for row in read_rows(path) if isinstance(row, Document)] == [("r.jsonl#1",)]
    path.unlink()
    with pytest.raises(DocumentError, match=r"r\.jsonl: cannot be read"):
        list(read_rows(path))


def test_a_headline_of_several_lines_with_sentences_gives_them_to_the_text() -> None:
    """Where a title field holds more than a title, its first line is the headline."""
    (document,) = read(lines({"title": "甲事发生\n甲事详情。\n乙事发生", "text": "乙事详情。"}), "r.jsonl")
    assert document.text == "甲事发生\n甲事详情。\n乙事发生\n乙事详情。"


def test_a_compressed_file_holds_the_same_rows() -> None:
    """A .jsonl.gz file gives the documents of the .jsonl file, under its own name; one that was cut off is refused."""
    data = lines(ROW, {**ROW, "text": "5月6日，区长方未然调研学校。"})
    plain, packed = list(read_rows(data, "rows.jsonl")), list(read_rows(gzip.compress(data), "rows.jsonl.gz"))
    assert [(one.id, one.text) for one in documents(packed)] == [(one.id, one.text) for one in documents(plain)]
    assert documents(packed)[1].titles == ("rows.jsonl.gz#2",)
    with pytest.raises(DocumentError, match="no whole gzip file"):
        list(read_rows(gzip.compress(data)[:-20], "rows.jsonl.gz"))


def test_a_table_holds_rows_too(tmp_path: Path) -> None:
    """A row of a .parquet file is read as the line of JSON that says the same; columns that are empty there are left out."""
    pyarrow = pytest.importorskip("pyarrow", reason="needs pyarrow")
    table = pyarrow.Table.from_pylist([ROW, {**ROW, "source": None}])
    importlib.import_module("pyarrow.parquet").write_table(table, tmp_path / "rows.parquet")
    expected = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in (ROW, {**ROW, "source": None})]
    expected[1] = expected[1].replace('"source":null,', "")
    found = documents(list(read_rows(tmp_path / "rows.parquet")))
    assert [one.id for one in found] == [hashlib.sha256(row.encode()).hexdigest() for row in expected]
    assert [one.titles[0] for one in found] == ["rows.parquet#1", "rows.parquet#2"]
    assert found[0].text == documents(list(read_rows(lines(ROW), "a.jsonl")))[0].text
    with pytest.raises(DocumentError, match="no Parquet file"):
        read(b"PAR1", "a.parquet")


def documents(found: list[Document | DocumentError]) -> list[Document]:
    """What was read, none of it refused."""
    assert all(isinstance(one, Document) for one in found)
    return [one for one in found if isinstance(one, Document)]
