"""Identity over parts: candidates by blocks, connected components of the pairs, and each component decided where it lies.

The rules are those of :mod:`kg.resolution`, and so is what they decide. A part holds the nodes whose keys, blocks, components or
documents fall to it, and never the facts of a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.distributed.components import components, send_pair
from kg.distributed.exchange import Exchange, Post, Step, Streams, flow
from kg.distributed.settling import settle
from kg.resolution import deciding, names, people, weighing
from kg.resolution import events as event_rules
from kg.resolution.clusters import Link
from kg.resolution.forms import Divisions
from kg.resolution.keys import default_key
from kg.resolution.people import Figure
from kg.resolution.profiles import Happening, Profile
from kg.resolution.records import Local
from kg.resolution.selecting import Selection
from kg.resolution.tables import evidence


@dataclass(frozen=True, slots=True)
class Known:
    """What every part knows.

    Attributes:
        user: what the user's rules mean in these documents.
        divisions: names of the divisions that the documents speak of.
        national: names of people in national office.
    """

    user: Selection
    divisions: Divisions
    national: frozenset[str]


Profiles = tuple[list[Profile], list[Happening]]
"""What resolution looks at in the documents of a part."""


def resolve(exchange: Exchange, profiles: list[Any], known: Known) -> list[Step]:
    """Decide which local nodes are one.

    Args:
        exchange: runs the steps.
        profiles: references to the :data:`Profiles` of each part's documents.
        known: what every part knows.

    Returns:
        Steps that sent each document, as ``key``, what its nodes are called in the graph where that is not their own key;
        as ``spoken`` its nodes that decisions speak of; as ``shared`` the keys of its events that other documents report as well;
        and that kept the decisions.
    """
    common = exchange.share(known)
    user = exchange.step(_forced, common)
    nodes = exchange.step(_alike, common, (), exchange.step(_named, None, profiles))
    links = exchange.step(_links, None, (), nodes)
    labels = components(exchange, links, user)
    together = exchange.step(_with_labels, None, labels.kept, nodes, links)
    named = settle(exchange, common, exchange.step(_join_names, common, (), together))

    found = exchange.step(_resolved_people, None, profiles, named[1])
    figures = exchange.step(_figures, common, (), found)
    pairs = exchange.step(_people, None, (), figures)
    labels = components(exchange, pairs, user)
    together = exchange.step(_with_labels, None, labels.kept, figures, pairs)
    persons = settle(exchange, common, exchange.step(_join_people, common, (), together))

    happened = exchange.step(_resolved_events, None, profiles, named[1], persons[1])
    meetings = exchange.step(_events, None, (), happened)
    labels = components(exchange, happened, meetings, user)
    together = exchange.step(_with_labels, None, labels.kept, happened, meetings)
    events = settle(exchange, common, exchange.step(_join_events, common, (), together))
    return [*named, *persons, *events]


@flow(sends="pair")
def _forced(number: int, known: Known, _own: Any, _streams: Streams, parts: int) -> Post:
    """The pairs that the user's rules join; one part sends them all, for they are few."""
    post = Post(parts)
    if number == 0:
        for group in known.user.rules.same:
            first: dict[str, Local] = {}
            for local in (local for one in group for local in known.user.of(one)):
                hub = first.setdefault(local[1].partition("/")[0], local)
                if hub != local:
                    send_pair(post, hub, local)
    return post


@flow(takes="node link", sends="node link")
def _with_labels(_number: int, _common: Any, own: Mapping[Local, Local], streams: Streams, parts: int) -> Post:
    """Send nodes and pairs to where their component lies."""
    post = Post(parts)
    for stream in ("node", "link"):
        for local, what in streams[stream]:
            label = own.get(local, local)
            post.send(stream, label, (label, what))
    return post


def _grouped(records: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for key, what in records:
        found.setdefault(key, []).append(what)
    return found


# ------------------------------------------------------------- organizations, places and works


@flow(sends="profile")
def _named(_number: int, _common: Any, own: Profiles, _streams: Streams, parts: int) -> Post:
    post = Post(parts)
    for one in own[0]:
        if one.kind in ("place", "organization", "work"):
            post.send("profile", one.key, one)
    return post


@flow(takes="profile", sends="node block")
def _alike(_number: int, known: Known, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts)
    for node in deciding.alike(sorted(streams["profile"], key=deciding.order), known.user.alone):
        one = node.profile
        post.send("node", one.local[0], (one.local, node))
        for way, blocking in enumerate(names.blockings(one.kind, known.divisions)):
            for key in blocking.keys(one):
                post.send("block", (one.kind, way, key), ((one.kind, way, key), one))
    return post


@flow(takes="block", sends="pair link")
def _links(_number: int, _common: Any, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts)
    for (kind, way, key), block in _grouped(streams["block"]).items():
        if len(block) > 1:
            blocking = names.blockings(kind, {})[way]
            for place, link in enumerate(blocking.pairs(key, sorted(block, key=deciding.order))):
                left, right = link.left.local, link.right.local
                send_pair(post, left, right)
                slim = Link(left, right, link.score, link.reason, link.detail)
                post.send("link", left[0], (left, ((way, key, place), slim)))
    return post


@flow(takes="node link", sends="component head spoken")
def _join_names(_number: int, known: Known, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts, kept=[])
    links = _grouped(streams["link"])
    for label, nodes in _grouped(streams["node"]).items():
        nodes.sort(key=lambda node: deciding.order(node.profile))
        of = {node.profile.local: node.profile for node in nodes}
        found = [_whole(link, of) for _, link in sorted(links.get(label, ()), key=lambda one: one[0])]
        decided = deciding.join_names(nodes, found, known.user)
        _send(post, decided)
        for head in decided.heads:
            post.send("head", (head.profile.kind, head.profile.name), head)
    return post


def _whole(link: Link[Local], of: Mapping[Local, Profile]) -> Link[Profile]:
    return Link(of[link.left], of[link.right], link.score, link.reason, link.detail)


def _send(post: Post, decided: deciding.Decided) -> None:
    """Send components to where all lie that want their key, and tell documents of the decisions about them."""
    post.kept += decided.decisions
    for component in decided.components:
        wanted = min(default_key(*local) for local in component)
        post.send("component", wanted, component)
    for decision in decided.decisions:
        for local in (decision.left, decision.right):
            post.send("spoken", local[0], local)


# ------------------------------------------------------------- people


def _keys_of(streams: Streams) -> dict[Local, str]:
    return dict(streams["key"])


@flow(takes="key", sends="person")
def _resolved_people(_number: int, _common: Any, own: Profiles, streams: Streams, parts: int) -> Post:
    post, keys = Post(parts), _keys_of(streams)
    named = (one for one in own[0] if one.kind == "person")
    for one in people.resolved(named, lambda local: keys.get(local) or default_key(*local)):
        post.send("person", one.key, one)
    return post


@flow(takes="person", sends="node block")
def _figures(_number: int, known: Known, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts)
    alone = [one for one in streams["person"] if one.local in known.user.alone]
    nodes = people.figures((one for one in streams["person"] if one.local not in known.user.alone), known.national)
    for one in alone:
        nodes += people.figures([one], known.national)
    for figure in nodes:
        first = figure.locals_[0]
        post.send("node", first[0], (first, figure))
        for key in people.BLOCKING.keys(figure):
            post.send("block", key, (key, figure))
    return post


@flow(takes="block", sends="pair link")
def _people(_number: int, _common: Any, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts)
    for key, block in _grouped(streams["block"]).items():
        if len(block) > 1:
            for place, (left, right) in enumerate(people.BLOCKING.pairs(key, sorted(block, key=people.order))):
                one, other = left.locals_[0], right.locals_[0]
                send_pair(post, one, other)
                verdict = weighing.compare(left.profile, right.profile)
                post.send("link", one[0], (one, ((key, place), one, other, verdict)))
    return post


@flow(takes="node link", sends="component spoken")
def _join_people(_number: int, known: Known, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts, kept=[])
    links = _grouped(streams["link"])
    for label, nodes in _grouped(streams["node"]).items():
        nodes.sort(key=people.order)
        of: dict[Local, Figure] = {node.locals_[0]: node for node in nodes}
        pairs: dict[tuple[Local, Local], tuple[Figure, Figure, weighing.Verdict]] = {}
        for _, left, right, verdict in sorted(links.get(label, ()), key=lambda one: one[0]):
            pairs.setdefault((left, right), (of[left], of[right], verdict))
        _send(post, deciding.join_people(nodes, list(pairs.values()), known.user))
    return post


# ------------------------------------------------------------- events


@flow(takes="key", sends="node pair block")
def _resolved_events(_number: int, _common: Any, own: Profiles, streams: Streams, parts: int) -> Post:
    post, keys = Post(parts), _keys_of(streams)
    nodes = event_rules.resolved(own[1], lambda local: keys.get(local) or default_key(*local))
    there = {node.local for node in nodes}
    for node in nodes:
        post.send("node", node.local[0], (node.local, node))
        whole = (node.local[0], node.parent)
        if whole in there and whole != node.local:
            send_pair(post, node.local, whole)
        for key in event_rules.BLOCKING.keys(node):
            post.send("block", key, (key, node))
    return post


@flow(takes="block", sends="pair link")
def _events(_number: int, _common: Any, _own: Any, streams: Streams, parts: int) -> Post:
    """Pairs with evidence enough to join them, or to say why they are not joined, whatever their wholes are found to be."""
    post, least = Post(parts), evidence()["event"]["worth-telling"]
    for key, block in _grouped(streams["block"]).items():
        if len(block) > 1:
            for left, right in event_rules.BLOCKING.pairs(key, sorted(block, key=deciding.order)):
                scores = (event_rules.compare(left, right, same)[0] for same in (_yes, _no))
                if max(scores) >= least:
                    send_pair(post, left.local, right.local)
                    post.send("link", left.local[0], (left.local, (left.local, right.local)))
    return post


def _yes(_left: Happening, _right: Happening) -> bool:
    return True


def _no(_left: Happening, _right: Happening) -> bool:
    return False


@flow(takes="node link", sends="component spoken")
def _join_events(_number: int, known: Known, _own: Any, streams: Streams, parts: int) -> Post:
    post = Post(parts, kept=[])
    links = _grouped(streams["link"])
    for label, nodes in _grouped(streams["node"]).items():
        nodes.sort(key=deciding.order)
        of = {node.local: node for node in nodes}
        pairs = [(of[left], of[right]) for left, right in sorted(set(links.get(label, ())))]
        _send(post, deciding.join_events(nodes, pairs, known.user))
    return post
