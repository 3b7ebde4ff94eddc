"""The lines of a graph, part by part: of documents, of what all documents say of a node, and in the end of a range of the file.

What documents say comes as records (:mod:`kg.mapping.contributions`) to the part of the node they speak of. Labels that differ
from their nodes' keys, and the links of which not all can be true, are the only things that some task holds all of.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg import mapping
from kg.distributed.documents import Kept, facts_of
from kg.distributed.exchange import Post, Streams, flow, part_of
from kg.distributed.sources import Target
from kg.mapping.contributions import Held, Named, Part, Record, Related, Said
from kg.mapping.facts import CHOSEN, Writer, tenure_of
from kg.mapping.keys import Scope
from kg.mapping.terms import TYPE, Quad
from kg.ontology import KG
from kg.resolution.keys import default_key
from kg.resolution.records import Resolution

_LEVEL = 1
_LOOK, _EVERY = 8, 5
"""Documents of each part whose lines are looked at to find out how the file is to be cut, and which of their lines."""

_CLASS = f"<{KG}".encode()
_TYPE = f" {TYPE} ".encode()


@dataclass(frozen=True, slots=True)
class Plan:
    """What every part has to know to write.

    Attributes:
        base: how instance IRIs begin.
        names: labels that the user's rules prescribe, by key in the graph.
        cuts: the first line of each shard but the first.
        labels: labels of entities that differ from what their keys say.
    """

    base: str
    names: Mapping[str, str]
    cuts: Sequence[bytes] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a part holds: its distinct lines, those that count as facts, and instances of each class."""

    lines: int
    triples: int
    classes: Mapping[str, int]


def _lines(quads: Iterable[Quad]) -> set[bytes]:
    return {quad.line().encode() for quad in quads}


def _send_lines(post: Post, lines: Iterable[bytes], plan: Plan) -> None:
    """Send lines to the shards in whose ranges they lie."""
    ordered = sorted(lines)
    bounds = [0, *(bisect.bisect_left(ordered, cut) for cut in plan.cuts), len(ordered)]
    for number, (begin, end) in enumerate(itertools.pairwise(bounds)):
        if begin < end:
            post.sent[number]["line"].append(zlib.compress(b"\n".join(ordered[begin:end]), _LEVEL))


@flow()
def sample(_number: int, plan: Plan, own: Sequence[Kept], _streams: Streams, parts: int) -> Post:
    """Some lines of some documents, as note, to cut the file by."""
    some = [facts for facts, _ in facts_of(own[:: max(1, len(own) // _LOOK)])]  # spread, as their ids order most of the file
    lines: set[bytes] = set()
    for facts in some:
        lines |= _lines(mapping.document_quads(facts, Resolution({}), plan.base, shared=frozenset()))
    lines |= _lines(mapping.fact_quads(some, Resolution({}), plan.base))
    return Post(parts, note=sorted(lines)[::_EVERY])


@flow(takes="key")
def renamed(number: int, user: Any, _own: Any, streams: Streams, parts: int) -> Post:
    """Where the names that the user gives belong, as note: place in the rules, key in the graph, name."""
    keys = dict(streams["key"])
    mine = [(place, local, name) for place, (local, name) in enumerate(user.names()) if part_of(local[0], parts) == number]
    return Post(parts, note=[(place, keys.get(local) or default_key(*local), name) for place, local, name in mine])


@flow(takes="key shared spoken", sends="line record late")
def documents(_number: int, plan: Plan, own: Sequence[Kept], streams: Streams, parts: int) -> Post:
    """The named graphs of a part's documents, what only they say, and records of what others say too."""
    post = Post(parts)
    keys: dict[str, dict[tuple[str, str], str]] = {}
    for local, key in streams["key"]:
        keys.setdefault(local[0], {})[local] = key
    spoken: dict[str, set[str]] = {}
    for document, local in streams["spoken"]:
        spoken.setdefault(document, set()).add(local)
    shared, writer = frozenset(streams["shared"]), Writer(plan.base, plan.names)
    lines: set[bytes] = set()
    extractors, origins = set[str](), set[str]()
    for facts, text_hash in facts_of(own):
        mine = keys.get(facts.document, {})
        scope = Scope.of(facts, mine)
        lines |= _lines(mapping.document_quads(facts, Resolution(mine), plan.base, text_hash=text_hash, shared=shared))
        one = mapping.Contribution(scope, shared, plan.names)
        lines |= _lines(writer.own(one))
        lines |= _lines(mapping.local_quads(scope, sorted(spoken.get(facts.document, ())), plan.base))
        for record in one.records:
            late = isinstance(record, Held | Said)
            post.send("late" if late else "record", _subject(record), mapping.encode(record))
        extractors |= mapping.extractors_of(facts)
        origins |= mapping.origins_of(facts)
    _send_lines(post, lines, plan)
    post.note = (extractors, origins)
    return post


def _subject(record: Record) -> object:
    """What records have in common that have to come together."""
    if isinstance(record, Held):
        return tenure_of(record)
    if isinstance(record, Related):
        return (record.predicate, record.subject, record.object)
    return (record.key, record.whole) if isinstance(record, Part) else record.key


@flow(takes="record", sends="line link")
def entities(_number: int, plan: Plan, _own: Any, streams: Streams, parts: int) -> Post:
    """What all documents say of the entities, events and relations of a part; as note the labels that keys do not say."""
    post, writer, plainly = Post(parts), Writer(plan.base, plan.names), Writer(plan.base, {})
    records, links, named = [], Counter[Record](), set[str]()
    for record in map(mapping.decode, sorted(streams["record"])):
        if isinstance(record, Part) or (isinstance(record, Related) and record.predicate in CHOSEN):
            links[record] += 1
        else:
            records.append(record)
            if isinstance(record, Named):
                named.add(record.key)
    _send_lines(post, _lines(writer.quads(records)), plan)
    for link, count in links.items():
        post.send("link", link.predicate if isinstance(link, Related) else "", (link, count))
    post.note = {key: label for key in named if (label := writer.label(key)) != plainly.label(key)}
    return post


@flow(takes="late link", sends="line")
def tenures(_number: int, plan: Plan, _own: Any, streams: Streams, parts: int) -> Post:
    """Tenures and labels of statements, which need labels of others, and the links of which not all can be true."""
    post, writer = Post(parts), Writer(plan.base, plan.names, plan.labels)
    quads = [*writer.quads(map(mapping.decode, sorted(streams["late"])))]
    relations: dict[str, dict[tuple[str, str], int]] = {}
    parents: dict[str, dict[str, int]] = {}
    for link, count in streams["link"]:
        if isinstance(link, Part):
            parents.setdefault(link.key, {})[link.whole] = count
        else:
            relations.setdefault(link.predicate, {})[link.subject, link.object] = count
    _send_lines(post, _lines([*quads, *writer.chosen(relations), *writer.parts(parents)]), plan)
    return post


@flow(sends="line")
def decisions(_number: int, plan: Plan, own: Any, _streams: Streams, parts: int) -> Post:
    """The decisions of identity that a part has made."""
    post = Post(parts)
    _send_lines(post, _lines(mapping.decision_quads(own or (), plan.base)), plan)
    return post


@flow(takes="line")
def together(_number: int, plan: Plan, _own: Any, streams: Streams, parts: int) -> Post:
    """All lines of a shard in order but those of graph/meta; as note the :class:`Sums`."""
    lines = sorted(set().union(*(zlib.decompress(piece).split(b"\n") for piece in streams["line"])))
    identity = f" {mapping.Iris(plan.base).identity_graph} .".encode()
    triples, classes = 0, Counter[str]()
    for line in lines:
        if not line.endswith(identity):
            triples += 1
            _, mark, rest = line.partition(_TYPE)
            if mark and rest.startswith(_CLASS):
                classes[rest[len(_CLASS) : rest.index(b">")].decode()] += 1
    kept = zlib.compress(b"\n".join(lines), _LEVEL)
    return Post(parts, kept=kept, note=Sums(len(lines), triples, dict(classes)))


@flow()
def shard(number: int, common: tuple[Plan, str, Sequence[bytes]], own: bytes, _streams: Streams, parts: int) -> Post:
    """Write a shard with its lines of graph/meta; as note its name, its lines, its size and its hash."""
    plan, where, meta = common
    begin = bisect.bisect_left(meta, plan.cuts[number - 1]) if number else 0
    end = bisect.bisect_left(meta, plan.cuts[number]) if number < len(plan.cuts) else len(meta)
    held = zlib.decompress(own)
    lines = sorted({*(held.split(b"\n") if held else ()), *meta[begin:end]})
    data = b"".join(line + b"\n" for line in lines)
    name = f"graph-{number:05}-of-{parts:05}.nq"
    Target(where).write(name, data)
    return Post(parts, note=(name, len(lines), len(data), hashlib.sha256(data).hexdigest()))
