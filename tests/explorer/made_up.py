"""Invented news in the ontology's terms: people, organizations, places and events of every size, Zipf-like.

A few leaders and cities occur in hundreds of events, most names in one or two, as in real news. Everything follows
from the seed. Each document has a text, and every mention's offsets are those of its words in it.
"""

from __future__ import annotations

import datetime
import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

KG = "https://w3id.org/xinwen-kg/ontology#"
KGC = "https://w3id.org/xinwen-kg/concept/"
BASE = "https://example.org/graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TITLE, IDENTIFIER = "http://purl.org/dc/terms/title", "http://purl.org/dc/terms/identifier"

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗凤方俞任袁柳"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国文辉玲鹏飞红亮春梅海燕志宏玉兰晓东思远雨桐子涵浩然欣怡"
PLACE_FIRST = "青云白松临望安永长平新东南西北石金银清泉龙凤梅兰竹桃柳河湖海江山林泽沙洪丰华荣昌盛泰"
PLACE_LAST = "州城阳山口溪桥泉江湾浦岭原川潭湖"
BODIES = (
    "政府",
    "发展和改革委员会",
    "教育局",
    "交通局",
    "文化和旅游局",
    "融媒体中心",
    "第一中学",
    "人民医院",
    "总工会",
    "科技集团有限公司",
)
BODY_TYPES = (
    "government",
    "government",
    "government",
    "government",
    "government",
    "media",
    "school",
    "hospital",
    "mass-organization",
    "company",
)
TITLES = ("书记", "市长", "局长", "主任", "院长", "校长", "董事长", "副局长", "秘书长")
EVENTS = (
    ("调研", "research-visit"),
    ("会议", "meeting"),
    ("座谈会", "symposium"),
    ("会见", "reception"),
    ("签约", "signing"),
    ("慰问", "sympathy-visit"),
    ("启动仪式", "launch"),
    ("培训班", "training"),
)
ROLES = ("lead", "attendee", "chair", "counterpart", "host")
CONCEPTS = {
    **{key: (zh, key.replace("-", " ")) for zh, key in EVENTS},
    "government": ("政府机关", "government body"), "media": ("媒体", "news organization"), "school": ("中小学", "school"),
    "hospital": ("医疗机构", "hospital or clinic"),
    "mass-organization": ("人民团体", "mass organization"), "company": ("企业", "company"),
    "lead": ("主体", "lead"), "attendee": ("参加", "attendee"), "chair": ("主持", "chair"),
    "counterpart": ("对方", "counterpart"), "host": ("受访方", "host visited"),
    "city": ("市", "prefecture or city"),
    "emphasis": ("强调", "emphasis"), "day": ("日", "day"),
}  # fmt: skip


@dataclass
class MadeUp:
    """A store and the texts behind it."""

    store: ox.Store
    texts: dict[str, str]

    @property
    def text_of(self) -> Callable[[str], str | None]:
        """From a document's IRI to its text."""
        return self.texts.get


class Writer:
    """Collects quads; a fact goes into the default graph, evidence into its document's graph."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []
        self.document = ox.DefaultGraph()

    def fact(self, subject: str, predicate: str, value: str | ox.Literal) -> None:
        """One triple of the default graph."""
        self.quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), _term(value)))

    def note(self, graph: str, subject: str, predicate: str, value: str | ox.Literal) -> None:
        """One triple of a document's graph."""
        self.quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), _term(value), ox.NamedNode(graph)))


def _term(value: str | ox.Literal) -> ox.NamedNode | ox.Literal:
    return ox.NamedNode(value) if isinstance(value, str) else value


def zh(text: str) -> ox.Literal:
    """A Chinese label."""
    return ox.Literal(text, language="zh")


def number(value: int) -> ox.Literal:
    """A non-negative integer."""
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "nonNegativeInteger"))


def day(value: datetime.date) -> ox.Literal:
    """A date."""
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def mention(out: Writer, document: str, text: str, begin: int, end: int, *nodes: str, confidence: float = 0.9) -> None:
    """A span of a document as evidence of nodes."""
    iri = f"{document}/m{begin}-{end}"
    for name, value in (
        ("inDocument", document),
        ("beginIndex", number(begin)),
        ("endIndex", number(end)),
        ("quote", ox.Literal(text[begin:end])),
    ):
        out.note(document, iri, KG + name, value)
    out.note(document, iri, KG + "confidence", ox.Literal(str(confidence), datatype=ox.NamedNode(XSD + "decimal")))
    for node in nodes:
        out.note(document, node, KG + "evidence", iri)


def entity(out: Writer, kind: str, name: str, category: str = "") -> str:
    """A named node of the default graph; its IRI follows from its name."""
    iri = f"{BASE}{kind.lower()}/{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    out.fact(iri, RDF + "type", KG + kind)
    out.fact(iri, LABEL, zh(name))
    if category:
        out.fact(iri, KG + "category", KGC + category)
    return iri


def make(entities: int, seed: int = 7, hostile: str = "") -> MadeUp:
    """About ``entities`` drawn nodes. ``hostile`` is put into every name, headline and text."""
    rng = random.Random(seed)
    out = Writer()
    for key, (chinese, english) in CONCEPTS.items():
        out.fact(KGC + key, SKOS + "prefLabel", zh(chinese))
        out.fact(KGC + key, SKOS + "prefLabel", ox.Literal(english, language="en"))
    towns = max(2, entities // 40)
    world = _world(rng, out, towns, max(4, entities * 3 // 10), max(3, entities * 2 // 10), hostile)
    texts = dict(_documents(rng, out, world, max(3, entities - towns - len(world.people) - len(world.bodies)), hostile))
    store = ox.Store()
    store.bulk_extend(out.quads)
    return MadeUp(store, texts)


@dataclass
class World:
    """Who and what the events are about; people and bodies belong to a town each."""

    towns: list[tuple[str, str]]
    people: list[tuple[str, str, str, str, int]]  # name, iri, title, tenure, body
    bodies: list[tuple[str, str, int]]  # name, iri, town


def _world(rng: random.Random, out: Writer, towns: int, people: int, bodies: int, hostile: str) -> World:
    names: set[str] = set()

    def fresh(make_name: Callable[[], str]) -> str:
        for _ in range(50):
            name = make_name()
            if name not in names:
                break
        else:
            name = f"{name}{len(names)}"
        names.add(name)
        return name

    found = World([], [], [])
    for number_ in range(towns):
        name = fresh(lambda: rng.choice(PLACE_FIRST) + rng.choice(PLACE_LAST) + "市") + hostile
        iri = entity(out, "Place", name, "city")
        if number_ and number_ % 4 == 0:
            out.fact(iri, KG + "within", found.towns[0][1])
        found.towns.append((name, iri))
    for _ in range(bodies):
        town = min(int(rng.paretovariate(0.9)) - 1, towns - 1)
        kind = rng.randrange(len(BODIES))
        name = (
            fresh(
                lambda town=town, kind=kind: (
                    found.towns[town][0].removesuffix(hostile) + rng.choice(("", "", "云桥", "新城", "东湖")) + BODIES[kind]
                )
            )
            + hostile
        )
        iri = entity(out, "Organization", name, BODY_TYPES[kind])
        out.fact(iri, SKOS + "altLabel", zh(name[:2] + name[3:5]))
        out.fact(iri, KG + "basedIn", found.towns[town][1])
        if found.bodies and rng.random() < 0.3:
            out.fact(iri, KG + "subOrganizationOf", rng.choice(found.bodies)[1])
        found.bodies.append((name, iri, town))
    for _ in range(people):
        name = fresh(lambda: rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))) + hostile
        iri = entity(out, "Person", name)
        body = rng.randrange(len(found.bodies))
        title = rng.choice(TITLES)
        post, tenure = f"{iri}/post", f"{iri}/tenure"
        for subject, predicate, value in (
            (post, RDF + "type", KG + "Post"), (post, KG + "postTitle", zh(title)), (post, LABEL, zh(title)),
            (post, KG + "postIn", found.bodies[body][1]),
            (tenure, RDF + "type", KG + "Tenure"), (tenure, KG + "holder", iri), (tenure, KG + "post", post),
            (tenure, KG + "organization", found.bodies[body][1]), (tenure, LABEL, zh(title)),
        ):  # fmt: skip
            out.fact(subject, predicate, value)
        found.people.append((name, iri, title, tenure, body))
    return found


def _zipf(rng: random.Random, size: int) -> int:
    return min(int(size ** rng.random()) - 1, size - 1) if size > 1 else 0


def _documents(rng: random.Random, out: Writer, world: World, events: int, hostile: str) -> Iterator[tuple[str, str]]:
    first = datetime.date(2024, 1, 3)
    done = number_ = 0
    while done < events:
        document = f"{BASE}document/{number_:05d}"
        published = first + datetime.timedelta(days=rng.randrange(700))
        text = ""
        here: list[tuple[int, int, tuple[str, ...]]] = []
        headline = ""
        for _ in range(min(rng.choice((1, 2, 3)), events - done)):
            text, headline = _event(rng, out, world, done, published, text, here, hostile)
            done += 1
        for name, value in (
            (RDF + "type", KG + "Document"),
            (TITLE, ox.Literal(f"news-{number_:05d}{hostile}.txt")),
            (IDENTIFIER, ox.Literal("sha256:" + hashlib.sha256(text.encode()).hexdigest())),
        ):
            out.note(document, document, name, value)
        article = f"{document}/a0"
        for name, value in (
            (RDF + "type", KG + "Article"),
            (LABEL, zh(headline)),
            (KG + "inDocument", document),
            (KG + "beginIndex", number(0)),
            (KG + "endIndex", number(len(text))),
            ("http://schema.org/datePublished", day(published)),
        ):
            out.note(document, article, name, value)
        for begin, end, nodes in here:
            mention(out, document, text, begin, end, *nodes, confidence=rng.choice((0.6, 0.8, 0.9, 0.95)))
        yield document, text
        number_ += 1


def _event(
    rng: random.Random,
    out: Writer,
    world: World,
    count: int,
    published: datetime.date,
    text: str,
    here: list[tuple[int, int, tuple[str, ...]]],
    hostile: str,
) -> tuple[str, str]:
    leader = world.people[_zipf(rng, len(world.people))]
    body = world.bodies[leader[4]] if rng.random() < 0.7 else world.bodies[_zipf(rng, len(world.bodies))]
    colleagues = [person for person in world.people[:400] if person[4] == leader[4] and person is not leader][:6]
    others = rng.sample(colleagues, min(len(colleagues), rng.choice((0, 1, 2))))
    others += [world.people[_zipf(rng, len(world.people))]] if rng.random() < 0.3 else []
    word, category = rng.choice(EVENTS)
    when = published - datetime.timedelta(days=rng.choice((0, 1, 1, 2)))
    town = world.towns[body[2]]
    name = f"{leader[0].removesuffix(hostile)}{body[0].removesuffix(hostile)}{word}{hostile}"
    iri = f"{BASE}event/{count:05d}"
    for predicate, value in (
        (RDF + "type", KG + "Event"), (LABEL, zh(name)), (KG + "category", KGC + category), (KG + "place", town[1]),
        (KG + "timePrecision", KGC + "day"),
        (KG + "startDate", day(when)), (KG + "endDate", day(when)), (KG + "timeText", ox.Literal(f"{when.month}月{when.day}日")),
    ):  # fmt: skip
        out.fact(iri, predicate, value)
    begin = len(text)
    parts: list[tuple[str, tuple[str, ...]]] = [
        (f"{when.month}月{when.day}日", ()),
        ("，", ()),
        (body[0], (body[1],)),
        (leader[2], (leader[3],)),
        (leader[0], (leader[1], leader[3], f"{iri}/p0")),
    ]
    parts += [("在", ()), (town[0], (town[1],)), ("出席", ()), (word, (iri,))]
    _participate(out, iri, 0, leader[1], "lead")
    _participate(out, iri, 1, body[1], "host")
    parts[2] = (body[0], (body[1], f"{iri}/p1"))
    for place, person in enumerate({person[1]: person for person in others if person is not leader}.values(), 2):
        parts += [("，", ()), (person[0], (person[1], f"{iri}/p{place}")), ("参加", ())]
        _participate(out, iri, place, person[1], rng.choice(ROLES[1:4]))
    parts.append(("。", ()))
    if rng.random() < 0.35:
        words = f"要把{town[0]}的{rng.choice(('营商环境', '民生实事', '城市更新', '防汛工作', '文化建设'))}抓紧抓实"
        utterance = f"{iri}/said"
        for predicate, value in (
            (RDF + "type", KG + "Utterance"),
            (LABEL, zh("强调")),
            (KG + "speaker", leader[1]),
            (KG + "category", KGC + "emphasis"),
            (KG + "saidAt", iri),
        ):
            out.fact(utterance, predicate, value)
        parts += [(leader[0], (leader[1],)), ("强调，", ()), (words, (utterance,)), ("。", ())]
    for words, nodes in parts:
        if nodes:
            here.append((len(text), len(text) + len(words), nodes))
        text += words
    return text + "\n", text[begin : begin + 40]


def _participate(out: Writer, event: str, place: int, participant: str, role: str) -> None:
    iri = f"{event}/p{place}"
    out.fact(event, KG + "participation", iri)
    for predicate, value in ((RDF + "type", KG + "Participation"), (KG + "participant", participant), (KG + "role", KGC + role)):
        out.fact(iri, predicate, value)
