"""Names of organizations and places read from their endings to the left.

The class of names: whatever ends in a word of ``suffixes.yaml`` (有限公司, 党群服务站, 研究院, 科技园, 大厦 …). The name
runs from the ending to the
left, word by word, up to something that cannot be part of it: a mark, a preposition, a particle, a verb that takes an
organization (走访, 来到), a title or a person. Names that the tagger alone knows (美团, 五角场) are taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.extractors.edges import left_edge
from kg.extractors.lexicon import Lexicon
from kg.extractors.organs import OrganSpan, PlaceSpan
from kg.extractors.overlaps import Overlaps
from kg.extractors.people import ABBREVIATIONS
from kg.extractors.story import Story
from kg.facts import Span

_LEVELS = frozenset("省市州盟区县旗镇乡村")


@dataclass(frozen=True, slots=True)
class Found:
    """A named organization, venue or place in a story's text.

    ``core`` is where the ending begins; ``proper`` is True where the name begins with a proper noun; ``source`` says whether
    the ending (``ending``) or the tagger alone (``tagger``) is the ground; a ``shadow`` counts only as another name of something.
    """

    begin: int
    end: int
    kind: Literal["organization", "venue", "place"]
    category: str | None
    core: int
    proper: bool
    source: Literal["ending", "tagger", "shadow"]


def find_spans(
    story: Story, places: Sequence[PlaceSpan], organs: Sequence[OrganSpan], barriers: Sequence[Span], lexicon: Lexicon
) -> list[Found]:
    """Organizations, venues and places of a story, nested ones included.

    Args:
        story: the story.
        places: names of the gazetteer in its text.
        organs: its public organs; a name runs over one at most (区委|区政府 is no name).
        barriers: spans over which no name runs: titles, people, works' brackets.
        lexicon: the compiled tables.
    """
    blocked = _positions(barriers)
    starts = {p.begin for p in places}
    found = list(_by_ending(story, starts, blocked, lexicon))
    taken = {(f.begin, f.end) for f in found}
    found += [f for f in _by_tagger(story, starts, {p.end for p in places}, blocked, lexicon) if (f.begin, f.end) not in taken]
    found += [f for f in _enumerated(story, blocked, lexicon) if (f.begin, f.end) not in taken]
    known = Overlaps((o.begin, o.end, o) for o in organs)
    found = [f for f in found if sum(f.begin <= o.begin and o.end <= f.end for o in known.over(f.begin, f.end)) < 2]
    return sorted(set(found), key=lambda f: (f.begin, -f.end, f.source))


def _positions(spans: Sequence[Span]) -> frozenset[int]:
    return frozenset(i for span in spans for i in range(span.begin, span.end))


def _endings(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """All endings; also the longer ones that begin inside another (科技园|区, 街道|办事处)."""
    last = -1
    for begin, end, word in lexicon.endings.find(text):
        yield begin, end, word
        if begin < last:
            continue
        last = end
        for at in range(begin + 1, end):
            longer = lexicon.endings.starting_at(text, at)
            if longer and at + len(longer) > end:
                yield at, at + len(longer), longer


def _by_ending(story: Story, starts: Collection[int], blocked: Collection[int], lexicon: Lexicon) -> Iterator[Found]:
    text = story.text
    for core, end, word in _endings(text, lexicon):
        if core in blocked:
            continue
        after = text[end : end + 1]
        if (
            len(word) <= 2
            and not story.is_boundary(end)
            and (len(word) == 1 or word in lexicon.weak)
            and not lexicon.titles.starting_at(text, end)
        ):
            continue
        if lexicon.titles.starting_at(text, end - 1) and len(word) > 1 and not story.is_boundary(end):
            continue
        kind, category = lexicon.ending_kind[word]
        token = story.token_at(core)
        if text[token.begin : token.end] in lexicon.not_endings:
            continue
        if kind == "place" and len(word) == 1 and not _whole(story, core, end):
            continue
        if word in lexicon.company_short and not _company(story, core, end, lexicon):
            continue
        begin, proper = left_edge(story, core, starts, blocked, lexicon, gap=1 if kind == "place" else 2)
        if begin == core and not (len(word) > 2 and (word[0] == "村" or category == "party")):
            continue
        name = text[begin:end]
        if name in lexicon.generic or (kind == "place" and after in ("化", "型", "级")):
            continue
        level = text[begin] in _LEVELS and not proper
        if begin == core:
            proper = True
        if not proper and not level and (word in lexicon.weak or (kind != "place" and word not in lexicon.sure)):
            continue
        if level and begin > 0 and text[begin - 1] in "各全该两每多":
            continue
        if name.startswith(lexicon.generic_first) or (kind != "place" and _counted(text, begin, core)):
            continue
        if not proper and any(name.startswith(m) for m in lexicon.generic_modifiers):
            continue
        if (
            kind == "place"
            and word in lexicon.rooms
            and lexicon.endings.ending_at(text, core, begin)
            and lexicon.ending_kind[lexicon.endings.ending_at(text, core, begin) or ""][0] != "place"
        ):
            continue
        if kind == "place" and not proper and len(word) < 3:
            continue
        yield Found(begin, end, kind if kind in ("place", "venue") else "organization", category, core, proper or level, "ending")  # type: ignore[arg-type]


def _whole(story: Story, core: int, end: int) -> bool:
    """A one-character ending (路, 河) counts in the tagger's places, or as a word behind a proper noun."""
    token = story.token_at(core)
    if token.tag in ("LOC", "nz", "ORG"):
        return token.end == end
    before = story.token_at(core - 1)
    return token.begin == core and before.tag in ("LOC", "nz", "PER")


def _company(story: Story, core: int, end: int, lexicon: Lexicon) -> bool:
    """A company's short name: the tagger's, or one behind which a title stands."""
    token = story.token_at(core)
    following = story.token_at(end) if end < len(story.text) else None
    if following is not None and following.tag in ("n", "vn", "nz", "v") and not lexicon.titles.starting_at(story.text, end):
        return False  # 某某金融科技|信贷平台
    if token.tag == "ORG" and token.end == end:
        return True
    before = story.tokens[max(0, story.token_index(core) - 2) : story.token_index(core)]
    if any(t.tag == "ORG" for t in before) and story.text[end : end + 1] in "（(、，。和":
        return True
    title = lexicon.titles.starting_at(story.text, end) or lexicon.titles.starting_at(story.text, end + 1)
    return title is not None and lexicon.title_group[title] in ("body", "role")


# Endings of what the tagger takes for organizations and is none: peoples, sides, times, versions.
_COUNTED = re.compile(r"(?:[一两三四五六七八九十多数几0-9]{1,3}(?:家|所|个|座|处|支)?[一-龥]{0,2}|有关|类)$")
_ORDINAL = re.compile(r"第[一二三四五六七八九十百0-9]+$")


def _counted(text: str, begin: int, core: int) -> bool:
    """True for a number of bodies (三家企业) and not for the one of a number (某村第一|居委会, but not 第三十|三中)."""
    ordinal = _ORDINAL.search(text, begin, core) is not None and text[core] not in "一二三四五六七八九十"
    return not ordinal and _COUNTED.search(text, begin, core) is not None


_NO_ORGANIZATION = frozenset("族方版号届次项个名场期代")


_PLACE_ENDS = frozenset("池省市州区县旗镇乡村路街巷河江湖溪港湾岛山岭峰寺庙塔桥楼园里坊庄屯寨营圩埠浜泾塘弄宫殿陵墓港洲洋海峡")


def _acts(story: Story, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a name that only the tagger takes for an organization does what organizations do.

    Speaks, has officers, is visited.
    """
    text = story.text
    if lexicon.saying.starting_at(text, end) or text[end : end + 1] in "（(":
        return True
    title = lexicon.titles.starting_at(text, end)
    if title and lexicon.title_group[title] in ("body", "party"):
        return True
    before = lexicon.before.ending_at(text, begin)
    return end - begin > 2 and before in _VISITED


# Verbs before an organization that somebody goes to or works with.
_VISITED = frozenset(
    (
        "走访",
        "走进",
        "来到",
        "参观",
        "考察",
        "调研",
        "访问",
        "慰问",
        "入驻",
        "联合",
        "会同",
        "携手",
        "由",
        "就读于",
        "毕业于",
        "来自",
    )
)


def _by_tagger(
    story: Story, starts: Collection[int], place_ends: Collection[int], blocked: Collection[int], lexicon: Lexicon
) -> Iterator[Found]:
    """Names that only the tagger knows; a title at the end of its word is cut off."""
    text = story.text
    for token in story.tokens:
        if token.tag not in ("ORG", "LOC") or token.begin in blocked:
            continue
        end = next((i for i in range(token.begin, token.end) if i in blocked), token.end)
        if text[token.begin] in "同与在和对从由到赴向应经受据" and any(token.begin + 1 == s for s in starts):
            continue  # 同|加州
        name = text[token.begin : end]
        if name in lexicon.departments or name in lexicon.party_bodies:
            continue
        if (
            len(name) > 2
            and name[-1] in "东南西北同"
            and (token.begin + len(name) - 1 in place_ends or lexicon.endings.ending_at(name, len(name) - 1))
        ):
            end, name = end - 1, name[:-1]  # 四川东|部, 人民大会堂|同
        for word in lexicon.trailing:
            if name.endswith(word) and len(name) - len(word) >= 2:
                end -= len(word)
                name = text[token.begin : end]
        if (
            len(name) < 2
            or name in lexicon.not_endings
            or name in lexicon.generic
            or name.startswith(lexicon.generic_first)
            or "\n" in name
            or name[-1] in _NO_ORGANIZATION
        ):
            continue
        ending = lexicon.endings.ending_at(text, end, token.begin)
        kind, category = lexicon.ending_kind[ending] if ending and ending != name else ("", None)
        if set(name) <= ABBREVIATIONS or (kind and name.endswith(tuple(lexicon.titles))):
            continue
        if not kind:
            if token.tag == "ORG" and not _acts(story, token.begin, end, lexicon):
                yield Found(token.begin, end, "organization", None, end, True, "shadow")
                continue
            if (
                token.tag == "LOC"
                and len(name) == 2
                and name[-1] not in _PLACE_ENDS
                and not (name[0] in ABBREVIATIONS and name[1] in "东南西北")
            ):
                continue
            kind = "organization" if token.tag == "ORG" else "place"
        core = end - len(ending) if ending else end
        yield Found(token.begin, end, kind, category, core, True, "tagger")  # type: ignore[arg-type]


def enumerated_positions(story: Story, lexicon: Lexicon) -> frozenset[int]:
    """Where the items of enumerations of organizations begin (甲、乙等企业): no people stand there."""
    return frozenset(f.begin for f in _enumerated(story, frozenset(), lexicon))


_ITEM = re.compile(r"[一-龥A-Za-z0-9]")
_LIST_END = re.compile(
    r"(?:等(?:[0-9一二三四五六七八九十百两多余]+)?(?:多)?(?:家|户|个)?(?:入驻|骨干|龙头|重点|相关|知名|本地|代表性|参展|优质)?)"
)


def _item_begin(story: Story, begin: int, end: int, lexicon: Lexicon) -> int:
    """Where the first item of an enumeration begins: behind the last word that cannot be part of its name."""
    item = story.text[begin:end]
    begin += max((item.rfind(w) + len(w) for w in lexicon.before if w in item), default=0)
    for token in story.tokens[story.token_index(begin) : story.token_index(end - 1) + 1]:
        if begin < token.end < end and token.tag in ("v", "vd", "u", "p", "c", "d", "r", "xc"):
            begin = token.end
    return begin


def _enumerated(story: Story, blocked: Collection[int], lexicon: Lexicon) -> Iterator[Found]:
    """Items of an enumeration that says at its end what they are: 甲、乙、丙等12家企业."""
    text = story.text
    for found in _LIST_END.finditer(text):
        head = next((w for w in lexicon.enumerated if text.startswith(w, found.end())), None)
        if head is None:
            continue
        end = found.start()
        while end > 0:
            begin = end
            while begin > 0 and _ITEM.match(text[begin - 1]) and end - begin < 11 and begin - 1 not in blocked:
                begin -= 1
            item = text[begin:end]
            last = begin == 0 or text[begin - 1] != "、"
            if last:
                begin = _item_begin(story, begin, end, lexicon)
                item = text[begin:end]
            if 2 <= len(item) <= 8 and item not in lexicon.generic:
                yield Found(begin, end, "organization", lexicon.enumerated[head], end, True, "ending")
            if last:
                break
            end = begin - 1
