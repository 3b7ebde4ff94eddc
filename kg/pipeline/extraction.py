"""Reading and extracting what the cache does not have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.cache import FactsCache, Listing
from kg.errors import BudgetError, DocumentError
from kg.inventory import File, suffix_of
from kg.pipeline.records import Progress
from kg.processes import Budget
from kg.workers import Outcome, Task, run_all

_CHUNK = 1 << 20

Runner = Callable[[Iterable[Task], int, Budget | None], Iterator[tuple[Task, Outcome]]]
"""Runs tasks in so many processes, each document within a budget; the results come in the order of the tasks."""


@dataclass(slots=True)
class _Rows:
    """What is known of a file of rows meanwhile: pairs of what follows the file's title, and an id or a reason.

    ``again``: a row was refused that another budget or another machine may have read.
    """

    digest: str
    documents: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    again: bool = False


class Extraction:
    """One run over some files.

    Args:
        cache: what is known already, and where results go as they come: a run that is stopped goes on where it was.
        lexicon: the text of the user's table of names and titles.
    """

    def __init__(self, cache: FactsCache, lexicon: str | None) -> None:
        self.cache = cache
        self.lexicon = lexicon
        self.files: dict[str, File] = {}
        self.rows: dict[str, _Rows] = {}
        self.done = 0

    def tasks(self, title: str, path: Path) -> Iterator[Task]:
        """What has to be extracted of one file; what is known already is entered."""
        from kg.reading import LIMITS, read_rows, rows_suffix

        suffix = suffix_of(title)
        try:
            size = path.stat().st_size
            if not rows_suffix(title) and size > LIMITS.file_bytes:
                reason = f"has {size:,} bytes, more than the {LIMITS.file_bytes:,} that are read; split it"
                self._refuse(title, reason)
                return
            digest = hash_file(path)
            known = self.cache.listing(digest, suffix)
            if known is not None:
                self.done += max(1, len(known.documents) + len(known.refused))
                refused = tuple((title + ending, why) for ending, why in known.refused)
                self.files[title] = File(title, digest, known.documents, refused)
                return
            if not rows_suffix(title):
                yield Task(title, path.read_bytes(), self.lexicon)
                return
            rows = self.rows[title] = _Rows(digest)
            for row in read_rows(path, title):
                if isinstance(row, DocumentError):
                    self.done += 1
                    rows.refused.append((row.title.removeprefix(title), row.reason))
                elif self.cache.has(row.id, suffix):
                    self.done += 1
                    rows.documents.append((row.titles[0].removeprefix(title), row.id))
                else:
                    yield Task(row.titles[0], row, self.lexicon)
        except DocumentError as error:
            self._refuse(title, error.reason)
        except OSError as error:
            self._refuse(title, f"cannot be read ({error.strerror or type(error).__name__}); check that it is there and readable")

    def _refuse(self, title: str, reason: str) -> None:
        self.done += 1
        self.rows.pop(title, None)
        self.files[title] = File(title, "", (), ((title, reason),))

    def keep(self, task: Task, outcome: Outcome) -> None:
        """Enter what came of a task in the cache, and in the records of its file."""
        self.done += 1
        suffix = suffix_of(task.title)
        if isinstance(outcome, tuple):
            for one in outcome:
                self.cache.put(one.id, suffix, one.facts, one.text, one.text_hash)
        if not isinstance(task.source, bytes):
            title = task.title.rpartition("#")[0]
            ending = task.title.removeprefix(title)
            if title not in self.rows:  # the file could not be read to its end: it was refused as a whole
                return
            if isinstance(outcome, DocumentError):
                self.rows[title].refused.append((ending, outcome.reason))
                self.rows[title].again |= isinstance(outcome, BudgetError)
            else:
                self.rows[title].documents.extend((ending, one.id) for one in outcome)
            return
        digest = hashlib.sha256(task.source).hexdigest()
        if isinstance(outcome, DocumentError):
            self.files[task.title] = File(task.title, digest, (), ((task.title, outcome.reason),))
            return
        documents = tuple((one.title.removeprefix(task.title), one.id) for one in outcome)
        self.cache.put_listing(digest, suffix, Listing(documents))
        self.files[task.title] = File(task.title, digest, documents)

    def finish(self) -> None:
        """Make the records of the files of rows, whose rows are all there now."""
        for title, rows in self.rows.items():
            rows.documents.sort(key=lambda one: int(one[0].removeprefix("#")))
            listing = Listing(tuple(rows.documents), tuple(rows.refused))
            if not rows.again:
                self.cache.put_listing(rows.digest, suffix_of(title), listing)
            refused = tuple((title + ending, why) for ending, why in listing.refused)
            self.files[title] = File(title, rows.digest, listing.documents, refused)


def extract(
    sources: Sequence[tuple[str, Path]],
    cache: FactsCache,
    jobs: int,
    lexicon: str | None,
    progress: Progress | None,
    budget: Budget | None = None,
    runner: Runner | None = None,
) -> list[File]:
    """Read and extract what the cache does not have.

    Args:
        sources: titles and paths of files.
        cache: what is known already; results go there.
        jobs: processes.
        lexicon: the text of the user's table of names and titles.
        progress: called with the number of documents that are done, and of all that are expected.
        budget: what one document may take.
        runner: runs the tasks; by default processes of this machine.

    Returns:
        One record a file, in the order of ``sources``.
    """
    run = Extraction(cache, lexicon)
    total = sum(map(_expected, sources)) if progress is not None else 0

    def tell(title: str) -> None:
        if progress is not None:
            progress(run.done, max(total, run.done), title)

    tell("")
    tasks = (task for title, path in sources for task in run.tasks(title, path))
    for task, outcome in (runner or run_all)(tasks, jobs, budget):
        run.keep(task, outcome)
        tell(task.title)
    run.finish()
    tell("")
    return [run.files[title] for title, _ in sources]


def _expected(source: tuple[str, Path]) -> int:
    """How many documents a file most likely holds: the lines of a .jsonl file, else one."""
    title, path = source
    if suffix_of(title) != ".jsonl":
        return 1
    try:
        with path.open("rb") as file:
            return max(1, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")))
    except OSError:
        return 1


def hash_file(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
