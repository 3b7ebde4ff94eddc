"""Rows of JSON, or of a table in Parquet: one document a row."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import importlib
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from os import PathLike
from pathlib import Path
from typing import IO, Any

from kg.errors import DocumentError
from kg.facts import Document
from kg.reading.articles import cut
from kg.reading.limits import LIMITS, Limits
from kg.reading.tables import load

Origin = bytes | str | PathLike[str] | IO[bytes]
"""Where rows come from: the bytes themselves, a path, or an open binary file."""

ROW_SUFFIXES = (".jsonl.gz", ".jsonl", ".parquet")
"""Files of rows, by the end of their names in lower case."""

_CHUNK = 1 << 16
_BATCH = 256
"""Rows of a table that are held at once."""


def rows_suffix(title: str) -> str:
    """The suffix of a file of rows, or "" for any other.

    >>> rows_suffix("a/B.jsonl.GZ"), rows_suffix("a.txt.gz")
    ('.jsonl.gz', '')
    """
    return next((suffix for suffix in ROW_SUFFIXES if title.lower().endswith(suffix)), "")


def read_rows(origin: Origin, title: str | None = None, limits: Limits = LIMITS) -> Iterator[Document | DocumentError]:
    """The rows of a .jsonl, .jsonl.gz or .parquet file, one after the other, without holding more than a few of them.

    A row is an object with a text (``text``, ``content``, ``正文`` …) and as a rule a headline, a date and a source;
    tables/rows.yaml names the keys. Its document's text is headline, ``date 来源:source`` and text, each on lines of its own;
    its title is the file's with the row's number behind ``#``, counted from 1 over all lines; its id is the SHA-256 of the
    line's bytes without the line break. Blank lines are passed over. A row of a table is read as the line of JSON (without
    spaces, columns in their order, those without a value left out) that says the same.

    Args:
        origin: bytes, a path or an open binary file.
        title: the file's title, whose end says which of the three it is; by default the name of the path.
        limits: ``row_bytes`` is the longest row.

    Yields:
        A document, or for a row that cannot be read the error that says why; the rows after it are still read.

    Raises:
        DocumentError: the file itself cannot be opened or read.
    """
    name = title if title is not None else _name(origin)
    try:
        with _opened(origin) as file:
            for number, row in enumerate(_rows(file, name, limits.row_bytes), start=1):
                if row is not None and not row.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
                    continue
                yield _document(row, f"{name}#{number}", limits)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise DocumentError(name, f"is no whole gzip file ({problem}); compress it again") from None
    except OSError as problem:
        raise DocumentError(
            name, f"cannot be read ({problem.strerror or type(problem).__name__}); check that it is there and readable"
        ) from None


def _name(origin: Origin) -> str:
    return Path(origin).name if isinstance(origin, (str, PathLike)) else "rows.jsonl"


def _opened(origin: Origin) -> AbstractContextManager[IO[bytes]]:
    """The rows as an open file; one that came open stays open."""
    if isinstance(origin, bytes):
        return io.BytesIO(origin)
    if isinstance(origin, (str, PathLike)):
        return Path(origin).open("rb")
    return contextlib.nullcontext(origin)


def _rows(file: IO[bytes], name: str, limit: int) -> Iterator[bytes | None]:
    suffix = rows_suffix(name)
    if suffix == ".parquet":
        return _table(file, name, limit)
    return _lines(gzip.GzipFile(fileobj=file) if suffix == ".jsonl.gz" else file, limit)


def _table(file: IO[bytes], name: str, limit: int) -> Iterator[bytes | None]:
    """The rows of a Parquet file as lines of JSON; None for one that is longer than ``limit``."""
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise DocumentError(name, "needs the package pyarrow; install it with: pip install 'xinwen-kg[parquet]'") from None
    try:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=_BATCH):
            for values in batch.to_pylist():
                known = {column: value for column, value in values.items() if value is not None}
                row = json.dumps(known, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")
                yield row if len(row) <= limit else None
    except ValueError as problem:  # all errors of the format are of this kind
        raise DocumentError(name, f"is no Parquet file that can be read ({' '.join(str(problem).split())[:200]})") from None


def _lines(file: IO[bytes] | gzip.GzipFile, limit: int) -> Iterator[bytes | None]:
    """The lines without their breaks; None for one that is longer than ``limit``, which is never held."""
    held = bytearray()
    dropped = False
    while chunk := file.read(_CHUNK):
        begin = 0
        while (end := chunk.find(b"\n", begin)) >= 0:
            if not dropped:
                held += chunk[begin:end]
            yield None if dropped or len(held) > limit else bytes(held)
            held.clear()
            dropped = False
            begin = end + 1
        if not dropped:
            held += chunk[begin:]
        if len(held) > limit:
            held.clear()
            dropped = True
    if held or dropped:
        yield None if dropped else bytes(held)


def _document(row: bytes | None, title: str, limits: Limits) -> Document | DocumentError:
    if row is None:
        return DocumentError(title, f"the row is longer than the {limits.row_bytes:,} bytes that are read; split it")
    row = row.rstrip(b"\r")
    try:
        values = json.loads(row.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        return DocumentError(title, f"the row is not UTF-8 (byte {problem.start}); save the file as UTF-8")
    except json.JSONDecodeError as problem:
        return DocumentError(title, f"the row is not JSON ({problem.msg}, column {problem.colno}); mend or remove it")
    except RecursionError:
        return DocumentError(title, "the row is nested too deeply; flatten it")
    except ValueError as problem:
        return DocumentError(title, f"the row is not JSON ({problem}); mend or remove it")
    if not isinstance(values, dict):
        return DocumentError(title, "the row is not a JSON object; each row is {…} with a text")
    return _read(values, row, title, limits)


def _read(values: dict[str, Any], row: bytes, title: str, limits: Limits) -> Document | DocumentError:
    keys = load("rows")
    headline, date, source, text = (_value(values, keys[part]) for part in ("headline", "date", "source", "text"))
    if not text and not headline:
        return DocumentError(title, f"the row has no text (one of the keys {', '.join(keys['text'][:4])} …)")
    headline, text = _first_line(headline, text)
    under = " ".join(part for part in (date, f"来源:{source}" if source else "") if part)
    whole = "\n".join(part for part in (" ".join(headline.split()), " ".join(under.split()), text) if part)
    whole = whole.encode("utf-8", "replace").decode("utf-8")
    if len(whole) > limits.text_characters:
        return DocumentError(title, f"the row has more than the {limits.text_characters:,} characters that are read; split it")
    articles = cut(whole)
    if not articles:
        return DocumentError(title, "the row holds no text")
    return Document(hashlib.sha256(row).hexdigest(), (title,), whole, "application/json", "utf-8", False, articles)


def _first_line(headline: str, text: str) -> tuple[str, str]:
    """A headline of several lines keeps the first; the others are text where they hold a sentence."""
    first, _, rest = headline.partition("\n")
    if "。" not in rest:
        return headline, text
    return first.strip(), f"{rest.strip()}\n{text}".strip()


def _value(values: dict[str, Any], keys: list[str]) -> str:
    """The first of ``keys`` that the row has, as text (a list of paragraphs becomes lines)."""
    folded = {str(key).strip().lower(): value for key, value in values.items()}
    for key in keys:
        value = folded.get(key.lower())
        if isinstance(value, list):
            value = "\n".join(str(part) for part in value if isinstance(part, (str, int, float)))
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""
