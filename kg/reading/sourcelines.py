"""Source lines: publication date and publisher, under a headline or behind it on its own line."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass

from kg.reading.bylinewords import is_organization
from kg.reading.tables import alternatives, load

LONGEST = 200
_DATE = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)[0-9]{2})\s{0,2}(?:[-/.]|年)\s{0,2}([0-9]{1,2})\s{0,2}(?:[-/.]|月)\s{0,2}([0-9]{1,2})(?![0-9])(?:\s{0,2}日)?"
    r"(?:[\s\u3000T]{0,3}[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a source line says; places count in the line.

    ``head`` is the end of a headline that shares the line, or 0; ``labelled`` is True where the line has a label (来源),
    ``weekday`` where it names the day of the week, as the head of a newspaper page does.
    """

    published: datetime.date | None
    published_at: tuple[int, int] | None
    publisher: str | None
    publisher_at: tuple[int, int] | None
    head: int
    labelled: bool
    weekday: bool = False


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], frozenset[str]]:
    table, bylines = load("source-lines"), load("bylines")
    separator = "\\s{0,3}[:：|｜]\\s{0,3}"
    publisher = re.compile(f"(?:{alternatives(bylines['publisher'])}){separator}|(?<![^\\s【\\[（(])来源\\s{{1,3}}(?=[^\\s])")
    date = re.compile(f"(?:{alternatives(table['date_labels'])}){separator}")
    silent = [*bylines["silent"], *bylines["author"], *bylines["contributor"]]
    other = re.compile(
        f"(?:{alternatives([*table['other_labels'], *silent])}){separator}|(?:打印|关闭|分享|收藏)(?![\u4e00-\u9fff])"
    )
    beside = re.compile(f"(?:{'|'.join(table['beside_dates'])}|{alternatives(table['locations'])})(?![^\\s\u3000】\\]|])")
    return publisher, date, other, beside, frozenset(table["not_publishers"])


def find_date(text: str) -> tuple[datetime.date, int, int] | None:
    """The first full date of ``text`` with its place, or None.

    >>> find_date("发布日期:2024/11/08 10:00")
    (datetime.date(2024, 11, 8), 5, 21)
    """
    for match in _DATE.finditer(text):
        try:
            return datetime.date(int(match[1]), int(match[2]), int(match[3])), match.start(), match.end()
        except ValueError:
            continue
    return None


@functools.lru_cache(maxsize=2048)
def parse(text: str, first: bool = False) -> SourceLine | None:
    """What the source line ``text`` says, or None where it is none.

    Args:
        text: a line without white space at both ends.
        first: True where no headline has been seen yet, so that what stands before the date is one.

    Returns:
        Date and publisher with their places in ``text``.
    """
    if len(text) > LONGEST or "。" in text:
        return None
    publisher_label, date_label, other_label, beside, not_publishers = _patterns()
    marks: list[tuple[int, int, str]] = []
    for kind, pattern in (("publisher", publisher_label), ("date-label", date_label), ("other", other_label)):
        marks.extend((match.start(), match.end(), kind) for match in pattern.finditer(text))
    date = find_date(text)
    if date is not None:
        marks.append((date[1], date[2], "date"))
    marks.sort(key=lambda mark: (mark[0], -mark[1]))
    kept: list[tuple[int, int, str]] = []
    for mark in marks:
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    if date is not None and not re.match(r"$|[\s\u3000】\])）|｜]|星期|周|来源|[:：]", text[date[2] :]):
        return None
    kinds = {mark[2] for mark in kept}
    if date is None and kinds == {"date-label"} and text.startswith(_hours()):
        return None
    if not kinds & {"publisher", "date", "date-label"}:
        return None
    start = kept[0][0]
    prefix = text[:start].rstrip(" \t\u3000【[（(|｜-—,，:：")
    boundary = start == 0 or text[start - 1] in " \t\u3000\u00a0【[（(|｜"
    if prefix and not boundary:
        return None
    publisher, at = _publisher(text, kept, not_publishers)
    rest = _rest(text, kept, beside)
    if len(rest) > 24:
        return None
    head = 0
    if prefix:
        short_body = len(prefix) <= 20 and is_organization(prefix)
        if first and not short_body:
            head = len(prefix)
        elif len(prefix) > 30:
            return None
        elif publisher is None and "date" in kinds:
            word = _last_body(prefix)
            if _is_publisher(word, not_publishers):
                publisher, at = word, (text.rfind(word, 0, start), text.rfind(word, 0, start) + len(word))
    elif publisher is None and date is not None and rest and is_organization(rest) and rest in text:
        publisher, at = rest, (text.find(rest), text.find(rest) + len(rest))
    labelled = bool(kinds & {"publisher", "date-label"})
    if head == 0 and not labelled and date is not None and date[1] > 0 and not prefix and not rest and not boundary:
        return None
    return SourceLine(
        date[0] if date else None,
        (date[1], date[2]) if date else None,
        publisher,
        at,
        head,
        labelled,
        re.search(r"星期[一二三四五六日天]", text) is not None,
    )


def _last_body(prefix: str) -> str:
    """Of the words before a date the last that can be a publisher: no address (www), no mere department of the one before."""
    words = [word for word in re.split(r"[\s\u3000|｜]+", prefix) if re.search("[\u4e00-\u9fff]", word)]
    if len(words) > 1 and len(words[-1]) <= _DEPARTMENT and words[-1].endswith(_departments()) and is_organization(words[-2]):
        return words[-2]
    return words[-1] if words else ""


_DEPARTMENT = 4


@functools.cache
def _departments() -> tuple[str, ...]:
    return tuple(load("source-lines")["departments"])


@functools.cache
def _hours() -> tuple[str, ...]:
    return tuple(load("source-lines")["hours"])


@functools.cache
def _reprint() -> re.Pattern[str]:
    table = load("source-lines")
    words = alternatives(table["reprints"])
    return re.compile(
        f"[（(](?P<words>(?:{words})[:：]?\\s?)?(?P<before>[^（）()《》]{{0,24}})《(?P<paper>[^《》]{{2,16}})》(?P<rest>[^（）()《》。]{{0,60}})[)）]\\s{{0,4}}$"
    )


def reprint(text: str) -> tuple[int, SourceLine, int] | None:
    """The paper and day that a bracket at the end of a text names: （原载《河湾乡讯》2024年6月3日第3版）.

    Returns:
        Where the bracket begins, what it says, and where in ``text`` the words behind paper and day begin (a byline or nothing);
        None where no bracket names a paper with a day, or a paper that the text is said to come from.

    >>> found = reprint("……。（《河湾乡讯》2024年6月3日）")
    >>> found and (found[0], found[1].publisher, found[1].published)
    (3, '河湾乡讯', datetime.date(2024, 6, 3))
    """
    match = _reprint().search(text, max(0, text.rfind("（", 0), text.rfind("(", 0))) if text else None
    if match is None:
        return None
    date = find_date(text[match.start() :])
    if date is None and not match["words"]:
        return None
    at = (match.start() + date[1], match.start() + date[2]) if date else None
    line = SourceLine(date[0] if date else None, at, match["paper"], match.span("paper"), 0, True)
    return match.start(), line, max(match.start("rest"), at[1] if at else 0)


def _publisher(
    text: str, marks: list[tuple[int, int, str]], not_publishers: frozenset[str]
) -> tuple[str | None, tuple[int, int] | None]:
    for number, (_, begin, kind) in enumerate(marks):
        if kind != "publisher":
            continue
        end = marks[number + 1][0] if number + 1 < len(marks) else len(text)
        value = re.match(r"[^\s\u3000】\]|｜)）*]{1,60}", text[begin:end])
        if value and _is_publisher(value.group(), not_publishers):
            return value.group(), (begin, begin + value.end())
    return None, None


def _is_publisher(word: str, not_publishers: frozenset[str]) -> bool:
    return len(word) >= 2 and word not in not_publishers and not re.search(r"[0-9，,；;！？!?“”]", word)


def _rest(text: str, marks: list[tuple[int, int, str]], beside: re.Pattern[str]) -> str:
    """What of the line is neither label, value, date, place nor the words before the first of them."""
    rest = []
    for number, (_, begin, kind) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else len(text)
        if kind == "date":
            rest.append(beside.sub("", text[begin:end]).strip(" \t\u3000】【[]|｜()（）-—"))
    return "".join(rest)
