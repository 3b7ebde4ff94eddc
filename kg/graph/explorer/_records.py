"""Frozen records of what the explorer shows: nodes, edges, evidence, documents."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.ontology import RELATIONS

NODE_TYPES: tuple[str, ...] = ("Person", "Organization", "Place", "Event", "Work")
"""Local names of the classes that are drawn; the position is the type's number in the payload."""

EDGE_KINDS: tuple[str, ...] = ("tenure", "participation", "speech", *RELATIONS)
"""What joins two nodes; the position is the kind's number in the payload. The first three are folded n-ary nodes."""


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A span of a document: the document's number in ``Collected.documents``, offsets in code points, confidence 0 to 1."""

    document: int
    begin: int
    end: int
    confidence: float
    quote: str


@dataclass(frozen=True, slots=True)
class Speech:
    """An utterance: its category (IRI), the speaker's verb label and the spans of its words."""

    label: str
    category: str
    said_at: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A title held by a person in no organization that is drawn."""

    title: str
    organization: str | None
    status: str | None
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One drawn entity or event."""

    iri: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None
    time_text: str = ""
    code: str = ""
    age: str = ""
    groups: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    speeches: tuple[Speech, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    more: int = 0
    """Further spans that are not here."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a graph holds of which only the top-ranked part was collected; ``ranks`` are those of the part's nodes."""

    types: Mapping[str, int]
    documents: int
    ranks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A drawn connection. ``label`` is a title (tenure) or the IRI of a concept (participation, speech), else empty."""

    source: str
    target: str
    kind: str
    label: str = ""
    dates: tuple[str, ...] = ()
    status: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Story:
    """One article of a document: its span, headline and date (ISO, empty where none is stated)."""

    begin: int
    end: int
    headline: str
    published: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document: its IRI, its title (path in the input folder) and its articles in order."""

    iri: str
    title: str
    stories: tuple[Story, ...] = ()

    def story_at(self, position: int) -> int:
        """Number of the article at a position, -1 outside of all."""
        return next((n for n, story in enumerate(self.stories) if story.begin <= position < story.end), -1)


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything that the explorer shows, in one deterministic order (by IRI).

    ``concepts`` gives the Chinese and English label of each concept in use; ``whole`` what the graph holds, where this is its
    top-ranked part.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    documents: tuple[Source, ...]
    concepts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    whole: Whole | None = None
