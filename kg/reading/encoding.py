"""Bytes to text: which encoding a file is in, and which files are no text at all."""

from __future__ import annotations

import codecs
import re

from kg.errors import DocumentError

_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_SAMPLE = 65536


def decode(data: bytes, title: str) -> tuple[str, str]:
    """The text of ``data`` and the name of its encoding.

    UTF-8 comes first and strictly; a byte order mark stays in the text as U+FEFF, so that offsets count as in
    ``data.decode("utf-8")``. Then UTF-16 and UTF-32 with a byte order mark (the mark is dropped, as Python does), then
    GB18030 where the result reads like Chinese, then what charset-normalizer finds.

    Args:
        data: the bytes of a file.
        title: the file's name, for the error.

    Returns:
        The text and the encoding's name as Python spells it.

    Raises:
        DocumentError: the bytes are no text, or in an encoding that cannot be told.
    """
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            raise DocumentError(title, f"is {name}, not text; rename it or leave it out")
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(name), name
            except UnicodeDecodeError as problem:
                raise DocumentError(title, f"starts as {name} but breaks at byte {problem.start}; save it as UTF-8") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return _other(data, title, problem.start)
    _refuse_binary(text, title)
    return text, "utf-8"


def _other(data: bytes, title: str, broken_at: int) -> tuple[str, str]:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if text and _reads_like_chinese(text):
        _refuse_binary(text, title)
        return text, "gb18030"
    if data.count(0) > len(data) // 100:
        raise DocumentError(title, "is a binary file, not text; leave it out")
    from charset_normalizer import from_bytes  # hardly any file needs it

    best = from_bytes(data[:_SAMPLE]).best()
    if best is not None:
        try:
            text = data.decode(best.encoding)
        except (UnicodeDecodeError, LookupError):
            text = ""
        if text and _reads_like_chinese(text):
            _refuse_binary(text, title)
            return text, best.encoding
    raise DocumentError(
        title, f"is neither UTF-8 (it breaks at byte {broken_at}) nor GB18030 nor UTF-16 with a byte order mark; save it as UTF-8"
    )


def _reads_like_chinese(text: str) -> bool:
    """True where most characters beyond ASCII are the common ideographs and Chinese punctuation."""
    beyond = [c for c in text[:_SAMPLE] if c > "\x7f"]
    common = sum(
        1
        for c in beyond
        if "\u4e00" <= c <= "\u9fff"
        or c in "，。、；：？！“”‘’（）《》【】—…·　「」『』〔〕％＋－／"
        or "\uff01" <= c <= "\uff5e"
    )
    return bool(beyond) and common >= 0.9 * len(beyond)


def _refuse_binary(text: str, title: str) -> None:
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > max(8, len(sample) // 20):
        raise DocumentError(title, "is a binary file, not text; leave it out")
