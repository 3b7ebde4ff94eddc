"""Names of people that the tagger alone gives, as far as they look like names and stand where names stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kg.extractors.doubts import side, thing
from kg.extractors.foreign import dotted, transcribed
from kg.extractors.lexicon import Lexicon
from kg.extractors.signs import MARKS, PREPOSITIONS, family_name, followed, is_side
from kg.extractors.spans import enumerated_positions
from kg.extractors.story import Story
from kg.facts import Span


def tagged_names(story: Story, lexicon: Lexicon, places: Collection[str]) -> Iterator[Span]:
    """Names that the tagger alone gives and that look like names: a family name, or a foreign one where people stand."""
    skip = enumerated_positions(story, lexicon)
    text = story.text
    for token in story.tokens:
        name = text[token.begin : token.end]
        if token.tag != "PER" or len(name) < 2 or name in places or any(c in lexicon.never_in_name or c.isdigit() for c in name):
            continue
        glued = lexicon.before.starting_at(text, token.begin)
        if token.begin in skip or (glued and len(glued) > 1 and len(name) > len(glued)):
            continue  # 任命|甲某
        if is_side(name) or name in lexicon.no_names or lexicon.titles.ending_at(name, len(name), 1):
            continue  # 吉方, 乌军, 习主席
        if text.startswith(lexicon.not_person_before, token.end) or name in lexicon.not_people or side(name):
            continue
        if len(name) > 3 and name[-1] in "党军":
            continue  # 某真主党
        office = lexicon.titles.starting_at(text, token.begin, token.end)
        if office and token.end - token.begin - len(office) < 2:
            continue  # 王储|兼
        begin = _foreign_begin(story, token.begin + len(office or ""), places, lexicon)  # 埃米尔|某某
        begin += text[begin - 1 : begin + 1] == "了解"
        end = dotted(story, begin, len(text), lexicon) or transcribed(story, begin, token.end, lexicon)
        loose = text[end - 1] in lexicon.never_last or text[end - 1] in PREPOSITIONS
        if loose and end - begin > 2 and end < len(text) and text[end] not in MARKS:
            end -= 1  # 甲某|被, 乙某|为
        size, weight = family_name(text, begin, lexicon)
        good = size and weight > 1 and len(name) - size in (1, 2)
        if name in lexicon.national or lexicon.endings.ending_at(name, len(name)) not in (None, name[-1]):
            continue
        cue = followed(story, end, lexicon)
        titled = lexicon.titles.ending_at(text, begin) is not None
        if not titled and thing(story, begin, end, places, lexicon):
            continue
        if "·" in text[begin:end] or (
            _starts_free(story, begin, lexicon)
            and (cue >= 2.2 if good else (cue >= 3.2 and len(name) > 2) or _speaks(text, end, lexicon))
        ):
            yield Span(_dotted_begin(text, begin, end, lexicon), end)


def _foreign_begin(story: Story, begin: int, places: Collection[str], lexicon: Lexicon) -> int:
    """Where a foreign name begins whose first syllables the tagger has as a word of their own (阿马|苏里某, 主席因|凡某诺)."""
    text = story.text
    word, before = story.token_at(begin), story.token_at(begin - 1)
    if begin == 0 or before.end != begin or not all(c in lexicon.transcription for c in text[begin : word.end]):
        return begin
    first = text[before.begin : begin]
    spelled = all(c in lexicon.transcription for c in first) and len(first) < 4 and first not in places
    free = before.begin == 0 or text[before.begin - 1] in MARKS or lexicon.titles.ending_at(text, before.begin) is not None
    if spelled and free and before.tag in ("LOC", "ORG", "PER") and first not in lexicon.national:
        return before.begin
    single = text[begin - 1] in lexicon.transcription and word.end - begin > 2
    return begin - 1 if single and lexicon.titles.ending_at(text, begin - 1) and len(first) < 3 else begin


def _dotted_begin(text: str, begin: int, end: int, lexicon: Lexicon) -> int:
    """Where a name with dots begins when the tagger's word has swallowed what stands before it (向某某·某某)."""
    first = text.find("·", begin, end)
    if first < 0:
        return begin
    return max([begin, *(i + len(w) for w in lexicon.before_dotted if (i := text.rfind(w, begin, first - 1)) >= 0)])


def _speaks(text: str, end: int, lexicon: Lexicon) -> bool:
    """A verb of saying or doing of two characters follows: what a foreign name without title needs."""
    word = lexicon.after.starting_at(text, end)
    return word is not None and len(word) > 1


def _starts_free(story: Story, begin: int, lexicon: Lexicon) -> bool:
    """Whether a name can begin here: behind a mark, a title, a preposition or conjunction, or a verb that takes people."""
    text = story.text
    if begin == 0 or text[begin - 1] in MARKS:
        return True
    before = story.token_at(begin - 1)
    word = text[before.begin : begin]
    return (
        before.tag in ("p", "c", "u", "d", "LOC", "ORG", "r", "m", "TIME", "q")
        or word in lexicon.before
        or bool(lexicon.titles.ending_at(text, begin))
        or (
            before.tag == "n" and len(word) > 1 and story.token_at(begin).end - begin > 2
        )  # 群众|路线 is no name, 茶农|王小二 one
    )
