"""Stories while a page is being read, and their finished form."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.facts import Article, Byline, Span
from kg.reading import bylines, datelines, sourcelines
from kg.reading.lines import Line, ends_inside, ends_sentence
from kg.reading.mastheads import Masthead
from kg.reading.paragraphs import Paragraph, join
from kg.reading.tables import furniture, layout


@dataclass
class Signed:
    """Who, when and where from, as lines around a story say it."""

    names: list[Byline] = field(default_factory=list)
    published: datetime.date | None = None
    published_span: Span | None = None
    publisher: str | None = None
    publisher_span: Span | None = None
    source: bool = False

    def take_source(self, line: Line, source: sourcelines.SourceLine) -> None:
        """Take date and publisher of a source line; what stood first stays."""
        self.source = True
        if self.published is None and source.published is not None and source.published_at is not None:
            self.published = source.published
            self.published_span = Span(line.begin + source.published_at[0], line.begin + source.published_at[1])
        if self.publisher is None and source.publisher is not None and source.publisher_at is not None:
            self.publisher = source.publisher
            self.publisher_span = Span(line.begin + source.publisher_at[0], line.begin + source.publisher_at[1])

    def take_reprint(self, paragraph: Paragraph, source: sourcelines.SourceLine) -> None:
        """Take date and paper of a bracket at the end of a text; what stood first stays."""
        if self.published is None and source.published_at is not None:
            self.published, self.published_span = source.published, paragraph.span(*source.published_at)
        if self.publisher is None and source.publisher_at is not None:
            self.publisher, self.publisher_span = source.publisher, paragraph.span(*source.publisher_at)

    def take_masthead(self, masthead: Masthead) -> None:
        """Take date and paper of the head of a page; what stood first stays."""
        if self.published is None:
            self.published, self.published_span = masthead.published, masthead.published_span
        if self.publisher is None:
            self.publisher, self.publisher_span = masthead.publisher, masthead.publisher_span

    def take_line(self, line: Line) -> None:
        """Take the people whom a source line names beside date and publisher."""
        paragraph = join([line])
        signed = bylines.parse(paragraph.text)
        if signed is not None:
            self.take_credits(paragraph, signed)

    def take_credits(self, paragraph: Paragraph, signed: bylines.Credits) -> None:
        """Take the people of a byline, each once."""
        for name in signed.names:
            span = paragraph.span(name.begin, name.end)
            if name.kind == "publisher":
                if self.publisher is None and name.name not in ("本网", "本站", "本报", "本网讯", "网络", "互联网"):
                    self.publisher, self.publisher_span = name.name, span
            elif name.kind in ("author", "contributor") and all(name.name != known.name for known in self.names):
                role: Literal["author", "contributor"] = "author" if name.kind == "author" else "contributor"
                self.names.append(Byline(name.name, role, span))


@dataclass
class Draft:
    """A story or caption: its first line, paragraphs as lists of lines, headline blocks."""

    first: int
    caption: bool = False
    signed: Signed = field(default_factory=Signed)
    paragraphs: list[list[Line]] = field(default_factory=list)
    heads: list[list[Line]] = field(default_factory=list)
    caption_end: int = 0

    @property
    def blanks(self) -> int:
        """Blank lines before the first line of the text."""
        return self.paragraphs[0][0].blanks if self.paragraphs else 0

    def trailing_heads(self) -> list[list[Line]]:
        """The paragraphs at the end of the story that read like headlines of the next one."""
        heads: list[list[Line]] = []
        for lines in reversed(self.paragraphs[1:][-layout().headline_lines :]):
            text = join(lines).text
            sentence = "。" in text or ends_inside(text) or (ends_sentence(text) and text[-1] not in "！？!?”")
            if sentence or len(lines) > 2 or sum(line.width for line in lines) > 2 * layout().headline:
                break
            heads.insert(0, lines)
        return heads


def finish(drafts: Sequence[Draft], page: Signed) -> tuple[Article, ...]:
    """The drafts as articles, in the order of their first characters."""
    made = [article for draft in drafts if (article := _article(draft, page)) is not None]
    made.sort(key=lambda article: (article.span, article.kind))
    return tuple(
        Article(
            index,
            a.span,
            a.kind,
            a.headline,
            a.headline_span,
            a.subheadlines,
            a.text,
            a.offsets,
            a.bylines,
            a.published,
            a.published_span,
            a.publisher,
            a.publisher_span,
            a.dateline,
        )
        for index, a in enumerate(made)
    )


def _article(draft: Draft, page: Signed) -> Article | None:
    signed = draft.signed
    dateline: str | None = None
    bodies: list[Paragraph] = []
    for number, lines in enumerate(draft.paragraphs):
        paragraph = join(lines)
        end = len(paragraph.text)
        begin = 0
        if draft.caption:
            begin, end = len(paragraph.text) - len(paragraph.text.lstrip(_CAPTION_MARKS)), draft.caption_end
        else:
            continued = furniture().continuing.match(paragraph.text) if number == 0 else None
            if continued:
                paragraph = paragraph.cut(continued.end(), end)
                end = len(paragraph.text)
            if number == 0 or paragraph.text.startswith("本"):
                found = datelines.find(paragraph.text)
                if found is not None:
                    dateline = dateline or found.text or None
                    if found.byline is not None:
                        signed.take_credits(paragraph, found.byline)
                    if found.own or not found.text:
                        begin = found.cut
                    elif found.byline is not None:
                        bodies_head = paragraph.cut(0, found.opened)
                        rest = paragraph.cut(found.closed, end)
                        paragraph = Paragraph(bodies_head.text + rest.text, bodies_head.offsets + rest.offsets)
                        end = len(paragraph.text)
            end = _cut_tail(paragraph, begin, end, signed)
        body = paragraph.cut(begin, end)
        if body.text:
            bodies.append(body)
    headline, headline_span, subs = _headline(draft, bodies)
    if not headline:
        return None
    text: list[str] = []
    offsets: list[int] = []
    for body in bodies:
        if text:
            text.append("\n")
            offsets.append(offsets[-1] + 1)
        text.append(body.text)
        offsets.extend(body.offsets)
    spans = [Span(lines[0].begin, lines[-1].end) for lines in draft.paragraphs]
    spans += [Span(line.begin, line.end) for block in draft.heads for line in block]
    whole = Span(min(span.begin for span in spans), max(span.end for span in spans))
    return Article(
        0,
        whole,
        "caption" if draft.caption else "story",
        headline,
        headline_span,
        subs,
        "".join(text),
        tuple(offsets),
        tuple(signed.names),
        signed.published or page.published,
        signed.published_span or page.published_span,
        signed.publisher or page.publisher,
        signed.publisher_span or page.publisher_span,
        dateline,
    )


def _cut_tail(paragraph: Paragraph, begin: int, end: int, signed: Signed) -> int:
    """Where the paragraph's text ends once bylines and 下转 marks behind it are taken off."""
    for _ in range(4):
        text = paragraph.text[begin:end].rstrip()
        end = begin + len(text)
        mark = None
        for match in furniture().continued.finditer(text, max(0, len(text) - 60)):
            mark = match
        if mark is not None and mark.end() == len(text):
            end = begin + mark.start()
            continue
        reprint = sourcelines.reprint(text)
        if reprint is not None:
            at, source, rest = reprint
            inner = Paragraph(paragraph.text[begin:], paragraph.offsets[begin:])
            signed.take_reprint(inner, source)
            names = bylines.parse(text[rest:].rstrip("）) "), marked=True)
            if names is not None:
                signed.take_credits(Paragraph(inner.text[rest:], inner.offsets[rest:]), names)
            end = begin + at
            continue
        found = bylines.tail(text)
        if found is None:
            if begin == 0 and end == len(paragraph.text):
                whole = bylines.parse(text)
                if whole is not None and whole.marked:
                    signed.take_credits(paragraph, whole)
                    return 0
            return end
        at, tail = found
        signed.take_credits(Paragraph(paragraph.text[begin:], paragraph.offsets[begin:]), tail)
        end = begin + at
    return end


def _headline(draft: Draft, bodies: Sequence[Paragraph]) -> tuple[str, Span | None, tuple[tuple[str, Span], ...]]:
    """Headline and sub-headlines; without a headline of its own a story is named by its first sentence."""
    lines = [line for block in draft.heads for line in block]
    heads = [head for head in _joined_heads(lines) if head.text]  # a line of Markdown's marks alone has none
    if heads:
        first = heads[0]
        subs = tuple((head.text, head.span(0, len(head.text))) for head in heads[1:])
        return first.text, first.span(0, len(first.text)), subs
    for body in bodies:
        sentence = _first_sentence(body)
        if sentence.text:
            return sentence.text, sentence.span(0, len(sentence.text)), ()
    return "", None, ()


def _joined_heads(lines: Sequence[Line]) -> list[Paragraph]:
    """Headline lines; one that ends inside quotes, brackets or before a connecting mark goes on in the next."""
    heads: list[list[Line]] = []
    for line in lines:
        if heads and _unfinished("".join(part.text for part in heads[-1])) and heads[-1][-1].number == line.number - 1:
            heads[-1].append(line)
        else:
            heads.append([line])
    return [join(head) for head in heads]


def _unfinished(text: str) -> bool:
    return text[-1] in "、，与和及的：" or any(text.count(left) > text.count(right) for left, right in _PAIRS)


_CAPTION_MARKS = "▲△▼▽◀▶←→↑↓■□●◆ \u3000"
_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("（", "）"), ("【", "】"), ("「", "」"))


def _first_sentence(body: Paragraph) -> Paragraph:
    for index, character in enumerate(body.text):
        if character in "。！？" or index >= 120:
            return body.cut(0, index if character == "。" or index >= 120 else index + 1)
    return body if not ends_sentence(body.text) else body.cut(0, len(body.text))
