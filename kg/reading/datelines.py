"""Datelines: the words that begin a story (本报讯（记者 X）, 新华社北京5月6日电)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.reading.bylines import Credits, Name, parse
from kg.reading.bylinewords import has_surname
from kg.reading.tables import alternatives, load


@dataclass(frozen=True, slots=True)
class Dateline:
    """The words that begin a story.

    ``text`` are the words themselves (本报讯), ``own`` is True where they are the paper's own and name nobody; ``opened`` to
    ``closed`` is the byline in brackets behind them, ``byline`` what it says; ``cut`` is where the story goes on behind all
    of it.
    """

    text: str
    own: bool
    opened: int
    closed: int
    cut: int
    byline: Credits | None


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = load("datelines")
    own = re.compile(f"(?:{alternatives(table['own'])})(?=[\\s\u3000（(:：,，]|$|[^\\w])|(?:{alternatives(table['own'])})")
    agencies = f"(?:据)?(?:{alternatives(table['agencies'])})"
    date = "[0-9]{1,2}月[0-9]{1,2}日"
    place = "[^\\s0-9，。；！？,;:：（()）“”《》]{2,10}"
    far, near = alternatives(table["agency_endings"]), alternatives(table["agency_endings_close"])
    agency = re.compile(
        f"(?:{agencies}(?:{place})?(?:{date})?(?:{far})|{agencies}(?:(?:{place})?{date})?(?:{near})|[^\\s，。；！？,;（()）“”]{{2,8}}[报社网台]讯)"
        "(?=[\\s\u3000（(:：])"
    )
    return own, agency, re.compile(f"(?:{alternatives(table['continuations'])})(?:[:：,，\\s\u3000]|$)")


_BRACKET = re.compile(r"\s{0,4}([（(][^（）()]{1,100}[)）])")
_AFTER = re.compile(r"[\s\u3000:：]{0,6}")
_REPORTS = re.compile(
    r"\s{0,4}((?:记者|通讯员|见习记者|实习记者)[\s\u3000]{0,3}[^，。；！？,;（()）“”]{2,30}?(?:摄影)?(?:报道|摄))(?:[:：\s\u3000]|$)"
)


@functools.lru_cache(maxsize=2048)
def find(text: str) -> Dateline | None:
    """The dateline at the beginning of ``text`` or None.

    >>> line = find("本报讯（记者 王 川）昨天下午，")
    >>> line and (line.text, line.cut, [name.name for name in line.byline.names])
    ('本报讯', 11, ['王川'])
    """
    own, agency, _ = _patterns()
    match = own.match(text)
    is_own = match is not None
    match = match or agency.match(text)
    at = match.end() if match else 0
    closed, byline = at, None
    bracket = _BRACKET.match(text, at) or (_REPORTS.match(text, at) if match else None)
    if bracket:
        byline = _shifted(parse(bracket[1], marked=True), bracket.start(1))
        if byline is not None and (
            not byline.names or (not byline.roles and (match is None or not all(has_surname(name.name) for name in byline.names)))
        ):
            byline = None
        if byline is not None:
            closed = bracket.end(1)
    if match is None and (byline is None or closed >= len(text)):
        return None
    after = _AFTER.match(text, closed)
    cut = after.end() if after else closed
    return Dateline(match.group() if match else "", is_own, at, closed, cut, byline)


def continues(text: str) -> bool:
    """True where ``text`` begins a second piece of the same story (又讯)."""
    return bool(_patterns()[2].match(text))


def _shifted(signed: Credits | None, by: int) -> Credits | None:
    if signed is None:
        return None
    return Credits(
        tuple(Name(n.name, n.kind, n.begin + by, n.end + by) for n in signed.names), signed.roles, signed.marked, signed.whole
    )
