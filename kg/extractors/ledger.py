"""The entities of one document while it is being read: keys, names, and the spans that name them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace

from kg.facts import Entity, EntityKind, Mention, Relation, Span


def clean(name: str) -> str:
    """A name in one spelling: NFC, no white space inside Chinese, no surrounding marks.

    >>> clean(" 杨 “数” 浦 ")
    '杨“数”浦'
    """
    text = unicodedata.normalize("NFC", name).replace("\u3000", " ")
    parts = text.split()
    joined = ""
    for part in parts:
        spaced = joined and joined[-1].isascii() and part[0].isascii() and joined[-1].isalnum() and part[0].isalnum()
        joined += (" " if spaced else "") + part
    return joined.strip("，。、；：！？,;:·")


def key_of(kind: EntityKind, name: str, world: str) -> str:
    """The key of an entity inside its document.

    >>> key_of("person", "薛侃", "310110")
    'person/薛侃~310110'
    """
    return f"{kind}/{name}~{world}" if world else f"{kind}/{name}"


@dataclass(slots=True)
class _Draft:
    entity: Entity
    aliases: dict[str, None] = field(default_factory=dict)
    short: dict[str, None] = field(default_factory=dict)
    mentions: set[Mention] = field(default_factory=set)


class Ledger:
    """Collects entities, their other names, their mentions and the relations between them."""

    def __init__(self) -> None:
        self._drafts: dict[str, _Draft] = {}
        self._joined: dict[str, str] = {}
        self._relations: dict[tuple[str, str, str | int], set[Mention]] = {}

    def key(self, key: str) -> str:
        """The key that an entity has now, after joins."""
        while key in self._joined:
            key = self._joined[key]
        return key

    def add(self, kind: EntityKind, name: str, *, world: str = "", category: str | None = None) -> str:
        """An entity by kind, name and world; made if it is new. Returns its key."""
        key = self.key(key_of(kind, name, world))
        if key not in self._drafts:
            self._drafts[key] = _Draft(Entity(key=key, kind=kind, name=name, category=category, world=world))
        elif category and not self._drafts[key].entity.category:
            self.set(key, category=category)
        return key

    def set(self, key: str, **fields: object) -> None:
        """Change fields of an entity's record (category, derived_from, division_code, latitude, longitude, name)."""
        draft = self._drafts[self.key(key)]
        draft.entity = replace(draft.entity, **fields)  # type: ignore[arg-type]

    def get(self, key: str) -> Entity:
        """The record as it stands, without names and mentions collected since."""
        return self._drafts[self.key(key)].entity

    def __contains__(self, key: str) -> bool:
        return self.key(key) in self._drafts

    def alias(self, key: str, *names: str, short: bool = False) -> None:
        """Other names of an entity; ``short`` where the text itself abbreviates so."""
        draft = self._drafts[self.key(key)]
        for name in map(clean, names):
            if name and name != draft.entity.name:
                (draft.short if short else draft.aliases)[name] = None

    def names(self, key: str) -> tuple[str, ...]:
        """Every name of an entity, its label first."""
        draft = self._drafts[self.key(key)]
        return (draft.entity.name, *draft.short, *draft.aliases)

    def mention(self, key: str, span: Span, extractor: str, confidence: float) -> None:
        """A span of the document that names the entity."""
        self._drafts[self.key(key)].mentions.add(Mention(span.begin, span.end, extractor, confidence))

    def relate(self, subject: str, predicate: str, object_: str | int, *mentions: Mention) -> None:
        """A plain triple with its evidence (none for what only a gazetteer says)."""
        self._relations.setdefault((subject, predicate, object_), set()).update(mentions)

    def join(self, key: str, into: str) -> None:
        """Two keys are one entity: names, mentions and relations of ``key`` go to ``into``."""
        key, into = self.key(key), self.key(into)
        if key == into:
            return
        draft = self._drafts.pop(key)
        self._joined[key] = into
        target = self._drafts[into]
        target.mentions |= draft.mentions
        self.alias(into, draft.entity.name, *draft.aliases)
        self.alias(into, *draft.short, short=True)

    def keys(self, kind: EntityKind | None = None) -> list[str]:
        """Keys of the entities of one kind (of all), in order of their making."""
        return [key for key, draft in self._drafts.items() if kind is None or draft.entity.kind == kind]

    def mentions(self, key: str) -> list[Mention]:
        """Mentions of an entity so far, in order."""
        return sorted(self._drafts[self.key(key)].mentions)

    def relations(self) -> tuple[Relation, ...]:
        """All relations between entities that are there, with joined keys, in order."""
        merged: dict[tuple[str, str, str | int], set[Mention]] = {}
        for (subject, predicate, object_), mentions in self._relations.items():
            target = self.key(object_) if isinstance(object_, str) else object_
            source = self.key(subject)
            if source in self._drafts and source != target and (not isinstance(target, str) or target in self._drafts):
                merged.setdefault((source, predicate, target), set()).update(mentions)
        return tuple(
            Relation(s, p, o, tuple(sorted(mentions)))
            for (s, p, o), mentions in sorted(merged.items(), key=lambda item: tuple(map(str, item[0])))
        )

    def entities(self) -> dict[str, Entity]:
        """The finished records by key, sorted by key."""
        result = {}
        for key, draft in sorted(self._drafts.items()):
            names = [n for n in draft.aliases if n not in draft.short]
            result[key] = replace(
                draft.entity,
                aliases=tuple(sorted(names)),
                short_names=tuple(sorted(draft.short)),
                mentions=tuple(sorted(draft.mentions)),
            )
        return result
