"""Signs that a person's name begins or ends: family names, marks, the words that stand behind names."""

from __future__ import annotations

import re

from kg.extractors.lexicon import Lexicon
from kg.extractors.story import Story

# Characters that stand for provinces and countries (沪苏, 中美).
ABBREVIATIONS = frozenset(
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台中美英法德俄日韩朝印巴越缅泰埃以欧非伊乌盐榕穗杭柬阿尼孟加亚哈塔斯黎叙厄智秘"
)

PREPOSITIONS = frozenset("为和与对向就")
"""What the tagger takes for the last character of a name (甲某对|获奖师生)."""

MARKS = frozenset('，。、；：！？,.;:!?（）()“”"《》【】[]｜|/ \n\u3000■●▲—-…·')

# 甲、乙、丙3名航天员
_COUNTED = re.compile(r"等?[0-9一二三四五六七八九十两]{1,3}[名位人]")


def family_name(text: str, begin: int, lexicon: Lexicon) -> tuple[int, float]:
    """Length of the family name at ``begin`` and how much it speaks for a name.

    Returns:
        (2, 2.0) for a compound one, (1, 1.5) for a common, (1, 0.7) for a rare one, (0, -1.5) otherwise.
    """
    if text[begin : begin + 2] in lexicon.compound_surnames:
        return 2, 2.0
    if text[begin] in lexicon.surnames:
        return 1, 1.5
    if text[begin] in lexicon.rare_surnames:
        return 1, 0.7
    return 0, -1.5


def followed(story: Story, end: int, lexicon: Lexicon) -> float:
    """How much what stands at ``end`` says that a name has ended there."""
    char = story.text[end] if end < len(story.text) else "\n"
    if char in MARKS:
        return 3.0 if char not in "”』」》】" else 1.0
    if _COUNTED.match(story.text, end):
        return 2.6
    if char.isdigit():
        return 1.5 + (story.token_at(end).begin == end)
    word = lexicon.after.starting_at(story.text, end) or title_at(story.text, end, lexicon)
    score = 0.0
    if word:
        score = 2.2 if len(word) > 1 else 1.2
    token = story.token_at(end)
    if token.begin == end:
        score += 1.0
        if token.tag in ("v", "d", "p", "c", "u", "vd", "ad", "xc") and not word:
            score += 0.6
    return score


def title_at(text: str, position: int, lexicon: Lexicon) -> str | None:
    """The title that begins at ``position``, with 副 and the like before it, or None."""
    kept = next((k for k in lexicon.kept if text.startswith(k, position)), "") if text.startswith(lexicon.kept, position) else ""
    return lexicon.titles.starting_at(text, position + len(kept))


def is_side(name: str) -> bool:
    """Whether a string of two means a country's side, army or press (乌方, 以军)."""
    return len(name) == 2 and name[0] in ABBREVIATIONS and name[1] in "方军媒国州称企"


def rare(char: str) -> bool:
    """A character of the second level of GB 2312: seldom in words, common in names (岷, 珺)."""
    try:
        return char.encode("gb2312")[0] >= 0xD8
    except UnicodeEncodeError:
        return True
