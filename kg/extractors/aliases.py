"""Other names inside a document: what the text abbreviates, and short forms that fit only one full name.

Three classes: a bracket behind a name (某公司（某某播）, 以下简称“某院”, 现为某院); a short name whose characters stand in the
full one in their order (中国信通院 in 中国信息通信研究院); a name without the place before it (知青纪念馆 of 某某知青纪念馆).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.kinds import is_common
from kg.extractors.ledger import Ledger, clean
from kg.extractors.lexicon import Lexicon
from kg.extractors.meanings import Reading, Spot

_BRACKET = re.compile(
    r"[”」]?[（(](?P<how>以下)?(?:简称|下称|以下称|又称|又名|俗称|亦称)?(?P<was>现为|现更名为|原名|原|前身为|前身是)?[：:]?[“\"「]?(?P<name>[A-Za-z0-9一-龥·]{2,20})[”\"」]?[）)]"
)
_LEVELS = ("", "省", "市", "区", "县", "旗", "州", "盟", "镇", "乡", "街道", "自治区", "自治州", "自治县", "特别行政区")
_ORDINAL = re.compile(r"(?:第[一二三四五六七八九十百0-9]+)?")
_CALLED = re.compile(r"简称|下称|又称|又名|俗称|亦称|以下称")
_NO_NAME = re.compile(
    r"[\d岁]|挂职|记者|摄|女|男|族|兼|以下|暨|含|详见|下转|试行|征求|主持|分管|扩大|附|图|左|右|中$|上海|北京|第.|共"
)


def bracket_aliases(reading: Reading, ledger: Ledger, lexicon: Lexicon) -> None:
    """Read the names in brackets directly behind the names of organizations and places."""
    text = reading.story.text
    inner_keys = {(s.begin, s.end): s for s in reading.spots}
    for spot in list(reading.spots):
        if spot.kind not in ("organization", "place"):
            continue
        found = _BRACKET.match(text, spot.end)
        if not found:
            continue
        name = clean(found["name"])
        called = bool(found["was"] or _CALLED.search(found.group()))
        inside = inner_keys.get((found.start("name"), found.end("name")))
        company = ledger.get(spot.key).category == "company"
        if not called and (_NO_NAME.search(name) or lexicon.titles.ending_at(name, len(name)) or name in lexicon.generic):
            continue
        if not called and not company and not is_short_of(name, ledger.get(spot.key).name, lexicon):
            continue
        if inside and inside.kind == spot.kind:
            ledger.join(inside.key, spot.key)
        elif inside and not called:
            continue
        ledger.alias(spot.key, name, short=not found["was"] and len(name) < len(ledger.get(spot.key).name))
        ledger.mention(spot.key, reading.story.to_document(found.start("name"), found.end("name")), "brackets", 0.9)


def is_short_of(short: str, full: str, lexicon: Lexicon) -> bool:
    """Whether ``short`` abbreviates ``full``: fewer characters in the same order, the same core, the same kind of ending."""
    if len(short) >= len(full) or len(short) < 2 or short in lexicon.generic:
        return False
    position = -1
    for char in short:
        position = full.find(char, position + 1)
        if position < 0:
            return False
    ending, whole = lexicon.endings.ending_at(short, len(short)), lexicon.endings.ending_at(full, len(full))
    if ending and whole and not full.endswith(short):
        kind, of_whole = lexicon.ending_kind[ending], lexicon.ending_kind[whole]
        same = kind[1] == of_whole[1] or "company" in (kind[1], of_whole[1]) or short[-3:] == full[-3:]
        if ending == short or not same:
            return False  # 某国国会 is not short for 某国阵线中央委员会
        if ending == whole == "委员会":
            return False  # nor 国家经济委员会 for 国家经济体制改革委员会
    if full.startswith(short) and ending and lexicon.ending_kind[ending][1] != "company":
        return False  # 某研究院 is not short for 某研究院标准所: it contains it
    if len(short) >= 3 and short in full and full.endswith(("公司", "集团")):
        return True
    if whole and lexicon.ending_kind[whole][1] != "company" and short[-2:] in full[: len(full) - len(whole)]:
        return False  # nor 某某卫队 for 某某卫队海军舰队
    same_end = short[-1] == full[-1]
    core = short[:2] in full
    return core and (
        same_end
        or (full.endswith(("公司", "集团")) and lexicon.endings.ending_at(short, len(short)) not in ("公司",) and len(short) >= 4)
    )


def home_names(ledger: Ledger) -> None:
    """Join a place that is only named short (杨浦) to the division of the document whose short name that is (杨浦区)."""
    divisions = [k for k in ledger.keys("place") if ledger.get(k).division_code]
    for key in [k for k in ledger.keys("place") if not ledger.get(k).division_code]:
        name = ledger.get(key).name
        fits = [d for d in divisions if ledger.get(d).name[: len(name)] == name and ledger.get(d).name[len(name) :] in _LEVELS]
        if len(fits) == 1:
            ledger.alias(fits[0], name)
            ledger.join(key, fits[0])


def shadow_names(reading: Reading, ledger: Ledger, lexicon: Lexicon) -> None:
    """Names that only the tagger takes for organizations, where they abbreviate exactly one that the document names in full."""
    text = reading.story.text
    full = ledger.keys("organization")
    for span in reading.shadows:
        name = clean(span.cut(text))
        fits = [k for k in full if name in ledger.names(k)] or [
            k for k in full if len(name) > 2 and is_short_of(name, ledger.get(k).name, lexicon)
        ]
        over = [s for s in reading.spots if s.begin < span.end and span.begin < s.end]
        if len(fits) != 1 or not all(span.begin <= s.begin and s.end <= span.end for s in over):
            continue
        reading.spots[:] = [s for s in reading.spots if s not in over]
        ledger.alias(fits[0], name, short=True)
        ledger.mention(fits[0], reading.story.to_document(span.begin, span.end), "tagger", 0.7)
        reading.spots.append(Spot(span.begin, span.end, fits[0], "organization", "tagger", 0.7))
    reading.spots.sort()


def short_names(ledger: Ledger, lexicon: Lexicon, protected: Sequence[str]) -> None:
    """Join organizations and places whose only name is a short form of exactly one other's full name.

    Args:
        ledger: the document's entities.
        lexicon: the compiled tables.
        protected: keys of public organs and divisions, which are never short forms of something else.
    """
    for kind in ("organization", "place"):
        keys = [k for k in ledger.keys(kind) if k not in protected]
        everything = ledger.keys("organization") + ledger.keys("place")
        for key in keys:
            name = ledger.get(key).name
            fuller = [
                k for k in everything if k != key and ledger.get(k).kind == kind and _longer(name, ledger.get(k).name, lexicon)
            ]
            if len(fuller) == 1:
                target = fuller[0]
                ledger.alias(target, name, short=True)
                ledger.join(key, target)
    _same_core(ledger, lexicon, protected)


def _same_core(ledger: Ledger, lexicon: Lexicon, protected: Sequence[str]) -> None:
    """Join organizations that differ only in the places before their names: 北京某某医院, 丰台某某医院.

    What is left must be a name: each county has its 人民医院.
    """
    places = sorted({n for k in ledger.keys("place") for n in ledger.names(k) if len(n) > 1}, key=lambda n: (-len(n), n))
    first: dict[tuple[str, str | None], str] = {}
    for key in [k for k in ledger.keys("organization") if k not in protected]:
        entity = ledger.get(key)
        core = entity.name
        while prefix := next((p for p in places if core.startswith(p) and len(core) - len(p) >= 4), None):
            core = core[len(prefix) :]
        ending = lexicon.endings.ending_at(core, len(core)) or ""
        head = core[: len(core) - len(ending)]
        if (
            core != entity.name
            and len(core) >= 4
            and not _ORDINAL.fullmatch(head)
            and not is_common(head, 0, len(head), verbs=True)
        ):
            other = first.setdefault((core, entity.category), key)
            if other != key:
                ledger.join(key, other)


def _longer(short: str, full: str, lexicon: Lexicon) -> bool:
    if full.endswith(short) and len(full) - len(short) >= 2 and len(short) >= 4:
        return True
    return len(short) >= 3 and is_short_of(short, full, lexicon)
