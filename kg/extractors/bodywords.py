"""The words directly before a title that name a body which no other grammar recognised."""

from __future__ import annotations

from kg.extractors.lexicon import Lexicon
from kg.extractors.meanings import Reading
from kg.extractors.signs import MARKS
from kg.extractors.story import Story

_COMMISSION = 28  # characters of a commission's name at most


def commission(reading: Reading, end: int, lexicon: Lexicon) -> int | None:
    """Where a commission's name begins whose words are a clause (国务院根治甲乙工作领导小组|组长), or None.

    Args:
        reading: the story.
        end: where the title begins.
        lexicon: the compiled tables.
    """
    text = reading.story.text
    if not text.endswith(lexicon.commissions, 0, end):
        return None
    begin = end
    while begin > 0 and text[begin - 1] not in MARKS and end - begin < _COMMISSION:
        begin -= 1
    begin += next((len(w) for w in ("兼任", "担任", "兼", "任") if text.startswith(w, begin)), 0)
    headed = lexicon.national_words.starting_at(text, begin) or text.startswith(lexicon.own_beginnings, begin)
    return begin if headed or begin in reading.starts else None


def own_words(story: Story, position: int, chained: bool, lexicon: Lexicon) -> bool:
    """Whether a bare title has words of its own before it that name a body which was not recognised (某某组织秘书长).

    Args:
        story: the story.
        position: where the title begins.
        chained: whether another post stands before it in its phrase.
        lexicon: the compiled tables.
    """
    text = story.text
    begin = position
    while begin > 0 and text[begin - 1] not in MARKS and text[begin - 1] != "兼":
        begin -= 1
    words = text[begin:position]
    if words.endswith(lexicon.passing):
        return True  # 大会主席团|常务主席
    if not words or words in lexicon.definite or (words.endswith(tuple(lexicon.definite)) and len(words) < 4):
        return False
    token = story.token_at(position - 1)
    if text[token.begin : position] in lexicon.country_bodies:
        return True  # 国会第一副主席: not of the party named before
    named = token.tag in ("n", "nz", "ORG", "LOC", "vn", "nw")
    return named and (chained or token.tag in ("nz", "ORG", "nw")) and text[token.begin : position] not in lexicon.definite
