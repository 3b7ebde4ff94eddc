"""PDF with a text layer."""

from __future__ import annotations

import io
import logging

from kg.errors import DocumentError
from kg.reading.formats import Page
from kg.reading.limits import Limits

_DAMAGED = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    AssertionError,
)
"""What pypdf raises besides errors of its own where a file is damaged."""


def page(data: bytes, title: str, limits: Limits) -> Page:
    """The text layer of a PDF, page by page, a blank line between two pages.

    Raises:
        DocumentError: the file is damaged, encrypted, too long or has no text layer (a scan).
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    damaged = (PyPdfError, *_DAMAGED)
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        raise DocumentError(title, "is not a PDF (it does not begin with %PDF-); give it the suffix of what it is")
    quiet = logging.getLogger("pypdf")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    warnings: list[str] = []
    parts: list[str] = []
    held = 0
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(title, "is protected by a password; save it without one")
        pages = len(reader.pages)
        if pages > limits.pages:
            raise DocumentError(title, f"has {pages:,} pages, more than the {limits.pages:,} that are read; split it")
        for number in range(pages):
            try:
                text = reader.pages[number].extract_text()
            except damaged as problem:
                warnings.append(f"page {number + 1} cannot be read ({type(problem).__name__})")
                continue
            held += len(text)
            if held > limits.text_characters:
                raise DocumentError(title, f"has more than the {limits.text_characters:,} characters that are read; split it")
            parts.append(_clean(text))
    except (*damaged, OSError, NotImplementedError) as problem:
        if isinstance(problem, DocumentError):
            raise
        raise DocumentError(title, f"is a damaged PDF ({type(problem).__name__}); save it again or leave it out") from None
    finally:
        quiet.setLevel(level)
    text = "\n\n".join(part for part in parts if part.strip())
    if not text.strip():
        reason = warnings[0] if warnings else "it is a scan or a picture"
        raise DocumentError(title, f"has no text layer ({reason}); run text recognition on it first")
    return Page(text + "\n", None, as_is=False, warnings=tuple(warnings))


def _clean(text: str) -> str:
    """Compatibility forms of common ideographs (Kangxi radicals) that fonts put into text layers become the ideographs."""
    return "".join(_radical(c) for c in text).replace("\x00", "")


def _radical(character: str) -> str:
    if "\u2e80" <= character <= "\u2fdf":
        import unicodedata

        return unicodedata.normalize("NFKC", character)
    return character
