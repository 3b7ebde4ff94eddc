"""The words around stories: heads of newspaper pages, signatures, reprints, names set apart to the width of three."""

from __future__ import annotations

import datetime

import pytest

from kg.extractors.credits import credited
from kg.facts import Article
from kg.reading import read

DAY = datetime.date(2024, 6, 3)
STORY = "渡口修好了\n本报讯（记者 唐婉）5月30日，青石渡口恢复通航。\n"


def articles(text: str) -> tuple[Article, ...]:
    """The articles of a text."""
    (document,) = read(text.encode(), "page.txt")
    return document.articles


def signed(article: Article) -> list[str]:
    """The people of an article's byline."""
    return [byline.name for byline in article.bylines]


@pytest.mark.parametrize(
    ("head", "paper"),
    [
        ("柳堤日报 03 民生 2024年6月3日 星期一 责任编辑 岳朗 版式 路晓", "柳堤日报"),
        ("今日柳堤 02 要闻 2024年6月\n3日 星期一 责任编辑 岳朗", "今日柳堤"),
        ("柳堤时讯\n2024年6月3日 星期一 农历四月廿七\n总第415期 本版编辑 岳朗", "柳堤时讯"),
        ("柳堤要闻\n2024-06-03 第2版 责编：岳朗 校对：路晓", None),
    ],
)
@pytest.mark.parametrize("foot", [False, True])
def test_head_of_a_page_dates_every_story(head: str, paper: str | None, foot: bool) -> None:
    """Its date and paper hold for all stories, wherever it stands and however its lines are cut; it is no story itself."""
    second = "井水变甜了\n本报讯（记者 路晓）5月31日，杏花村通了自来水。\n"
    found = articles(f"{STORY}\n{second}\n{head}\n" if foot else f"{head}\n\n{STORY}\n{second}")
    assert [(a.headline, a.published, a.publisher) for a in found] == [("渡口修好了", DAY, paper), ("井水变甜了", DAY, paper)]
    assert not any("岳朗" in a.text for a in found)


@pytest.mark.parametrize("line", ["柳堤区召开会议 2024年6月3日 星期一", "青石 02 号渡口修好了", "柳堤关注 渡口修好了"])
def test_other_lines_are_no_heads_of_pages(line: str) -> None:
    """A line with a word of another kind holds the headline."""
    (story,) = articles(f"{line}\n5月30日，青石渡口恢复通航。\n")
    assert line.removesuffix(" 2024年6月3日 星期一") == story.headline


def test_headlines_at_the_foot_of_signed_stories() -> None:
    """A name alone in brackets ends a story; the lines right below are its headline, those behind a blank line the next one's."""
    found = articles(
        "柳堤时讯 2024年6月3日 星期一 第2版\n\n本报讯 5月30日，青石渡口恢复通航。\n　　（唐婉）\n渡口修好了\n\n"
        "本报讯 5月31日，杏花村通了自来水。\n　　（岳　朗）\n井水变甜了\n\n老街点灯了\n本报讯 6月1日，老街挂起灯笼。（路晓）\n"
    )
    assert [(a.headline, signed(a)) for a in found] == [
        ("渡口修好了", ["唐婉"]),
        ("井水变甜了", ["岳朗"]),
        ("老街点灯了", ["路晓"]),
    ]


@pytest.mark.parametrize("end", ["（全文完）", "（掌声）", "（柳堤区水利局）", "（据柳堤区水利局）"])
def test_other_brackets_at_the_end_name_nobody(end: str) -> None:
    """What stands in brackets behind the last sentence is a person only where it begins with a family name."""
    (story,) = articles(f"渡口修好了\n2024-06-03\n5月30日，青石渡口恢复通航。{end}\n")
    assert signed(story) == []


@pytest.mark.parametrize(
    ("end", "paper", "writers"),
    [
        ("（《柳堤乡讯》2024年6月3日 记者 唐婉 文/摄）", "柳堤乡讯", ["唐婉"]),
        ("（原载《柳堤乡讯》2024年6月3日第3版）", "柳堤乡讯", []),
        ("（2024年6月3日《柳堤乡讯》 通讯员 岳　朗）", "柳堤乡讯", ["岳朗"]),
    ],
)
def test_paper_in_which_a_text_stood(end: str, paper: str, writers: list[str]) -> None:
    """A bracket with paper and day at the end gives both, and is no text."""
    (story,) = articles(f"渡口修好了\n5月30日，青石渡口恢复通航。\n乡亲们都很高兴。\n{end}\n")
    assert (story.published, story.publisher, signed(story)) == (DAY, paper, writers)
    assert story.text.endswith("高兴。")


def test_book_in_a_bracket_is_no_paper() -> None:
    """A title without a day, and without a word that says the text comes from there, is text."""
    (story,) = articles("渡口修好了\n2023-01-02\n书名取自古谣。（见《青石渡口志》第二章）\n")
    assert (story.publisher, story.text) == (None, "书名取自古谣。（见《青石渡口志》第二章）")


@pytest.mark.parametrize(
    ("line", "authors", "photographers"),
    [("■ 文 唐婉 图 岳朗", ["唐婉"], ["岳朗"]), ("唐婉 文 岳朗 图", ["唐婉"], ["岳朗"]), ("文 唐婉 路晓", ["唐婉", "路晓"], [])],
)
def test_words_of_one_character_lead_or_follow_their_names(line: str, authors: list[str], photographers: list[str]) -> None:
    """文 甲 图 乙 and 甲 文 乙 图 say the same."""
    (story,) = articles(f"渡口修好了\n2024-06-03\n5月30日，青石渡口恢复通航。\n{line}\n")
    assert [b.name for b in story.bylines if b.role == "author"] == authors
    assert [b.name for b in story.bylines if b.role == "contributor"] == photographers


def test_byline_between_headline_and_text() -> None:
    """A marked byline under a headline belongs to the story below, also where that begins with 本报讯."""
    found = articles(
        "柳堤日报 2024年6月3日 星期一\n\n渡口修好了\n□记者 唐婉\n　　本报讯 青石渡口恢复通航。\n\n"
        "井水变甜了\n□记者 路晓\n　　本报讯 杏花村通了自来水。\n"
    )
    assert [(a.headline, signed(a)) for a in found] == [("渡口修好了", ["唐婉"]), ("井水变甜了", ["路晓"])]


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("柳堤区人民医院 宣传科 2024年6月3日", "柳堤区人民医院"),
        ("柳堤区水利局 www 2024-06-03 10:20 浏览:12", "柳堤区水利局"),
        ("柳堤区水利局 柳堤区融媒体中心 2024-06-03", "柳堤区融媒体中心"),
    ],
)
def test_publisher_before_the_date(line: str, publisher: str) -> None:
    """Of the words before a date the body is the publisher, not its department or an address."""
    (story,) = articles(f"渡口修好了\n{line}\n5月30日，青石渡口恢复通航。\n")
    assert (story.published, story.publisher) == (DAY, publisher)


def test_hour_of_a_meeting_is_no_source_line() -> None:
    """时间 before an hour is text, and a label without its words ends no story."""
    (story,) = articles(
        "发布会实录\n2024-06-03 来源：柳堤发布\n时间：6月2日9:00\n发布人：\n区水利局局长 岳朗\n岳朗：渡口修好了。\n"
    )
    assert story.text == "时间：6月2日9:00\n发布人：\n区水利局局长 岳朗\n岳朗：渡口修好了。"


def test_continuation_mark_is_no_text() -> None:
    """（上接第1版） at the head of a text stays out of it."""
    (story,) = articles("渡口修好了\n2024-06-03\n（上接第1版）青石渡口恢复通航。\n")
    assert story.text == "青石渡口恢复通航。"


# ---------------------------------------------------------------- names set apart


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("区长罗　川，副区长田 野分别讲话。", "区长罗川，副区长田野分别讲话。"),
        ("副主任　许　可、任　毅参加。", "副主任　许可、任毅参加。"),
        ("由区委书记罗　川主持。", "由区委书记罗川主持。"),
        ("罗　川、田野参加。会上，罗　川强调安全。", "罗川、田野参加。会上，罗川强调安全。"),
        ("林 摄影展昨天开幕。", "林 摄影展昨天开幕。"),
        ("副主任　田野参加。", "副主任　田野参加。"),
        ("田里一片金黄 于无声处听惊雷。", "田里一片金黄 于无声处听惊雷。"),
    ],
)
def test_names_set_apart_to_the_width_of_three(text: str, plain: str) -> None:
    """The blank inside a name of two characters goes, a blank between words stays; offsets count in the file."""
    (document,) = read(f"渡口修好了\n2024-06-03\n{text}\n".encode(), "page.txt")
    (story,) = document.articles
    assert story.text == plain
    assert [document.text[o] for o in story.offsets] == list(plain)


def test_quote_of_a_name_set_apart_is_that_of_the_file() -> None:
    """A span over the name has the blank, the text has not; a headline is mended too."""
    text = "罗　川、田　野慰问船工\n2024-06-03\n区长罗　川来到渡口。\n"
    (document,) = read(text.encode(), "page.txt")
    (story,) = document.articles
    at = story.text.index("罗川")
    assert (story.headline, story.to_document(at, at + 2).cut(text)) == ("罗川、田野慰问船工", "罗　川")


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("编辑：岳　朗　责编：路晓", ["岳朗", "路晓"]),
        ("责任编辑 岳朗 版式 路晓", ["岳朗", "路晓"]),
        ("编辑 校对 审核", []),
    ],
)
def test_people_of_the_credits(line: str, people: list[str]) -> None:
    """Those who edited are named whatever sets the words apart; a row of roles names nobody."""
    (document,) = read(f"渡口修好了\n2024-06-03\n青石渡口恢复通航。\n{line}\n".encode(), "page.txt")
    assert [name for name, _ in credited(document)] == people
