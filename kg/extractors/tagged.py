"""Names of organizations and places that only the tagger knows (美团, 五角场), as far as they look like names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kg.extractors.found import Found
from kg.extractors.kinds import is_common
from kg.extractors.lexicon import Lexicon
from kg.extractors.signs import ABBREVIATIONS
from kg.extractors.story import Story

# Endings of what the tagger takes for organizations and is none: peoples, sides, times, versions.
_NO_ORGANIZATION = frozenset("族方版号届次项个名场期代")
# What is no organization: places, a congress (某团十九大), ideas (从严治党), whoever only thinks or publishes (某国智库).
_NO_BODY = re.compile(
    r"[度媒城港岛山河湖镇村乡县省州路街]$|[一二三四五六七八九十]大$|^(?:从严|全面)|治党$|(?:智库|媒体|舆论|民众)$"
)
# Last characters of places of two characters; others of that length are rather words.
PLACE_ENDS = frozenset("池省市州区县旗镇乡村路街巷河江湖溪港湾岛山岭峰寺庙塔桥楼园里坊庄屯寨营圩埠浜泾塘弄宫殿陵墓港洲洋海峡")
"""Last characters of places of two characters, and of what is more than a piece of a longer one."""
# Beginnings and ends of what the tagger takes for places and is none (某地, 国际班列, 中国化).
_NOT_PLACE = re.compile(r"^(?:[一某各该驻]|国际|全球)|(?:化|班列|时段|会议)$|^[东西南北中]{1,2}部$|^(?:多州|多国|部分)")

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


def by_tagger(
    story: Story, starts: Collection[int], place_ends: Collection[int], blocked: Collection[int], lexicon: Lexicon
) -> Iterator[Found]:
    """Names that only the tagger knows; a title at the end of its word is cut off."""
    text = story.text
    for token in story.tokens:
        if token.tag not in ("ORG", "LOC") or token.begin in blocked:
            continue
        end = next((i for i in range(token.begin, token.end) if i in blocked), token.end)
        if text[token.begin] in "同与在和对从由到赴向应经受据" and token.begin + 1 in starts:
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
            longest = lexicon.endings.ending_at(text, end, token.begin) or ""
            if name.endswith(word) and len(name) - len(word) >= 2 and len(longest) <= len(word):  # not 合肥高|新区
                end -= len(word)
                name = text[token.begin : end]
        if (
            len(name) < 2
            or name in lexicon.not_endings
            or name in lexicon.generic
            or name.startswith(lexicon.generic_first)
            or name.endswith(lexicon.generic_tails)
            or "\n" in name
            or name[-1] in _NO_ORGANIZATION
        ):
            continue
        ending = lexicon.endings.ending_at(text, end, token.begin)
        kind, category = lexicon.ending_kind[ending] if ending and ending != name else ("", None)
        if ending in lexicon.company_short and _goes_on(story, end, lexicon):
            continue  # 某某医药|物资
        if lexicon.endings.starting_at(text, end) in lexicon.bodies_after:
            continue  # 某国选举|委员会
        if not kind and token.tag == "LOC" and _no_place(story, token.begin, end, lexicon):
            continue
        if set(name) <= ABBREVIATIONS or (kind and lexicon.titles.ending_at(name, len(name))):
            continue
        if not kind:
            if token.tag == "ORG" and _no_body(story, token.begin, end, lexicon):
                continue
            if token.tag == "ORG" and not _acts(story, token.begin, end, lexicon):
                yield Found(token.begin, end, "organization", None, end, True, "shadow")
                continue
            if (
                token.tag == "LOC"
                and len(name) == 2
                and name[-1] not in PLACE_ENDS
                and not (name[0] in ABBREVIATIONS and name[1] in "东南西北")
            ):
                continue
            kind = "organization" if token.tag == "ORG" else "place"
        core = end - len(ending) if ending else end
        yield Found(token.begin, end, kind, category, core, True, "tagger")  # type: ignore[arg-type]


def _goes_on(story: Story, end: int, lexicon: Lexicon) -> bool:
    """Whether a noun that is no title follows without a mark."""
    token = story.token_at(end) if end < len(story.text) else None
    return token is not None and token.tag in ("n", "vn", "nz", "s") and not lexicon.titles.starting_at(story.text, end)


def _no_body(story: Story, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a word that only the tagger takes for an organization is none.

    A known body with what it does (国务院|委托), two countries with the beginning of a word (中拉|合作), common words alone, the
    name of a foreigner.
    """
    name = story.text[begin:end]
    known = lexicon.national_words.starting_at(name, 0) or lexicon.organ_words.ending_at(name, len(name) - 1)
    rest = name[len(known) :] if known and name.startswith(known) else name[-1:] if known else ""
    return (
        _NO_BODY.search(name) is not None
        or (len(rest) == 1 and rest in "所原为将对向就称")
        or lexicon.after.starting_at(rest, 0) is not None
        or rest.startswith(("委托", "坚持", "总揽"))
        or (name[0] in ABBREVIATIONS and name[1] in ABBREVIATIONS)
        or is_common(name, 0, len(name))
        or (len(name) < 5 and lexicon.transcription.issuperset(name))
        or (story.text[end : end + 1] in "（(" and story.text[end + 2 : end + 3] in "）)")
    )


def _no_place(story: Story, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a word that only the tagger takes for a place is a common noun, or a person behind a title."""
    name = story.text[begin:end]
    titled = lexicon.titles.ending_at(story.text, begin)
    person = titled is not None and lexicon.title_group[titled] in ("state", "body", "government") and len(name) > 2
    return name in lexicon.not_places or _NOT_PLACE.search(name) is not None or person


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
