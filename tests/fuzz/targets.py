"""What is fuzzed: functions that take bytes and raise where something holds no longer.

A refusal (DocumentError) is a right answer; any other error is a finding. ``TARGETS`` has them all by name, each with bytes to
begin with.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import functools
import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import html

from kg.errors import DocumentError
from kg.extractors import extract
from kg.extractors.lexicon import load
from kg.extractors.posts import chain_posts, find_titles, read_people
from kg.extractors.story import build_story, parts_of
from kg.facts import Document, DocumentFacts, Span
from kg.graph.explorer._assemble import page
from kg.graph.explorer._payload import payload
from kg.graph.explorer._records import Collected, Edge, Evidence, Node, Source, Story
from kg.language import Language, Tagger, Token
from kg.language.times import Anchor, find, resolve, year_of
from kg.reading import read
from kg.reading.articles import cut
from kg.server.pages import address, entity, render
from tests.fuzz.nasty import TEXTS
from tests.reading import pages
from tests.reading.test_properties import check

TAGS = ("n", "v", "PER", "LOC", "ORG", "TIME", "w", "nw", "vn", "p", "c", "a", "d", "m", "f")
DAYS = (None, datetime.date(2025, 3, 31), datetime.date(2024, 2, 29), datetime.date.min, datetime.date.max)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "ignore")


def reader(title: str) -> Callable[[bytes], None]:
    """The reader of a format: bytes are read or refused, and what is read has sound offsets."""

    def target(data: bytes) -> None:
        with contextlib.suppress(DocumentError):
            for document in read(data, title):
                check(document)
                document.text.encode("utf-8")

    return target


def layout(data: bytes) -> None:
    """The repair of layout: articles whose characters are those of the text, from any text at all."""
    text = _text(data)
    articles = cut(text, markdown=bool(data[:1] and data[0] & 1))
    check(Document("0", ("a",), text, "text/plain", None, False, articles))


def times(data: bytes) -> None:
    """The grammar of times: expressions in order inside the text, and dates in order, whatever they are resolved from."""
    text = _text(data)
    last = 0
    for expression in find(text):
        assert last <= expression.begin < expression.end <= len(text)
        last = expression.end
        for day in DAYS:
            value = resolve(expression, Anchor(day, day.year if day else year_of(text), day, day.month if day else None))
            assert value.start is None or value.end is None or value.start <= value.end


class Cuts(Tagger):
    """Stands in for the tagger: words and tags as the input says, so that the grammar behind it meets what no tagger gives."""

    def __init__(self, cuts: bytes) -> None:
        self.cuts = cuts or b"\x12"

    def tag(self, paragraphs: Sequence[str]) -> list[list[Token]]:
        """Words of one to four characters."""
        result: list[list[Token]] = []
        number = 0
        for paragraph in paragraphs:
            tokens: list[Token] = []
            begin = 0
            while begin < len(paragraph):
                code = self.cuts[number % len(self.cuts)]
                number += 1
                end = min(len(paragraph), begin + 1 + code % 4)
                tokens.append(Token(begin, end, TAGS[code // 4 % len(TAGS)]))
                begin = end
            result.append(tokens)
        return result


class Cut(Language):
    """A language whose words are those of the input."""

    def __init__(self, cuts: bytes = b"") -> None:
        super().__init__()
        self.cuts = cuts

    @cached_property
    def tagger(self) -> Tagger:
        """The stand-in."""
        return Cuts(self.cuts)

    @cached_property
    def gazetteer(self) -> Any:
        """Loaded once for all inputs."""
        return _gazetteer()


@functools.cache
def _gazetteer() -> Any:
    return Language().gazetteer


def positions(data: bytes) -> None:
    """The grammar of titles and names: spans inside the text, phrases in order."""
    text, lexicon = _text(data[8:]), load()
    for article in cut(text):
        parts = parts_of(article)
        story = build_story(article, text, Cuts(data[:8]).tag(parts), parts)
        places = [(b, e) for b, e, _ in lexicon.endings.find(story.text)]
        titles = find_titles(story, lexicon, (), places)
        chains = chain_posts(story, titles, {e: [Span(b, e)] for b, e in places}, lexicon)
        stops = sorted({post.begin for chain in chains for post in chain})
        assert [post.title for chain in chains for post in chain] or not titles
        for chain in chains:
            for span in read_people(story, chain[-1].title.end, len(story.text), lexicon, (), stops):
                assert chain[-1].title.end <= span.begin < span.end <= len(story.text)


def facts(data: bytes) -> None:
    """All extractors: every fact rests on characters of the text."""
    try:
        (document,) = read(data[8:], "a.txt")
    except DocumentError:
        return
    sound(document, extract(document, Cut(data[:8])))


def sound(document: Document, found: DocumentFacts) -> None:
    """Every mention lies in the text, its quote is what stands there, and every key that is used is an entity's."""
    mentions = [m for e in found.entities for m in e.mentions]
    mentions += [m for p in found.positions for m in p.mentions] + [m for s in found.statements for m in s.mentions]
    mentions += [m for e in found.events for m in e.mentions] + [m for r in found.relations for m in r.mentions]
    for mention in mentions:
        assert 0 <= mention.begin < mention.end <= len(document.text)
        assert found.quotes[mention.begin, mention.end] == document.text[mention.begin : mention.end]
    keys = {e.key for e in found.entities}
    assert {p.holder for p in found.positions} <= keys
    assert {p.participant for e in found.events for p in e.participations} <= keys | {e.key for e in found.events}


def _shape(text: str) -> list[tuple[str, ...]]:
    """The elements of a page with the names of their attributes: what must not depend on the words in it."""
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    return [(str(element.tag), *sorted(element.keys())) for element in root.iter()]


def _explorer(text: str) -> str:
    evidence = (Evidence(0, 0, max(1, len(text)), 0.9, text),)
    nodes = (
        Node("https://e.org/id/person/a", "Person", text, (text,), text, evidence=evidence, groups=(text,)),
        Node("https://e.org/id/person/b", "Person", "b", time_text=text, age=text[:3]),
    )
    edges = (Edge(nodes[0].iri, nodes[1].iri, "spouse", text, evidence=evidence),)
    documents = (Source("https://e.org/id/document/d", text, (Story(0, max(1, len(text)), text, ""),)),)
    made = payload(
        Collected(nodes, edges, documents, {text: (text, text)}),
        title=text,
        texts=lambda _: text,
        limit=10,
        budget=9_000_000,
        working=10,
    )
    for chunk in made.chunks.values():
        json.loads(gzip.decompress(base64.b64decode(chunk)))
    return page(text, made.chunks)


@functools.cache
def _harmless() -> list[tuple[str, ...]]:
    return _shape(_explorer("a"))


def explorer(data: bytes) -> None:
    """The page of the explorer has the same elements whatever the names, quotes and titles are, and its data is JSON."""
    assert _shape(_explorer(_text(data) or "a")) == _harmless()


def _entity(text: str) -> str:
    source = dict.fromkeys(("before", "quote", "after", "document", "extractor"), text)
    cited: dict[str, Any] = {**source, "begin": 0, "end": 1, "confidence": 0.5}
    fact = {"property": text, "value": text, "node": text, "sources": [cited], "date": text}
    found = dict.fromkeys(("iri", "label", "kind"), text)
    shown = entity({**found, "names": [text], "mentions": [cited], "identity": [text], "facts": [fact]})
    search = render("search.html", text=text, found=[{**found, "mentions": 1}], address=lambda iri: address(iri, "b"))
    return search + render("entity.html", address=lambda iri: address(iri, "b"), **shown)


def served(data: bytes) -> None:
    """The pages of kg serve have the same elements whatever stands in the graph or is searched for."""
    assert _shape(_entity("a" + _text(data))) == _shape(_entity("a"))


def row(data: bytes) -> None:
    """A row of a .jsonl file whose values are the input."""
    text = _text(data)
    head, _, body = text.partition("\n")
    reader("a.jsonl")(json.dumps({"title": head, "source": head[:9], "date": head[-9:], "text": body}).encode())


@dataclass(frozen=True, slots=True)
class Target:
    """A function to fuzz, what to begin with, and the packages whose branches are followed besides kg's."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    also: tuple[str, ...] = ()


_WORDS = tuple(text.encode("utf-8", "replace")[:4000] for text in (*TEXTS.values(), pages.NEWSPAPER))
_CUT = tuple(b"\x12\x05\x21\x0b\x3c\x02\x11\x08" + text for text in _WORDS)
_LINES = ["区长走访企业", "他说，很好。"]

TARGETS: dict[str, Target] = {
    "text": Target(reader("a.txt"), _WORDS),
    "markdown": Target(reader("a.md"), (*_WORDS, "# 标题\n\n- **粗**[链接](x)。".encode())),
    "html": Target(reader("a.html"), (*_WORDS, pages.WEB_PAGE.encode(), pages.WEB_PAGE.encode("gb18030", "replace"))),
    "pdf": Target(reader("a.pdf"), (pages.pdf(_LINES), pages.pdf([])), ("pypdf",)),
    "docx": Target(reader("a.docx"), (pages.word(_LINES),), ("docx",)),
    "jsonl": Target(reader("a.jsonl"), ('{"title": "标题", "text": "区长说。"}\n[1]\n{'.encode(),)),
    "row": Target(row, _WORDS),
    "layout": Target(layout, _WORDS),
    "times": Target(times, (*_WORDS, "2025年3月5日至6日上午9:30许，上周五、春节前夕，本世纪20年代，去年底以来".encode())),
    "positions": Target(positions, _CUT),
    "facts": Target(facts, _CUT),
    "explorer": Target(explorer, _WORDS, ("jinja2",)),
    "served": Target(served, _WORDS),
}
