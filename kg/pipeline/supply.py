"""The facts of all documents of an inventory, which stay on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from kg.cache import FactsCache
from kg.facts import DocumentFacts
from kg.inventory import Inventory, suffix_of
from kg.memory import Limit
from kg.pipeline.records import Progress

_LOOK = 200
"""Documents between two looks at the memory."""


class Supply:
    """Gives the facts of every document each time it is called, in the order of their ids.

    Args:
        cache: holds them.
        inventory: says which documents there are.
        limit: the memory that this process may have; looked at while documents are given.

    Attributes:
        progress: called now and then while documents are given.
    """

    def __init__(self, cache: FactsCache, inventory: Inventory, limit: Limit = Limit()) -> None:  # noqa: B008  frozen
        self.cache = cache
        self.limit = limit
        self.progress: Progress | None = None
        self.titles = inventory.titles()

    def __call__(self) -> Iterator[DocumentFacts]:
        """Every document once."""
        for number, document in enumerate(self.titles):
            if number % _LOOK == 0:
                self.limit.check(f"to put {len(self.titles):,} documents together")
                if number and self.progress is not None:
                    self.progress(number, len(self.titles), "resolution")
            yield self.one(document)

    def __iter__(self) -> Iterator[DocumentFacts]:
        """Every document once, as often as wanted."""
        return self()

    def ids(self) -> Sequence[str]:
        """The documents, sorted."""
        return list(self.titles)

    def part(self, ids: Sequence[str]) -> Part:
        """The facts of some documents, to be read by whichever process gets them."""
        self.limit.check(f"to put {len(self.titles):,} documents together")
        return Part(self.cache.path, self.cache.configuration, {one: tuple(self.titles[one]) for one in ids})

    def one(self, document: str) -> DocumentFacts:
        """The facts of one document.

        Raises:
            BuildError: the cache does not have them.
        """
        titles = self.titles[document]
        return replace(self.cache.facts(document, suffix_of(titles[0])), titles=tuple(titles))

    def text(self, document: str) -> str | None:
        """The text of a document."""
        return self.cache.text(document, suffix_of(self.titles[document][0]))

    def text_hashes(self) -> dict[str, str]:
        """Document id → SHA-256 of the text that stands under ``text/``."""
        known = self.cache.text_hashes()
        found = ((document, known.get((document, suffix_of(titles[0])))) for document, titles in self.titles.items())
        return {document: digest for document, digest in found if digest is not None}


@dataclass(frozen=True, slots=True)
class Part:
    """The facts of some documents of a build, read where they are wanted.

    Attributes:
        path: the file of the cache.
        configuration: of the cache.
        titles: document → its titles, in the order of the documents.
    """

    path: Path
    configuration: str
    titles: Mapping[str, tuple[str, ...]]

    def __iter__(self) -> Iterator[DocumentFacts]:
        """Every document once."""
        with closing(FactsCache(self.path, self.configuration)) as cache:
            for document, titles in self.titles.items():
                yield replace(cache.facts(document, suffix_of(titles[0])), titles=titles)
