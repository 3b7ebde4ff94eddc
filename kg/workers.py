"""Extraction of many documents over one or several processes; what one document does to its process, others do not notice."""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from kg.cache import pack_facts, pack_text
from kg.errors import BudgetError, DocumentError
from kg.facts import Document
from kg.language import Language
from kg.processes import Budget, EndedError, Processes

_AHEAD = 3
"""Batches a process that are handed out before the first result is taken."""

_MOST = 64
_BYTES = 200_000
"""Documents and bytes of a batch at most. One that has more bytes alone is a batch of its own."""

_USUAL = 0.15
"""Seconds that a small document hardly ever takes: a batch has no more of them than its time allows for."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file (its bytes), or one document that was read already (a row of a .jsonl file)."""

    title: str
    source: bytes | Document
    lexicon: str | None = None

    @property
    def size(self) -> int:
        """Bytes of the file, or of the document's text."""
        return len(self.source) if isinstance(self.source, bytes) else len(self.source.text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Extracted:
    """One document, packed as :mod:`kg.cache` keeps it."""

    id: str
    title: str
    facts: bytes
    text: bytes
    text_hash: str | None


Outcome = tuple[Extracted, ...] | DocumentError
Result = TypeVar("Result")


@functools.cache
def _language() -> Language:
    return Language()


def run(task: Task) -> Outcome:
    """Read and extract; a document that cannot be read is a DocumentError as the result."""
    return run_batch((task,))[0]


def run_batch(tasks: Sequence[Task]) -> list[Outcome]:
    """Read and extract several files; the paragraphs of all are tagged together, each outcome depends on its own task alone."""
    from kg.extractors import paragraphs

    read = [_tried(task, _read) for task in tasks]
    with contextlib.suppress(MemoryError):  # the tagger is asked again, document by document
        _language().tagger.know(
            part for one in read if not isinstance(one, DocumentError) for document in one for part in paragraphs(document)
        )
    return [
        one if isinstance(one, DocumentError) else _tried(task, functools.partial(_extract, one))
        for task, one in zip(tasks, read, strict=True)
    ]


def _read(task: Task) -> Sequence[Document]:
    from kg.reading import read

    return [task.source] if isinstance(task.source, Document) else read(task.source, task.title)


def _extract(documents: Sequence[Document], task: Task) -> tuple[Extracted, ...]:
    from kg.extractors import extract

    done = []
    for document in documents:
        facts = pack_facts(extract(document, _language(), task.lexicon))
        digest = None if document.as_is else hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        done.append(Extracted(document.id, document.titles[0], facts, pack_text(document.text), digest))
    return tuple(done)


def _tried(task: Task, step: Callable[[Task], Result]) -> Result | DocumentError:
    """What a step makes of a task; what goes wrong in it is a DocumentError as the result."""
    try:
        return step(task)
    except DocumentError as error:
        return error
    except (MemoryError, RecursionError) as error:
        return BudgetError(task.title, f"needs too much memory ({type(error).__name__}); split it")
    except Exception as error:
        # A mistake of an extractor, perhaps of a third party's with errors of its own, costs one document, by name, and not the
        # build. This is the border behind which anything may be raised.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{PurePath(frame.filename).name}:{frame.lineno}"
        return DocumentError(task.title, f"cannot be extracted: {type(error).__name__}: {error} ({where}); please report it")


def warm() -> None:
    """Load everything that a document needs, so that the first one is not charged for it."""
    gc.disable()  # what is loaded stays: there is no use in looking for garbage in it, now or later
    try:
        run(Task("", "区长说，3月5日在会上讲话。".encode()))
    finally:
        gc.freeze()
        gc.enable()


def run_all(tasks: Iterable[Task], jobs: int, budget: Budget | None = None) -> Iterator[tuple[Task, Outcome]]:
    """Run tasks over ``jobs`` processes; results come in the order of the tasks.

    Small documents are handed out several at a time. A document that takes more than its budget is refused by name, and so is
    one whose process dies (a fault in a library).

    Raises:
        BuildError: a process cannot even begin, as with less memory than the tagger needs.
    """
    with Processes(jobs, warm, (budget or Budget()).memory) as processes:
        yield from run_through(processes, tasks, jobs, budget or Budget())


def run_through(processes: Processes, tasks: Iterable[Task], jobs: int, budget: Budget) -> Iterator[tuple[Task, Outcome]]:
    """Run tasks over ``jobs`` processes that are there already; see :func:`run_all`."""
    waiting: deque[tuple[list[Task], Future[list[Outcome]]]] = deque()
    for batch in _batches(tasks, jobs, budget):
        # Together they may take what the one among them may that may take the least: none then takes more than its own.
        seconds = min(budget.seconds_for(task.size) for task in batch)
        waiting.append((batch, processes.submit(run_batch, batch, seconds)))
        if len(waiting) >= _AHEAD * jobs:
            yield from _taken(*waiting.popleft(), processes, budget)
    while waiting:
        yield from _taken(*waiting.popleft(), processes, budget)


def _batches(tasks: Iterable[Task], jobs: int, budget: Budget) -> Iterator[list[Task]]:
    """Tasks in the order given, several at a time where they are small.

    Batches grow with what was handed out before, so that all processes get their share of few documents.
    """
    batch: list[Task] = []
    bytes_, given = 0, 0
    for task in tasks:
        size, seconds = task.size, budget.seconds_for(task.size)
        most = min(_MOST, 2 + given // (4 * jobs), int(seconds / _USUAL))
        if batch and (len(batch) >= most or bytes_ + size > _BYTES):
            yield batch
            given += len(batch)
            batch, bytes_ = [], 0
        batch.append(task)
        bytes_ += size
    if batch:
        yield batch


def _taken(
    batch: list[Task], future: Future[list[Outcome]], processes: Processes, budget: Budget
) -> Iterator[tuple[Task, Outcome]]:
    """The outcomes of a batch; where its process came to its end, each task is run alone, so that one at fault costs itself."""
    try:
        yield from zip(batch, future.result(), strict=True)
    except EndedError as error:
        if len(batch) == 1:
            yield batch[0], BudgetError(batch[0].title, f"{error}; split it or leave it out")
            return
        for task in batch:
            alone = processes.submit(run_batch, [task], budget.seconds_for(task.size))
            yield from _taken([task], alone, processes, budget)
