"""Extraction of many documents, in this process or over several; what one document does to its process, others do not notice."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import threading
import traceback
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from kg.cache import pack_facts, pack_text
from kg.errors import DocumentError
from kg.facts import Document
from kg.language import Language
from kg.memory import resident

_LOOK = 0.2
"""Seconds between two looks at the memory of a process."""

_AHEAD = 4
"""Documents a process that are handed out before the first result is taken."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file (its bytes), or one document that was read already (a row of a .jsonl file)."""

    title: str
    source: bytes | Document
    lexicon: str | None = None


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
        return DocumentError(task.title, f"needs too much memory ({type(error).__name__}); split it")
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        # A mistake of an extractor (perhaps a third party's) costs one document, by name, and not the build.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{PurePath(frame.filename).name}:{frame.lineno}"
        return DocumentError(task.title, f"cannot be extracted: {type(error).__name__}: {error} ({where}); please report it")


def run_all(tasks: Iterable[Task], jobs: int, max_memory: int | None = None) -> Iterator[tuple[Task, Outcome]]:
    """Run tasks over ``jobs`` processes; results come in the order of the tasks.

    A process that dies (killed for its memory, a fault in a library) costs the one document it was at; so does one that
    comes to have more than ``max_memory`` bytes.
    """
    if jobs <= 1 and max_memory is None:
        for task in tasks:
            yield task, run(task)
        return
    source = iter(tasks)
    waiting: deque[tuple[Task, Future[Outcome]]] = deque()
    pool = _pool(jobs, max_memory)
    try:
        for task in source:
            waiting.append((task, _submit(pool, task)))
            if len(waiting) < _AHEAD * jobs:
                continue
            pool = yield from _take(waiting, pool, jobs, max_memory)
        while waiting:
            pool = yield from _take(waiting, pool, jobs, max_memory)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, task: Task) -> Future[Outcome]:
    try:
        return pool.submit(run, task)
    except BrokenProcessPool as error:  # a process died just now: whoever takes the result finds out and sees to it
        future: Future[Outcome] = Future()
        future.set_exception(error)
        return future


def _take(
    waiting: deque[tuple[Task, Future[Outcome]]], pool: ProcessPoolExecutor, jobs: int, max_memory: int | None
) -> Generator[tuple[Task, Outcome], None, ProcessPoolExecutor]:
    """Yield the oldest result; returns the pool to go on with."""
    task, future = waiting.popleft()
    try:
        yield task, future.result()
        return pool
    except BrokenProcessPool:
        pool.shutdown(wait=True, cancel_futures=True)
    # Whoever broke the pool is among the unfinished ones: each gets a process of its own.
    for one in (task, *(other for other, _ in waiting)):
        yield one, _alone(one, max_memory)
    waiting.clear()
    return _pool(jobs, max_memory)


def _alone(task: Task, max_memory: int | None) -> Outcome:
    with _pool(1, max_memory) as pool:
        try:
            return pool.submit(run, task).result()
        except BrokenProcessPool:
            return DocumentError(
                task.title, "ended the process that read it (too much memory, or a fault in a library); leave it out"
            )


def _pool(jobs: int, max_memory: int | None) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")  # a fork would share locks of running threads
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_watch, initargs=(max_memory,))


def _watch(max_memory: int | None) -> None:
    """End with the parent (a killed build must not leave processes that wait for work for ever), or with too much memory."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        with contextlib.suppress(OSError):
            parent.join(None if max_memory is None else _LOOK)
            while parent.is_alive() and (max_memory is None or resident() <= max_memory):
                parent.join(None if max_memory is None else _LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
