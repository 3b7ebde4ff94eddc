"""Plain text and Markdown: the decoded file, its own line ends and all."""

from __future__ import annotations

from kg.reading.encoding import decode
from kg.reading.formats import Page
from kg.reading.limits import Limits


def page(data: bytes, title: str, limits: Limits) -> Page:  # noqa: ARG001 - the signature of every format
    """The decoded file, character for character.

    Raises:
        DocumentError: the bytes are no text.
    """
    text, encoding = decode(data, title)
    return Page(text, encoding, as_is=True)
