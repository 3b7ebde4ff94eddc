"""The documents of each part: whole where several files have them, and what identity looks at in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from kg.distributed.exchange import Exchange, Post, Step, Streams, flow
from kg.distributed.identity import Known
from kg.facts import DocumentFacts
from kg.resolution import forms
from kg.resolution.keys import Local, default_key
from kg.resolution.profiles import Profile, profiles
from kg.resolution.rules import Rules
from kg.resolution.selecting import Selection
from kg.resolution.weighing import is_national

Kept = tuple[bytes, tuple[str, ...], str | None]
"""The facts of a document as they were packed, its titles, and the hash of its text where a reader made it."""


def gather(exchange: Exchange, read: Step) -> Step:
    """Put documents together that several files have; each part keeps a list of :data:`Kept` in the order of their ids."""
    return exchange.step(_documents, None, (), read)


@flow(takes="document")
def _documents(_number: int, _common: Any, _own: Any, streams: Streams, parts: int) -> Post:
    found: dict[str, dict[str, tuple[bytes, str | None]]] = {}
    for document, title, facts, text_hash in streams["document"]:
        found.setdefault(document, {})[title] = (facts, text_hash)
    kept: list[Kept] = []
    for document in sorted(found):
        titles = sorted(found[document])
        facts, text_hash = found[document][titles[0]]
        kept.append((facts, tuple(titles), text_hash))
    return Post(parts, kept=kept, note=len(kept))


def facts_of(kept: Sequence[Kept]) -> Iterator[tuple[DocumentFacts, str | None]]:
    """The facts of a part's documents, and the hash of each text."""
    decoder = msgspec.msgpack.Decoder(DocumentFacts)
    for facts, titles, text_hash in kept:
        yield replace(decoder.decode(zlib.decompress(facts)), titles=titles), text_hash


def look(exchange: Exchange, documents: Step, rules: Rules) -> tuple[Step, Known]:
    """What identity looks at in all documents, and what every part has to know of it.

    Args:
        exchange: runs the steps.
        documents: what :func:`gather` gave.
        rules: the user's decisions.

    Raises:
        RulesError: they contradict each other for these documents.
    """
    step = exchange.step(_profiles, rules, documents.kept)
    divisions: dict[str, set[str]] = {}
    national: set[str] = set()
    entities: list[tuple[Local, str]] = []
    events: list[tuple[Local, str]] = []
    titles: dict[str, tuple[str, ...]] = {}
    for note in step.notes:
        names, officials, some, others, called = exchange.get(note)
        for code, more in names.items():
            divisions.setdefault(code, set()).update(more)
        national |= officials
        entities += some
        events += others
        titles |= called
    entities.sort(key=lambda one: (one[0][1], one[0][0]))
    events.sort(key=lambda one: one[0][0])
    user = Selection(rules, [*entities, *events], titles)
    if user.alone:  # rules decide about these people, and nobody is put together with them unseen
        again = exchange.step(_officials, user.alone, step.kept)
        national = set().union(*(exchange.get(note) for note in again.notes))
    return step, Known(user, forms.in_order(divisions), frozenset(national))


@flow()
def _profiles(_number: int, rules: Rules, own: Sequence[Kept], _streams: Streams, parts: int) -> Post:
    entities, events, titles = [], [], {}
    for facts, _ in facts_of(own):
        found, happened = profiles(facts)
        entities += found
        events += happened
        titles[facts.document] = facts.titles
    divisions = forms.divisions(one for one in entities if one.kind == "place")
    wanted = _Wanted(rules)
    known = [(one.local, one.name) for one in entities if wanted(one.local, one.name)]
    told = [(one.local, one.label) for one in events if wanted(one.local, one.label)]
    called = {local[0]: titles[local[0]] for local, _ in (*known, *told)}
    return Post(parts, kept=(entities, events), note=(divisions, _national(entities, ()), known, told, called))


@flow()
def _officials(_number: int, alone: Any, own: tuple[list[Profile], Any], _streams: Streams, parts: int) -> Post:
    return Post(parts, note=_national(own[0], alone))


def _national(entities: Sequence[Profile], alone: Any) -> set[str]:
    return {one.name for one in entities if one.kind == "person" and one.local not in alone and is_national(one)}


class _Wanted:
    """Tells what the user's rules may mean: by key or name, or nearly, for the notes about those that mean nothing."""

    def __init__(self, rules: Rules) -> None:
        nodes = {selector.node for selector in rules.selectors()}
        self._nodes = nodes
        self._kinds = {node.partition("~")[0] for node in nodes if "/" in node}
        self._names = [(len(node), set(node)) for node in nodes if "/" not in node]

    def __call__(self, local: Local, name: str) -> bool:
        if not self._nodes:
            return False
        if not self._nodes.isdisjoint((default_key(*local), local[1], name)) or local[1].partition("~")[0] in self._kinds:
            return True
        return any(abs(len(name) - size) <= 1 and not characters.isdisjoint(name) for size, characters in self._names)
