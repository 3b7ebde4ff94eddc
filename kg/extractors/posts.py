"""Title phrases: posts and the people who hold them.

The class of phrases: ``区委常委、组织部部长秦某``; ``副区长甲、乙、丙``; ``区委副书记、代区长某``;
``县委常委、副县长（挂职）某``;
``甲任某局局长``; ``任命甲为…副主任``; ``免去甲的…职务``; ``养殖大户甲（某村党支部书记、村委会主任）``; ``州长某``, ``某州长``.
This module finds titles, chains posts that belong together and reads the names behind them; which organization a post is in
is decided in :mod:`kg.extractors.positions`.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kg.extractors.lexicon import Lexicon
from kg.extractors.overlaps import Overlaps
from kg.extractors.people import ENOUGH, Reading, read_name
from kg.extractors.signs import MARKS
from kg.extractors.story import Story
from kg.facts import Span

_REMARK = re.compile(r"[（(]([^（）()\n]{1,14})[）)]")
_BELONGING = re.compile(r"(?:附属|直属|下属|所属)$")
COUPLE = ("夫妇", "夫妻")  # between a title and the names of both: 老党员夫妇甲、乙
_ONE_OF = "之一"  # 创始人之一甲某
_LINK = ("、", "兼任", "兼", "，兼任", "，兼", "和", " ", "，", ",")
_NAME_LINK = ("、", "和", "与", "及", "以及")
_NOT_BEFORE_FORMER = frozenset("会之日目从此以向往先饭课事")


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a story's text.

    ``core`` is where the title proper begins (behind 原, 代), ``name`` the title with 副 and the like.
    """

    begin: int
    core: int
    end: int
    name: str
    head: str
    group: str
    status: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """A title with the span of the organization directly before it (None where it stands bare)."""

    title: Title
    organization: Span | None

    @property
    def begin(self) -> int:
        """First character of the organization, or of the title."""
        return self.organization.begin if self.organization else self.title.begin


@dataclass(frozen=True, slots=True)
class Phrase:
    """Posts that belong to the same people; ``people`` are spans of names."""

    posts: tuple[Post, ...]
    people: tuple[Span, ...]

    @property
    def begin(self) -> int:
        """First character of the phrase."""
        return min(self.posts[0].begin, *(p.begin for p in self.people)) if self.people else self.posts[0].begin

    @property
    def end(self) -> int:
        """Behind the last character of the phrase."""
        return max(self.posts[-1].title.end, *(p.end for p in self.people)) if self.people else self.posts[-1].title.end


def find_titles(
    story: Story, lexicon: Lexicon, skip: Collection[int] = (), places: Sequence[tuple[int, int]] = ()
) -> list[Title]:
    """All titles of a story, with 副, 常务副 and the like, and with 原 or 代 before them.

    Args:
        story: the story.
        lexicon: the compiled tables.
        skip: positions where no title begins (titles of works).
        places: (begin, end) of known places; what only looks like a title across two of them is none.
    """
    text, result = story.text, []
    known = Overlaps((b, e, (b, e)) for b, e in places)
    for begin, end, head in lexicon.titles.find(text):
        if (
            begin in skip
            or text.startswith(lexicon.prospective, end)
            or text[end : end + 1] in lexicon.continued.get(head, lexicon.continued["default"])
        ):
            continue
        token = story.token_at(begin)
        if token.tag == "PER" and token.end >= end and (token.begin, token.end) != (begin, end) and token.begin <= begin:
            continue  # 关长|城
        prefixed = text.endswith(lexicon.kept, 0, begin)
        if not prefixed and any(
            b > begin or (e > begin > b and e < end and head not in lexicon.government_titles) for b, e in known.over(begin, end)
        ):
            continue  # 上海市|长宁区, 丰台|长峰医院
        inside = token.tag in ("LOC", "ORG") and token.begin < begin and end < token.end
        if inside and lexicon.title_group[head] != "government" and lexicon.endings.ending_at(text, token.end, end):
            continue  # 毛|主席|纪念堂
        if token.tag == "ORG" and token.begin == begin and end < token.end and lexicon.title_group[head] == "role":
            continue  # 同学|习党
        if head[-1] in "长员" and len(head) == 2 and text[end : end + 1] in ("期", "远", "度", "会", "大"):
            continue
        core, status = begin, None
        while word := next((k for k in lexicon.kept if text.endswith(k, 0, core)), None):
            core -= len(word)
        if not story.is_boundary(core) and not story.is_boundary(end) and story.token_at(core) != story.token_at(end):
            continue  # 红|军长|征
        start = core
        for word, state in lexicon.status.items():
            if text.endswith(word, 0, core) and text[core - len(word) - 1 : core - len(word)] not in _NOT_BEFORE_FORMER:
                if len(word) == 1 and word not in "代" and not story.is_boundary(core - 1) and text[core - 2] not in "，、。（(":
                    continue
                start, status = core - len(word), state if state != "normal" else None
                break
        result.append(Title(start, core, end, text[core:end], head, lexicon.title_group[head], status))
    return result


def chain_posts(
    story: Story, titles: Sequence[Title], ending: Mapping[int, Sequence[Span]], lexicon: Lexicon
) -> list[list[Post]]:
    """Posts that stand together, in order: joined by 、, 兼, or by nothing.

    Args:
        story: the story.
        titles: its titles, in order.
        ending: spans of organizations and places by their end.
        lexicon: the compiled tables.
    """
    posts = []
    for title in titles:
        spans = list(ending.get(title.begin, ())) or _unit(story.text, title.begin, lexicon)
        posts.append(Post(title, max(spans, key=lambda s: s.end - s.begin, default=None)))
    chains: list[list[Post]] = []
    for post in posts:
        if chains and _linked(story.text, chains[-1][-1].title.end, post.begin) and not _another(story, chains[-1]):
            last = chains[-1][-1].title
            kin = post.title.name in lexicon.relatives
            if (last.group == "state" or kin) and last.end == post.begin and post.organization is None:
                chains[-1].pop()  # 总统|特使: another's title
            chains[-1].append(post)
        else:
            chains.append([post])
    return chains


def _another(story: Story, chain: Sequence[Post]) -> bool:
    """Whether a post behind 和 is somebody else's: the holder of the one before stands before it (甲某总书记和乙国总统)."""
    title = chain[0].title
    token = story.token_at(title.begin - 1) if title.begin else None
    held = token is not None and token.tag == "PER" and token.end == title.begin and len(chain) == 1
    return held and chain[0].organization is None and story.text[title.end : title.end + 1] in ("和", "与", "同")


def _unit(text: str, end: int, lexicon: Lexicon) -> list[Span]:
    """A department or party body without what it belongs to, directly before a title: 组织部|部长, 管委会|主任."""
    words = (lexicon.departments, lexicon.party_bodies, lexicon.offices)
    found = [w for w in (group.ending_at(text, end, max(0, end - 12)) for group in words) if w]
    found += [w for w in ("管委会", "纪委", "监委", "自治区") if text.endswith(w, 0, end)]
    if not found and end and text[end - 1] in lexicon.units:  # 发言人、综合统计司|司长
        begin = max(text.rfind(mark, max(0, end - 16), end) for mark in "、，,；\n") + 1
        if begin > 1 and text[begin - 1] == "、" and end - begin >= 3 and lexicon.titles.ending_at(text, begin - 1):
            return [Span(begin, end)]
    return [Span(end - len(w), end) for w in found]


def _linked(text: str, end: int, begin: int) -> bool:
    """Whether what stands between a title and the next post only links them."""
    between = _BELONGING.sub("", _REMARK.sub("", text[end:begin]))
    return begin >= end and (between == "" or between in _LINK)


def post_ahead(story: Story, position: int, lexicon: Lexicon) -> bool:
    """Whether what stands up to the next mark is another post (、某局局长乙) and not a name."""
    text = story.text
    token = story.token_at(position)
    if token.tag == "PER" and token.begin == position:
        return False
    end = next((i for i in range(position, min(len(text), position + 40)) if text[i] in MARKS), len(text))
    return any(
        lexicon.title_group[w] not in ("role", "calling")
        for b, e, w in lexicon.titles.find(text[position:end])
        if b > 1 and e < end - position
    )


def _office_of_another(story: Story, position: int, lexicon: Lexicon) -> bool:
    """Whether a title with somebody behind it stands at ``position``: what ends here is a country or body (、甲国|总统乙)."""
    office = lexicon.titles.starting_at(story.text, position)
    if office is None or lexicon.title_group[office] not in ("state", "body", "government"):
        return False
    if lexicon.title_group[office] == "state":
        return True  # 甲国主席乙和丙国王储兼首相丁, 乙和丙总统
    token = story.token_at(position + len(office))
    return token.begin == position + len(office) and token.tag == "PER"


def _behind_blank(story: Story, position: int, limit: int, lexicon: Lexicon, known: Collection[str]) -> int:
    """Behind a blank between a title and a name that fills the place up to a mark (副区长　甲某): where the name begins."""
    text, at = story.text, position
    while at < min(limit, position + 3) and text[at] in " \u3000":
        at += 1
    reading = read_name(story, at, limit, lexicon, known) if at > position else None
    filled = reading is not None and (reading.end >= len(text) or text[reading.end] in MARKS or text[reading.end].isspace())
    return at if filled else position


def _marked(story: Story, position: int, limit: int, lexicon: Lexicon, known: Collection[str]) -> bool:
    """Whether a name stands at ``position`` that fills the place up to a mark."""
    reading = read_name(story, position, limit, lexicon, known)
    return reading is not None and (reading.end >= len(story.text) or story.text[reading.end] in MARKS)


def read_people(
    story: Story,
    position: int,
    limit: int,
    lexicon: Lexicon,
    known: Collection[str],
    stops: Sequence[int],
    *,
    enough: float = ENOUGH,
) -> list[Span]:
    """The names that stand at ``position``: one, or several joined by 、 or 和.

    Args:
        story: the story.
        position: behind the last title (remarks in brackets are skipped).
        limit: end of the sentence.
        lexicon: the compiled tables.
        known: names with good evidence.
        stops: where another post or organization begins, in order; no name begins there.
        enough: the least score of a name.
    """
    text = story.text
    result: list[Span] = []
    position += next((len(w) for w in (*COUPLE, _ONE_OF) if text.startswith(w, position)), 0)
    remark = _REMARK.match(text, position)
    if remark:
        position = remark.end()
    position = _behind_blank(story, position, limit, lexicon, known)
    position += text.startswith("为", position) and _marked(story, position + 1, limit, lexicon, known)  # 指导教师为甲、乙
    while position < limit:
        at = bisect.bisect_left(stops, position)
        if result and at < len(stops) and stops[at] == position:
            break
        if result and post_ahead(story, position, lexicon):
            break
        at = bisect.bisect_right(stops, position)
        later = stops[at] if at < len(stops) else limit
        least = enough if not result else max(enough, ENOUGH)
        reading: Reading | None = read_name(story, position, min(limit, max(later, position + 2)), lexicon, known, enough=least)
        if reading is None:
            break
        if text.startswith(("职务", "一职", "职位"), position):
            break
        if result and _office_of_another(story, reading.end, lexicon):
            break
        result.append(Span(position, reading.end))
        position = reading.end
        remark = _REMARK.match(text, position)
        if remark:
            position = remark.end()
        link = next((w for w in _NAME_LINK if text.startswith(w, position)), None)
        if not link:
            break
        position += len(link)
    return result
