"""Bylines and credits: who wrote and photographed, and who published, from words such as 记者 X, ■ X, 撰稿：X, （文/图 X）."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.reading.bylinetokens import Token, tokens_of
from kg.reading.bylinewords import HAN, Kind, has_surname, is_office, is_organization, is_person, vocabulary
from kg.reading.tables import layout

LONGEST = 120
_OPENING, _CLOSING = "（([【", "）)]】"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a byline: its characters without inner spaces and its place in the text that was parsed."""

    name: str
    kind: Kind
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Credits:
    """What a byline says.

    ``roles`` are the kinds of its words; ``marked`` is True where a mark (■) or brackets set it off; ``whole`` where every
    other word of it can be a name.
    """

    names: tuple[Name, ...]
    roles: frozenset[Kind]
    marked: bool
    whole: bool = True

    @property
    def authors(self) -> tuple[Name, ...]:
        """The people who wrote the story."""
        return tuple(name for name in self.names if name.kind == "author")

    @property
    def contributors(self) -> tuple[Name, ...]:
        """The people who photographed."""
        return tuple(name for name in self.names if name.kind == "contributor")

    @property
    def publisher(self) -> Name | None:
        """Who published the story, where the signed say so."""
        return next((name for name in self.names if name.kind == "publisher"), None)


@functools.lru_cache(maxsize=2048)
def parse(text: str, marked: bool = False) -> Credits | None:
    """What the byline ``text`` says, or None where it is not a byline.

    Args:
        text: the characters of a line, a bracket or the end of a paragraph.
        marked: True where brackets or a mark already set the text off from a sentence.

    Returns:
        The names with their kind and place in ``text``. A byline of 编辑 and 审核 alone has no names but is a byline.
    """
    outer = text.strip()
    bracketed = outer[:1] in _OPENING and outer[-1:] in _CLOSING and not any(c in outer[1:-1] for c in "（）()【】")
    if len(text) > LONGEST or not outer or not (marked or bracketed or vocabulary().quick.search(text)):
        return None
    if outer.endswith(("，", ",", "、", "：", ":")):
        return None
    marked = marked or bracketed or outer[:1] in vocabulary().marks
    begin, end = 0, len(text)
    while begin < end and (text[begin].isspace() or text[begin] in vocabulary().marks or (bracketed and text[begin] in _OPENING)):
        begin += 1
    while end > begin and (
        text[end - 1].isspace() or text[end - 1] in vocabulary().marks or (bracketed and text[end - 1] in _CLOSING)
    ):
        end -= 1
    inner = text[begin:end]
    if (
        not inner
        or any(c in layout().sentence_final or c in "；;《》" for c in inner)
        or (not marked and any(c in inner for c in "，,"))
    ):
        return None
    tokens = tokens_of(text, begin, end)
    words = [re.sub("\\s", "", text[token.begin : token.end]) for token in tokens]
    if words and words[0] in vocabulary().spokesmen and any(map(is_office, words)):
        return None
    names, roles = _assign(tokens, text, marked)
    if not roles and not names:
        return None
    if not marked and not _convincing(tokens, text):
        return None
    if roles and roles <= {"closing"}:
        return None
    if not names and not roles & {"silent", "publisher"} and not any(token.labelled for token in tokens):
        return None
    whole, labelled = True, False
    for token in tokens:
        labelled = token.kind == "label" or (token.kind == "silent" and token.labelled) or (labelled and token.kind == "name")
        whole = whole and (labelled or token.kind != "name" or _can_be_name(text[token.begin : token.end]))
    return Credits(tuple(names), frozenset(roles), marked, whole)


def _can_be_name(text: str) -> bool:
    word = re.sub("\\s", "", text)
    return is_person(word) or is_organization(word) or is_office(word) or word in vocabulary().not_names


def _assign(tokens: list[Token], text: str, marked: bool) -> tuple[list[Name], set[Kind]]:
    names: list[Name] = []
    roles: set[Kind] = set()
    pending: list[Token] = []
    latest: list[int] = []
    current: Kind | None = None

    def take(token: Token, kind: Kind) -> None:
        word = re.sub("\\s", "", text[token.begin : token.end])
        if kind == "publisher":
            names.append(Name(word, kind, token.begin, token.end))
        elif kind in ("author", "contributor") and is_person(word):
            latest.append(len(names))
            names.append(Name(word, kind, token.begin, token.end))

    for number, token in enumerate(tokens):
        if token.kind == "label":
            pending, current = [], "silent"
            continue
        if token.kind == "employer":
            continue
        if token.kind == "name":
            if current is None:
                pending.append(token)
            else:
                take(token, current)
                if current == "publisher":
                    current = "silent"
            continue
        kind: Kind = token.kind
        following = tokens[number + 1].kind if number + 1 < len(tokens) else None
        suffix = token.suffix or (not token.labelled and following != "name" and kind in ("author", "contributor"))
        roles.add(kind)
        if suffix and pending:
            latest = []
            for waiting in pending:
                if not is_organization(text[waiting.begin : waiting.end]):
                    take(waiting, "author" if kind == "closing" else kind)
            pending, current = [], None
        elif suffix:
            if kind == "contributor" and token.kind == "contributor" and number == len(tokens) - 1 and _only_photograph(tokens):
                for index in latest:
                    old = names[index]
                    names[index] = Name(old.name, kind, old.begin, old.end)
            current = None if token.suffix else current
        else:
            if marked:
                for waiting in pending:
                    take(waiting, "author")
            pending, latest, current = [], [], kind
    if pending and marked and not roles:
        people = [token for token in pending if not is_organization(re.sub("\\s", "", text[token.begin : token.end]))]
        words = [re.sub("\\s", "", text[token.begin : token.end]) for token in people]
        sure = text.strip()[:1] not in _OPENING or all(has_surname(word) and len(word) <= 4 for word in words)
        if 0 < len(words) <= 6 and sure and all(is_person(word) for word in words):
            for token in people:
                take(token, "author")
    return names, roles


def _only_photograph(tokens: list[Token]) -> bool:
    """记者 X 摄 is a photographer; 记者 X 文 摄 wrote as well."""
    return sum(1 for token in tokens if token.kind == "author") <= 1 and len(tokens) <= 4


def _convincing(tokens: list[Token], text: str) -> bool:
    """Without mark or brackets: every word is a role or its name, and something (a colon, a space) sets them off."""
    if not tokens:
        return False
    named = [token for token in tokens if token.kind == "name"]
    if any(token.end - token.begin > 24 for token in named):
        return False
    if any(token.labelled for token in tokens):
        return tokens[0].end - tokens[0].begin <= 16 and all(_own_word(tokens, number, text) for number in range(len(tokens)))
    if tokens[0].kind == "silent" and all(token.kind in ("name", "silent") for token in tokens):
        pairs = list(zip(tokens[::2], tokens[1::2], strict=False))  # 责编 甲 美编 乙
        return len(tokens) % 2 == 0 and all(
            role.kind == "silent" and name.kind == "name" and is_person(text[name.begin : name.end]) for role, name in pairs
        )
    roles = [token for token in tokens if token.kind not in ("name", "silent")]
    if not roles or any(
        not is_person(re.sub("\\s", "", text[token.begin : token.end])) and not is_organization(text[token.begin : token.end])
        for token in named
    ):
        return False
    if not named:
        return False
    return all(_own_word(tokens, number, text) for number in range(len(tokens)))


def _own_word(tokens: list[Token], number: int, text: str) -> bool:
    """True where a name is set off from the role before it, or begins with a family name."""
    token = tokens[number]
    if token.kind != "name":
        return True
    before = tokens[number - 1] if number else None
    if before is None or before.end < token.begin or before.kind not in ("author", "contributor"):
        return True
    word = re.sub("\\s", "", text[token.begin : token.end])
    return has_surname(word) or is_organization(word)


_TAIL_MARK = re.compile(r"[■□◆◇▲△●◎☆★▉█▇▊▌◼◾▪]")
_TAIL_BRACKET = re.compile(r"[（(][^（）()]{2,100}[)）]\s{0,8}$")
_BEFORE_NAME = "。！？!?”"  # a name alone in brackets behind one of these signs the story: …圆满落幕。（甲某）
_TAIL_PHOTOGRAPH = re.compile(
    f"[\\s。！？]((?:(?:本报)?(?:记者|通讯员)\\s{{0,2}})?[{HAN}·]{{2,12}}\\s{{0,3}}[/／]?\\s?(?:摄影|摄|供图))$"
)
_TAIL_SPACE = re.compile(
    r"(?<=[。！？!?”’」』）)…])\s{0,8}(?=[^\s。！？!?，,；;“”]{1,40}(?:\s{1,6}[^\s。！？!?，,；;“”]{1,40}){0,7}\s{0,4}$)"
)


def tail(text: str) -> tuple[int, Credits] | None:
    """The byline at the end of a paragraph: where it begins and what it says, or None.

    >>> found = tail("孩子们都很开心。 ■唐婉")
    >>> found and (found[0], [name.name for name in found[1].names])
    (9, ['唐婉'])
    """
    window = max(0, len(text) - LONGEST)
    marks = [match.start() for match in _TAIL_MARK.finditer(text, window)]
    for at in marks[-3:]:
        signed = parse(text[at:], marked=True)
        if signed is not None and signed.whole and (signed.names or signed.roles):
            return at, _moved(signed, at)
    bracket = _TAIL_BRACKET.search(text, window)
    if bracket:
        signed = parse(bracket.group(), marked=True)
        alone = bracket.start() and text[bracket.start() - 1] in _BEFORE_NAME
        if signed is not None and (signed.roles or alone) and (signed.names or "silent" in signed.roles):
            return bracket.start(), _moved(signed, bracket.start())
    photograph = _TAIL_PHOTOGRAPH.search(text, window)
    if photograph:
        signed = parse(photograph[1])
        if signed is not None and signed.contributors and signed.whole:
            return photograph.start(1), _moved(signed, photograph.start(1))
    for space in _TAIL_SPACE.finditer(text, window):
        if space.end() >= len(text):
            continue
        signed = parse(text[space.end() :])
        if signed is not None and signed.roles:
            return space.end(), _moved(signed, space.end())
    return None


def _moved(signed: Credits, by: int) -> Credits:
    return Credits(
        tuple(Name(n.name, n.kind, n.begin + by, n.end + by) for n in signed.names), signed.roles, signed.marked, signed.whole
    )
