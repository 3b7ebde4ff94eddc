"""The people of a document: every name with good evidence, and each of its occurrences.

A name read once with good evidence (after a title, in a byline, by the tagger as a whole word in a place where people
stand) is looked
for everywhere in the document. Many names are everyday words (高兴, 成长): such an occurrence counts only where a name can stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.extractors.lexicon import Lexicon, Words
from kg.extractors.people import ENOUGH, MARKS, dotted, family_name, followed, rare, read_name, transcribed
from kg.extractors.posts import Post, Title, post_ahead, read_people
from kg.extractors.spans import ABBREVIATIONS, enumerated_positions
from kg.extractors.story import Story
from kg.facts import Span

_BEFORE_NAME = (
    "由",
    "与",
    "和",
    "同",
    "对",
    "向",
    "给",
    "为",
    "把",
    "让",
    "请",
    "据",
    "是",
    "叫",
    "被",
    "及",
    "暨",
    "以及",
    "作者",
    "授予",
    "看望",
    "慰问",
    "会见",
    "任命",
    "免去",
    "接受",
    "通过",
    "当选",
)


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """An occurrence of a person's name in a story's text."""

    begin: int
    end: int
    name: str
    extractor: str
    confidence: float


def titled_names(
    story: Story, chains: Sequence[Sequence[Post]], lexicon: Lexicon, known: Collection[str]
) -> Iterator[tuple[Span, Title]]:
    """Names that stand directly after a chain of posts, with the last title before them."""
    stops = sorted({post.begin for chain in chains for post in chain})
    for chain in chains:
        title = chain[-1].title
        sentence = story.sentence_at(title.end)
        before = story.token_at(title.begin - 1) if title.begin else None
        if before and before.tag == "PER" and chain[-1].organization is None and len(chain) == 1:
            continue  # 某某总书记: the name stands before
        sure = title.group in ("party", "government", "body")
        if title.group == "state" and story.text.startswith(lexicon.relatives, title.end):
            continue
        people = read_people(story, title.end, sentence.end, lexicon, known, stops, enough=1.7 if sure else ENOUGH)
        for span in people:
            name = span.cut(story.text)
            if name in lexicon.national or (len(name) > 2 and name in lexicon.endings):
                break
            if (title.group == "role" or title.head == "党员" or title.head in lexicon.crowds) and not _sure(
                story, span, lexicon
            ):
                break
            if story.text.startswith(lexicon.not_person_before, span.end):
                break
            yield span, title


def _sure(story: Story, span: Span, lexicon: Lexicon) -> bool:
    """After a word such as 居民 or 选手 a name needs more: the tagger's word, or a family name and a mark behind."""
    token = story.token_at(span.begin)
    if token.tag == "PER" and token.begin == span.begin and token.end == span.end:
        return True
    size, weight = family_name(story.text, span.begin, lexicon)
    if any(map(rare, span.cut(story.text))) and token.begin == span.begin and token.end == span.end:
        return True
    if lexicon.saying.starting_at(story.text, span.end) and span.end - span.begin == 3 and size:
        return True
    marked = span.end >= len(story.text) or story.text[span.end] in MARKS
    return "·" in span.cut(story.text) or (
        size > 0
        and weight > 1
        and span.end - span.begin <= 3 + (size == 2)
        and (marked or followed(story, span.end, lexicon) >= 2.2)
    )


def tagged_names(story: Story, lexicon: Lexicon, places: Collection[str]) -> Iterator[Span]:
    """Names that the tagger alone gives and that look like names: a family name, or a foreign one where people stand."""
    skip = enumerated_positions(story, lexicon)
    text = story.text
    for token in story.tokens:
        name = text[token.begin : token.end]
        if token.begin in skip:
            continue
        if len(name) == 2 and name[0] in ABBREVIATIONS and name[1] in "方军媒国州":
            continue  # 吉方, 乌军
        if text.startswith(lexicon.not_person_before, token.end):
            continue
        if token.tag != "PER" or len(name) < 2 or name in places or any(c in lexicon.never_in_name or c.isdigit() for c in name):
            continue
        end = dotted(story, token.begin, len(text), lexicon) or transcribed(story, token.begin, token.end, lexicon)
        size, weight = family_name(text, token.begin, lexicon)
        good = size and weight > 1 and len(name) - size in (1, 2)
        if name in lexicon.national or lexicon.endings.ending_at(name, len(name)) not in (None, name[-1]):
            continue
        cue = followed(story, end, lexicon)
        if "·" in text[token.begin : end] or (
            _starts_free(story, token.begin, lexicon)
            and (cue >= 2.2 if good else (cue >= 3.2 and len(name) > 2) or _speaks(text, end, lexicon))
        ):
            yield Span(token.begin, end)


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
        or (before.tag == "n" and story.token_at(begin).end - begin > 2)  # 群众|路线 is no name, 茶农|王小二 one
    )


def collect(
    stories: Sequence[Story],
    chains: Sequence[Sequence[Sequence[Post]]],
    bylines: Collection[str],
    places: Collection[str],
    lexicon: Lexicon,
) -> dict[str, float]:
    """Names of people with their evidence.

    Two rounds: what the first reads surely helps the second to end doubtful names.

    Args:
        stories: the stories of the document.
        chains: for each story its chains of posts.
        bylines: names in the bylines.
        places: names of places and organizations, which are no people.
        lexicon: the compiled tables.

    Returns:
        Name to weight; only names with enough.
    """
    weights: Counter[str] = Counter()
    known: set[str] = set(bylines)
    for turn in range(2):
        weights = Counter(dict.fromkeys(bylines, 9))
        for story, posts in zip(stories, chains, strict=True):
            for span, _ in titled_names(story, posts, lexicon, known):
                weights[span.cut(story.text)] += 3
            for span in tagged_names(story, lexicon, places):
                weights[span.cut(story.text)] += 1 if turn == 0 else 2
            for span in listed_names(story, known, lexicon):
                weights[span.cut(story.text)] += 2
            for span in (*cued_names(story, known, lexicon), *bracketed_names(story, posts, lexicon)):
                weights[span.cut(story.text)] += 3
        _tighten(weights, lexicon)
        known = {name for name, weight in weights.items() if weight >= (3 if turn == 0 else 2)}
    return {name: float(weights[name]) for name in _without_parts(known, stories)}


# A name between these: 任命甲为, 免去甲的, 接受甲辞去, 授予甲…称号.
_APPOINTED = re.compile(
    r"(?:任命|免去|接受|补选|推选|追授|聘请|聘任|选举|提名|推举|委任)([一-龥·]{2,12}?)(?=为|的[^，。；]{2,40}职务|辞去|同志|担任|等)"
)
# A name that becomes something at the beginning of a clause: 聘任甲为总裁、乙为秘书.
_RELIEVED = re.compile(r"(?<=[\n；：;:])([一-龥]{2,4})的(?=[^，。；,;\n]{2,40}职务)")
_BECOMES = re.compile(r"(?<=[、，；,;：:\n])([一-龥]{2,4})(?:为|出任|任)(?=[^、，。；,;]{0,24})")
# A name behind a team: 某某队甲.
_TEAM = re.compile(r"[一-龥]{2}队(?=[一-龥]{2,4})")
# A name behind an age, and before a verb of saying at the end of a quotation.
_AGED = re.compile(r"[0-9]{1,3}岁的")


def cued_names(story: Story, known: Collection[str], lexicon: Lexicon) -> Iterator[Span]:
    """Names in the classes of phrases that hold one: 任命甲为, 免去甲的…职务, 九十七岁的甲, “…。”甲说."""
    text = story.text
    for found in _APPOINTED.finditer(text):
        names = found.group(1)
        if (lexicon.before.starting_at(names, 0) and len(names) > 4) or lexicon.titles.ending_at(names, len(names)):
            continue
        if (2 <= len(names) <= 4 or "·" in names) and not lexicon.before.starting_at(names, 0):
            yield Span(found.start(1), found.end(1))
    for found in _RELIEVED.finditer(text):
        if family_name(text, found.start(1), lexicon)[0]:
            yield Span(found.start(1), found.end(1))
    for found in _BECOMES.finditer(text):
        end = next((i for i in range(found.end(), min(len(text), found.end() + 24)) if text[i] in MARKS), len(text))
        if lexicon.titles.ending_at(text, end, found.end()) and family_name(text, found.start(1), lexicon)[0]:
            yield Span(found.start(1), found.end(1))
    for found in _TEAM.finditer(text):
        reading = read_name(story, found.end(), min(len(text), found.end() + 5), lexicon, known, enough=3.6)
        if reading and family_name(text, found.end(), lexicon)[1] >= 1.5 and story.is_boundary(found.end()):
            yield Span(found.end(), reading.end)
    for found in _AGED.finditer(text):
        reading = read_name(story, found.end(), min(len(text), found.end() + 8), lexicon, known, enough=2.2)
        if reading:
            yield Span(found.end(), reading.end)
    for at in (i + 1 for i, c in enumerate(text[:-3]) if c in "”。，"):
        reading = read_name(story, at, min(len(text), at + 5), lexicon, known, enough=3.4)
        if not reading or not lexicon.saying.starting_at(text, reading.end) or (text[at - 1] == "，" and reading.end - at > 3):
            continue
        token = story.token_at(at)
        word = token.begin == at and token.end == reading.end and token.tag in ("n", "vn", "v", "a", "d", "nz", "r", "t")
        if family_name(text, at, lexicon)[1] >= 1.5 and not word and reading.end - at in (2, 3, 4):
            yield Span(at, reading.end)


def bracketed_names(story: Story, chains: Sequence[Sequence[Post]], lexicon: Lexicon) -> Iterator[Span]:
    """Names before a bracket that holds posts: 甲（某区副区长）."""
    text = story.text
    for chain in chains:
        opening = chain[0].begin - 1
        if opening < 2 or text[opening] not in "（(":
            continue
        for length in (3, 2, 4):
            begin = opening - length
            free = (
                begin == 0
                or text[begin - 1] in MARKS
                or (bool(lexicon.before.ending_at(text, begin)) and story.is_boundary(begin))
            )
            size = family_name(text, begin, lexicon)[0] if begin >= 0 else 0
            if begin >= 0 and free and size and (size == 2) == (length == 4) | (size == 2 and length == 3):
                yield Span(begin, opening)
                break


def listed_names(story: Story, known: Collection[str], lexicon: Lexicon) -> Iterator[Span]:
    """Names in an enumeration with known ones: 甲、乙和丙 where one of them is known and the others look like names."""
    text = story.text
    for name in known:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            while end < len(text) and text[end] in "、和":
                reading = read_name(story, end + 1, min(len(text), end + 12), lexicon, known, enough=3.6)
                if not reading or not family_name(text, end + 1, lexicon)[0]:
                    break
                if post_ahead(story, end + 1, lexicon):
                    break
                loose = reading.end < len(text) and text[reading.end] not in MARKS | {"等", "和"}
                if loose and text[end + 1 : reading.end] not in known and followed(story, reading.end, lexicon) < 2.2:
                    break
                yield Span(end + 1, reading.end)
                end = reading.end
            at = text.find(name, at + 1)


def _tighten(weights: Counter[str], lexicon: Lexicon) -> None:
    """Give the weight of a name that has swallowed its neighbour (甲某|和, 对|乙某) to the name itself, where the document has that."""
    for name in sorted(weights, key=len, reverse=True):
        shorter = {name[:-1]} if name[-1] in lexicon.loose_last else set()
        shorter |= {name[1:]} if name[0] in lexicon.loose_first else set()
        for other in sorted(shorter):
            begins = other != name[1:] or other[0] in lexicon.surnames or len(other) > 3
            if len(other) >= 2 and weights.get(other, 0) >= max(2, weights[name]) and begins:
                weights[other] += weights.pop(name, 0)
                break


def _without_parts(names: Collection[str], stories: Sequence[Story]) -> set[str]:
    """Drop names that only ever stand inside a longer one (褚有 of 褚有为)."""
    kept = set()
    for name in names:
        longer = [other for other in names if name != other and name in other]
        alone = any(_alone(story.text, name, longer) for story in stories)
        if alone or not longer:
            kept.add(name)
    return kept


def _alone(text: str, name: str, longer: Sequence[str]) -> bool:
    at = text.find(name)
    while at >= 0:
        if not any(text.startswith(other, at - other.find(name)) for other in longer if at >= other.find(name)):
            return True
        at = text.find(name, at + 1)
    return False


def full_names(names: Collection[str]) -> dict[str, str]:
    """Short foreign names with the full name of the document that they are the last part of (巴雷拉 → 某某·巴雷拉)."""
    result = {}
    for name in names:
        full = [other for other in names if other != name and other.endswith(("·" + name, "•" + name, "-" + name))]
        if "·" not in name and len(full) == 1:
            result[name] = full[0]
    return result


def occurrences(
    story: Story, names: Mapping[str, float], titled: Collection[tuple[int, int]], lexicon: Lexicon, blocked: Collection[int]
) -> list[Person]:
    """Every occurrence of the names in a story, longest first where they overlap.

    Args:
        story: the story.
        names: the people of the document.
        titled: (begin, end) of names read after titles, which count as they are.
        lexicon: the compiled tables.
        blocked: positions inside titles of works.
    """
    found = []
    for begin, end, name in Words(names).find(story.text) if names else ():
        if begin in blocked:
            continue
        if (begin, end) in titled:
            found.append(Person(begin, end, name, "titles", 0.95))
        elif _stands_alone(story, begin, end, lexicon):
            found.append(Person(begin, end, name, "names", 0.9))
    return found


def _stands_alone(story: Story, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a known name's characters are that name here, and not an everyday word or part of one."""
    text = story.text
    token = story.token_at(begin)
    if token.tag == "PER" and token.begin <= begin and end <= token.end:
        return token.begin == begin or text[token.begin : begin] in _BEFORE_NAME or token.end == end
    if "·" in text[begin:end]:
        return True
    whole = token.begin == begin and token.end == end
    if token.begin == begin and not whole and story.is_boundary(end):
        return True
    before = text[begin - 1] if begin else "\n"
    free = before in MARKS or any(text.endswith(w, 0, begin) for w in _BEFORE_NAME)
    free = free or bool(lexicon.titles.ending_at(text, begin))
    if end - begin >= 3 and not whole:
        return free or story.is_boundary(begin) or story.is_boundary(end)
    if not free:
        return False
    char = text[end] if end < len(text) else "\n"
    if char in MARKS:
        return before not in "，" or char in "、，）)" or end - begin > 2
    word = lexicon.after.starting_at(text, end)
    return bool(word) and (len(word or "") > 1 or (word or "") in "说称等和与在率任将已也还")
