"""Names of other languages: with a middle dot (古丽米热·阿不来提), or written in characters of transcription (埃尔多安)."""

from __future__ import annotations

import re

from kg.extractors.lexicon import Lexicon
from kg.extractors.signs import MARKS, title_at
from kg.extractors.story import Story

_DOTS = "·•‧・∙⋅．－-"
# Names with a middle dot, of minorities and foreigners: 古丽米热·阿不来提, 约翰·F·肯尼迪.
_DOTTED = re.compile(rf"[\u4e00-\u9fff]{{1,8}}(?:[{_DOTS}][A-Z\u4e00-\u9fff]{{1,8}}){{1,3}}")
# A name that fills the place up to the people its bearer belongs to: 某某·某某某（哈萨克族）.
_PEOPLE = re.compile(r"[\u4e00-\u9fff]{1,7}(?=[（(](?:女，?)?[\u4e00-\u9fff]{1,5}族[）)])")


def dotted(story: Story, begin: int, end: int, lexicon: Lexicon) -> int | None:
    """The end of a name with a middle dot that begins at ``begin``, or None.

    The tagger's word for a person that holds the last part ends it. Without one, the last part runs up to the first word that
    stands after names (表示, 一行) or that the tagger has as another word of a class that ends names.
    """
    text = story.text
    found = _DOTTED.match(text, begin, end)
    if not found:
        return None
    first = story.token_at(begin)
    if first.tag == "PER" and first.begin == begin and first.end < begin + len(re.split(f"[{_DOTS}]", found.group())[0]):
        behind = story.token_at(first.end)
        if behind.begin == first.end and behind.tag in ("v", "vd", "p", "c", "d"):
            return None  # 甲某致电凯斯·赛义德
    last = max(text.rfind(dot, begin, found.end()) for dot in _DOTS)
    whole = _PEOPLE.match(text, last + 1)
    if whole:
        return whole.end()
    token = story.token_at(last + 1)
    if token.tag == "PER" and last + 2 < token.end <= found.end():
        behind = story.token_at(token.end)
        more = behind.tag == "PER" and behind.begin == token.end and _spelled(text[behind.begin : behind.end], lexicon)
        return behind.end if more else transcribed(story, begin, token.end, lexicon)
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


def transcribed(story: Story, begin: int, end: int, lexicon: Lexicon) -> int:
    """The end of a foreign name whose last syllables the tagger has cut off (埃尔多|安).

    It goes on over whole words of the tagger that are made of characters of transcription and are no verbs or particles, and over
    one such character that cannot be a word of its own here, because a mark or a word that stands after names follows it.
    """
    text = story.text
    if end - begin < 2 or not _spelled(text[begin:end], lexicon):
        return end
    if end - begin < 3 and text[begin] in lexicon.surnames:
        return end
    while end < len(text):
        token = story.token_at(end)
        word = text[token.begin : token.end]
        if _last_syllable(story, end, lexicon):
            return end + 1
        if token.begin != end or len(word) > 4 or token.tag in ("v", "vd", "d", "ad", "p", "u", "c", "w", "xc", "TIME"):
            break
        if token.tag == "ORG" and not _ends(story, token.end, lexicon):
            break
        if token.tag == "LOC" and not lexicon.after.starting_at(text, token.end) and not text[token.end].isdigit():
            break  # 贝德罗|西安16日称
        if not _spelled(word, lexicon) or lexicon.titles.starting_at(text, end):
            break
        end = token.end
    return end


def _last_syllable(story: Story, at: int, lexicon: Lexicon) -> bool:
    """Whether the character at ``at`` ends the foreign name before it (埃尔多|安通电话, 某尔特|加和) and is no word (甲某|让)."""
    text = story.text
    token = story.token_at(at)
    word = lexicon.after.starting_at(text, at)
    if text[at] not in lexicon.transcription or token.begin != at or (word and len(word) > 1):
        return False
    if token.end - at > 1:  # the tagger's word holds the next one's beginning: 安通|电话
        behind = lexicon.after.starting_at(text, at + 1)
        return token.tag in ("v", "n") and behind is not None and len(behind) > 1 and at + 1 + len(behind) > token.end
    return token.tag in ("v", "d", "vd", "nz", "n") and _ends(story, at + 1, lexicon)


def _ends(story: Story, at: int, lexicon: Lexicon) -> bool:
    """Whether a mark or a word that stands after names is at ``at``."""
    return at >= len(story.text) or story.text[at] in MARKS or lexicon.after.starting_at(story.text, at) is not None


def _spelled(name: str, lexicon: Lexicon) -> bool:
    """Whether a string is made of characters of transcription only."""
    return all(c in lexicon.transcription or c in "·-" for c in name)
