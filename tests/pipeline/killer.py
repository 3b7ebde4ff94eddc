"""Runs ``kg add`` or a first ``kg build`` again and again, killed with SIGKILL at one moment after the other.

Usage: python -m tests.pipeline.killer TEMPLATE DOCUMENT OUTCOMES FOLDER STEP MOMENTS

Copies the build TEMPLATE below FOLDER and adds DOCUMENT to the copy in a forked process, or, where there is no TEMPLATE, builds
the folder DOCUMENT there: first killed at its first file operation
in the build, then STEP operations later, and so on until one runs to its end; then killed at MOMENTS points of time spread over
as long as that took, wherever it is at that time. OUTCOMES holds what extraction gives, pickled.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sys
import time
from pathlib import Path

from kg import pipeline
from kg.cache import fingerprint
from kg.graph import explorer, outputs, report, updating  # noqa: F401  imported before the fork, so that imports are not counted
from kg.pipeline import extraction

EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "sqlite3.connect", "shutil.rmtree"}


def child(out: Path, document: Path, at: int) -> None:
    """Add a document or build a folder; die at the n-th file operation in the build (0: at none)."""
    count = 0
    inside = str(out)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event in EVENTS and arguments and str(arguments[0]).startswith(inside):
            count += 1
            if count == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    if document.is_dir():
        pipeline.build(document, out)
    else:
        pipeline.add(out, [document])


def run(template: Path, document: Path, folder: Path, name: str, at: int, after: float | None) -> bool:
    """Make one corpse (or none, where the process ends before); True where it was killed."""
    out = folder / name
    if template.is_dir():
        shutil.copytree(template, out)
    pid = os.fork()
    if pid == 0:
        child(out, document, at)
        os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status)
    (folder / f"{name}.{'killed' if killed else f'ended-{os.waitstatus_to_exitcode(status)}'}").touch()
    return killed


def main(template: Path, document: Path, outcomes: Path, folder: Path, step: int, moments: int) -> None:
    """Make the corpses."""
    known = pickle.loads(outcomes.read_bytes())
    extraction.run_all = lambda tasks, *_: ((task, known[task.title]) for task in tasks)  # type: ignore[assignment,misc]
    fingerprint(None)  # computed once, as in any process
    at = 1
    while run(template, document, folder, f"operation-{at}", at, None):
        at += step
    started = time.monotonic()
    run(template, document, folder, "whole", 0, None)
    duration = time.monotonic() - started
    for number in range(moments):
        run(template, document, folder, f"moment-{number}", 0, duration * (number + 1) / (moments + 1))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]), *map(int, sys.argv[5:7]))
