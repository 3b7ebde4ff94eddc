"""Bytes to documents, whatever their format."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from kg.errors import DocumentError
from kg.facts import Document
from kg.reading.articles import cut
from kg.reading.formats import Page
from kg.reading.formats.rows import Origin, read_rows, rows_suffix
from kg.reading.limits import LIMITS, Limits

SUFFIXES: dict[str, str] = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jsonl": "application/jsonl",
    ".jsonl.gz": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
}
"""Suffix (lower case) of every format that can be read, and its media type."""

_READERS = {
    "text/plain": "plain",
    "text/markdown": "plain",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""Media type → the module of ``kg.reading.formats`` that reads it; loaded with its libraries when the first such file comes."""

__all__ = ["SUFFIXES", "Origin", "read", "read_rows", "rows_suffix"]


def read(data: bytes, title: str, limits: Limits = LIMITS) -> list[Document]:
    """The documents of one file.

    Args:
        data: the bytes of the file.
        title: its path relative to the input folder; the suffix says which format it is (any other is read as text).
        limits: sizes past which it is refused.

    Returns:
        One document, or one for each row of a file of rows (:func:`read_rows` is the form for large files and for broken rows).

    Raises:
        DocumentError: the file cannot be read: what is wrong and what to do.
    """
    if rows_suffix(title):
        documents: list[Document] = []
        for row in read_rows(data, title, limits):
            if isinstance(row, DocumentError):
                raise row
            documents.append(row)
        return documents
    media_type = SUFFIXES.get(PurePosixPath(title).suffix.lower(), "text/plain")
    if not data.strip(b"\x00 \t\r\n"):
        raise DocumentError(title, "is empty; leave it out")
    if len(data) > limits.file_bytes:
        raise DocumentError(title, f"has {len(data):,} bytes, more than the {limits.file_bytes:,} that are read; split it")
    page: Page = importlib.import_module(f"kg.reading.formats.{_READERS[media_type]}").page(data, title, limits)
    _check(page.text, title, limits)
    articles = cut(page.text, markdown=media_type == "text/markdown")
    if not articles:
        raise DocumentError(title, "holds no text; leave it out")
    return [
        Document(
            id=hashlib.sha256(data).hexdigest(),
            titles=(title,),
            text=page.text,
            media_type=media_type,
            encoding=page.encoding,
            as_is=page.as_is,
            articles=articles,
            warnings=page.warnings,
        )
    ]


def _check(text: str, title: str, limits: Limits) -> None:
    if not text.strip("\ufeff\x00 \t\r\n\u3000"):
        raise DocumentError(title, "holds no text; leave it out")
    if len(text) > limits.text_characters:
        raise DocumentError(
            title, f"has {len(text):,} characters, more than the {limits.text_characters:,} that are read; split it"
        )
    longest = max(map(len, _lines(text)), default=0)
    if longest > limits.line_characters:
        raise DocumentError(
            title,
            f"has a line of {longest:,} characters, more than the {limits.line_characters:,} that are read; break it into lines",
        )


def _lines(text: str) -> Iterator[str]:
    begin = 0
    while begin <= len(text):
        end = text.find("\n", begin)
        if end < 0:
            end = len(text)
        yield text[begin:end]
        begin = end + 1
