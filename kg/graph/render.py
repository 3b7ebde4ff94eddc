"""Rows as an aligned table, and terms as a person reads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from wcwidth import wcswidth, wcwidth

from kg.ontology import shortened

GAP = "  "


def plain(text: str) -> str:
    r"""``text`` on one line and without control characters, which a terminal would obey.

    >>> plain("一\n二\x1b[31m")
    '一↵二␛[31m'
    """
    shown = text.replace("\r\n", "↵").replace("\n", "↵")
    return "".join(_visible(character) for character in shown) if not shown.isprintable() else shown


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    # Bidirectional controls would reorder what stands around them; unassigned and control characters have no width.
    if (
        unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    ):
        return "\ufffd"
    return character


def cell(value: object) -> str:
    """A value as a cell: IRIs with a prefix where they have one, nothing where unbound."""
    if value is None:
        return ""
    text = str(value)
    return plain(shortened(text) or text) if text.startswith("http") else plain(text)


def width(text: str) -> int:
    """Columns that ``text`` takes on a terminal; a Chinese character takes two."""
    return max(0, wcswidth(text))


def cut(text: str, columns: int) -> str:
    """``text`` cut to a number of columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for character in text:
        used += max(0, wcwidth(character))
        if used > columns - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def table(variables: Sequence[str], rows: Iterable[Sequence[object]], columns: int | None = None) -> str:
    """An aligned table, one row a line.

    Args:
        variables: the heads.
        rows: the values.
        columns: width of the terminal, to which the widest columns are cut; None for as wide as it gets.
    """
    cells = [[cell(value) for value in row] for row in rows]
    widths = [max([width(name), *(width(row[number]) for row in cells)]) for number, name in enumerate(variables)]
    if columns is not None:
        widths = _fitted(widths, columns - len(GAP) * (len(widths) - 1))
    lines = [_line(variables, widths), _line(["─" * one for one in widths], widths)]
    lines += [_line(row, widths) for row in cells]
    return "\n".join(lines)


def _fitted(widths: list[int], room: int) -> list[int]:
    fitted = list(widths)
    while sum(fitted) > room and max(fitted, default=0) > 8:
        widest = max(fitted)
        number = fitted.index(widest)
        next_widest = max((one for one in fitted if one < widest), default=8)
        fitted[number] = max(8, next_widest, widest - (sum(fitted) - room))
        if fitted[number] == widest:
            break
    return fitted


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    shown = [cut(text, columns) for text, columns in zip(cells, widths, strict=True)]
    padded = [text + " " * (columns - width(text)) for text, columns in zip(shown, widths, strict=True)]
    return GAP.join(padded).rstrip()
