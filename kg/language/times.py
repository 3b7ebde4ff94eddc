"""Chinese time expressions: found in text, and resolved to dates.

The words are data (``times.yaml``); here they become patterns, and matches become
:class:`~kg.language.moments.Moment` records. Durations (40分钟, 3天), ages and bare hours are no times.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.language._timewords import DIGITS, number, table
from kg.language.moments import Anchor, Kind, Moment, TimeExpression, resolve
from kg.language.years import year_of

__all__ = ["Anchor", "Moment", "TimeExpression", "find", "resolve", "year_of"]

# Digits and brackets have one form for the patterns; every replacement keeps the length.
_FOLD = str.maketrans("０１２３４５６７８９（）：．／", "0123456789():./")

_JOIN = r"(?:至|到|—{1,2}|－|-|~|～|–)"
_CLOCK = r"(?:\d{1,2}[时点](?!间|段|代|期)(?:\d{1,2}分(?:\d{1,2}秒)?|半|整)?(?:许|左右)?|\d{1,2}:\d{2}(?::\d{2})?(?:许|左右)?)"
_YEAR_NUMBER = r"(?<!\d)(?:1[5-9]|20|21)\d\d"
_YEAR_WORDS = r"(?:一[八九]|二[〇零○])[〇零○一二三四五六七八九]{2}"
_MONTH_NUMBER = r"(?<![\d.])(?:1[0-2]|0?[1-9])"
_MONTH_WORDS = r"(?:十[一二]?|[一二三四五六七八九])"
_DAY_NUMBER = r"(?<![\d.])(?:3[01]|[12]\d|0?[1-9])"
_DAY_WORDS = r"(?:三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"

# A bare 19日 is no date after these (近5日, 第3日) nor before those (3日内, 5日游).
_NO_DAY_BEHIND = r"(?:(?<=附近)|(?<![\d.近第约达逾每超满隔百千万多两几个余前后数整]))"
_NO_DAY_BEFORE = r"(?!报(?!道)|[内游后前间均龄本元照程志常子历益趋])"
_NO_MONTH_BEHIND = r"(?<![\d.近第约达逾每满隔多几个前后])"
_NO_MONTH_BEFORE = r"(?![龄球子光嫂饼季内间经度])"

_BEFORE = r"(?:前夕|之前|以前|前(?![往来后去期台方线瞻进列所沿三两几]))"
_SINCE = r"(?:以来|来(?=[，,、]))"
_FROM = r"起(?![草初来飞步跑源伏点义])"
_AROUND = r"前后|左右"


def _any(words: Iterable[str]) -> str:
    """A pattern for one of the words, longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) + ")"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """``outer`` finds expressions, ``inner`` takes one date apart, ``guards`` say where a word is none."""

    outer: re.Pattern[str]
    inner: re.Pattern[str]
    future_before: re.Pattern[str]
    future_behind: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    """The compiled patterns (built at the first call)."""
    t = table()
    parts = _any(t["parts"].split())
    ryear, rmonth = _any([*t["years"], *t["years_story"]]), _any([*t["months"], *t["months_story"]])
    yp, mp, alone = _any(t["year_parts"]), _any(t["month_parts"]), _any(t["year_parts_alone"].split())
    rel, week = _any([*t["days_published"], *t["days_story"]]), _any(t["weeks"])
    months_run = r"前(?:\d{1,2}|[一二两三四五六七八九十]{1,2})个?月"
    tail = rf"(?:{parts}?{_CLOCK}(?:{_JOIN}{parts}?{_CLOCK})?|{parts})"
    weekday = r"(?:周|星期)[一二三四五六日天]"
    year = rf"(?:{_YEAR_NUMBER}年(?!代|级|生|来)|{_YEAR_WORDS}年|{ryear})"
    month = rf"(?:{_MONTH_NUMBER}月份?|{_MONTH_WORDS}月份?|{rmonth}份?)"
    day = rf"(?:{_DAY_NUMBER}[日号]|{_DAY_WORDS}日)"
    note = rf"(?:\({weekday}\))?"
    iso = r"(?<!\d)(?:19|20)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})(?!\d)"
    decade = r"(?:(?:\d\d|十九|二十|上|本)世纪)?(?:\d0|[一二三四五六七八九]十)年代[初中末后]?期?"
    date = (
        rf"(?:{iso}|{decade}"
        rf"|{year}的?(?:{month}(?:{day}|{mp})|{_MONTH_NUMBER}月份?|{_MONTH_WORDS}月份?|{months_run}|年?{yp})"
        rf"|{_NO_MONTH_BEHIND}{month}(?:{day}|(?:上旬|中旬|下旬|初|底|末|中(?=[，,、])))"
        rf"|{_NO_MONTH_BEHIND}{_MONTH_NUMBER}月份?{_NO_MONTH_BEFORE}|{_MONTH_WORDS}月份|{rmonth}份?"
        rf"|{year}|{_NO_DAY_BEHIND}{_DAY_NUMBER}日{_NO_DAY_BEFORE}|(?<![年\d])(?:{alone}|{months_run})"
        rf"|{rel}|{week}[一二三四五六日天]?|(?<![每逢至到、]){weekday}(?={parts}))"
    )
    bracket = rf"\((?:{year})?(?:{month})?{day}(?:[,，]?{weekday})?{tail}?\)"
    whole = rf"{date}{note}{tail}?"
    short = rf"(?:{_DAY_NUMBER}日{_NO_DAY_BEFORE}{note}{tail}?)"
    festival = rf"(?:{year})?(?<![〇零一二三四五六七八九十百千第\d])[“\"‘]?{_any(t['festivals'])}[”\"’]?节?"
    phrases = _any(w for words in t["festival_phrases"].values() for w in words.split())
    outer = (
        rf"(?P<recurrent>{t['recurrent']})|(?P<lunar>(?:{year})?(?:{t['lunar']})(?:{tail})?)"
        rf"|(?P<festival>{festival}(?P<phrase>{phrases})(?![往来台方线]))"
        rf"|(?P<word>{rel}|{week}[一二三四五六日天]?)(?P<bracket>{bracket}){tail}?"
        rf"|(?P<years>{_YEAR_NUMBER}){_JOIN}(?P<years_end>{_YEAR_NUMBER})年(?!代)"
        rf"|(?P<first>{whole})(?:{_JOIN}(?P<last>{whole}|{short}))?"
        rf"(?:(?P<before>{_BEFORE})|(?P<since>{_SINCE})|(?P<from>{_FROM})|(?P<around>{_AROUND}))?"
        rf"|(?P<recent>{_any(t['recent'].split())})"
        rf"|(?P<hour>(?<![\d点时]){parts}{_CLOCK})|(?:^|(?<=[。！？\n“]))(?P<opening>{parts})(?=[，,])"
    )
    inner = (
        rf"(?:(?P<iso>{iso})|(?:周|星期)(?P<weekday>[一二三四五六日天])|(?:(?:(?P<century>\d\d|十九|二十|上|本)世纪)?(?P<decade>\d0|[一二三四五六七八九]十)年代[初中末后]?期?)"
        rf"|(?:(?:(?P<year>{_YEAR_NUMBER})年|(?P<cyear>{_YEAR_WORDS})年|(?P<ryear>{ryear}))的?)?"
        rf"(?:(?:(?P<month>{_MONTH_NUMBER})月份?|(?P<cmonth>{_MONTH_WORDS})月份?|(?P<rmonth>{rmonth})份?)"
        rf"(?:(?P<day>{_DAY_NUMBER})[日号]|(?P<cday>{_DAY_WORDS})日|(?P<mp>{mp}))?|(?P<run>{months_run})"
        rf"|(?:年(?=.))?(?P<yp>{yp})|(?P<bare>{_DAY_NUMBER})日)?|(?P<rel>{rel})|(?P<week>{week})(?P<on>[一二三四五六日天])?)"
        rf"(?:{note})(?:[,，]?{weekday})?(?P<tail>{tail})?"
    )
    ahead = _any(t["future_behind"].split())
    # Few characters begin an expression; to look at them first makes the search twice as fast.
    tables = ("days_published", "days_story", "months", "months_story", "years", "years_story", "weeks", "festivals")
    lists = ("parts", "year_parts_alone", "recent")
    starts = {w[0] for key in tables for w in t[key]} | {w[0] for key in lists for w in t[key].split()} | set(DIGITS)
    first = "".join(sorted(starts)) + t["starts"]
    return _Patterns(
        re.compile(rf"(?=[\d{first}])(?:{outer})"),
        re.compile(inner),
        re.compile(rf"{_any(t['future_before'].split())}$"),
        re.compile(rf"[^。；;！？\n]{{0,40}}?{ahead}"),
    )


def _moment(words: str) -> Moment | None:
    """The record of one date, without what follows it; None where it is none after all."""
    m = _patterns().inner.fullmatch(words)
    if m is None:
        return None
    t, g = table(), m.groupdict()
    if g["iso"]:
        numbers = [int(n) for n in re.split(r"[-/.]", g["iso"])]
        return Moment(numbers[0], numbers[1], numbers[2], part=bool(g["tail"]))
    if g["decade"]:
        return _decade(g["century"], number(g["decade"]))
    part = bool(g["tail"])
    if g["rel"]:
        story = g["rel"] in t["days_story"]
        days, in_word = t["days_story" if story else "days_published"][g["rel"]]
        return Moment(days=days, story=story, part=part or in_word)
    if g["week"] or g["weekday"]:
        name = g["on"] or g["weekday"]
        return Moment(week=t["weeks"][g["week"]] if g["week"] else None, weekday=t["weekdays"].get(name), part=part)
    year = g["year"] or g["cyear"]
    moment = Moment(year=number(year) if year else None, part=part)
    if g["ryear"]:
        story = g["ryear"] in t["years_story"]
        moment = replace(moment, years=t["years_story" if story else "years"][g["ryear"]], story=story)
    if month := g["month"] or g["cmonth"]:
        moment = replace(moment, month=number(month))
    elif g["rmonth"]:
        story = g["rmonth"] in t["months_story"]
        moment = replace(moment, months=t["months_story" if story else "months"][g["rmonth"]], story=story)
    if day := g["day"] or g["cday"] or g["bare"]:
        moment = replace(moment, day=number(day))
    if g["mp"]:
        first, last = t["month_parts"][g["mp"]]
        moment = replace(moment, in_month=(first, last))
    if g["yp"]:
        first, last = t["year_parts"][g["yp"]]
        moment = replace(moment, in_year=(first, last))
    if g["run"]:
        count = number(re.sub("[前个月]", "", g["run"]))
        moment = replace(moment, in_year=(1, count)) if 1 <= count <= 12 else moment
    return moment


def _decade(century: str | None, tens: int) -> Moment | None:
    """上世纪70年代 is 1970 to 1979; without a century, 50年代 to 90年代 are of the last one."""
    if century is None:
        return Moment(decade=1900 + tens) if tens >= 50 else None
    number = {"上": 20, "本": 21, "十九": 19, "二十": 20}.get(century) or int(century)
    return Moment(decade=(number - 1) * 100 + tens)


def _festival(folded: str, m: re.Match[str]) -> tuple[Kind, Moment | None]:
    """Kind and moment of 今年“七一”前夕, 国庆节当天, 春节期间."""
    t = table()
    name = next(n for n in sorted(t["festivals"], key=len, reverse=True) if n in m["festival"])
    month, day = t["festivals"][name]
    phrase = next(kind for kind, words in t["festival_phrases"].items() if m["phrase"] in words.split())
    if not month or phrase == "around":
        return "unknown", None
    head = folded[m.start() : m.start() + m["festival"].index(name)].rstrip('“"‘')
    stated = _moment(head) if head else None
    moment = replace(stated or Moment(), month=month, day=day, part=m["phrase"] in t["parts"].split())
    return ("before" if phrase == "eve" else "moment"), moment


def _none_here(folded: str, begin: int, end: int) -> bool:
    """True where the characters around make a word of the tables no time (生日前, 今日头条)."""
    t = table()
    for word, around in t["not_behind"].items():
        if folded.startswith(word, begin) and begin and folded[begin - 1] in around.split():
            return True
    for word, after in t["not_before"].items():
        if folded[begin:end] == word and folded.startswith(tuple(after.split()), end):
            return True
    return False


def _read(folded: str, m: re.Match[str]) -> tuple[Kind, Moment | None, Moment | None] | None:
    """What a match says: kind, first and last moment."""
    if m["recurrent"]:
        return "recurrent", None, None
    if m["lunar"]:
        return "unknown", None, None
    if m["festival"]:
        return (*_festival(folded, m), None)
    if m["recent"]:
        return "recent", None, None
    if m["hour"] or m["opening"]:
        return "moment", Moment(days=0, story=True, part=True), None
    if m["years"]:
        return "moment", Moment(year=int(m["years"])), Moment(year=int(m["years_end"]))
    if m["bracket"]:
        inside = _moment(m["bracket"][1:-1])
        said = _moment(m["word"])
        if inside is None or said is None:
            return None
        after = folded[m.end("bracket") : m.end()]
        return "moment", replace(inside, part=inside.part or said.part or bool(after)), None
    first = _moment(m["first"])
    last = _moment(m["last"]) if m["last"] else None
    if first is None or (m["last"] and last is None):
        return None
    kind: Kind = "before" if m["before"] else "since" if m["since"] else "from" if m["from"] else "moment"
    return ("unknown", None, None) if m["around"] else (kind, first, last)


def _inherit(text: str, before: TimeExpression | None, first: Moment | None, begin: int) -> Moment | None:
    """7月4日、6日: the second date of an enumeration is of the first one's month and year."""
    if first is None or before is None or not re.fullmatch("[、和及与]", text[before.end : begin]):
        return first
    given = before.last or before.first
    if given is None or given.month is None:
        return first
    if first.month is None and first.months is None and first.day is not None and first.days is None:
        return replace(first, year=given.year, years=given.years, month=given.month)
    if first.month is not None and first.year is None and first.years is None:
        return replace(first, year=given.year, years=given.years)
    return first


def _matches(folded: str) -> Iterator[re.Match[str]]:
    """Matches that are no words of other meaning; behind one that is, the search goes on one character later."""
    pattern, position = _patterns().outer, 0
    while m := pattern.search(folded, position):
        if _none_here(folded, m.start(), m.end()):
            position = m.start() + 1
            continue
        yield m
        position = m.end()


def find(text: str) -> list[TimeExpression]:
    """The time expressions of a text, in order, without overlaps; offsets count in ``text``.

    A range (7月4日至6日) and a day with its bracket (今天（8月29日）) are one expression each.
    """
    folded = text.translate(_FOLD)
    patterns = _patterns()
    found: list[TimeExpression] = []
    for m in _matches(folded):
        read = _read(folded, m)
        if read is None:
            continue
        kind, first, last = read
        first = _inherit(folded, found[-1] if found else None, first, m.start())
        ahead = patterns.future_before.search(folded, max(0, m.start() - 6), m.start()) or patterns.future_behind.match(
            folded, m.end()
        )
        words = text[m.start() : m.end()]
        if m["from"]:
            ahead = ahead or patterns.future_behind.match(folded, m.start("from"))
        found.append(TimeExpression(m.start(), m.end(), words, kind, first, last, bool(ahead)))
    return found
