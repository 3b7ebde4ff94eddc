"""Pinyin of a name, so that ``xk`` and ``xuekan`` find 薛侃 in a page that knows no Chinese."""

from __future__ import annotations

import functools
import unicodedata

from pypinyin import Style, lazy_pinyin

_PLAIN = "\0"
"""Stands before what pypinyin does not know: of that, Latin letters and digits stand for themselves."""


@functools.lru_cache(maxsize=1 << 16)
def _syllables(name: str) -> tuple[str, ...]:
    parts = lazy_pinyin(unicodedata.normalize("NFKC", name), style=Style.NORMAL, errors=lambda rest: _PLAIN + rest)
    return tuple(parts)


def _joined(parts: tuple[str, ...], letters: int | None) -> str:
    """The first ``letters`` of each syllable (None: all), and what is no syllable as it is."""
    chosen = (part[1:] if part.startswith(_PLAIN) else part[:letters] for part in parts)
    return "".join(char.lower() for part in chosen for char in part if char.isascii() and char.isalnum())


def initials(name: str) -> str:
    """First letters of the pinyin of a name, lower case; Latin letters and digits stand for themselves.

    Characters with several readings follow pypinyin's phrase dictionary.

    >>> initials("薛侃")
    'xk'
    >>> initials("B站"), initials("APEC峰会2024")
    ('bz', 'apecfh2024')
    """
    return _joined(_syllables(name), 1)


def spelled(name: str) -> str:
    """The whole pinyin of a name without tones.

    >>> spelled("薛侃")
    'xuekan'
    """
    return _joined(_syllables(name), None)
