"""The people of a document: every name with good evidence, and each of its occurrences.

A name read once with good evidence (after a title, in a byline, by the tagger as a whole word in a place where people
stand) is looked
for everywhere in the document. Many names are everyday words (高兴, 成长): such an occurrence counts only where a name can stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kg.extractors.cues import bracketed_names, cued_names, listed_names, titled_names
from kg.extractors.lexicon import Lexicon, Words
from kg.extractors.posts import Post
from kg.extractors.signs import MARKS
from kg.extractors.story import Story
from kg.extractors.taggedpeople import tagged_names

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
    tagged = [[span.cut(story.text) for span in tagged_names(story, lexicon, places)] for story in stories]
    weights: Counter[str] = Counter()
    known: set[str] = set(bylines)
    titled: set[str] = set()
    for turn in range(2):
        weights = Counter(dict.fromkeys(bylines, 9))
        for story, posts, names in zip(stories, chains, tagged, strict=True):
            for span, _ in titled_names(story, posts, lexicon, known):
                weights[span.cut(story.text)] += 3
                titled.add(span.cut(story.text))
            for name in names:
                weights[name] += 1 if turn == 0 else 2
            for span in listed_names(story, known, places, lexicon):
                weights[span.cut(story.text)] += 2
            for span in (*cued_names(story, known, lexicon), *bracketed_names(story, posts, lexicon)):
                weights[span.cut(story.text)] += 3
        _tighten(weights, lexicon)
        known = {name for name, weight in weights.items() if weight >= (3 if turn == 0 else 2)}
        known -= {name for name in known - titled - set(bylines) if _is_body(name, stories, lexicon)}
    return {name: float(weights[name]) for name in _without_parts(known, stories)}


def _is_body(name: str, stories: Sequence[Story], lexicon: Lexicon) -> bool:
    """Whether what follows a name anywhere shows that it is a movement, a state or an agency: 某塞武装."""
    return any(name + word in story.text for story in stories for word in lexicon.behind_bodies)


def _tighten(weights: Counter[str], lexicon: Lexicon) -> None:
    """Give the weight of a name that swallowed its neighbour (甲某|和, 对|乙某) to the name itself, if the document has that."""
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
