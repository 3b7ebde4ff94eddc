"""Where people's names stand: behind titles, in enumerations, between the words of an appointment, behind an age.

Each function gives spans that one class of phrases makes a name; :mod:`kg.extractors.roster` weighs them together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from kg.extractors.doubts import common_word, other_words, side
from kg.extractors.lexicon import Lexicon
from kg.extractors.people import ENOUGH, read_name
from kg.extractors.posts import Post, Title, post_ahead, read_people
from kg.extractors.signs import MARKS, family_name, followed, rare
from kg.extractors.story import Story
from kg.facts import Span


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
        sure = title.group in ("party", "government", "body") and title.head not in lexicon.collective | lexicon.crowds
        placed = any(post.organization for post in chain)
        if title.group == "state" and story.text.startswith(lexicon.relatives, title.end):
            continue
        blank = story.text[title.end : title.end + 1] in (" ", "\u3000")
        if blank and _BECOME.search(story.text, max(sentence.begin, chain[0].begin - 3), chain[0].begin):
            continue  # 甲某当选某国总统　乙某致电: the headline's next clause
        # 县领导甲、乙 are some of many, 并领导某地 is a verb
        members = title.head == "领导" and before is not None and (before.tag in ("LOC", "ORG") or _level(story, title.begin))
        people = read_people(story, title.end, sentence.end, lexicon, known, stops, enough=1.7 if sure else ENOUGH)
        for span in people:
            name = span.cut(story.text)
            if name in lexicon.national or (len(name) > 2 and name in lexicon.endings):
                break
            if (title.group == "role" or title.head == "党员" or title.head in lexicon.crowds) and not _sure(
                story, span, members, lexicon
            ):
                break
            if story.text.startswith(lexicon.not_person_before, span.end):
                break
            if not _plausible(story, span, title, lexicon) and not (chain[-1].organization and _does(story, span, lexicon)):
                break
            loose = title.group == "role" or (title.group == "calling" and not placed)
            if loose and (name in lexicon.not_people or side(name)):
                break
            if title.group == "calling" and story.text[span.end : span.end + 1] == "，":
                loose = False  # 教师童话，…: an apposition; 教授语文、数学: an enumeration
            if loose and name not in known and not members and common_word(story, span.begin, span.end, lexicon):
                break
            yield span, title


def _level(story: Story, position: int) -> bool:
    """Whether 县, 区 and the like stand alone before ``position``, or begin its word: 县|领导."""
    begin = position - 1
    return story.text[begin] in "省市州盟区县旗镇乡" and story.is_boundary(begin)


def _plausible(story: Story, span: Span, title: Title, lexicon: Lexicon) -> bool:
    """Without a family name and without the tagger's word a name must fill the place up to a mark and be no verb."""
    text = story.text
    token = story.token_at(span.begin)
    tagged = token.tag == "PER" and token.begin <= span.begin and span.end <= token.end
    if title.group == "calling" and not tagged and (token.begin, token.end) == (span.begin, span.end):
        before = story.token_at(title.begin - 1).tag if title.begin else "w"
        if token.tag in ("d", "v", "vd", "ad") and before in ("v", "p", "u", "w", "c"):
            return False  # 带领民警|连夜
    marked = span.end >= len(text) or text[span.end] in MARKS
    whole = token.begin == span.begin and token.end == span.end
    verb = whole and token.tag in ("v", "vn", "vd", "ad", "d")
    if verb and not marked and title.group not in ("government", "party") and common_word(story, span.begin, span.end, lexicon):
        return False  # 委员|宣誓就职
    if tagged or "·" in span.cut(text) or family_name(text, span.begin, lexicon)[0] or title.group in ("government", "party"):
        return True
    if whole and token.tag in ("n", "nz", "nw") and any(map(rare, span.cut(text))):
        return True  # 知名主播籽岷的声音: a stage name made of characters that words seldom have
    return (marked and not verb) or all(c in lexicon.transcription for c in span.cut(text))


def _does(story: Story, span: Span, lexicon: Lexicon) -> bool:
    """Behind the title of a named body also a name without a family name, where a verb follows it: 某海关关长碧海表示."""
    token = story.token_at(span.begin)
    word = lexicon.after.starting_at(story.text, span.end)
    common = (token.begin, token.end) == (span.begin, span.end) and token.tag in ("v", "vd", "d", "ad", "p", "r", "c", "u")
    return word is not None and len(word) > 1 and not common and span.end - span.begin <= 3


def _sure(story: Story, span: Span, members: bool, lexicon: Lexicon) -> bool:
    """After a word such as 居民 or 选手 a name needs more: the tagger's word, or a family name and a mark behind."""
    token = story.token_at(span.begin)
    if token.tag == "PER" and token.begin == span.begin and token.end == span.end:
        return True
    size, weight = family_name(story.text, span.begin, lexicon)
    foreign = span.end - span.begin > 2 and all(c in lexicon.transcription for c in span.cut(story.text))
    if (token.begin, token.end) == (span.begin, span.end) and token.tag in ("v", "vn", "vd", "d", "ad", "m"):
        return False  # 为旅客|解答
    if (token.begin, token.end) == (span.begin, span.end) and token.tag in ("ORG", "LOC") and not members and not foreign:
        return False  # 代表|东方智慧
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


# A name between these: 任命甲为, 免去甲的, 接受甲辞去, 授予甲…称号.
_APPOINTED = re.compile(
    r"(?:任命|免去|接受|补选|推选|追授|聘请|聘任|选举|提名|推荐|推举|委任)([一-龥·]{2,12}?)(?=为|兼任|所任|现任|的[^，。；]{2,40}职务|辞去|同志|担任|等)"
)
# A name that becomes something at the beginning of a clause: 聘任甲为总裁、乙为秘书.
_RELIEVED = re.compile(r"(?<=[\n；：;:])([一-龥]{2,4}?)(?:同志)?的(?=[^，。；,;\n]{2,40}职务)")
_BECOMES = re.compile(
    r"(?<=[、，；,;：:\n])([一-龥]{2,4}?)(?:同志)?(?:成为|担任|出任|就任|接任|升任|调任|转任|改任|历任|曾任|当选为?|为|任)(?=[^、，。；,;]{0,24})"
)
# A name at the beginning of a line that gives somebody's life in short: 甲，女，汉族，1980年3月生.
_LIFE = re.compile(r"(?<=[\n；。])([一-龥·]{2,12})(?=[，,](?:男|女)(?:[，,]|[（(]))")
# An enumeration that is counted as people: 甲、乙、丙3位委员.
_COUNTED = re.compile(
    r"(?<=[一-龥])等?[2-9两二三四五六七八九十][位名]"
    r"(?:同志|委员|代表|干部|专家|学者|教授|老师|教师|医生|队员|选手|学生|同学|党员|职工|村民|居民|老人|志愿者|企业家|负责人)"
)
_ITEM = re.compile(r"(?:^|[^一-龥·])([一-龥·]{2,4})$")
_ITEMS = 20  # people of such an enumeration at most
# A name behind a team: 某某队甲.
_TEAM = re.compile(r"[一-龥]{2}队(?=[一-龥]{2,4})")
# Those who become something behind a list of them: 甲、乙当选副主任委员.
_ELECTED = re.compile(r"(?<=[一-龥])(?:当选为?|被任命为|被选举为|被推选为)")
# A name before 同志 with a family name.
_COMRADE = re.compile(r"(?<![一-龥])([一-龥]{2,3})同志|(?<=[了由和])([一-龥]{2,3})同志")
# Behind these stands what somebody becomes, and its holder before them.
_BECOME = re.compile(r"(?:当选|出任|就任|担任|连任|接任|升任)$")
# A name behind an age, and before a verb of saying at the end of a quotation.
_AGED = re.compile(r"[0-9]{1,3}岁的?")


def cued_names(story: Story, known: Collection[str], lexicon: Lexicon) -> Iterator[Span]:
    """Names in the classes of phrases that hold one: 任命甲为, 免去甲的…职务, 九十七岁的甲, “…。”甲说."""
    text = story.text
    for found in _APPOINTED.finditer(text):
        names = found.group(1)
        if (lexicon.before.starting_at(names, 0) and len(names) > 4) or lexicon.titles.ending_at(names, len(names)):
            continue
        comrade = text.startswith("同志", found.end(1))
        person = comrade or family_name(text, found.start(1), lexicon)[0] or story.token_at(found.start(1)).tag == "PER"
        if "·" in names or (person and 2 <= len(names) <= 4 and not _verbal(text, found.start(1), found.end(1), lexicon)):
            yield Span(found.start(1), found.end(1))
    for found in _RELIEVED.finditer(text):
        if family_name(text, found.start(1), lexicon)[0]:
            yield Span(found.start(1), found.end(1))
    for found in _BECOMES.finditer(text):
        end = next((i for i in range(found.end(), min(len(text), found.end() + 24)) if text[i] in MARKS), len(text))
        if lexicon.titles.ending_at(text, found.end(1), found.start(1)):
            continue  # ，本台记者|为此
        if lexicon.never_in_name.intersection(found.group(1)):
            continue  # 祝贺他|当选总统
        named = family_name(text, found.start(1), lexicon)[0] and not _worded(story, found.start(1), found.end(1), lexicon)
        if named and lexicon.titles.ending_at(text, end, found.end()):
            yield Span(found.start(1), found.end(1))
    for found in _LIFE.finditer(text):
        if len(found.group(1)) <= 4 or "·" in found.group(1):
            yield Span(found.start(1), found.end(1))
    for found in _ELECTED.finditer(text):
        end = next((i for i in range(found.end(), min(len(text), found.end() + 24)) if text[i] in MARKS), len(text))
        items = _counted(text, found.start())
        if items and lexicon.titles.ending_at(text, end, found.end()):
            yield from items
    for found in _COMRADE.finditer(text):
        group = 1 if found.group(1) else 2
        begin = found.start(group)
        if not story.is_boundary(begin) or text[begin - 1 : begin + 1] == "了解":
            begin += 1  # 深入了|解甲某同志
        if not story.is_boundary(begin) or found.end(group) - begin < 2:
            continue
        if family_name(text, begin, lexicon)[1] >= 1.5 and story.text[begin : found.end(group)] not in lexicon.no_names:
            yield Span(begin, found.end(group))
    for found in _COUNTED.finditer(text):
        yield from _counted(text, found.start())
    for found in _TEAM.finditer(text):
        reading = read_name(story, found.end(), min(len(text), found.end() + 5), lexicon, known, enough=3.6)
        common = reading is None or text.endswith("部队", 0, found.end()) or _worded(story, found.end(), reading.end, lexicon)
        common = common or common_word(story, found.end(), reading.end if reading else 0, lexicon)
        if reading and not common and family_name(text, found.end(), lexicon)[1] >= 1.5 and story.is_boundary(found.end()):
            yield Span(found.end(), reading.end)
    for found in _AGED.finditer(text):
        begin = _after_titles(story, found.end(), lexicon)
        bare = not found.group().endswith("的")  # 16岁小将甲
        if bare and begin == found.end():
            continue
        reading = read_name(story, begin, min(len(text), begin + 8), lexicon, known, enough=3.0 if bare else 2.2)
        if reading:
            yield Span(begin, reading.end)
    for at in (i + 1 for i, c in enumerate(text[:-3]) if c in "”。，"):
        if family_name(text, at, lexicon)[1] < 1.5 or not any(lexicon.saying.starting_at(text, at + n) for n in (2, 3, 4)):
            continue
        reading = read_name(story, at, min(len(text), at + 5), lexicon, known, enough=3.4)
        if not reading or not lexicon.saying.starting_at(text, reading.end) or (text[at - 1] == "，" and reading.end - at > 3):
            continue
        token = story.token_at(at)
        word = (
            token.begin == at
            and token.end == reading.end
            and token.tag in ("n", "vn", "v", "a", "d", "nz", "r", "t", "ORG", "LOC")
        )
        word = word or other_words(story, at, reading.end, lexicon)
        if family_name(text, at, lexicon)[1] >= 1.5 and not word and reading.end - at in (2, 3, 4):
            yield Span(at, reading.end)


def _counted(text: str, end: int) -> list[Span]:
    """The items of an enumeration that ends at ``end``; none where there are fewer than two."""
    items: list[Span] = []
    while len(items) < _ITEMS and (item := _ITEM.search(text, max(0, end - 5), end)):
        items.append(Span(item.start(1), item.end(1)))
        end = item.start(1) - 1
        if end < 0 or text[end] != "、":
            break
    return items if len(items) > 1 else []


def _verbal(text: str, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what a pattern takes for a name begins with a verb (祝贺|他, 任命|甲某) or holds a pronoun or a particle."""
    verb = lexicon.before.starting_at(text, begin, end)
    return bool(verb and len(verb) > 1) or any(c in lexicon.never_in_name for c in text[begin:end])


def _worded(story: Story, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what a pattern takes for a name is a common word, or by the tagger the rest of the sentence."""
    name = story.text[begin:end]
    return name in lexicon.not_people or _verbal(story.text, begin, end, lexicon) or other_words(story, begin, end, lexicon)


def _after_titles(story: Story, begin: int, lexicon: Lexicon) -> int:
    """Where the name begins behind what its bearer is: 78岁的居民甲, 66岁的退休教师乙."""
    while begin < len(story.text):
        token = story.token_at(begin)
        word = lexicon.titles.starting_at(story.text, begin) or ""
        following = story.token_at(token.end)
        noun = token.begin == begin and token.tag in ("n", "vn") and following.tag in ("PER", "n")
        noun = noun or (token.begin == begin and token.tag in ("LOC", "ORG") and following.tag == "n")  # 38岁的某镇教师甲
        if (token.tag == "PER" and token.begin == begin) or not (word or noun):
            break
        begin = max(begin + len(word), token.end if noun else begin)
    return begin


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


def listed_names(story: Story, known: Collection[str], places: Collection[str], lexicon: Lexicon) -> Iterator[Span]:
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
                if _no_item(story, end + 1, reading.end, places, lexicon):
                    break
                if post_ahead(story, end + 1, lexicon):
                    break
                loose = reading.end < len(text) and text[reading.end] not in MARKS | {"等", "和"}
                if loose and text[end + 1 : reading.end] not in known and followed(story, reading.end, lexicon) < 2.2:
                    break
                yield Span(end + 1, reading.end)
                end = reading.end
            at = text.find(name, at + 1)


def _no_item(story: Story, begin: int, end: int, places: Collection[str], lexicon: Lexicon) -> bool:
    """Whether an item of an enumeration of people is none: a country before its officer (、甲国总统乙), a title, a word."""
    text = story.text
    name = text[begin:end]
    office = lexicon.titles.starting_at(text, begin, end)
    doubtful = family_name(text, begin, lexicon)[1] < 1.5
    if name in places or name in lexicon.not_people or side(name) or office:
        return True
    if doubtful and common_word(story, begin, end, lexicon):
        return True
    behind = lexicon.titles.starting_at(text, end)
    if behind is None or lexicon.title_group[behind] not in ("state", "body", "government"):
        return False
    holder = story.token_at(end + len(behind))
    return holder.tag == "PER" and holder.begin == end + len(behind)
