"""Web pages: headline, source line and paragraphs of the article, without what stands around it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from kg.errors import DocumentError
from kg.reading import bylines, sourcelines
from kg.reading.encoding import decode
from kg.reading.formats import Page
from kg.reading.limits import Limits
from kg.reading.tables import furniture, load

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312"}
_SPACE = re.compile("[ \t\r\n\f\u00a0\u200b\ufeff]+")


def page(data: bytes, title: str, limits: Limits) -> Page:
    """The article of a web page: headline, source line and paragraphs, each on a line.

    The article is the deepest element that holds three quarters of the page's sentences; navigation, scripts, forms and
    footers are left out before. The headline is the <h1> (or <h2>) that <title> repeats, or what the page's <meta> or <title>
    say.

    Raises:
        DocumentError: the page cannot be decoded or holds no sentences.
    """
    text, encoding = _decoded(data, title)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace").replace(b"\x00", b""), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as problem:
        raise DocumentError(title, f"is no web page that can be read ({_line(str(problem))})") from None
    facts = _meta(root)
    for element in list(root.iter(*load("web-pages")["dropped"])):
        if isinstance(element, lxml_html.HtmlElement) and element.getparent() is not None:
            element.drop_tree()
    _drop_named(root)
    lines = _lines(root, title, limits)
    sentences = [line for line in lines if line.sentence]
    if not sentences:
        raise DocumentError(title, "holds no sentences that could be an article; leave it out")
    begin, end = _article(lines)
    headline = _headline(lines, begin, facts)
    above = [line.text for line in lines[headline[1] + 1 : begin] if _belongs_above(line.text)] if headline[1] is not None else []
    body = [line.text for line in lines[begin:end] if not line.navigation]
    while body and (body[0] == headline[0] or _norm(body[0]) == _norm(headline[0])):
        body.pop(0)
    source = "" if any(sourcelines.parse(line) for line in [*above, *body[:4]]) else facts["source-line"]
    kept = [part for part in (headline[0], *above, source, *body) if part]
    return Page("\n".join(kept) + "\n", encoding, as_is=False)


def _decoded(data: bytes, title: str) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4096])
    if declared and declared[1].decode("ascii").lower() in _CHINESE:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("gb18030", "replace"), "gb18030"
    return decode(data, title)


def _drop_named(root: lxml_html.HtmlElement) -> None:
    """Drop elements whose class or id says that they are the page's frame, unless they hold most of it."""
    names = frozenset(load("web-pages")["dropped_names"])
    total = len(root.text_content())
    for element in list(root.iter()):
        if not isinstance(element, lxml_html.HtmlElement) or element.getparent() is None or element.tag in ("body", "html", "h1"):
            continue
        words = re.split(r"[\s_-]+", f"{element.get('class') or ''} {element.get('id') or ''}"[:200].lower())
        if names.intersection(words) and 2 * len(element.text_content()) < total and not element.findall(".//h1"):
            element.drop_tree()


def _line(text: str) -> str:
    return " ".join(text.split())[:120]


def _norm(text: str) -> str:
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True, slots=True)
class _Text:
    """A line of the page: its text, the element it began in, how much of it is links."""

    text: str
    element: lxml_html.HtmlElement
    linked: int

    @property
    def navigation(self) -> bool:
        """True where most of the line is links and it is no sentence."""
        return self.linked * 2 > len(self.text) and not self.sentence

    @property
    def sentence(self) -> bool:
        """True where the line reads like running text."""
        running = any(c in self.text for c in "。！？；") and len(self.text) >= 8
        return running and self.linked * 3 < len(self.text) and not furniture().always.search(self.text)


@functools.cache
def _blocks() -> frozenset[str]:
    return frozenset(load("web-pages")["blocks"])


def _lines(root: lxml_html.HtmlElement, title: str, limits: Limits) -> list[_Text]:
    """The page as lines, in the order of the page."""
    found: list[_Text] = []
    parts: list[str] = []
    linked = depth = link_depth = 0
    owner = root

    def flush(following: lxml_html.HtmlElement) -> None:
        nonlocal linked, owner
        text = _SPACE.sub(" ", "".join(parts)).strip(" \u3000")
        if text:
            found.append(_Text(text, owner, linked))
        parts.clear()
        linked, owner = 0, following

    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        block = element.tag in _blocks()
        if event == "start":
            depth += 1
            if depth > limits.depth:
                raise DocumentError(title, f"is nested more than {limits.depth} elements deep; leave it out")
            if block:
                flush(element)
            if element.tag == "a":
                link_depth += 1
            text = element.text or ""
        else:
            depth -= 1
            if element.tag == "a":
                link_depth -= 1
            if block:
                parent = element.getparent()
                flush(parent if parent is not None else root)
            if element.tag in ("td", "th"):
                parts.append(" ")
            text = element.tail or ""
        parts.append(text)
        if link_depth:
            linked += len(text.strip())
    flush(root)
    return found


def _article(lines: list[_Text]) -> tuple[int, int]:
    """The first line and the line behind the last one of the article."""
    weight: dict[lxml_html.HtmlElement, int] = {}
    total = 0
    for line in lines:
        if line.sentence:
            total += len(line.text)
            for element in _chain(line.element):
                weight[element] = weight.get(element, 0) + len(line.text)
    share = load("web-pages")["share"]
    best: lxml_html.HtmlElement | None = None
    best_depth = -1
    for element, held in weight.items():
        depth = sum(1 for _ in element.iterancestors())
        if held >= share * total and depth > best_depth:
            best, best_depth = element, depth
    if best is not None and best.tag in ("p", "br", "span") and best.getparent() is not None:
        best = best.getparent()
    inside = [number for number, line in enumerate(lines) if best is None or best in _chain(line.element)]
    return inside[0], inside[-1] + 1


def _chain(element: lxml_html.HtmlElement) -> Iterator[lxml_html.HtmlElement]:
    yield element
    yield from element.iterancestors()


def _meta(root: lxml_html.HtmlElement) -> dict[str, str]:
    """Headline and source line as <meta> and <title> say them."""
    table = load("web-pages")
    values: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = _SPACE.sub(" ", element.get("content") or "").strip()
        if name and content and len(content) <= 300:
            values.setdefault(name, content)

    def first(names: list[str]) -> str:
        return next((values[name] for name in names if name in values), "")

    title = next((_SPACE.sub(" ", element.text_content()).strip() for element in root.iter("title")), "")
    date, source = first(table["meta_date"]), first(table["meta_source"])
    under = " ".join(
        part for part in (date.replace("T", " ")[:19], f"来源:{source}" if source and len(source) <= 40 else "") if part
    )
    return {"title": title, "headline": first(table["meta_headline"]), "source-line": under if sourcelines.parse(under) else ""}


def _headline(lines: list[_Text], begin: int, facts: dict[str, str]) -> tuple[str, int | None]:
    """The headline and the number of the line it stands on, None where it stands only in the head of the page."""
    wanted = [_norm(text) for text in (facts["headline"], facts["title"]) if text]
    heads = [
        number
        for number, line in enumerate(lines)
        if any(element.tag in ("h1", "h2", "h3") for element in _chain(line.element))
        and not line.navigation
        and len(line.text) <= 120
    ]
    for number in heads:
        text = _norm(lines[number].text)
        if len(text) >= 4 and any(text in want for want in wanted):
            return lines[number].text, number
    for number, line in enumerate(lines[: begin + 1]):
        text = _norm(line.text)
        if len(text) >= 6 and not line.sentence and any(want.startswith(text) for want in wanted):
            return line.text, number
    main = [
        number
        for number in heads
        if any(element.tag == "h1" for element in _chain(lines[number].element)) and number <= begin + 1
    ]
    if main:
        return lines[main[-1]].text, main[-1]
    if facts["headline"]:
        return facts["headline"], None
    title, table = facts["title"], load("web-pages")
    for separator in table["title_separators"]:
        first = title.split(separator)[0]
        title = first if len(first.strip()) >= 6 else title
    for separator in table["title_last_separators"]:
        first, _, site = title.rpartition(separator)
        title = first if len(first.strip()) >= 6 and site.strip().isalpha() else title
    return title.strip(), None


def _belongs_above(text: str) -> bool:
    """Lines between headline and text that are kept: sub-headline, source line, byline."""
    if text.startswith(("——", "—")) and len(text) <= 80:
        return True
    return sourcelines.parse(text) is not None or bylines.parse(text) is not None
