"""A byline cut into roles, names and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.reading.bylinewords import Kind, vocabulary

_LABEL_END = "[:：|｜/／]"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a byline: a role, a name, an employer (县融媒体中心记者) or an unknown label.

    ``labelled`` is True where a colon or the like follows, ``suffix`` where a role stands behind its names.
    """

    kind: Kind | Literal["name", "employer", "label"]
    begin: int
    end: int
    labelled: bool = False
    suffix: bool = False


def tokens_of(text: str, begin: int, end: int) -> list[Token]:
    """The words of ``text[begin:end]`` in order; a name set apart by blanks is one word."""
    tokens: list[Token] = []
    at = begin
    while at < end:
        if text[at].isspace() or text[at] in "、，,；;&|｜/／+:：()（）[]【】·" or text[at] in vocabulary().marks:
            at += 1
            continue
        role = _role_at(text, at, end, begin)
        if role is not None:
            tokens.append(role)
            at = role.end
            continue
        stop = at
        while stop < end and not (
            text[stop].isspace() or text[stop] in "、，,；;&|｜/／+:：()（）[]【】" or text[stop] in vocabulary().marks
        ):
            if stop > at and (_glued_role(text, stop, end) or _glued_suffix(text, at, stop, end)):
                break
            stop += 1
        employer = (
            stop < end and text[stop] not in "摄" and _glued_role(text, stop, end) and not (tokens and tokens[-1].end == at)
        )
        label = re.match("[^\\S\n]{0,2}[:：]", text[stop:end]) is not None
        tokens.append(Token("label" if label else "employer" if employer else "name", at, stop))
        at = stop
    return _join_spaced(tokens, text)


def _role_at(text: str, at: int, end: int, begin: int) -> Token | None:
    match = vocabulary().role.match(text, at, end)
    if not match:
        return None
    word = match.group()
    kind = vocabulary().kinds[word]
    after = text[match.end() : match.end() + 1] if match.end() < end else ""
    labelled = bool(re.match(f"\\s{{0,4}}{_LABEL_END}", text[match.end() : end]))
    before = text[at - 1] if at > begin else ""
    if word in vocabulary().short:
        slash_before = before in ("/", "／")
        if (not before or (before.isspace() and _leads(text, begin, end))) and re.match(
            "\\s{1,3}\\S{2}", text[match.end() : end]
        ):
            return Token(kind, at, match.end(), labelled=True)
        alone = (not before or before.isspace() or slash_before) and (not after or after.isspace() or after in "/／、)）")
        if slash_before and alone:
            return Token(kind, at, match.end(), suffix=True)
        if labelled and (not before or before.isspace() or before in "/／、|｜(（【["):
            return Token(kind, at, match.end(), labelled=True)
        return Token(kind, at, match.end(), suffix=True) if alone else None
    if kind == "publisher" and not labelled:
        return None
    return Token(kind, at, match.end(), labelled=labelled, suffix=kind == "closing")


def _leads(text: str, begin: int, end: int) -> bool:
    """True where a one-character role leads the text: the others lead their names as well (文 甲 图 乙, not 甲 文 乙 图)."""
    first = vocabulary().role.match(text, begin, end)
    return first is not None and first.group() in vocabulary().short and text[first.end() : first.end() + 1].isspace()


def _glued_role(text: str, at: int, end: int) -> bool:
    """A long word inside a run of characters: 县融媒体中心|记者 X, 张三|通讯员 X."""
    match = vocabulary().role.match(text, at, end)
    if not match or match.group() in vocabulary().short or len(match.group()) < 2:
        return False
    after = text[match.end() : match.end() + 1] if match.end() < end else ""
    return vocabulary().kinds[match.group()] != "publisher" and (
        not after or after.isspace() or after in ":：|｜/／" or match.group().endswith(("记者", "通讯员", "报道"))
    )


def _glued_suffix(text: str, begin: int, at: int, end: int) -> bool:
    """A one-character word at the very end of a run after a whole name: 张小三|摄."""
    return text[at] in "摄" and (at + 1 == end or text[at + 1].isspace() or text[at + 1] in "）)") and 2 <= at - begin <= 4


def _join_spaced(tokens: list[Token], text: str) -> list[Token]:
    """Names of two characters set apart to the width of three (王　川) are one name."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if (
            last is not None
            and token.kind == last.kind == "name"
            and token.end - token.begin == last.end - last.begin == 1
            and text[last.end : token.begin].isspace()
            and token.begin - last.end <= 3
        ):
            joined[-1] = Token("name", last.begin, token.end)
        else:
            joined.append(token)
    return joined
