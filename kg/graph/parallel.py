"""A function over many arguments, in this process or in several."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

from kg.errors import BuildError
from kg.processes import Budget, EndedError, Processes

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")

_AHEAD = 2
"""Arguments a process that are handed out before the first answer is taken."""


def mapped(
    function: Callable[[Argument], Answer],
    arguments: Iterable[Argument],
    jobs: int,
    memory: int | None = None,
    *,
    apart: bool = False,
) -> Iterator[Answer]:
    """The answers in the order of the arguments.

    Args:
        function: stands in a module, so that other processes find it.
        arguments: what can be pickled.
        jobs: processes; with one, everything happens in this one.
        memory: bytes that each of several processes may have.
        apart: a single process is another one as well.

    Raises:
        BuildError: a process needed more memory, or died.
    """
    if jobs == 1 and not apart:
        yield from map(function, arguments)
        return
    waiting: deque[Future[Answer]] = deque()
    with Processes(jobs, _nothing, memory or Budget().memory) as processes:
        for argument in arguments:
            waiting.append(processes.submit(function, argument, math.inf))
            if len(waiting) >= _AHEAD * jobs:
                yield _taken(waiting.popleft())
        while waiting:
            yield _taken(waiting.popleft())


def _taken(future: Future[Answer]) -> Answer:
    try:
        return future.result()
    except EndedError as error:
        raise BuildError(f"a process that writes the graph {error}; what was extracted is kept: build again") from error


def _nothing() -> None:
    """Nothing has to be loaded before the first call."""
