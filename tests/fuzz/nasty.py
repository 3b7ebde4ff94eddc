"""Texts and files made to hurt: what is rare, invisible, unpaired, endless or far too deep."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

from tests.reading import pages

NEWS = (
    "玄武区召开招商大会\n2024-03-02 来源:玄武区人民政府\n　　3月1日，玄武区委书记程望舒出席招商大会并讲话。区长周砚秋主持会议。\n"
)


def _between(mark: str) -> str:
    """The report with something after every character."""
    return "".join(c + mark if c not in "\n" else c for c in NEWS)


# Ideographs of the extensions B to H and of the compatibility supplement, each block's first and last.
RARE = (
    "\U00020000\U0002a6df\U0002a700\U0002b739\U0002b740\U0002b81d\U0002b820\U0002cea1"
    "\U0002ceb0\U0002ebe0\U00030000\U0003134a\U00031350\U000323af\U0002f800\U0002fa1d"
)
FORMATTING = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u034f\u061c\u180e"
)

TEXTS: dict[str, str] = {
    "plain": NEWS,
    "bidi": NEWS.replace("程望舒", "\u202e程望舒\u202c").replace("区长", "\u2067区\u200f长\u2069") + "\u202e" * 50,
    "zero width": _between("\u200b"),
    "joiners": _between("\u200d"),
    "every formatting character": NEWS + "".join(f"区长{mark}周砚秋说，好。\n" for mark in FORMATTING),
    "combining": _between("\u0301\u20dd\u3099"),
    "a tower of marks": NEWS + "区长" + "\u0301" * 5000 + "说，好。\n",
    "variation selectors": _between("\ufe0f\U000e0100"),
    "private use": NEWS.replace("程望舒", "\ue000\uf8ff\U000f0000\U0010fffd"),
    "noncharacters": NEWS + "\ufdd0\ufffe\uffff\U0001ffff区长说，好。\n",
    "rare ideographs": NEWS.replace("程望舒", "程" + RARE[:2]) + f"区长{RARE}表示，好。\n副区长𠮷田𡈽说，好。\n",
    "compatibility forms": NEWS + "区⻓⼀行调研。㊗㈱㍿㋿Ａ１，①②⑴。ﬁ\n",
    "surrogates in UTF-8": NEWS + "\ud800\udfff",
    "controls": NEWS.replace("，", "，\x01\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"),
    "emoji": NEWS + "区长👨‍👩‍👧‍👦说，好🏳️‍🌈。\n",
    "other scripts": NEWS + "नमस्ते مرحبا שלום สวัสดี ᠮᠣᠩᠭᠣᠯ བོད་ཡིག 한국 ｶﾞ\n",
    "unpaired marks": NEWS + "他说：“" * 300 + "（《【" * 300,
    "deep brackets": NEWS + "（" * 20_000 + "区长说，好。" + "）" * 20_000,
    "one word of a megabyte": NEWS + "字" * 350_000,
    "one long line of words": NEWS + "区长周砚秋说" * 20_000,
    "no line ends in sentences": NEWS + "，区长周砚秋走访" * 5_000,
    "titles without end": NEWS + "区委书记、区长、副区长、" * 3_000,
    "names in names": NEWS + "中共玄武区委玄武区人民政府" * 3_000,
    "numbers": NEWS + "9" * 100_000 + "年" + "1" * 5000 + "月3日\n",
    "times without end": NEWS + "2025年3月5日至6日上午9:30许" * 3_000,
    "markup": NEWS.replace("程望舒", "<script>alert(1)</script>")
    + '"></title><img src=x onerror=alert(1)>&lt;{{7*7}}${7*7}<!--]]>\n',
    "turtle and sparql": NEWS.replace("程望舒", '程"""^^<x>\\u0022 .} #') + "\\\\\\uD800 \\n <a> <b> <c> .\n",
    "paths": NEWS.replace("程望舒", "../../etc/passwd\x00"),
}
"""Texts by what is nasty about them; the report at the head of each is ordinary."""


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word document in which some parts are replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pages.word(["区长说，好。"]))) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(xml: str, before: str = "") -> bytes:
    """The main part of a Word document."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document {_W}><w:body>{xml}</w:body></w:document>'.encode()


_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_LAUGHS = f'<!DOCTYPE w:document [<!ENTITY l0 "笑">{_ENTITIES}]>'
_BLOWUP = f'<!DOCTYPE w:document [<!ENTITY a "{"笑" * 50_000}">]>'
_OUTSIDE = '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _spanning(size: int) -> str:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{size}"/></w:tcPr>{_paragraph("区长说，好。")}</w:tc>'
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}</w:tr></w:tbl>"


def _nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + _paragraph("区长说，好。") + "</w:tc></w:tr></w:tbl>" * depth


def objects(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, trailer, start)


def stream(data: bytes, more: bytes = b"") -> bytes:
    """An object with a stream."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
_ITSELF = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def _inflating(size: int, times: int) -> bytes:
    data = b" " * size
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip bomb": ("a.docx", lambda: zipped({"word/document.xml": body(_paragraph(" " * 60_000_000))})),
    "a bomb beside the text": ("a.docx", lambda: zipped({"word/media/a.bin": bytes(60_000_000)})),
    "a thousand members": ("a.docx", lambda: zipped({f"word/media/{n}.bin": b"x" for n in range(20_000)})),
    "billion laughs": ("a.docx", lambda: zipped({"word/document.xml": body(_paragraph("&l9;"), _LAUGHS)})),
    "quadratic blowup": ("a.docx", lambda: zipped({"word/document.xml": body(_paragraph("&a;" * 5_000), _BLOWUP)})),
    "an entity from outside": ("a.docx", lambda: zipped({"word/document.xml": body(_paragraph("区长说，好。&a;"), _OUTSIDE)})),
    "a cell over a billion columns": ("a.docx", lambda: zipped({"word/document.xml": body(_spanning(10**9))})),
    "tables in tables": ("a.docx", lambda: zipped({"word/document.xml": body(_nested(2_000))})),
    "names that climb": ("a.docx", lambda: zipped({"../../../tmp/kg-climbed": b"x", "/tmp/kg-climbed": b"x"})),
    "billion laughs in a web page": (
        "a.xhtml",
        lambda: (_LAUGHS.replace("w:document", "html") + "<html><body><p>区长说，这件事很好。&l9;</p></body></html>").encode(),
    ),
    "deep web page": ("a.html", lambda: b"<div>" * 200_000 + "区长说，这件事很好。".encode()),
    "wide web page": ("a.html", lambda: ("<p>区长说，这件事很好。</p>" * 20_000).encode()),
    "unclosed tags": ("a.html", lambda: ("<b><i><a href=x><table><tr><td>区长说，这件事很好。" * 3_000).encode()),
    "attributes without end": ("a.html", lambda: ("<p " + "a=1 " * 200_000 + ">区长说，这件事很好。</p>").encode()),
    "scripts and entities": (
        "a.html",
        lambda: "<script>x</script><p onclick=x>区长说，&lt;b&gt;&#0;&#x110000;&nosuch;这件事很好。</p>".encode(),
    ),
    "charset that is none": (
        "a.html",
        lambda: b'<meta charset="utf-7"><p>+ADw-script+AD4-' + "区长说，这件事很好。</p>".encode(),
    ),
    "pages that are their own children": (
        "a.pdf",
        lambda: objects(_CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
    ),
    "pages counted beyond all": ("a.pdf", lambda: objects(_CATALOGUE, b"<< /Type /Pages /Kids [] /Count 999999999999 >>")),
    "a drawing that draws itself": (
        "a.pdf",
        lambda: objects(_CATALOGUE, _PAGES, _PAGE, stream(b"/X Do " * 50), stream(b"/X Do " * 50, _ITSELF)),
    ),
    "a reference to itself": ("a.pdf", lambda: objects(_CATALOGUE, _PAGES, _PAGE, b"4 0 R")),
    "a table of places that leads to itself": ("a.pdf", lambda: objects(_CATALOGUE, _PAGES, trailer=b"/Prev 0 /XRefStm 0")),
    "a stream that inflates": (
        "a.pdf",
        lambda: objects(_CATALOGUE, _PAGES, _PAGE, stream(_inflating(120_000_000, 1), b"/Filter /FlateDecode"), b"null"),
    ),
    "a stream that inflates twice": (
        "a.pdf",
        lambda: objects(
            _CATALOGUE, _PAGES, _PAGE, stream(_inflating(250_000_000, 2), b"/Filter [/FlateDecode /FlateDecode]"), b"null"
        ),
    ),
    "arrays in arrays": ("a.pdf", lambda: objects(_CATALOGUE, _PAGES, _PAGE, stream(b"[" * 100_000), b"null")),
    "deep json": (
        "a.jsonl",
        lambda: b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n" + '{"text": "区长说，好。"}'.encode(),
    ),
    "a number without end": ("a.jsonl", lambda: b'{"text": ' + b"9" * 100_000 + b"}\n" + '{"text": "区长说，好。"}'.encode()),
    "surrogates in json": ("a.jsonl", lambda: b'{"title": "\\ud800\\udfff\\ud800", "text": "\\u0000\\ud83d"}'),
    "half a character": ("a.txt", lambda: "区长说，好。".encode()[:-1]),
    "overlong forms": ("a.txt", lambda: "区长说，好。".encode() + b"\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80"),
    "UTF-16 with a lone surrogate": ("a.txt", lambda: b"\xff\xfe" + "区长说，好。".encode("utf-16-le") + b"\x00\xd8"),
    "nothing": ("a.txt", lambda: b""),
    "zero bytes": ("a.txt", lambda: bytes(100_000)),
}
"""Files by what is nasty about them, with a name that says how they are read; made when they are called for."""
