"""A name of an organization or a place that was read in a story, before it is known what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Found:
    """A named organization, venue or place in a story's text.

    ``core`` is where the ending begins; ``proper`` is True where the name begins with a proper noun; ``source`` says whether
    the ending (``ending``) or the tagger alone (``tagger``) is the ground; a ``shadow`` counts only as another name of something.
    """

    begin: int
    end: int
    kind: Literal["organization", "venue", "place"]
    category: str | None
    core: int
    proper: bool
    source: Literal["ending", "tagger", "shadow"]
