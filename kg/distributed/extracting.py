"""Extraction in actors, each of which holds the tagger; whoever is killed, its documents are done again by another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kg.distributed.cluster import Cluster
from kg.distributed.exchange import Post, Step
from kg.distributed.sources import File, tasks
from kg.errors import DocumentError
from kg.processes import Budget, Processes
from kg.workers import Extracted, Outcome, Task, run_through, warm

BATCH_DOCUMENTS, BATCH_BYTES = 48, 200_000
"""What goes to an actor at a time, at most: enough that the way there weighs nothing, and little enough to be done again."""

_AHEAD = 2
"""Batches that wait at an actor, the one it works on included."""

_BUFFER = 4
"""Batches for each actor that are done or on their way before the first of them is taken."""

_AGAIN = 5
"""How often a batch is tried again whose actor was lost."""

STREAMS = ["document"]
"""What reading sends."""


class Reader:
    """An actor: reads and extracts in a process of its own below it, so that a document's budget holds here as anywhere."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._processes = Processes(1, warm, budget.memory)

    def run(self, batch: Sequence[Task]) -> list[Outcome]:
        """What comes of each task."""
        return [outcome for _, outcome in run_through(self._processes, batch, 1, self._budget)]

    def read(self, files: Sequence[File], lexicon: str | None, parts: int) -> tuple[Any, ...]:
        """Read and extract files: nothing kept, what was refused as note, and the documents sent to the parts of their ids."""
        post = Post(parts, note=[])
        owners: list[str] = []
        broken: dict[str, str] = {}
        refused: list[tuple[str, tuple[str, str]]] = []
        found: list[tuple[str, Extracted]] = []

        def work() -> Iterator[Task]:
            for file in files:
                try:
                    for task in tasks(file, lexicon):
                        if isinstance(task, DocumentError):
                            refused.append((file.title, (task.title, task.reason)))
                        else:
                            owners.append(file.title)
                            yield task
                except DocumentError as error:  # not to be read to its end: nothing of it counts
                    broken[file.title] = error.reason

        for number, (task, outcome) in enumerate(run_through(self._processes, work(), 1, self._budget)):
            if isinstance(outcome, DocumentError):
                refused.append((owners[number], (task.title, outcome.reason)))
            else:
                found += ((owners[number], one) for one in outcome)
        post.note += [*broken.items(), *(one for title, one in refused if title not in broken)]
        for title, one in found:
            if title not in broken:
                post.send("document", one.id, (one.id, one.title, one.facts, one.text_hash))
        return post.results(STREAMS)

    def close(self) -> None:
        """End the process below."""
        self._processes.__exit__(None, None, None)


class Extractors:
    """Actors that share the tasks between them. Called like :func:`kg.workers.run_all`.

    Args:
        cluster: where they run.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def __call__(self, work: Iterable[Task], jobs: int, budget: Budget | None = None) -> Iterator[tuple[Task, Outcome]]:
        """Run tasks in ``jobs`` actors; results come in the order of the tasks.

        Raises:
            BuildError: an actor cannot even begin, or a batch was lost again and again.
        """
        actors = start(self.cluster, jobs, budget or Budget())
        try:
            yield from self._results(actors, work)
        finally:
            self.cluster.end()

    def _results(self, actors: Sequence[Any], work: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
        jobs = len(actors)
        busy = [0] * jobs
        owner: dict[Any, int] = {}
        waiting: deque[tuple[list[Task], Any]] = deque()
        for batch in batches(work):
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


def read_here(bundles: Iterable[Sequence[File]], lexicon: str | None, budget: Budget, parts: int) -> Step:
    """Read and extract files in one process of this machine."""
    reader = Reader(budget)
    try:
        done = [reader.read(bundle, lexicon, parts) for bundle in bundles]
    finally:
        reader.close()
    return Step.of(done, STREAMS, parts)


def read_on(
    cluster: Cluster,
    bundles: Sequence[Sequence[File]],
    lexicon: str | None,
    budget: Budget,
    parts: int,
    progress: Callable[[int, int, str], None] | None,
) -> Step:
    """Read and extract files in actors, one for each CPU that is there.

    Args:
        cluster: where they run.
        bundles: what each task reads.
        lexicon: the text of the user's table of names and titles.
        budget: what one document may take.
        parts: how many parts the documents go to.
        progress: called with the number of files that are done, and of all.
    """
    count = max(1, min(cluster.cpus, len(bundles)))
    actors = start(cluster, count, budget)
    busy, owner, sent = [0] * count, dict[Any, int](), []
    done, total = 0, sum(map(len, bundles))

    def wait() -> None:
        nonlocal done
        (note,), _ = cluster.ray.wait(list(owner), num_returns=1)
        cluster.get(note)
        actor, size = owner.pop(note), sizes.pop(note)
        busy[actor] -= 1
        done += size
        if progress is not None:
            progress(done, total, "files")

    sizes: dict[Any, int] = {}
    try:
        for bundle in bundles:
            while min(busy) >= _AHEAD:
                wait()
            actor = busy.index(min(busy))
            result = actors[actor].read.options(num_returns=parts + 2).remote(bundle, lexicon, parts)
            busy[actor] += 1
            owner[result[1]], sizes[result[1]] = actor, len(bundle)
            sent.append(result)
        while owner:
            wait()
    finally:
        cluster.end()  # others need the CPUs now
    return Step.of(sent, STREAMS, parts)


def start(cluster: Cluster, count: int, budget: Budget) -> list[Any]:
    """Actors of :class:`Reader`."""
    return cluster.start(Reader, count, budget, max_restarts=-1, max_task_retries=_AGAIN)


def batches(work: Iterable[Task]) -> Iterator[list[Task]]:
    """Tasks in batches."""
    batch: list[Task] = []
    size = 0
    for task in work:
        if batch and (len(batch) >= BATCH_DOCUMENTS or size + task.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += task.size
    if batch:
        yield batch
