"""Word documents (.docx)."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import DocumentError
from kg.reading.formats import Page
from kg.reading.limits import Limits

if TYPE_CHECKING:
    from docx.document import Document


def page(data: bytes, title: str, limits: Limits) -> Page:
    """The paragraphs and table rows of a Word document, each on a line.

    Raises:
        DocumentError: the file is damaged, no .docx, or unpacks to more than the limits allow.
    """
    _guard(data, title, limits)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        document = docx.Document(io.BytesIO(data))
        _narrow(document)
        lines = list(_lines(document))
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        zlib.error,
        etree.LxmlError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as problem:
        raise DocumentError(
            title, f"is a damaged Word document ({type(problem).__name__}); save it again or leave it out"
        ) from None
    return Page("\n".join(lines) + "\n", None, as_is=False)


def _guard(data: bytes, title: str, limits: Limits) -> None:
    """Refuse archives that unpack to too much, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as problem:
        raise DocumentError(
            title, f"is not a Word document in the .docx format ({type(problem).__name__}); save it as .docx"
        ) from None
    size = sum(member.file_size for member in members)
    if size > limits.unpacked_bytes or size > max(limits.unpacked_ratio * len(data), 1 << 20):
        raise DocumentError(title, f"would unpack from {len(data):,} to {size:,} bytes, which no text needs; leave it out")
    if "word/document.xml" not in {member.filename for member in members}:
        raise DocumentError(title, "holds no word/document.xml, so it is not a Word document; give it the suffix of what it is")


def _narrow(document: Document) -> None:
    """Bound the columns that a cell says it covers: python-docx makes a list of as many entries."""
    from docx.oxml.ns import qn

    for span in document.element.body.iter(qn("w:gridSpan")):
        if len(span.get(qn("w:val"), "")) > 2:
            span.set(qn("w:val"), "63")  # the most columns that Word makes


def _lines(document: Document) -> Iterator[str]:
    from docx.table import Table

    for part in document.iter_inner_content():
        yield from _table(part) if isinstance(part, Table) else part.text.split("\n")


def _table(table: Any) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = " ".join(cell.text.split())
            if text and (not cells or cells[-1] != text):
                cells.append(text)
        if cells:
            yield " ".join(cells)
