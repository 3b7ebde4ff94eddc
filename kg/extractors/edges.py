"""Where a name begins that is read from its ending to the left.

The name runs left over words that can be part of it, up to its leftmost proper noun; it ends at marks, prepositions, particles,
verbs that take an organization, titles and people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from kg.extractors.kinds import kinds
from kg.extractors.lexicon import Lexicon
from kg.extractors.story import Story

_STOP_TAGS = frozenset(("p", "u", "r", "d", "c", "xc", "TIME", "t", "w"))
_GOOD_TAGS = frozenset(("n", "nz", "nw", "vn", "LOC", "ORG", "s", "an"))
_PROPER_TAGS = frozenset(("nz", "nw", "LOC", "ORG", "PER"))
_LEVELS = frozenset("省市州盟区县旗镇乡村")
_LONGEST = 32

_GLUED = frozenset("同与在和对从由到赴向应经受据兼")  # what the tagger glues to a name's beginning
_COUNT = re.compile(r"第?[一二三四五六七八九十两几多0-9]+[国城省市县区镇乡村条座个处大]?")
# Between the fields of one bureau or ministry (农业和农村委员会), and the endings of such names.
_JOINED = frozenset("和与及、")
_JOINERS = ("局", "委员会", "委", "部", "司", "厅", "办")


def left_edge(
    story: Story,
    core: int,
    starts: Collection[int],
    blocked: Collection[int],
    lexicon: Lexicon,
    gap: int = 2,
    *,
    sure: bool = True,
    bridges: Mapping[int, int] | None = None,
) -> tuple[int, bool]:
    """Where the name whose ending begins at ``core`` begins, and whether it begins with a proper noun.

    The name begins with the leftmost proper noun that is reached over at most ``gap`` other words; without one, with the
    leftmost word that can be part of a name.

    Args:
        story: the story.
        core: where the ending begins.
        starts: where names of places begin.
        blocked: positions over which no name runs.
        lexicon: the compiled tables.
        gap: how many other words may stand between two proper nouns.
        sure: whether verbs that no name is made of may stand in the name all the same (a company's fanciful one).
        bridges: conjunctions inside names of places, with where those begin.
    """
    text, words = story.text, kinds()
    position, common, proper, between = core, core, -1, 0
    joined, loose = -1, -1  # loose: the tagger's word holds the ending, so its beginning is no proper noun yet
    while position > 0 and core - position < _LONGEST and position - 1 not in blocked:
        bracket = _bracket(text, position, starts)
        if bracket is not None:
            if bracket[1]:
                proper, between = bracket[0], 0
            position = common = bracket[0]
            continue
        token = story.tokens[story.token_index(position - 1)]
        begin, word = token.begin, text[token.begin : position]
        inner = min((s for s in range(begin, position) if s in starts), default=-1)
        if (
            proper < 0
            and common < core
            and word in _JOINED
            and text[core : core + 2].startswith(_JOINERS)
            and not text[:begin].endswith(_JOINERS)
            and not (text.startswith("部队", core) and lexicon.endings.ending_at(text, begin))
            and not (word == "、" and lexicon.titles.ending_at(text, begin))
            and text[common] not in _LEVELS
        ):
            position, joined, proper = begin, common, -1  # 投资、贸易及|工业部: goes on only if the name has no beginning yet
            continue
        if bridges and begin in bridges:  # the 和 inside 特立尼达和多巴哥
            position = common = proper = bridges[begin]
            between = 0
            continue
        if word in ("（", "(") and position in starts and not {"）", ")"}.isdisjoint(text[position:core]):
            position = begin  # 某某电器|（中国）投资有限公司: the tagger's word begins inside the bracket
            continue
        if token.tag in _STOP_TAGS or word in lexicon.before or (inner < 0 and word in words.stops):
            break
        cut = lexicon.before.ending_at(text, position, begin)
        if cut and len(cut) > 1 and token.tag not in _PROPER_TAGS:
            break
        if (
            token.tag == "v"
            and inner < 0
            and len(word) == 1
            and not word.isascii()
            and text[begin - 1 : begin] not in ("的", "、")
        ):
            break
        if (
            token.tag in ("v", "vd")
            and inner < 0
            and (word in lexicon.outer_verbs or (len(word) > 1 and not sure and word not in words.name_verbs))
        ):
            break  # 莫方加强|政府: what somebody does is no part of a name
        if token.tag == "m" and inner < 0 and not (word.startswith("第") or len(word) <= 2 or word.isascii()):
            break
        if inner >= 0 or token.tag in _PROPER_TAGS:
            if proper >= 0 and between > gap:
                break
            proper, between = (begin if token.tag in _PROPER_TAGS else inner), 0
            if text[proper] in _GLUED and (proper + 1 in starts or text[proper + 1] in _LEVELS):
                return proper + 1, True  # 应|兰陵县…, 兼|县防汛抗旱指挥部
            common = proper
            loose = proper if token.end > core and inner < 0 else loose
        else:
            between += 1
            common = begin if token.tag in _GOOD_TAGS else common
            if token.tag not in _GOOD_TAGS and proper < 0 and between > 3:
                break
        position = begin
    if proper >= 0:
        return _first_word(story, proper, lexicon), True
    if joined >= 0 and text[common] not in _LEVELS:
        return joined, joined == loose
    return common, False


def _first_word(story: Story, proper: int, lexicon: Lexicon) -> int:
    """Where a name begins whose first word the tagger does not know (猫耳|某某工作室).

    One noun between a stop and its organization.
    """
    index = story.token_index(proper)
    if index < 2 or story.tokens[index].tag != "ORG" or story.tokens[index].begin != proper:
        return proper
    noun, before = story.tokens[index - 1], story.tokens[index - 2]
    word = story.text[noun.begin : noun.end]
    stopped = before.tag in ("p", "u", "w") or story.text[before.begin : before.end] in lexicon.before
    if noun.tag == "n" and len(word) <= 2 and stopped and word not in lexicon.apposed and word not in lexicon.titles:
        return noun.begin
    return proper


def _bracket(text: str, position: int, starts: Collection[int]) -> tuple[int, bool] | None:
    """The beginning of a bracket or quotation that ends at ``position`` and can be part of a name.

    A bracket must hold a place (中源（北京）公司); what is quoted counts as a proper noun (“石榴籽”中心).
    """
    if text[position - 1] in "）)":
        opening = max(text.rfind("（", 0, position), text.rfind("(", 0, position))
        return (opening, False) if 0 <= position - opening <= 8 and opening + 1 in starts else None
    if text[position - 1] in '”"':
        opening = max(text.rfind("“", 0, position - 1), text.rfind('"', 0, position - 1))
        return (opening, True) if opening >= 0 and position - opening <= 14 else None
    return None
