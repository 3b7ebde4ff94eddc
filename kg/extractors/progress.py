"""What is known of one story while its document is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extractors.meanings import Reading
from kg.extractors.posts import Post
from kg.extractors.roster import Person
from kg.extractors.story import Story
from kg.extractors.tenures import Tenures


@dataclass(slots=True)
class Progress:
    """A story with its spans, its chains of posts, its people and the title phrases that somebody holds."""

    story: Story
    reading: Reading
    chains: list[list[Post]]
    people: list[Person] = field(default_factory=list)
    tenures: list[Tenures] = field(default_factory=list)
