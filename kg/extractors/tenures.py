"""Who holds the posts of a title phrase: the people behind it, or before it.

Behind: 区长甲、乙. Before: 甲任区长, 任命甲为区长, 免去甲的区长职务, 接受甲辞去区长职务的请求, 甲（某村村委会主任）,
甲，生前是某院院长, 甲州长.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kg.extractors.posts import COUPLE, Phrase, Post
from kg.extractors.roster import Person
from kg.extractors.story import Story
from kg.facts import Span

# Between a name and the posts it holds. The class: verbs of holding and becoming; (pattern, what it says of the tenure).
_HOLDS = (
    (re.compile(r"(?:被)?(?:任命|推选|选举|推举|聘|选)为(?:新一?任)?(?:第[一二三四五六七八九十百]+[届任])?$"), "appointed"),
    (re.compile(r"(?:当选|当选为|出任|就任|升任|调任|转任|接任|获任|履新|改任|任命)(?:新一?任)?$"), "appointed"),
    (re.compile(r"(?:辞去|卸任|不再担任|免去|免除|被免去)$"), "removed"),
    (re.compile(r"(?:曾任|曾担任|历任|原任|曾是)$"), "former"),
    (re.compile(r"(?:兼任|担任|任|现任|时任|已任|是|为|系|作为|身为|生前是|即)$"), None),
)
_CAREER = re.compile(r"(?:历任|曾任|曾担任|先后担任|先后任)(?:过)?$")
_APPOINT = re.compile(r"(?:任命|决定任命|推选|选举|补选|提名|聘请|聘任)$")
_REMOVE = re.compile(r"(?:免去|免除|撤销|罢免)$")
_ITS = re.compile(r"(?:免去|免除|撤销)(?:其|他|她)(?:的|兼任的|原任的)?$")
# Behind a name: 同志, and in notices what is said of its bearer's life (甲，女，汉族，1980年3月生，现任…).
_ADDRESS = re.compile(r"^(?:等?同志)?(?:[，,][男女][，,](?:[^。；\n]{0,80}[，,])?)?")
_PLANNED = re.compile(r"(?:拟|拟提名|拟推荐|推荐|提名|建议)(?:提名|推荐)?(?:担?任|为)?$")  # 拟任某局局长: not yet
_PASSIVE = re.compile(r"被[^，。；、]{0,14}$")
_BETWEEN = re.compile(r"[^。！？；\n]{0,14}$")


@dataclass(frozen=True, slots=True)
class Tenures:
    """A title phrase with its people and, where the text says so, ``appointed``, ``removed`` or ``former``."""

    phrase: Phrase
    change: str | None


def people_behind(story: Story, chain: Sequence[Post], by_begin: Mapping[int, Person], stops: Collection[int]) -> list[Span]:
    """People whose names stand directly behind a phrase: one, or several joined by 、 or 和."""
    text = story.text
    position = _behind_remark(text, chain[-1].title.end)
    position += next((len(w) for w in COUPLE if text.startswith(w, position)), 0)
    blank = _BLANK.match(text, position)  # 副区长　甲: a blank may part title and name
    position = blank.end() if blank and blank.end() in by_begin else position
    result: list[Span] = []
    while position in by_begin and not (result and position in stops):
        person = by_begin[position]
        result.append(Span(person.begin, person.end))
        position = _behind_remark(text, person.end)
        link = next((w for w in ("、", "和", "与", "及", "以及") if text.startswith(w, position)), None)
        if link is None:
            break
        position += len(link)
    return result


_BLANK = re.compile("[ \u3000]{1,3}")
_REMARK = re.compile(r"[（(][^（）()\n]{1,16}[）)]")


def _behind_remark(text: str, position: int) -> int:
    found = _REMARK.match(text, position)
    return found.end() if found else position


def people_before(story: Story, chain: Sequence[Post], people: Sequence[Person]) -> tuple[list[Span], str | None]:
    """People named before a phrase that hold its posts, and what the text says of the tenure."""
    text, begin = story.text, chain[0].begin
    sentence = story.sentence_at(begin)
    before = [p for p in people if sentence.begin <= p.begin and p.end <= begin]
    if not before:
        return _career(story, chain, people), "former"
    last = before[-1]
    between = _ADDRESS.sub("", text[last.end : begin])
    span = Span(last.begin, last.end)
    if between in ("（", "("):
        return [span], None
    if _PLANNED.search(between):
        return [], None
    if _ITS.search(between) and "。" not in between:  # 甲同志任某局局长，免去其某科科长职务
        return [span], "removed"
    if between in ("的", "") and (
        _REMOVE.search(text, sentence.begin, last.begin) or text.startswith("职务", chain[-1].title.end)
    ):
        return _group(text, before), "removed"
    if between == "" and chain[0].organization is None:
        title = chain[0].title
        return (
            ([span], None)
            if title.group not in ("role", "calling") or title.head in ("教授", "院士", "老师", "医生", "律师")
            else ([], None)
        )
    if between in ("为", "担任", "任") and _APPOINT.search(text, sentence.begin, last.begin):
        return _group(text, before), "appointed"
    if not _BETWEEN.match(between):
        return [], None
    agent = between.startswith("任命") and _PASSIVE.search(text, sentence.begin, last.begin)
    if agent:
        return [], None  # 被某国总统甲任命为总理: not the one who appoints
    for pattern, change in _HOLDS:
        found = pattern.search(between)
        if not found:
            continue
        rest = between[: found.start()]
        if len(rest) <= 8 and not re.search(r"[由与向对在把说同和跟被会见]|致电|祝贺|表示|介绍|指出|主持|[：:“]", rest):
            return (_group(text, before) if rest == "" else [span]), change
    return [], None


def _career(story: Story, chain: Sequence[Post], people: Sequence[Person]) -> list[Span]:
    """Whose former posts a sentence without a subject lists (历任某局局长等职): the one person of its paragraph so far."""
    begin = chain[0].begin
    sentence, paragraph = story.sentence_at(begin), story.paragraph_at(begin)
    if not _CAREER.search(story.text, sentence.begin, begin):
        return []
    earlier = [p for p in people if paragraph.begin <= p.begin < sentence.begin]
    return [Span(earlier[-1].begin, earlier[-1].end)] if len({p.name for p in earlier}) == 1 else []


def _group(text: str, before: Sequence[Person]) -> list[Span]:
    """The last person and those joined to it by 、 or 和."""
    result = [Span(before[-1].begin, before[-1].end)]
    for person in reversed(before[:-1]):
        if _ADDRESS.sub("", text[person.end : result[0].begin]) not in ("、", "和"):
            break
        result.insert(0, Span(person.begin, person.end))
    return result


def phrases_of(story: Story, chains: Sequence[Sequence[Post]], people: Sequence[Person]) -> list[Tenures]:
    """Every title phrase of a story that somebody holds, in order."""
    stops = {p.begin for chain in chains for p in chain}
    by_begin = {p.begin: p for p in people}
    starts = sorted(p.begin for p in people)
    result = []
    for chain in chains:
        chain = _without_people(list(chain), starts)
        if not chain:
            continue
        behind = people_behind(story, chain, by_begin, stops)
        if behind:
            change = (
                "appointed"
                if re.search(r"(?:任命|补选|选举)$", story.text[max(0, chain[0].begin - 4) : chain[0].begin])
                else None
            )
            result.append(Tenures(Phrase(tuple(chain), tuple(behind)), change))
            continue
        before, change = people_before(story, chain, people)
        if before:
            result.append(Tenures(Phrase(tuple(chain), tuple(before)), change))
    return result


def _without_people(chain: list[Post], starts: Sequence[int]) -> list[Post]:
    """A chain never runs over a name: 副主任甲、秘书长乙 are two phrases already; this drops posts inside a name."""
    return [p for p in chain if bisect.bisect_left(starts, p.title.begin) == bisect.bisect_left(starts, p.title.end)]
