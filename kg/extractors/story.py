"""One story as the extractors see it: headline, sub-headlines and body as one running text.

Every extractor works on :class:`Story`; positions are code points of ``Story.text`` and are turned
into spans of the document with :meth:`Story.to_document` when a record is made.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.facts import Article, Span
from kg.language.tagger import Token

_CLOSERS = "”』」’）)】》"
_ENDERS = "。！？!?；;…"
_OPEN_QUOTE = "“『「"
_TITLE = 44  # characters of a paragraph that is a title at most
_UNTITLED = re.compile(r"[。！？!?：:；，,”」\x22]$|^（.*）$")
_CLOSE_QUOTE = "”』」"
_MARKS = re.compile(f"[{_ENDERS}{_OPEN_QUOTE}{_CLOSE_QUOTE}]")


@dataclass(frozen=True, slots=True)
class Story:
    r"""A story's text with the positions of its parts.

    ``text`` is headline, sub-headlines and paragraphs, each followed by ``\n``; ``offsets[i]`` is the
    position in the document of ``text[i]``. ``paragraphs`` are the spans of those parts (without the
    ``\n``), the first ``headings`` of them the headline and the sub-headlines. ``tokens`` are the
    tagger's words over the whole text, in order.
    """

    article: Article
    text: str
    offsets: tuple[int, ...]
    paragraphs: tuple[Span, ...]
    headings: int
    tokens: tuple[Token, ...]
    sentences: tuple[Span, ...]
    quotes: tuple[Span, ...]
    _index: Sequence[int] = field(default=(), repr=False)  # position -> index of its token

    @property
    def body(self) -> int:
        """Where the body begins in ``text``."""
        return self.paragraphs[self.headings].begin if self.headings < len(self.paragraphs) else len(self.text)

    def is_title(self, index: int) -> bool:
        """True for a paragraph of the body that is the title of what follows it: short, without a mark at its end."""
        if index < self.headings or index + 1 >= len(self.paragraphs):
            return False
        words = self.paragraphs[index].cut(self.text)
        return len(words) <= _TITLE and not _UNTITLED.search(words)

    def to_document(self, begin: int, end: int) -> Span:
        """The span of the document behind ``text[begin:end]`` (not empty)."""
        return Span(self.offsets[begin], self.offsets[end - 1] + 1)

    def token_index(self, position: int) -> int:
        """Index of the token that holds ``position``."""
        return self._index[position] if 0 <= position < len(self._index) else (0 if position < 0 else len(self.tokens) - 1)

    def token_at(self, position: int) -> Token:
        """The token that holds ``position``."""
        index = self._index
        return self.tokens[index[position] if 0 <= position < len(index) else 0 if position < 0 else -1]

    def is_boundary(self, position: int) -> bool:
        """True where a token begins at ``position`` or the text ends there."""
        return position >= len(self.text) or (position >= 0 and self.tokens[self._index[position]].begin == position)

    def sentence_at(self, position: int) -> Span:
        """The sentence that holds ``position``."""
        i = bisect.bisect_right(self.sentences, position, key=_begin) - 1
        return self.sentences[max(0, i)]

    def paragraph_at(self, position: int) -> Span:
        """The paragraph that holds ``position``."""
        i = bisect.bisect_right(self.paragraphs, position, key=_begin) - 1
        return self.paragraphs[max(0, i)]


_LONG = 1000
"""Characters of a sentence that is cut at the next comma; those of real news have three hundred at most."""


def _begin(span: Span) -> int:
    return span.begin


def _aligned(text: str, document: str, span: Span | None) -> list[int]:
    """Positions in the document of the characters of ``text``, which stand in order inside ``span``."""
    if span is None:
        return []
    result, position = [], span.begin
    for char in text:
        found = document.find(char, position, span.end)
        if found < 0:
            found = min(position, max(span.begin, span.end - 1))
        result.append(found)
        position = found + (1 if document[found : found + 1] == char else 0)
    return result


def sentences_of(text: str, paragraph: Span) -> Iterator[Span]:
    """Sentences of a paragraph; a full stop inside a quotation does not end one unless the quotation ends with it.

    What runs on for longer than any sentence does ends at a comma: the grammar looks back from each verb to the beginning.

    >>> [s.cut("甲说：“好。走。”乙走。") for s in sentences_of("甲说：“好。走。”乙走。", Span(0, 12))]
    ['甲说：“好。走。”', '乙走。']
    """
    begin, depth, skipped = paragraph.begin, 0, paragraph.begin
    everywhere = range(paragraph.begin, paragraph.end)
    marks = (mark.start() for mark in _MARKS.finditer(text, paragraph.begin, paragraph.end))
    for i in everywhere if len(everywhere) > _LONG else marks:
        if i < skipped:
            continue
        char = text[i]
        if char in _OPEN_QUOTE:
            depth += 1
        elif char in _CLOSE_QUOTE:
            depth = max(0, depth - 1)
            if depth == 0 and i > begin and text[i - 1] in _ENDERS and text[i - 1] not in "；;" and i + 1 < paragraph.end:
                yield Span(begin, i + 1)
                begin = i + 1
        elif char in _ENDERS and depth == 0:
            skipped = i + 1
            while skipped < paragraph.end and text[skipped] in _CLOSERS + _ENDERS:
                skipped += 1
            yield Span(begin, skipped)
            begin = skipped
        elif i - begin >= _LONG and (char in "，,、 " or i - begin >= 2 * _LONG):
            yield Span(begin, i + 1)
            begin, depth = i + 1, 0
    if begin < paragraph.end:
        yield Span(begin, paragraph.end)


def _index_of(tokens: Sequence[Token], length: int) -> Sequence[int]:
    """For every position the index of the last token that begins at or before it."""
    result: list[int] = [0] * (tokens[0].begin if tokens else length)
    for index, token in enumerate(tokens):
        behind = tokens[index + 1].begin if index + 1 < len(tokens) else length
        result += [index] * (behind - token.begin)
    return result


_NAMED = frozenset(("PER", "ORG", "LOC", "nz"))
# 甲同志任某馆|馆长, 任|县统计局局长: in notices of appointments the tagger takes a name, 同志 and 任 for one name of a body.
_SEAM = re.compile("^任(?=[省市州盟县区旗镇乡])|(?<=同志)任|同志")


def _parted(token: Token, text: str) -> Iterator[Token]:
    """A tagger's name, parted at 同志 and at a verb of holding a post."""
    at, word = token.begin, text[token.begin : token.end]
    if word[0] == "任" or "同志" in word:
        for seam in _SEAM.finditer(word):
            begin, end = token.begin + seam.start(), token.begin + seam.end()
            if begin > at:
                yield Token(at, begin, "PER" if begin - at <= 4 else token.tag)
            yield Token(begin, end, "v" if seam.group() == "任" else "n")
            at = end
    if at < token.end:
        yield Token(at, token.end, token.tag)


_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"\n]{1,400})[”」』\"]")


def build_story(
    article: Article, document: str, tag: Sequence[Sequence[Token]] | None, texts: Sequence[str] | None = None
) -> Story:
    """Put a story together.

    Args:
        article: the article of the reader.
        document: the document's text (``Document.text``).
        tag: the tagger's result for each of :func:`parts_of` (article), or None for no tokens.
        texts: the parts, if they are at hand already.

    Returns:
        The story; its tokens are shifted to positions of the whole text.
    """
    parts = texts if texts is not None else parts_of(article)
    offsets: list[int] = []
    paragraphs: list[Span] = []
    tokens: list[Token] = []
    text = ""
    heads = [(article.headline, article.headline_span), *article.subheadlines] if article.kind == "story" else []
    heads = [h for h in heads if h[0]]
    body_at = 0
    for i, part in enumerate(parts):
        begin = len(text)
        if i < len(heads):
            offsets += _aligned(part, document, heads[i][1]) or [article.span.begin] * len(part)
        else:
            while article.text[body_at : body_at + len(part)] != part:
                body_at += 1
            offsets += article.offsets[body_at : body_at + len(part)]
            body_at += len(part)
        text += part + "\n"
        offsets.append(offsets[-1] + 1 if part else article.span.begin)
        paragraphs.append(Span(begin, begin + len(part)))
        for first, end, kind in tag[i] if tag else ():
            token = Token(begin + first, begin + end, kind)
            if kind in _NAMED:
                tokens += _parted(token, text)
            else:
                tokens.append(token)
        tokens.append(Token(begin + len(part), begin + len(part) + 1, "w"))
    sentences = tuple(s for p in paragraphs for s in sentences_of(text, p))
    return Story(
        article=article,
        text=text,
        offsets=tuple(offsets),
        paragraphs=tuple(paragraphs),
        headings=len(heads),
        tokens=tuple(tokens),
        sentences=sentences,
        quotes=tuple(Span(m.start(1), m.end(1)) for m in _QUOTED.finditer(text)),
        _index=_index_of(tokens, len(text)),
    )


def parts_of(article: Article) -> list[str]:
    """Headline, sub-headlines and non-empty paragraphs of an article, in that order."""
    heads = [article.headline, *(s for s, _ in article.subheadlines)] if article.kind == "story" else []
    return [h for h in heads if h] + [p for p in article.text.split("\n") if p.strip()]
