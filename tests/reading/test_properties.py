"""What holds for any text at all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.errors import DocumentError
from kg.facts import Document
from kg.reading import read, read_rows
from tests.reading import pages

# fmt: off
PIECES = [
    "本报讯", "本报讯（记者 唐婉）", "■", "■记者唐婉", "■ 特约摄影 岳朗", "岳朗 摄", "（下转第4版）", "（记者", "）",
    "区长说，",
    "他走访企业。", "一个标题", "2025-05-06", "来源:柳堤报", "发布时间：", "撰稿：", "责任编辑", "扫一扫关注", "【打印】",
    "分享到", "又讯：", "新华社北京5月6日电",
    "\n", "\n\n", "\r\n", "\r", "\u2028", "\x0c", "\x00", "\ufeff", "\u200b", "\u202e", " ",
    "\u3000", "\t", "“", "”", "《", "A", "b1", "·", "\U0002a6d6", "e\u0301", "# ", "**", "[x](y)", "- ", "12月31日",
    "罗　川、", "区长罗 川", "柳堤日报", "第3版", "2024年6月3日 星期一", "责任编辑 岳朗", "（唐婉）",
    "（原载《柳堤报》2024年6月3日）",
    "2025年2月30日", "，", "。", "！", "…", "——",
]
# fmt: on
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=120).map("".join))


def check(document: Document) -> None:
    """Offsets rise, point at their characters, and every span lies in the text."""
    length = len(document.text)
    for index, article in enumerate(document.articles):
        assert article.index == index
        assert len(article.text) == len(article.offsets)
        assert all(left < right for left, right in zip(article.offsets, article.offsets[1:], strict=False))
        for character, offset in zip(article.text, article.offsets, strict=True):
            if character == "\n":
                assert offset <= length
            else:
                assert document.text[offset] == character or (character == " " and document.text[offset].isspace())
        assert article.headline
        assert article.headline_span is not None
        spans = [article.span, article.headline_span, *(span for _, span in article.subheadlines)]
        spans += [byline.span for byline in article.bylines]
        spans += [span for span in (article.published_span, article.publisher_span) if span is not None]
        assert all(0 <= span.begin < span.end <= length for span in spans)
        if article.publisher and article.publisher_span:
            assert "".join(article.publisher_span.cut(document.text).split()) == article.publisher
        for byline in article.bylines:
            assert "".join(byline.span.cut(document.text).split()) == byline.name


@pytest.mark.parametrize("title", ["a.txt", "a.md", "a.html"])
@settings(max_examples=150, deadline=None, derandomize=True)
@given(text=TEXTS)
@example(text=pages.NEWSPAPER)
@example(text=pages.WEB_PAGE)
def test_any_text_is_read_or_refused(title: str, text: str) -> None:
    """Whatever the characters, reading ends with sound offsets or with a refusal."""
    data = text.encode("utf-8", "replace")
    try:
        (document,) = read(data, title)
    except DocumentError:
        return
    if document.as_is:
        assert document.text == data.decode(document.encoding or "")
    check(document)
    assert read(data, title) == [document]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.binary(max_size=400), title=st.sampled_from(["a.txt", "a.html", "a.pdf", "a.docx", "a.jsonl"]))
def test_any_bytes_are_read_or_refused(data: bytes, title: str) -> None:
    """Arbitrary bytes under any suffix never end in another error."""
    with contextlib.suppress(DocumentError):
        for document in read(data, title):
            check(document)


SEEDS = {"a.pdf": pages.pdf(["区长走访企业", "他说，很好。"]), "a.docx": pages.word(["区长走访企业", "他说，很好。"])}


@pytest.mark.parametrize("title", sorted(SEEDS))
@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_damaged_files_are_read_or_refused(title: str, data: st.DataObject) -> None:
    """A PDF or Word file with changed, missing or doubled bytes never ends in another error."""
    seed = bytearray(SEEDS[title])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(seed) - 1))
        seed[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
        seed = seed or bytearray(b"x")
    with contextlib.suppress(DocumentError):
        for document in read(bytes(seed), title):
            check(document)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=TEXTS, headline=st.text(max_size=40), source=st.text(max_size=20))
def test_any_row_is_read_or_refused(text: str, headline: str, source: str) -> None:
    """A row with any values gives a document with sound offsets or an error."""
    import json

    row = json.dumps({"title": headline, "source": source, "date": "2025-05-06", "text": text}).encode()
    (found,) = read_rows(row, "r.jsonl")
    if isinstance(found, Document):
        check(found)


@pytest.mark.parametrize(
    "text",
    [
        "■■■（（（\n" * 4000,
        "本报讯 \n" * 4000,
        "标题一行\n" * 8000,
        "区长说，\n" * 8000,
        "张三 摄\n" * 4000,
        "（记者" * 20000,
        "字" * 200_000,
    ],
    ids=["marks", "datelines", "headings", "commas", "photographs", "brackets", "one word"],
)
def test_time_grows_with_the_length_alone(text: str) -> None:
    """Texts made to confuse are read within seconds."""
    import time

    begun = time.process_time()
    with contextlib.suppress(DocumentError):
        read(text.encode(), "a.txt")
    assert time.process_time() - begun < 5
