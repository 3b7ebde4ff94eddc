"""How long the steps of a command take."""

from __future__ import annotations

import time

from kg.pipeline.records import Progress


class Clock:
    """Measures the steps of a command, and says which one is at hand."""

    def __init__(self, timings: dict[str, float], progress: Progress | None) -> None:
        self.timings = timings
        self.progress = progress
        self.name = ""
        self.started = 0.0

    def step(self, name: str) -> Clock:
        """A step, as a context."""
        self.name = name
        return self

    def __enter__(self) -> None:
        if self.progress is not None:
            self.progress(0, 0, self.name)
        self.started = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.timings[self.name] = time.perf_counter() - self.started
