"""Where a person's name ends: reading a name from its first character.

The tagger alone finds little more than half of the people of local news, because many names are everyday words
(高兴, 时光). After a title the reader knows that a name begins; what remains is how long it is. Every length
is scored by what speaks for it: the mark or word behind it, the tagger's words, the family name, the tagger's opinion
and whether the same string stands elsewhere in the document where a name would stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from kg.extractors.lexicon import Lexicon
from kg.extractors.story import Story

# Characters that stand for provinces and countries (沪苏, 中美).
ABBREVIATIONS = frozenset(
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台中美英法德俄日韩朝印巴越缅泰埃以欧非伊乌盐榕穗杭柬阿尼孟加亚哈塔斯黎叙厄智秘"
)

MARKS = frozenset('，。、；：！？,.;:!?（）()“”"《》【】[]｜|/ \n\u3000■●▲—-…·')
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
# Names with a middle dot, of minorities and foreigners: 古丽米热·阿不来提, 约翰·F·肯尼迪.
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•‧・．－-][A-Z\u4e00-\u9fff]{1,8}){1,3}")

# 甲、乙、丙3名航天员
_COUNTED = re.compile(r"等?[0-9一二三四五六七八九十两]{1,3}[名位人]")

ENOUGH = 2.6
"""The score from which a string after a title counts as a name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A name read from its first character: its end and how much speaks for it."""

    end: int
    score: float


_AFTER_DOTTED = frozenset("和与为等一是同向对")


def dotted(story: Story, begin: int, end: int, lexicon: Lexicon) -> int | None:
    """The end of a name with a middle dot that begins at ``begin``, or None.

    What follows the last dot runs up to the first word that stands after names (表示, 一行) or that the tagger has as
    another word of a class that ends names.
    """
    text = story.text
    found = _DOTTED.match(text, begin, end)
    if not found:
        return None
    first = story.token_at(begin)
    if first.tag == "PER" and first.begin == begin and first.end < begin + len(re.split("[·•‧・．－-]", found.group())[0]):
        behind = story.token_at(first.end)
        if behind.begin == first.end and behind.tag in ("v", "vd", "p", "c", "d"):
            return None  # 甲某致电凯斯·赛义德
    last = max(text.rfind(dot, begin, found.end()) for dot in "·•‧・．－-")
    for i in range(last + 2, found.end()):
        word = lexicon.after.starting_at(text, i)
        token = story.token_at(i)
        if title_at(text, i, lexicon):
            return i
        single = word is not None and len(word) == 1 and token.begin == i and token.end - i == 1 and token.tag != "PER"
        if (
            single
            and text[i] in lexicon.transcription
            and (lexicon.after.starting_at(text, i + 1) or text[i + 1 : i + 2] in MARKS)
        ):
            single = False  # 约翰·柯|比表示
        if word and (len(word) > 1 or single):
            return i
        if token.begin == i and token.tag in ("v", "vd", "p", "d", "ad", "c") and token.end - i > 1:
            return i
    return found.end()


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


def _post_at(text: str, position: int, lexicon: Lexicon) -> bool:
    """Whether a title stands at ``position``, or within two characters of an organ before it (和省长, 和市委书记)."""
    return any(title_at(text, position + i, lexicon) is not None for i in range(3))


def is_side(name: str) -> bool:
    """Whether a string of two means a country's side, army or press (乌方, 以军)."""
    return len(name) == 2 and name[0] in ABBREVIATIONS and name[1] in "方军媒国州称企"


def rare(char: str) -> bool:
    """A character of the second level of GB 2312: seldom in words, common in names (岷, 珺)."""
    try:
        return char.encode("gb2312")[0] >= 0xD8
    except UnicodeEncodeError:
        return True


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
    if begin >= limit or not _HAN.match(text[begin]):
        return None
    end = dotted(story, begin, limit, lexicon)
    if end:
        return Reading(end, 4.0)
    size, weight = family_name(text, begin, lexicon)
    token = story.token_at(begin)
    person = token.tag == "PER" and token.begin == begin
    word = lexicon.before.starting_at(text, begin) or lexicon.after.starting_at(text, begin)
    opening = bool(word and len(word) > 1)  # 总书记关于…: a word that goes on the sentence
    best: Reading | None = None
    for length in range(2, 9):
        end = begin + length
        if end > limit or text[end - 1] in MARKS or text[end - 1] in lexicon.never_in_name or not _HAN.match(text[end - 1]):
            break
        name = text[begin:end]
        tagged = person and token.end == end
        if length > 4 and not tagged and name not in known:
            continue
        score = weight + followed(story, end, lexicon) + (2.5 if tagged else 0.0) + (4.0 if name in known else 0.0)
        score += {2: 0.0, 3: 0.3, 4: 0.0 if size == 2 else -0.8}.get(length, -1.0)
        if name not in known and text[end - 1] in lexicon.never_last and not (tagged and end < len(text) and text[end] in MARKS):
            score -= 1.5 if not tagged else 2.5
        elif tagged and length > 2 and text[end - 1] in "为和与" and end < len(text) and text[end] not in MARKS:
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
            score += 2.6 if followed(story, end, lexicon) >= 2.2 else 0.0  # the tagger's word is one short (马某|来出席)
        if (
            not tagged
            and name not in known
            and (
                text[begin] in lexicon.never_first
                or (text[begin] in lexicon.seldom_first and not (length < 4 and followed(story, end, lexicon) >= 2.2))
            )
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
        behind = lexicon.after.starting_at(text, end - 1)
        if name not in known and length > 2 and behind and len(behind) > 1 and not (tagged and text[end : end + 1] in MARKS):
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


def transcribed(story: Story, begin: int, end: int, lexicon: Lexicon) -> int:
    """The end of a foreign name whose last syllables the tagger has cut off (埃尔多|安).

    It goes on over whole words of the tagger that are made of characters of transcription and are no verbs or particles.
    """
    text = story.text
    if end - begin < 2 or not all(c in lexicon.transcription for c in text[begin:end]):
        return end
    if end - begin < 3 and text[begin] in lexicon.surnames:
        return end
    while end < len(text):
        token = story.token_at(end)
        word = text[token.begin : token.end]
        if token.begin != end or len(word) > 3 or token.tag in ("v", "vd", "d", "ad", "p", "u", "c", "w", "xc", "ORG", "TIME"):
            break
        if token.tag == "LOC" and not lexicon.after.starting_at(text, token.end) and not text[token.end].isdigit():
            break  # 贝德罗|西安16日称
        if not all(c in lexicon.transcription for c in word) or lexicon.titles.starting_at(text, end):
            break
        end = token.end
    return end
