"""Press conferences word for word, names set apart, and speakers whom only the whole of extraction finds."""

from __future__ import annotations

import pytest

from kg.extractors import extract
from kg.facts import Document, DocumentFacts
from kg.language import Language
from kg.reading import read

CONFERENCE = """\
鄱阳县召开防汛新闻发布会
2024-06-03 来源：鄱阳县人民政府新闻办公室
主持人：县委宣传部副部长　许　可
发布人：
副县长　罗大川
县水利局局长　逄　野
许可：各位媒体朋友，大家上午好！下面先请罗大川副县长介绍。
罗大川：谢谢主持人。今年汛期来得早，全县备足了沙袋。
河湾日报记者：请问老城区的积水点怎么治理？
逄野：二十三处积水点月底前全部完成改造。
"""


@pytest.fixture(scope="module")
def language() -> Language:
    """One set of language tools for all cases."""
    return Language()


def read_facts(text: str, language: Language) -> tuple[Document, DocumentFacts]:
    """A document and its facts."""
    (document,) = read(text.encode(), "page.txt")
    return document, extract(document, language)


def said(document: Document, facts: DocumentFacts) -> list[tuple[str, str]]:
    """Who says what: the name, and the first words."""
    names = {e.key: e.name for e in facts.entities}
    return [(names[s.speaker], document.text[s.mentions[0].begin : s.mentions[0].end][:6]) for s in facts.statements]


def test_labels_of_a_transcript_name_its_speakers(language: Language) -> None:
    """Names that stand behind a post once and then in labels alone speak, whatever their family name."""
    document, facts = read_facts(CONFERENCE, language)
    assert said(document, facts) == [("许可", "各位媒体朋友"), ("罗大川", "谢谢主持人。"), ("逄野", "二十三处积水")]
    names = {e.key: e.name for e in facts.entities}
    assert ("逄野", "局长", "鄱阳县水利局") in {
        (names[p.holder], p.title, names.get(p.organization or "")) for p in facts.positions if p.holder in names
    }


def test_words_before_a_colon_are_no_people(language: Language) -> None:
    """Labels of a notice begin like family names and are none."""
    text = (
        "渡口开放公告\n2024-06-03\n时间：每天早上六点到晚上九点。\n方式：凭身份证到码头登记上船。\n成效：三个月来没有一起事故。\n"
    )
    _, facts = read_facts(text, language)
    assert [e.name for e in facts.entities if e.kind == "person"] == []


def test_name_set_apart_is_one_person(language: Language) -> None:
    """甲　乙 and 甲乙 are one person with posts, an event and words; quotes keep the blank of the file."""
    text = (
        "鄱阳县开展巡堤\n2024-06-03 来源：鄱阳县融媒体中心\n"
        "6月2日，县委书记罗　川，县委副书记、县长许　可到鄱阳镇检查防汛工作。\n"
        "罗川强调，要守牢底线。\n（记者 田　野）\n"
    )
    document, facts = read_facts(text, language)
    people = {e.name: e for e in facts.entities if e.kind == "person"}
    assert set(people) == {"罗川", "许可", "田野"}
    quotes = {document.text[m.begin : m.end] for m in people["罗川"].mentions}
    assert quotes == {"罗　川", "罗川"}
    held = {(p.title, people["许可"].key == p.holder) for p in facts.positions}
    assert {("副书记", True), ("县长", True), ("书记", False)} <= held
    (event,) = facts.events
    assert {p.participant for p in event.participations} >= {people["罗川"].key, people["许可"].key}
    assert [s.speaker for s in facts.statements] == [people["罗川"].key]


@pytest.mark.parametrize("noun", ["首发列车司机", "搜救现场指挥员", "返乡创业青年代表"])
def test_noun_that_a_tagger_takes_for_a_verb(noun: str, language: Language) -> None:
    """A compound before a title leaves the name behind it a subject."""
    document, facts = read_facts(f"渡口修好了\n2024-06-03\n“桥通了，心就近了。”{noun}罗大川说。\n", language)
    assert said(document, facts) == [("罗大川", "桥通了，心就")]


def test_visited_person_is_no_speaker(language: Language) -> None:
    """A verb that takes people keeps the name behind it an object: the words of the next clause are the visitor's."""
    text = "慰问教师\n2024-06-03\n县委书记许可走进教室，看望来自上海的支教教师罗大川，叮嘱他照顾好身体。\n"
    document, facts = read_facts(text, language)
    assert said(document, facts) == [("许可", "他照顾好身体")]
