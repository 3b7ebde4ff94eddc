"""Facts made by hand from a short invented article, as an extractor would deliver them."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import replace

from kg.facts import (
    ArticleFacts,
    DocumentFacts,
    Entity,
    Event,
    Mention,
    Participation,
    Position,
    Relation,
    Span,
    Statement,
    TimeValue,
)
from kg.resolution.records import Decision, Resolution

TEXT = """河湾区启动老街更新
2031-03-05 来源:河湾区人民政府
3月4日下午，河湾区委书记林若川来到柳桥街道，走访河湾织造厂有限公司（河湾织造）。柳桥街道党工委原书记方正参加。
林若川强调，要按照《河湾区老街更新办法》稳步推进，让老街坊住得安心。
今年72岁的老街坊葛大年和老伴陈秀兰说，盼了很久。（记者 苏禾）
"""
MANIFEST = '{"kg": "build", "format": 1, "generation": 1, "version": "0.1.0", "base": "https://w3id.org/xinwen-kg/id/"}'
"""The manifest of a build folder whose store is store-1."""

DAY = datetime.date(2031, 3, 4)


def at(words: str, extractor: str = "titles", confidence: float = 0.9, nth: int = 0, text: str = TEXT) -> Mention:
    """The mention of ``words`` at its ``nth`` occurrence in ``text``."""
    begin = -1
    for _ in range(nth + 1):
        begin = text.index(words, begin + 1)
    return Mention(begin, begin + len(words), extractor, confidence)


LIN, FANG, GE, CHEN, SU = (
    "person/林若川~990101",
    "person/方正~990101",
    "person/葛大年~990101",
    "person/陈秀兰~990101",
    "person/苏禾~990101",
)
QUWEI, WORKS, STREET_PARTY, GOV = (
    "organization/中共河湾区委~990101",
    "organization/河湾织造厂有限公司~990101",
    "organization/中共柳桥街道工作委员会~990101",
    "organization/河湾区人民政府~990101",
)
DISTRICT, STREET, CITY = "place/河湾区~990101", "place/柳桥街道~990101", "place/江城市~990100"
RULES = "work/河湾区老街更新办法"
VISIT = "event/0-29-走访"
SPEECH = "utterance/0-90-强调"


def entities() -> tuple[Entity, ...]:
    """The entities of the article."""
    return (
        Entity(LIN, "person", "林若川", mentions=(at("林若川", "tagger", 0.8), at("林若川", "tagger", 0.8, nth=1))),
        Entity(FANG, "person", "方正", mentions=(at("方正", "tagger", 0.7),)),
        Entity(GE, "person", "葛大年", mentions=(at("葛大年", "tagger", 0.8),)),
        Entity(CHEN, "person", "陈秀兰", mentions=(at("陈秀兰", "tagger", 0.8),)),
        Entity(SU, "person", "苏禾", mentions=(at("苏禾", "bylines", 1.0),)),
        Entity(QUWEI, "organization", "中共河湾区委", ("河湾区委",), ("区委",), "party-committee", mentions=(at("河湾区委"),)),
        Entity(
            WORKS,
            "organization",
            "河湾织造厂有限公司",
            short_names=("河湾织造",),
            category="company",
            mentions=(at("河湾织造厂有限公司", "suffixes", 0.85), at("河湾织造", "suffixes", 0.85, nth=1)),
        ),
        Entity(
            STREET_PARTY,
            "organization",
            "中共柳桥街道工作委员会",
            ("柳桥街道党工委",),
            category="party-committee",
            mentions=(at("柳桥街道党工委"),),
        ),
        Entity(GOV, "organization", "河湾区人民政府", category="government", mentions=(at("河湾区人民政府", "publishers", 1.0),)),
        Entity(
            DISTRICT,
            "place",
            "河湾区",
            category="district",
            division_code="990101",
            latitude=31.25,
            longitude=121.5,
            mentions=(at("河湾区"),),
        ),
        Entity(STREET, "place", "柳桥街道", category="subdistrict", mentions=(at("柳桥街道"),)),
        Entity(CITY, "place", "江城市", category="city", division_code="990100", derived_from="gazetteer"),
        Entity(RULES, "work", "河湾区老街更新办法", mentions=(at("《河湾区老街更新办法》", "works", 1.0),)),
    )


def facts() -> DocumentFacts:
    """Everything that a careful reader finds in the article."""
    visit = Event(
        VISIT,
        "林若川走访河湾织造厂有限公司",
        "visit",
        0,
        TimeValue(DAY, DAY, "part-of-day", "3月4日下午"),
        places=(STREET,),
        participations=(
            Participation(LIN, "lead", (at("林若川"),)),
            Participation(WORKS, "host", (at("走访河湾织造厂有限公司", "events", 0.8),)),
            Participation(FANG, "attendee", (at("方正参加", "events", 0.8),)),
        ),
        about=(RULES,),
        mentions=(at("来到柳桥街道，走访河湾织造厂有限公司", "events", 0.8),),
    )
    said = "要按照《河湾区老街更新办法》稳步推进，让老街坊住得安心。"
    return complete(
        DocumentFacts(
            document=hashlib.sha256(TEXT.encode()).hexdigest(),
            titles=("invented/河湾.txt",),
            media_type="text/plain",
            encoding="utf-8",
            as_is=True,
            characters=len(TEXT),
            articles=(
                ArticleFacts(
                    0,
                    "story",
                    Span(0, len(TEXT)),
                    "河湾区启动老街更新",
                    Span(0, 9),
                    ("让老街坊住得安心",),
                    datetime.date(2031, 3, 5),
                    GOV,
                    ("老街", "更新"),
                    authors=(SU,),
                    about=(RULES,),
                    named=(DISTRICT,),
                ),
            ),
            entities=entities(),
            positions=(
                Position(LIN, "书记", QUWEI, observed_on=(DAY,), mentions=(at("河湾区委书记林若川"),)),
                Position(FANG, "书记", STREET_PARTY, status="former", mentions=(at("柳桥街道党工委原书记方正"),)),
                Position(SU, "记者", mentions=(at("记者 苏禾", "bylines", 1.0),)),
            ),
            events=(visit,),
            statements=(
                Statement(SPEECH, LIN, "emphasis", "强调", 0, VISIT, (RULES,), (DISTRICT,), mentions=(at(said, "speech", 0.9),)),
            ),
            relations=(
                Relation(GE, "spouse", CHEN, (at("葛大年和老伴陈秀兰", "kin", 0.9),)),
                Relation(GE, "age", 72, (at("今年72岁的老街坊葛大年", "kin", 0.95),)),
                Relation(DISTRICT, "within", CITY),
                Relation(STREET, "within", DISTRICT, (at("河湾区"),)),
                Relation(QUWEI, "basedIn", DISTRICT),
                Relation(STREET_PARTY, "subOrganizationOf", QUWEI),
            ),
        )
    )


def complete(record: DocumentFacts, text: str = TEXT) -> DocumentFacts:
    """``record`` with the characters of all its mentions."""
    groups = [entity.mentions for entity in record.entities]
    groups += [position.mentions for position in record.positions]
    groups += [event.mentions for event in record.events]
    groups += [one.mentions for event in record.events for one in event.participations]
    groups += [statement.mentions for statement in record.statements]
    groups += [relation.mentions for relation in record.relations]
    quotes = {(m.begin, m.end): text[m.begin : m.end] for mentions in groups for m in mentions}
    return replace(record, quotes=quotes)


SECOND_TEXT = "林若川3月3日走访河湾织造，区委书记林若川讲话。"


def second() -> DocumentFacts:
    """Another report of the same visit, which dates it a day earlier."""
    day = datetime.date(2031, 3, 3)

    def mention(words: str, extractor: str = "titles") -> Mention:
        return at(words, extractor, text=SECOND_TEXT)

    return complete(
        DocumentFacts(
            document=hashlib.sha256(SECOND_TEXT.encode()).hexdigest(),
            titles=("b.txt",),
            media_type="text/plain",
            encoding="utf-8",
            as_is=True,
            characters=len(SECOND_TEXT),
            articles=(ArticleFacts(0, "caption", Span(0, len(SECOND_TEXT)), ""),),
            entities=(
                Entity("person/林若川", "person", "林若川", mentions=(mention("林若川"),)),
                Entity("organization/河湾织造", "organization", "河湾织造", category="company", mentions=(mention("河湾织造"),)),
                Entity("organization/区委", "organization", "区委", category="party-committee", mentions=(mention("区委"),)),
            ),
            positions=(
                Position("person/林若川", "书记", "organization/区委", observed_on=(day,), mentions=(mention("区委书记林若川"),)),
            ),
            events=(
                Event(
                    "event/0-3-走访",
                    "林若川走访河湾织造",
                    "visit",
                    0,
                    TimeValue(day, day, "day", "3月3日"),
                    participations=(Participation("person/林若川", "lead", (mention("林若川"),)),),
                    mentions=(mention("走访河湾织造", "events"),),
                ),
            ),
        ),
        SECOND_TEXT,
    )


def resolution() -> Resolution:
    """The two reports speak of the same person, company, committee and visit."""
    first, other = facts().document, second().document
    visit = f"event/{first[:16]}-0-29-走访"
    return Resolution(
        keys={
            (first, LIN): LIN,
            (other, "person/林若川"): LIN,
            (first, WORKS): WORKS,
            (other, "organization/河湾织造"): WORKS,
            (first, QUWEI): QUWEI,
            (other, "organization/区委"): QUWEI,
            (first, VISIT): visit,
            (other, "event/0-3-走访"): visit,
        },
        decisions=(
            Decision(
                "same", (first, LIN), (other, "person/林若川"), "same-name-same-district", "both are 书记 of 中共河湾区委", 0.95
            ),
            Decision("different", (first, GE), (other, "person/林若川"), "different-name", "names differ", 1.0),
        ),
    )
