"""Pages are cut into stories with headline, byline and text."""

from __future__ import annotations

import datetime

import pytest

from kg.facts import Article
from kg.reading import read
from tests.reading import pages


def articles(text: str, title: str = "page.txt") -> tuple[Article, ...]:
    """The articles of a text."""
    (document,) = read(text.encode(), title)
    return document.articles


def names(article: Article, role: str = "author") -> list[str]:
    """The names of an article's byline in a role."""
    return [byline.name for byline in article.bylines if byline.role == role]


def test_newspaper_page_is_cut_into_stories_and_captions() -> None:
    """Four headlines, one of them behind its story, and a caption are told apart."""
    found = articles(pages.NEWSPAPER)
    assert [(a.kind, a.headline) for a in found] == [
        ("story", "河畔添新绿 百姓乐开怀"),
        ("story", "智慧菜场开门迎客"),
        ("caption", "4月8日，孩子们在柳堤公园放风筝，绿道两旁樱花盛开"),
        ("story", "夜间书房亮起一盏灯"),
    ]
    assert [a.index for a in found] == [0, 1, 2, 3]


def test_second_line_of_a_headline_block_is_a_subheadline() -> None:
    """The line under the headline is kept with its place."""
    story = articles(pages.NEWSPAPER)[0]
    ((text, span),) = story.subheadlines
    assert text == "周启航调研滨水绿道建设，听取居民意见建议" == span.cut(pages.NEWSPAPER)


def test_columns_are_joined_over_line_and_column_breaks() -> None:
    """A name broken at a line's end is whole again, and a blank line inside a sentence is no paragraph."""
    text = articles(pages.NEWSPAPER)[0].text
    assert "区委书记周启航来到柳堤河沿岸" in text
    assert "周启航与散步的居民亲切交谈" in text
    assert text.count("\n") == 1


@pytest.mark.parametrize(
    ("index", "authors", "contributors"),
    [(0, ["唐婉"], []), (1, ["唐婉", "路晓"], []), (2, [], ["岳朗"]), (3, ["路晓"], [])],
)
def test_bylines_of_a_newspaper_page(index: int, authors: list[str], contributors: list[str]) -> None:
    """Reporters are authors, the photographer of a caption is a contributor; a broken name is joined."""
    article = articles(pages.NEWSPAPER)[index]
    assert names(article) == authors
    assert names(article, "contributor") == contributors


def test_byline_and_continuation_are_no_text() -> None:
    """下转第3版 and the byline stay out of the story's text."""
    text = articles(pages.NEWSPAPER)[1].text
    assert text.endswith("溯源每一棵青菜的来处。")


def test_furniture_is_no_text() -> None:
    """Nobody finds the words of the page's frame in an article."""
    assert not any("扫一扫" in a.text + a.headline or "柳堤发布" in a.text + a.headline for a in articles(pages.NEWSPAPER))


@pytest.mark.parametrize("width", [8, 11, 14, 17, 20, 26, 32, 40])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_any_column_width(width: int, indent: str) -> None:
    """Paragraphs come back whole whatever the column's width, with and without indents."""
    paragraphs = [
        "区卫生健康委员会主任鲁一鸣昨天带队检查社区医院，要求各医院把夜间门诊办实办好，让居民少跑路、少等待，"
        "尤其要照顾好独居老人和孩子。",
        "检查组先后走访了三家社区医院，查看药房和诊室，听取医生和居民的意见，并就药品供应、远程会诊和家庭医生签约等"
        "问题现场协调解决办法。",
    ]
    text = "社区医院开夜诊\n\n" + pages.wrapped(["本报讯（记者 唐婉）" + paragraphs[0], paragraphs[1]], width, indent)
    (story,) = articles(text)
    assert story.headline == "社区医院开夜诊"
    assert story.text.replace("\n", "") == "".join(paragraphs)
    assert set(story.text.split("\n")) <= {*paragraphs, "".join(paragraphs)}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_offsets_count_the_files_own_line_ends(line_end: str) -> None:
    """Every character of a story stands at its offset in the decoded file, whatever the line ends."""
    text = pages.NEWSPAPER.replace("\n", line_end)
    (document,) = read(text.encode(), "page.txt")
    assert document.text == text
    for article in document.articles:
        assert all(document.text[o] == c for c, o in zip(article.text, article.offsets, strict=True) if c not in "\n ")


@pytest.mark.parametrize(
    ("line", "date", "publisher"),
    [
        ("2025-05-06 来源:柳堤区人民政府", "2025-05-06", "柳堤区人民政府"),
        ("柳堤发布 2025年05月06日 19:30 江苏", "2025-05-06", "柳堤发布"),
        ("发布日期:2025/05/06 10:20:30 信息来源:柳堤区教育局 浏览次数:88 字号:[大 中 小]", "2025-05-06", "柳堤区教育局"),
        ("来源：柳堤报　发布时间：2025年5月6日　阅读：9次", "2025-05-06", "柳堤报"),
        ("【2025-05-06】【来源：柳堤报】【浏览：7】", "2025-05-06", "柳堤报"),
        ("发布时间：2025-05-06 来源：本站 分享到：微信", "2025-05-06", None),
        ("来源:柳堤区应急管理局", None, "柳堤区应急管理局"),
    ],
)
def test_source_line_under_a_headline(line: str, date: str | None, publisher: str | None) -> None:
    """Date and publisher are read from the line under the headline, which is no text."""
    (story,) = articles(f"全区开展消防演练\n{line}\n5月5日，全区开展消防演练。\n演练历时一小时。\n")
    assert story.headline == "全区开展消防演练"
    assert story.published == (datetime.date.fromisoformat(date) if date else None)
    assert story.publisher == publisher
    assert story.text == "5月5日，全区开展消防演练。\n演练历时一小时。"


def test_source_on_the_line_of_the_headline() -> None:
    """What follows the headline on its own line is cut off."""
    (story,) = articles("全区开展消防演练 2025-05-06 来源:柳堤区应急管理局\n5月5日，全区开展消防演练。")
    assert story.headline == "全区开展消防演练"
    assert story.published == datetime.date(2025, 5, 6)


def test_date_in_a_headline_is_no_source_line() -> None:
    """A headline that begins with a date stays whole."""
    (story,) = articles("2025年5月6日柳堤区政府常务会议纪要\n5月6日，区长方未然主持召开常务会议。")
    assert story.headline == "2025年5月6日柳堤区政府常务会议纪要"
    assert story.published is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("记者：唐婉  通讯员：路晓", ["唐婉", "路晓"]),
        ("（记者 唐婉 通讯员 路晓）", ["唐婉", "路晓"]),
        ("（文/图 柳堤融媒记者 唐婉 责编/路晓）", ["唐婉"]),
        ("（供稿：区委宣传部 撰稿：路晓）", ["路晓"]),
        ("撰稿:唐婉 审核:路晓 编辑:岳朗", ["唐婉"]),
        ("供稿:县教育局 唐婉", ["唐婉"]),
        ("来源 | 柳堤区融媒体中心　文 | 唐婉 图 | 岳朗", ["唐婉"]),
        ("责任编辑：唐婉 【字体:大 中 小】", []),
        ("编辑：唐婉  责编：路晓  审核：岳朗", []),
        ("本报记者 唐 婉 见习记者 路晓", ["唐婉", "路晓"]),
        ("唐婉/文 岳朗/图", ["唐婉"]),
        ("■艾山江·买买提", ["艾山江·买买提"]),
    ],
)
def test_credits_behind_a_story(line: str, expected: list[str]) -> None:
    """Those who wrote are authors; editors, proof-readers and organizations are not."""
    (story,) = articles(f"全区开展消防演练\n2025-05-06\n5月5日，全区开展消防演练。\n{line}\n")
    assert names(story) == expected
    assert story.text == "5月5日，全区开展消防演练。"


@pytest.mark.parametrize("text", ["记者从区教育局了解到，新学期课后服务全覆盖。", "记者节活动昨天举行。"])
def test_sentences_about_reporters_are_no_bylines(text: str) -> None:
    """A sentence that begins with 记者 stays in the text."""
    (story,) = articles(f"一个标题\n2025-05-06\n{text}")
    assert story.text == text
    assert story.bylines == ()


def test_agency_dateline_stays_without_its_byline() -> None:
    """新华社北京… names a body and a place and stays; the reporters in brackets become authors."""
    (story,) = articles("一个标题\n新华社北京5月6日电（记者唐婉、路晓）全国会议6日在京召开。")
    assert story.text == "新华社北京5月6日电全国会议6日在京召开。"
    assert names(story) == ["唐婉", "路晓"]
    assert story.dateline == "新华社北京5月6日电"


def test_further_item_stays_in_its_story() -> None:
    """又讯 goes on in the same article."""
    (story,) = articles("一个标题\n2025-05-06\n5月5日，大会召开。\n又讯：5月4日，筹备会召开。\n")
    assert story.text == "5月5日，大会召开。\n又讯：5月4日，筹备会召开。"


def test_inner_headlines_are_paragraphs() -> None:
    """Lines without a final mark inside a story are paragraphs of their own."""
    (story,) = articles("联合标题 第二部分\n2025-05-06\n第一条标题\n第一条正文。\n第二条标题\n第二条正文。\n")
    assert story.text == "第一条标题\n第一条正文。\n第二条标题\n第二条正文。"


def test_date_of_a_newspaper_page_holds_for_every_story() -> None:
    """The date in the head of a page is the date of its stories."""
    stories = "甲标题\n本报讯（记者 唐婉）甲正文。\n\n乙标题\n本报讯（记者 路晓）乙正文。\n"
    found = articles("B03 民生\n2025年5月6日 星期二 责任编辑 岳朗\n\n" + stories)
    assert [(a.headline, names(a), a.published) for a in found] == [
        ("甲标题", ["唐婉"], datetime.date(2025, 5, 6)),
        ("乙标题", ["路晓"], datetime.date(2025, 5, 6)),
    ]


def test_story_without_headline_is_named_by_its_first_sentence() -> None:
    """A text that begins at once is still an article with a label."""
    (story,) = articles("区长方未然昨天走访企业。他说，要办好实事。")
    assert story.headline == "区长方未然昨天走访企业"


def test_markdown_marks_are_left_out() -> None:
    """Headlines and text come without #, ** and links; offsets still count in the file."""
    text = "# 一个标题\n\n*2025-05-06 来源：柳堤报*\n\n5月5日，**方未然**走访[柳堤公园](http://x.example/y)。\n\n- 第一点。\n"
    (document,) = read(text.encode(), "a.md")
    (story,) = document.articles
    assert (story.headline, story.publisher, document.text) == ("一个标题", "柳堤报", text)
    assert story.text == "5月5日，方未然走访柳堤公园。\n第一点。"
    assert story.to_document(5, 8).cut(text) == "方未然"


def test_headline_right_above_a_caption_is_not_part_of_it() -> None:
    """A short line over a photo caption stays the headline of the story below."""
    photo, story = (
        "市民在夜市选购商品。记者 唐婉 摄",
        "本报讯（记者 路晓）昨天，滨江夜市在\n柳堤路开张。副区长方未然到现场察看摊\n位。",
    )
    found = articles(f"夜市开张迎客\n{photo}\n\n{story}\n")
    assert [(a.kind, a.headline) for a in found] == [("story", "夜市开张迎客"), ("caption", "市民在夜市选购商品")]


def test_source_behind_a_signed_story_is_its_own() -> None:
    """A publisher named after the byline belongs to the story above."""
    (story,) = articles("一个标题\n2025-05-06\n5月5日，大会召开。\n作者：唐婉\n来源：柳堤区融媒体中心\n")
    assert (names(story), story.publisher) == (["唐婉"], "柳堤区融媒体中心")


def test_signature_and_date_of_a_notice_are_text() -> None:
    """The body that signs a notice and the day of signing stay in it; the day is its date."""
    (story,) = articles("关于调整开放时间的公告\n图书馆自下月起调整开放时间。\n特此公告。\n柳堤区文化和旅游局\n2025年5月6日\n")
    assert story.text.endswith("特此公告。\n柳堤区文化和旅游局\n2025年5月6日")
    assert story.published == datetime.date(2025, 5, 6)
