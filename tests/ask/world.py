"""A small build made by hand from invented reports, for everything that asks a graph."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg._version import __version__
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
from kg.graph import outputs
from kg.graph.explorer import write_html
from kg.ontology import DEFAULT_BASE
from kg.resolution.records import Decision, Resolution

FIRST = """松湾区召开园区建设座谈会
2032-05-09 来源:松湾区人民政府
5月8日下午，松湾区委书记顾明远在望海大厦召开座谈会，区委组织部部长姚青、松湾港务集团有限公司（松港集团）总经理白杉参加。
白杉建议，把《松湾港口条例》写进方案。顾明远强调，要让群众满意。
座谈会前，顾明远参观了展厅。今年68岁的老职工孟大海和妻子罗兰芝到场。松港集团由孟大海创办。（记者 郁晴）
"""
SECOND = "\ufeff近日，区委书记顾明远到望海大厦调研，姚青参加。同名的街坊姚青也来了。\n".lstrip("\ufeff")
DAY = datetime.date(2032, 5, 8)

GU, YAO, BAI, MENG, LUO, YU = (f"person/{name}~990201" for name in ("顾明远", "姚青", "白杉", "孟大海", "罗兰芝", "郁晴"))
OTHER_YAO = "person/姚青"
COMMITTEE, DEPARTMENT, PORT = (
    f"organization/{name}~990201" for name in ("中共松湾区委", "中共松湾区委组织部", "松湾港务集团有限公司")
)
GOV = "organization/松湾区人民政府~990201"
DISTRICT, TOWER, CITY = "place/松湾区~990201", "place/望海大厦~990201", "place/海陵市~990200"
RULES = "work/松湾港口条例"
MEETING, TOUR, VISIT = "event/0-30-座谈会", "event/0-140-参观", "event/0-0-调研"


def at(text: str, words: str, extractor: str = "titles", confidence: float = 0.9, nth: int = 0) -> Mention:
    """The mention of ``words`` at its ``nth`` occurrence in ``text``."""
    begin = -1
    for _ in range(nth + 1):
        begin = text.index(words, begin + 1)
    return Mention(begin, begin + len(words), extractor, confidence)


def _complete(record: DocumentFacts, text: str) -> DocumentFacts:
    found: set[tuple[int, int]] = set()

    def walk(value: object) -> None:
        if isinstance(value, Mention):
            found.add((value.begin, value.end))
        elif isinstance(value, tuple):
            for one in value:
                walk(one)
        elif dataclasses.is_dataclass(value):
            for one in dataclasses.fields(value):
                walk(getattr(value, one.name))

    walk((record.entities, record.positions, record.events, record.statements, record.relations))
    return dataclasses.replace(record, quotes={place: text[slice(*place)] for place in sorted(found)})


def _document(text: str, title: str, **parts: object) -> DocumentFacts:
    record = DocumentFacts(
        document=hashlib.sha256(text.encode()).hexdigest(),
        titles=(title,),
        media_type="text/plain",
        encoding="utf-8",
        as_is=True,
        characters=len(text),
        **parts,  # type: ignore[arg-type]
    )
    return _complete(record, text)


def first() -> DocumentFacts:
    """A meeting with a proposal, a tour before it, a couple, a founder."""
    t = FIRST
    people = [(GU, "顾明远"), (YAO, "姚青"), (BAI, "白杉"), (MENG, "孟大海"), (LUO, "罗兰芝")]
    entities = [Entity(key, "person", name, mentions=(at(t, name, "tagger", 0.8),)) for key, name in people]
    entities += [
        Entity(YU, "person", "郁晴", mentions=(at(t, "郁晴", "bylines", 1.0),)),
        Entity(
            COMMITTEE, "organization", "中共松湾区委", ("松湾区委",), ("区委",), "party-committee", mentions=(at(t, "松湾区委"),)
        ),
        Entity(
            DEPARTMENT,
            "organization",
            "中共松湾区委组织部",
            ("区委组织部",),
            (),
            "party-committee",
            mentions=(at(t, "区委组织部"),),
        ),
        Entity(
            PORT,
            "organization",
            "松湾港务集团有限公司",
            (),
            ("松港集团",),
            "company",
            mentions=(at(t, "松湾港务集团有限公司", "suffixes"),),
        ),
        Entity(
            GOV, "organization", "松湾区人民政府", category="government", mentions=(at(t, "松湾区人民政府", "publishers", 1.0),)
        ),
        Entity(DISTRICT, "place", "松湾区", (), (), "district", "", "990201", 31.0, 121.0, mentions=(at(t, "松湾区"),)),
        Entity(TOWER, "place", "望海大厦", category="building", mentions=(at(t, "望海大厦"),)),
        Entity(CITY, "place", "海陵市", category="city", division_code="990200", derived_from="gazetteer"),
        Entity(RULES, "work", "松湾港口条例", mentions=(at(t, "《松湾港口条例》", "works", 1.0),)),
    ]
    meeting = Event(
        MEETING,
        "园区建设座谈会",
        "symposium",
        0,
        TimeValue(DAY, DAY, "part-of-day", "5月8日下午"),
        places=(TOWER,),
        participations=(
            Participation(GU, "chair", (at(t, "顾明远在望海大厦召开座谈会", "events"),)),
            Participation(YAO, "attendee", (at(t, "姚青", "events"),)),
            Participation(BAI, "attendee", (at(t, "白杉参加", "events"),)),
            Participation(PORT, "attendee", (at(t, "松湾港务集团有限公司", "events"),)),
        ),
        mentions=(at(t, "召开座谈会", "events"),),
    )
    tour = Event(
        TOUR,
        "顾明远参观展厅",
        "visit",
        0,
        TimeValue(DAY, DAY, "day", "座谈会前"),
        parent=MEETING,
        participations=(Participation(GU, "lead", (at(t, "顾明远参观了展厅", "events"),)),),
        mentions=(at(t, "参观了展厅", "events"),),
    )
    story = ArticleFacts(
        0,
        "story",
        Span(0, len(t)),
        "松湾区召开园区建设座谈会",
        Span(0, 12),
        (),
        datetime.date(2032, 5, 9),
        GOV,
        ("园区", "港口"),
        authors=(YU,),
    )
    return _document(
        t,
        "a/座谈会.txt",
        articles=(story,),
        entities=tuple(entities),
        positions=(
            Position(GU, "书记", COMMITTEE, observed_on=(DAY,), mentions=(at(t, "松湾区委书记顾明远"),)),
            Position(YAO, "部长", DEPARTMENT, observed_on=(DAY,), mentions=(at(t, "区委组织部部长姚青"),)),
            Position(BAI, "总经理", PORT, observed_on=(DAY,), mentions=(at(t, "松湾港务集团有限公司（松港集团）总经理白杉"),)),
        ),
        events=(meeting, tour),
        statements=(
            Statement(
                "utterance/0-90-建议",
                BAI,
                "proposal",
                "建议",
                0,
                MEETING,
                (RULES,),
                mentions=(at(t, "把《松湾港口条例》写进方案", "speech"),),
            ),
            Statement("utterance/0-110-强调", GU, "emphasis", "强调", 0, MEETING, mentions=(at(t, "要让群众满意", "speech"),)),
        ),
        relations=(
            Relation(MENG, "spouse", LUO, (at(t, "孟大海和妻子罗兰芝", "kin"),)),
            Relation(MENG, "age", 68, (at(t, "今年68岁的老职工孟大海", "kin"),)),
            Relation(PORT, "founder", MENG, (at(t, "松港集团由孟大海创办", "founders"),)),
            Relation(DISTRICT, "within", CITY),
            Relation(TOWER, "within", DISTRICT),
            Relation(COMMITTEE, "basedIn", DISTRICT),
            Relation(DEPARTMENT, "subOrganizationOf", COMMITTEE),
        ),
    )


def second() -> DocumentFacts:
    """A visit without a date, and a namesake."""
    t = SECOND
    return _document(
        t,
        "b.txt",
        articles=(ArticleFacts(0, "story", Span(0, len(t)), "调研望海大厦"),),
        entities=(
            Entity("person/顾明远", "person", "顾明远", mentions=(at(t, "顾明远", "tagger", 0.8),)),
            Entity("person/姚青~1", "person", "姚青", mentions=(at(t, "姚青", "tagger", 0.8),)),
            Entity(OTHER_YAO, "person", "姚青", mentions=(at(t, "姚青", "tagger", 0.6, nth=1),)),
            Entity(
                "organization/区委", "organization", "中共松湾区委", (), ("区委",), "party-committee", mentions=(at(t, "区委"),)
            ),
            Entity("place/望海大厦", "place", "望海大厦", category="building", mentions=(at(t, "望海大厦"),)),
        ),
        positions=(Position("person/顾明远", "书记", "organization/区委", mentions=(at(t, "区委书记顾明远"),)),),
        events=(
            Event(
                VISIT,
                "顾明远调研望海大厦",
                "research-visit",
                0,
                TimeValue(None, None, "recent", "近日"),
                places=("place/望海大厦",),
                participations=(
                    Participation("person/顾明远", "lead", (at(t, "顾明远到望海大厦调研", "events"),)),
                    Participation("person/姚青~1", "attendee", (at(t, "姚青参加", "events"),)),
                ),
                mentions=(at(t, "到望海大厦调研", "events"),),
            ),
        ),
    )


def resolution() -> Resolution:
    """The secretary, the head of department, the committee and the tower are the same in both reports."""
    one, two = first().document, second().document
    pairs = (
        (GU, "person/顾明远"),
        (YAO, "person/姚青~1"),
        (COMMITTEE, "organization/区委"),
        (TOWER, "place/望海大厦"),
    )
    keys = {(one, left): left for left, _ in pairs} | {(two, right): left for left, right in pairs}
    same = Decision("same", (one, GU), (two, "person/顾明远"), "same-post", "both are 书记 of 中共松湾区委", 0.95)
    different = Decision("different", (one, YAO), (two, OTHER_YAO), "no-shared-world", "a neighbour, not an official", 0.4)
    return Resolution(keys, (same, different))


def write(out: Path, sources: Path | None = None, generation: int = 1) -> Path:
    """Write the build to a new folder, and the texts it was read from to ``sources``."""
    out.mkdir(parents=True, exist_ok=True)
    (out / ".kg").mkdir(exist_ok=True)
    (out / ".kg" / f"reader-{generation}.lock").touch()
    outputs.write(
        [first(), second()],
        resolution(),
        nquads=out / "graph.nq",
        turtle=out / "graph.ttl",
        store=out / f"store-{generation}",
    )
    manifest = {"kg": "build", "format": 1, "generation": generation, "version": "0", "base": DEFAULT_BASE}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    if sources is not None:
        (sources / "a").mkdir(parents=True, exist_ok=True)
        (sources / "a" / "座谈会.txt").write_text(FIRST, "utf-8", newline="")
        (sources / "b.txt").write_text(SECOND, "utf-8", newline="")
    return out


def write_explorer(out: Path, **options: Any) -> None:
    """Write the graph.html of a build as a build does: its size stands in the manifest."""
    path = out / "graph.html"
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    write_html(ox.Store.read_only(str(out / manifest.get("store", f"store-{manifest['generation']}"))), path, **options)
    manifest |= {"version": __version__, "files": {"graph.html": path.stat().st_size}}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
