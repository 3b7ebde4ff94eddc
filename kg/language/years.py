"""The year that a document fixes, for dates that it gives without one."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.language._timewords import number, table

_NEAR = 150  # characters from the beginning in which a year alone (2025年…大会) is the year of the report
_WRAPPED = re.compile(r"(?<=[\u4e00-\u9fff\d])\n(?=[\u4e00-\u9fff\d])")  # a line break of a narrow column inside a phrase
_EARLIEST = 1990  # years before it, standing alone, are history


@functools.cache
def _anniversary() -> re.Pattern[str]:
    """中国共产党成立104周年, 建党百年, 改革开放四十周年."""
    names = "|".join(sorted(table()["founded"], key=lambda name: (-len(name), name)))
    count = r"(?P<count>\d{2,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|一?百)"
    return re.compile(rf"(?P<name>{names})(?:成立|建立|创立|创建|召开|出国作战|建军|祖国)?{count}(?:周年|年华诞|年$)")


@functools.cache
def _session() -> re.Pattern[str]:
    """十四届全国人大三次会议, 第十四届全国人民代表大会第三次会议, 全国政协十四届三次会议."""
    ordinal, session = "第?(?P<{0}>十[一二三四五六七八九]?)届", "第?(?P<{0}>[一二三四五])次会议"
    body = "(?P<{0}>全国人大|全国政协|全国人民代表大会|中国人民政治协商会议)"
    return re.compile(
        f"{ordinal.format('term')}{body.format('body')}{session.format('number')}"
        f"|{body.format('body2')}{ordinal.format('term2')}{session.format('number2')}"
    )


_BODIES: Mapping[str, str] = {"全国人民代表大会": "全国人大", "中国人民政治协商会议": "全国政协"}
_HELD = re.compile(r"[^，。；\n]{0,12}(?:开幕|闭幕|举行|召开|在京|在北京)")
_PLENUM_HELD = re.compile(r"全会[^，。；\n]{0,8}(?:在北京|在京|开幕|闭幕|举行)")
_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])日")
_ALONE = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?![代级版前])")


def year_of(text: str, published: datetime.date | None = None) -> int | None:
    """The year a document was written in, None where nothing fixes it.

    In this order: the publication; an anniversary of a known beginning (庆祝中国共产党成立104周年); a numbered
    session of the national congresses or a plenum; the latest full date of the text; a year alone near
    the beginning, if it is the only one of the text. Signs of one kind that disagree fix nothing.
    """
    if published is not None:
        return published.year
    text = _WRAPPED.sub("", text)
    for signs in (_anniversaries, _meetings):
        years = set(signs(text))
        if years:
            return years.pop() if len(years) == 1 else None
    full = [int(m[1]) for m in _FULL.finditer(text)]
    if full:
        return max(full)
    alone = {int(m[1]) for m in _ALONE.finditer(text)}
    near = {int(m[1]) for m in _ALONE.finditer(text, 0, _NEAR)}
    return near.pop() if len(alone) == 1 and near and max(near) >= _EARLIEST else None


def _anniversaries(text: str) -> Iterator[int]:
    """The years in which the anniversaries of a text fall."""
    for m in _anniversary().finditer(text):
        count = 100 if m["count"].endswith("百") else number(m["count"])
        yield table()["founded"][m["name"]] + count


def _meetings(text: str) -> Iterator[int]:
    """The years of the numbered sessions and plenums that a text says it reports on (召开, 开幕, 闭幕 in the same clause)."""
    t: Mapping[str, Any] = table()
    for m in _session().finditer(text):
        if _HELD.match(text, m.end()):
            body = m["body"] or m["body2"]
            term = t["terms"][_BODIES.get(body, body)].get(m["term"] or m["term2"])
            if term is not None:
                yield term + number(m["number"] or m["number2"]) - 1
    for m in re.finditer("|".join(t["plenums"]), text):
        if _PLENUM_HELD.match(text, m.end()):
            yield t["plenums"][m[0]]
