"""How far a load has come, kept in the build folder, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.workspace import PRIVATE, replace_with


@dataclass
class Journal:
    """The steps of one load of one graph into one target.

    Attributes:
        path: where it is kept; None where the build folder cannot be written, so that a load starts from the beginning.
        key: what the load is of: target, graph and size of a batch.
        done: how many steps are done.
        before: what the target held before the first step.
    """

    path: Path | None
    key: str
    done: int = 0
    before: Mapping[str, int] | None = field(default=None)

    @classmethod
    def open(cls, build: Path, target: str, graph: str, restart: bool) -> Journal:
        """The journal of a load: what an interrupted one left, or a new one.

        Args:
            build: the build folder.
            target: kind and address of the target and whatever else the steps depend on; only its hash is kept.
            graph: fingerprint of the graph.
            restart: forget what was done before.
        """
        key = hashlib.sha256(f"{target}\n{graph}".encode()).hexdigest()
        folder = build / PRIVATE
        path = folder / f"load-{hashlib.sha256(target.encode()).hexdigest()[:16]}.json"
        if not folder.is_dir():
            return cls(None, key)
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if not restart and values["key"] == key:
                return cls(path, key, int(values["done"]), {name: int(n) for name, n in values["before"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # none, or damaged: every step can be taken again without harm
        return cls(path, key)

    def step(self, done: int) -> None:
        """``done`` steps are done."""
        self.done = done
        if self.path is not None:
            try:
                replace_with(
                    self.path, json.dumps({"key": self.key, "done": self.done, "before": self.before or {}}), self.path.parent
                )
            except OSError:
                self.path = None  # a read-only build: the load goes on, it only cannot be resumed

    def close(self) -> None:
        """The load is complete: a later one starts from the beginning."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
