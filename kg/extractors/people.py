"""Where a person's name ends: reading a name from its first character.

The tagger alone finds little more than half of the people of local news, because many names are everyday words
(高兴, 时光). After a title the reader knows that a name begins; what remains is how long it is. Every length
is scored by what speaks for it: the mark or word behind it, the tagger's words, the family name, the tagger's opinion
and whether the same string stands elsewhere in the document where a name would stand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kg.extractors.doubts import other_words, reported
from kg.extractors.foreign import dotted, transcribed
from kg.extractors.lexicon import Lexicon
from kg.extractors.signs import MARKS, PREPOSITIONS, family_name, followed, is_side, rare, title_at
from kg.extractors.story import Story

ENOUGH = 2.6
"""The score from which a string after a title counts as a name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A name read from its first character: its end and how much speaks for it."""

    end: int
    score: float


def _post_at(text: str, position: int, lexicon: Lexicon) -> bool:
    """Whether a title stands at ``position``, or within two characters of an organ before it (和省长, 和市委书记)."""
    return any(title_at(text, position + i, lexicon) is not None for i in range(3))


def _han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def read_name(
    story: Story, begin: int, limit: int, lexicon: Lexicon, known: Collection[str] = (), *, enough: float = ENOUGH
) -> Reading | None:
    """The person's name that begins at ``begin``.

    Args:
        story: the story.
        begin: where the name would begin.
        limit: where it must end at the latest.
        lexicon: the compiled tables.
        known: names read with good evidence elsewhere in the document.
        enough: the least score that counts.

    Returns:
        The best reading, or None where nothing reads as a name.
    """
    text = story.text
    limit = min(limit, len(text))
    if begin >= limit or not _han(text[begin]):
        return None
    verb = lexicon.before.starting_at(text, begin)
    end = dotted(story, begin, limit, lexicon)
    if end:
        swallowed = verb is not None and len(verb) > 1 and story.token_at(begin).end == begin + len(verb)
        return None if swallowed else Reading(end, 4.0)  # 主席|致电某·某
    size, weight = family_name(text, begin, lexicon)
    end = reported(text, begin, limit)
    if end and size and size < end - begin <= size + 2 and all(map(_han, text[begin:end])):
        return Reading(end, 4.0)
    token = story.token_at(begin)
    person = token.tag == "PER" and token.begin == begin
    word = lexicon.before.starting_at(text, begin) or lexicon.after.starting_at(text, begin)
    official = lexicon.government_titles.get(text[begin - 2 : begin]) is not None  # 副区长|许愿: every word can be a name
    opening = bool(word and len(word) > 1)  # 总书记关于…: a word that goes on the sentence
    best: Reading | None = None
    for length in range(2, 9):
        end = begin + length
        within = person and end <= token.end and length > 2  # a particle's character inside the tagger's word
        if end > limit or not _han(text[end - 1]):
            break
        if text[end - 1] in lexicon.never_in_name and not within:
            break
        name = text[begin:end]
        tagged = person and token.end == end
        behind = lexicon.after.starting_at(text, end)
        trusted = enough < ENOUGH and (official or end >= len(text) or text[end] in MARKS or bool(behind and len(behind) > 1))
        if length > 4 and not tagged and name not in known:
            continue
        if not tagged and name not in known and not (trusted and (size or official)) and other_words(story, begin, end, lexicon):
            continue
        cue = followed(story, end, lexicon)
        score = weight + cue + (2.5 if tagged else 0.0) + (4.0 if name in known else 0.0)
        score += {2: 0.0, 3: 0.3, 4: 0.0 if size == 2 else -0.8}.get(length, -1.0)
        if name not in known and text[end - 1] in lexicon.never_last and not (tagged and end < len(text) and text[end] in MARKS):
            score -= 1.5 if not tagged else 2.5
        elif tagged and length > 2 and text[end - 1] in PREPOSITIONS and end < len(text) and text[end] not in MARKS:
            score -= 3.0  # the tagger's word holds 为
        if not tagged and end < len(text) and text[end] in MARKS and length <= 2 + max(1, size):
            score += 2.0 if size or text[end] == "、" else 1.0  # a name fills the place between title and mark
        if text[end - 1] in "说称" and length > 2:
            score -= 4.0
        if (
            person
            and token.end == end - 1
            and length == 3
            and (size == 1 or (end < len(text) and text[end] in MARKS))
            and text[end - 1] not in lexicon.never_last
        ):
            score += 2.6 if cue >= 2.2 else 0.0  # the tagger's word is one short (马某|来出席)
        if (
            not tagged
            and name not in known
            and (text[begin] in lexicon.never_first or (text[begin] in lexicon.seldom_first and not (length < 4 and cue >= 2.2)))
        ):
            score -= 5.0
        if token.begin == begin and token.end == end and not tagged and any(map(rare, name)):
            score += 2.0
        if opening and tagged and name != word:
            score -= 4.0  # 任命|甲某
        if opening and not tagged and (name == word or not (end < len(text) and text[end] in MARKS)):
            score -= 4.0 if name == word else 2.5
        if name in lexicon.no_names or is_side(name) or (length > 2 and lexicon.titles.ending_at(name, length, 1)):
            continue
        if name not in known and text[end - 1] in lexicon.never_last and title_at(text, end - 1, lexicon):
            score -= 6.0  # 何某|副委员长
        inner = lexicon.after.starting_at(text, end - 1)
        if name not in known and length > 2 and inner and len(inner) > 1 and not (tagged and text[end : end + 1] in MARKS):
            score -= 5.0  # 何某|担任, 某某|成为, 某某|通电话
        if name not in known and length > 2 and text[end - 1] == "和" and _post_at(text, end, lexicon):
            score -= 6.0  # 陈某|和省长吴某
        if not tagged and length > 2 and story.token_at(end - 1).tag == "PER" and story.token_at(end - 1).end == end:
            score += 2.0  # the tagger has the end of the name
        if size == 2 and length == 2:
            score -= 2.0
        if size == 1 and length == 4 and not tagged:
            score -= 1.2
        if size == 0 and length > 3 and not tagged:
            score -= 1.0
        inside = lexicon.after.ending_at(text, end, begin + max(1, size))
        if not tagged and inside and len(inside) > 1:  # 雷霆来到 is no name of four
            score -= 1.5
        if best is None or score > best.score:
            best = Reading(end, score)
    if best and person and token.end == best.end:
        best = Reading(transcribed(story, begin, best.end, lexicon), best.score)
    return best if best and best.score >= enough else None
