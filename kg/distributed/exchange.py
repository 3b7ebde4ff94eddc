"""Steps of many tasks, between which records change places: each task gets what all tasks of the step before sent to it.

A step is a function of a module, called once for each part with that part's number, what is common to all, what the same part
kept, and the records that were sent to it. What it gives back depends on nothing else, so a task that is lost is done again.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kg.distributed.cluster import Cluster

Streams = dict[str, list[Any]]
"""Name of a stream → the records of it, in the order of the parts that sent them."""


@dataclass(slots=True)
class Post:
    """What a task gives back.

    Attributes:
        parts: how many parts there are.
        kept: what the same part is given in a later step.
        note: what the program that leads is told; small.
    """

    parts: int
    kept: Any = None
    note: Any = None
    sent: list[Streams] = field(init=False)

    def __post_init__(self) -> None:
        self.sent = [defaultdict(list) for _ in range(self.parts)]

    def send(self, stream: str, to: object, record: Any) -> None:
        """Send a record to the part that has everything of ``to``."""
        self.sent[part_of(to, self.parts)][stream].append(record)

    def results(self, streams: Sequence[str]) -> tuple[Any, ...]:
        """What was kept, the note, and by stream what goes to each part."""
        return (self.kept, self.note, *(sent.get(stream, []) for stream in streams for sent in self.sent))


Function = Callable[[int, Any, Any, Streams, int], Post]
"""A step: number of the part, what is common, what the part kept, what was sent to it, how many parts there are."""


def flow(takes: str = "", sends: str = "") -> Callable[[Function], Function]:
    """Says which streams a step takes and which it sends, so that nothing else is carried to it."""

    def mark(function: Function) -> Function:
        function.__dict__.update(takes=takes.split(), sends=sends.split())
        return function

    return mark


@dataclass(frozen=True, slots=True)
class Step:
    """What a step gave back, as references: by part what was kept and noted; by stream and part what was sent to each part."""

    kept: Sequence[Any]
    notes: Sequence[Any]
    sent: Mapping[str, Sequence[Sequence[Any]]]

    @classmethod
    def of(cls, results: Sequence[Sequence[Any]], streams: Sequence[str], parts: int) -> Step:
        """From the results of :func:`call`."""
        places = {stream: 2 + number * parts for number, stream in enumerate(streams)}
        sent = {stream: [one[at : at + parts] for one in results] for stream, at in places.items()}
        return cls([one[0] for one in results], [one[1] for one in results], sent)


def part_of(what: object, parts: int) -> int:
    """Which part has everything of a value; the same on every machine.

    >>> part_of(("0a", "person/甲"), 4) == part_of(("0a", "person/甲"), 4)
    True
    """
    return zlib.crc32(repr(what).encode("utf-8", "backslashreplace")) % parts


class Exchange(Protocol):
    """Runs steps."""

    parts: int

    def share(self, value: Any) -> Any:
        """A reference to what is common to many tasks."""

    def step(self, function: Function, common: Any = None, own: Sequence[Any] = (), *before: Step) -> Step:
        """Run a step.

        Args:
            function: called for each part.
            common: what all parts are given.
            own: by part, what it kept.
            before: the steps whose records go to this one.
        """

    def get(self, reference: Any) -> Any:
        """What a reference stands for."""


class Here:
    """Runs steps in this process, one part after the other.

    Args:
        parts: how many there are.
    """

    def __init__(self, parts: int) -> None:
        self.parts = parts

    def share(self, value: Any) -> Any:
        """The value itself."""
        return value

    def get(self, reference: Any) -> Any:
        """The reference itself."""
        return reference

    def step(self, function: Function, common: Any = None, own: Sequence[Any] = (), *before: Step) -> Step:
        """Run a step; see :class:`Exchange`."""
        done = []
        for number in range(self.parts):
            streams, incoming = arguments(function, number, before)
            done.append(call(function, number, self.parts, streams, common, own[number] if own else None, *incoming))
        return Step.of(done, function.__dict__["sends"], self.parts)


class OnCluster:
    """Runs steps as tasks of a cluster; what they send stays in the memories of its machines, or on their disks.

    Args:
        cluster: where they run.
        parts: how many there are.
    """

    def __init__(self, cluster: Cluster, parts: int) -> None:
        self.cluster = cluster
        self.parts = parts
        self._call = cluster.ray.remote(num_cpus=cluster.share, max_retries=_AGAIN)(call)

    def share(self, value: Any) -> Any:
        """A reference to an object of the cluster."""
        return self.cluster.ray.put(value)

    def get(self, reference: Any) -> Any:
        """What a task gave back."""
        return self.cluster.get(reference)

    def step(self, function: Function, common: Any = None, own: Sequence[Any] = (), *before: Step) -> Step:
        """Run a step; see :class:`Exchange`."""
        sends = function.__dict__["sends"]
        task = self._call.options(num_returns=2 + self.parts * len(sends))
        done = []
        for number in range(self.parts):
            streams, incoming = arguments(function, number, before)
            done.append(task.remote(function, number, self.parts, streams, common, own[number] if own else None, *incoming))
        return Step.of(done, sends, self.parts)


_AGAIN = 5
"""How often a task is tried again whose process was lost."""


def arguments(function: Function, number: int, before: Sequence[Step]) -> tuple[list[str], list[Any]]:
    """What a part of a step is given of the steps before: names of streams, and a piece of each."""
    found = [
        (stream, sent[number]) for step in before for stream in function.__dict__["takes"] for sent in step.sent.get(stream, ())
    ]
    return [stream for stream, _ in found], [piece for _, piece in found]


def call(
    function: Function, number: int, parts: int, streams: Sequence[str], common: Any, own: Any, *incoming: list[Any]
) -> tuple[Any, ...]:
    """Run one task of a step: what it kept, its note, and by stream what it sends to each part."""
    records: Streams = defaultdict(list)
    for stream, piece in zip(streams, incoming, strict=True):
        records[stream] += piece
    return function(number, common, own, records, parts).results(function.__dict__["sends"])
