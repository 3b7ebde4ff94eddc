"""Extraction in actors, each of which holds the tagger; whoever is killed, its documents are done again by another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.distributed.cluster import Cluster
from kg.processes import Budget, Processes
from kg.workers import Outcome, Task, run_through, warm

BATCH_DOCUMENTS, BATCH_BYTES = 16, 64_000
"""What goes to an actor at a time, at most: enough that the way there weighs nothing, and little enough to be done again."""

_AHEAD = 2
"""Batches that wait at an actor, the one it works on included."""

_BUFFER = 4
"""Batches for each actor that are done or on their way before the first of them is taken."""

_AGAIN = 5
"""How often a batch is tried again whose actor was lost."""


class Reader:
    """An actor: reads and extracts in a process of its own below it, so that a document's budget holds here as anywhere."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._processes = Processes(1, warm, budget.memory)

    def run(self, tasks: Sequence[Task]) -> list[Outcome]:
        """What comes of each task."""
        return [outcome for _, outcome in run_through(self._processes, tasks, 1, self._budget)]


class Extractors:
    """Actors that share the tasks between them. Called like :func:`kg.workers.run_all`.

    Args:
        cluster: where they run.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def __call__(self, tasks: Iterable[Task], jobs: int, budget: Budget | None = None) -> Iterator[tuple[Task, Outcome]]:
        """Run tasks in ``jobs`` actors; results come in the order of the tasks.

        Raises:
            BuildError: an actor cannot even begin, or a batch was lost again and again.
        """
        actors = start(self.cluster, jobs, budget or Budget())
        busy = [0] * jobs
        owner: dict[Any, int] = {}
        waiting: deque[tuple[list[Task], Any]] = deque()
        for batch in batches(tasks):
            while min(busy) >= _AHEAD:
                done, _ = self.cluster.ray.wait(list(owner), num_returns=1)
                busy[owner.pop(done[0])] -= 1
            actor = busy.index(min(busy))
            reference = actors[actor].run.remote(batch)
            busy[actor] += 1
            owner[reference] = actor
            waiting.append((batch, reference))
            while len(waiting) >= _BUFFER * jobs:
                yield from self._taken(*waiting.popleft())
        while waiting:
            yield from self._taken(*waiting.popleft())

    def _taken(self, batch: list[Task], reference: Any) -> Iterator[tuple[Task, Outcome]]:
        return zip(batch, self.cluster.get(reference), strict=True)


def start(cluster: Cluster, count: int, budget: Budget) -> list[Any]:
    """Actors of :class:`Reader`."""
    remote = cluster.ray.remote(num_cpus=cluster.share, max_restarts=-1, max_task_retries=_AGAIN)(Reader)
    return [remote.remote(budget) for _ in range(count)]


def batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Tasks in batches."""
    batch: list[Task] = []
    size = 0
    for task in tasks:
        if batch and (len(batch) >= BATCH_DOCUMENTS or size + task.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += task.size
    if batch:
        yield batch
