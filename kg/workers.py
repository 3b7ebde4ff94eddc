"""Extraction of many documents over one or several processes; what one document does to its process, others do not notice."""

from __future__ import annotations

import hashlib
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from kg.cache import pack_facts, pack_text
from kg.errors import BudgetError, DocumentError
from kg.facts import Document
from kg.language import Language
from kg.processes import Budget, EndedError, Processes

_AHEAD = 4
"""Documents a process that are handed out before the first result is taken."""


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


@cache
def _language() -> Language:
    return Language()


def run(task: Task) -> Outcome:
    """Read and extract; a document that cannot be read is a DocumentError as the result."""
    from kg.extractors import extract
    from kg.reading import read

    try:
        documents = [task.source] if isinstance(task.source, Document) else read(task.source, task.title)
        done = []
        for document in documents:
            facts = pack_facts(extract(document, _language(), task.lexicon))
            digest = None if document.as_is else hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
            done.append(Extracted(document.id, document.titles[0], facts, pack_text(document.text), digest))
        return tuple(done)
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
    run(Task("", "区长说，3月5日在会上讲话。".encode()))


def run_all(tasks: Iterable[Task], jobs: int, budget: Budget | None = None) -> Iterator[tuple[Task, Outcome]]:
    """Run tasks over ``jobs`` processes; results come in the order of the tasks.

    A document that takes more than its budget is refused by name, and so is one whose process dies (a fault in a library).

    Raises:
        BuildError: a process cannot even begin, as with less memory than the tagger needs.
    """
    with Processes(jobs, warm, (budget or Budget()).memory) as processes:
        yield from run_through(processes, tasks, jobs, budget or Budget())


def run_through(processes: Processes, tasks: Iterable[Task], jobs: int, budget: Budget) -> Iterator[tuple[Task, Outcome]]:
    """Run tasks over ``jobs`` processes that are there already; see :func:`run_all`."""
    waiting: deque[tuple[Task, Future[Outcome]]] = deque()
    for task in tasks:
        waiting.append((task, processes.submit(run, task, budget.seconds_for(task.size))))
        if len(waiting) >= _AHEAD * jobs:
            yield _taken(*waiting.popleft())
    while waiting:
        yield _taken(*waiting.popleft())


def _taken(task: Task, future: Future[Outcome]) -> tuple[Task, Outcome]:
    try:
        return task, future.result()
    except EndedError as error:
        return task, BudgetError(task.title, f"{error}; split it or leave it out")
