"""Every format is read or refused by name."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import zipfile

import pytest

from kg.errors import DocumentError
from kg.facts import Document
from kg.reading import LIMITS, read
from tests.reading import pages

STORY = ["区长走访小微企业", "2025-05-06 来源:柳堤区商务局", "5月5日，区长方未然走访小微企业。", "他说，要办好实事。"]


def one(data: bytes, title: str) -> Document:
    """The only document of a file."""
    (document,) = read(data, title)
    return document


@pytest.mark.parametrize(
    ("title", "data", "media_type"),
    [
        ("a.txt", "\n".join(STORY).encode(), "text/plain"),
        ("a.md", "\n\n".join(STORY).encode(), "text/markdown"),
        ("a.docx", pages.word(STORY), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.pdf", pages.pdf(STORY), "application/pdf"),
        ("a.html", ("<html><body><h1>" + "</h1><p>".join(STORY) + "</p></body></html>").encode(), "text/html"),
    ],
)
def test_the_same_story_in_every_format(title: str, data: bytes, media_type: str) -> None:
    """Headline, date, publisher and text are the same whatever file they come in."""
    document = one(data, title)
    (story,) = document.articles
    assert (story.headline, story.published, story.publisher) == (STORY[0], datetime.date(2025, 5, 6), "柳堤区商务局")
    assert story.text.replace("\n", "") == STORY[2] + STORY[3]
    assert (document.media_type, document.titles, document.id) == (media_type, (title,), hashlib.sha256(data).hexdigest())
    assert document.as_is is (title[-3:] in ("txt", ".md"))


def test_web_page_without_its_frame() -> None:
    """Navigation, scripts and footers are no text; entities are characters; inline elements do not break words."""
    document = one(pages.WEB_PAGE.encode(), "a/index.html")
    (story,) = document.articles
    assert story.headline == "柳堤区召开防汛工作会议"
    assert (story.published, story.publisher) == (datetime.date(2025, 6, 3), "柳堤区水务局")
    assert [byline.name for byline in story.bylines] == ["唐婉"]
    assert story.text == "6月2日，区长方未然主持召开防汛工作会议——他指出，要把“防”放在前面。\n区水务局局长江岸汇报了准备情况。"
    assert not any(word in document.text for word in ("首页", "不要读我", "版权", "color"))


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "GB18030"])
def test_web_page_in_a_chinese_encoding(charset: str) -> None:
    """The page's own word for its encoding counts."""
    data = pages.WEB_PAGE.replace("utf-8", charset).replace("要闻", "㐂闻").encode("gb18030")
    document = one(data, "a.htm")
    assert document.encoding == "gb18030"
    assert document.articles[0].headline == "柳堤区召开防汛工作会议"


def test_web_page_says_its_source_in_its_head() -> None:
    """Date and publisher of <meta> count where the page does not show them."""
    page = (
        '<html><head><title>区长走访小微企业-柳堤区</title><meta name="PubDate" content="2025-05-06 10:00">'
        '<meta name="ContentSource" content="柳堤报"></head>'
        "<body><div><p>5月5日，区长方未然走访小微企业。</p></div></body></html>"
    )
    (story,) = one(page.encode(), "a.html").articles
    assert (story.published, story.publisher, story.headline) == (datetime.date(2025, 5, 6), "柳堤报", "区长走访小微企业")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("区长走访企业。\n他说，很好。".encode(), "utf-8"),
        ("\ufeff区长走访企业。".encode(), "utf-8"),
        ("区长走访企业，他说，很好。䶮先生也来了。".encode("gb18030"), "gb18030"),
        ("区长走访企业。".encode("utf-16"), "utf-16"),
        ("区长走访企业。".encode("utf-32"), "utf-32"),
        (("區長走訪企業，他說，這裡的街道很好，居民都高興。" * 20).encode("big5"), "big5"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    """Encodings are told from the bytes; the text is what Python decodes with the one that is named."""
    document = one(data, "a.txt")
    assert document.encoding is not None
    assert document.encoding.replace("hkscs", "") == encoding.replace("hkscs", "") or document.encoding in ("cp950", "big5hkscs")
    assert document.text == data.decode(document.encoding)


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\r\n\t", "empty"),
    "mark.txt": (b"\xef\xbb\xbf", "no text"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "PNG"),
    "program.txt": (bytes(range(256)) * 99, "binary|neither"),
    "nulls.txt": (b"\x00" * 99 + b"a", "binary"),
    "latin.txt": (("café über straße " * 30).encode("latin-1"), "neither UTF-8"),
    "scan.pdf": (pages.pdf([]), "no text layer"),
    "short.pdf": (pages.pdf(STORY)[:400], "damaged|no text layer"),
    "no.pdf": ("不是".encode(), "not a PDF"),
    "no.docx": ("不是".encode(), "not a Word document"),
    "short.docx": (pages.word(STORY)[:-200], "not a Word document|damaged"),
    "empty.html": (b"<html><body><a href='/'>x</a></body></html>", "no sentences"),
    "deep.html": (b"<div>" * 5000 + "很深。很深很深很深。".encode(), "nested|no sentences"),
}


@pytest.mark.parametrize("title", sorted(REFUSED))
def test_unreadable_files_are_refused_in_one_line(title: str) -> None:
    """The error names the file and what is wrong with it, in one line."""
    data, reason = REFUSED[title]
    with pytest.raises(DocumentError, match=reason) as caught:
        read(data, title)
    assert str(caught.value).startswith(f"{title}: ")
    assert "\n" not in str(caught.value)


def test_archive_bomb_is_refused_before_it_is_unpacked() -> None:
    """A .docx that would unpack to hundreds of times its size is refused."""
    out = io.BytesIO(pages.word(STORY))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/x.bin", b"\0" * 40_000_000)
    with pytest.raises(DocumentError, match="unpack"):
        read(out.getvalue(), "bomb.docx")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [({"file_bytes": 20}, "bytes"), ({"line_characters": 20}, "line of"), ({"text_characters": 20}, "characters")],
)
def test_limits(limits: dict[str, int], reason: str) -> None:
    """Files, lines and texts past their limit are refused by name."""
    with pytest.raises(DocumentError, match=reason):
        read(("区长走访企业。" * 9).encode(), "a.txt", dataclasses.replace(LIMITS, **limits))


def test_external_entities_are_not_read() -> None:
    """A .docx whose XML names a file of the machine does not bring its content in."""
    evil = (
        '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>区长走访企业。&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    source, out = zipfile.ZipFile(io.BytesIO(pages.word(STORY))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in source.infolist():
            archive.writestr(member, evil if member.filename == "word/document.xml" else source.read(member))
    source.close()
    try:
        text = one(out.getvalue(), "evil.docx").text
    except DocumentError as problem:
        text = str(problem)
    assert "root:" not in text
