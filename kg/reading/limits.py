"""How large an input may be before it is refused by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes past which a document is refused; every reader takes one of these.

    Attributes:
        file_bytes: largest file that is read as one document.
        row_bytes: largest row of a .jsonl file.
        line_characters: longest line of a text.
        text_characters: longest text of one document.
        unpacked_bytes: most that the members of a .docx may unpack to, by their own declaration.
        unpacked_ratio: most that they may unpack to in relation to the file's size.
        pages: most pages of a .pdf.
        depth: deepest nesting of elements in a web page.
    """

    file_bytes: int = 64 * 1024 * 1024
    row_bytes: int = 4 * 1024 * 1024
    line_characters: int = 1_000_000
    text_characters: int = 4_000_000
    unpacked_bytes: int = 256 * 1024 * 1024
    unpacked_ratio: int = 200
    pages: int = 2_000
    depth: int = 400


LIMITS = Limits()
