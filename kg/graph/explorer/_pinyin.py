"""Pinyin of a name, so that ``xk`` and ``xuekan`` find 薛侃 in a page that knows no Chinese."""

from __future__ import annotations

import unicodedata

from pypinyin import Style, lazy_pinyin


def _joined(name: str, style: Style) -> str:
    # what pypinyin does not know comes back as it is; of that, Latin letters and digits stand for themselves
    parts = lazy_pinyin(unicodedata.normalize("NFKC", name), style=style, errors="default")
    return "".join(char.lower() for part in parts for char in part if char.isascii() and char.isalnum())


def initials(name: str) -> str:
    """First letters of the pinyin of a name, lower case; Latin letters and digits stand for themselves.

    Characters with several readings follow pypinyin's phrase dictionary.

    >>> initials("薛侃")
    'xk'
    >>> initials("B站")
    'bz'
    """
    return _joined(name, Style.FIRST_LETTER)


def spelled(name: str) -> str:
    """The whole pinyin of a name without tones.

    >>> spelled("薛侃")
    'xuekan'
    """
    return _joined(name, Style.NORMAL)
