"""Killed at any moment, a build is the old or the new state, and the next command works."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from kg import pipeline
from kg.graph.store import open_store
from kg.workers import Task
from kg.workspace import open_reader
from tests.pipeline.conftest import TEXTS, Memo, write


def survive(cached: Memo, folder: Path, step: int, moments: int) -> None:
    """Kill ``kg add`` at many file operations, and check every corpse."""
    source = write(folder / "source", {name: TEXTS[name] for name in ("a.txt", "b.txt", "e.jsonl")})
    extra = write(folder / "extra", {"d.md": TEXTS["d.md"]}) / "d.md"
    old, new = folder / "old", folder / "new"
    pipeline.build(source, old)
    pipeline.build(source, new)
    pipeline.add(new, [extra])
    task = Task("d.md", extra.read_bytes())
    outcomes = folder / "outcomes"
    outcomes.write_bytes(pickle.dumps({"d.md": next(iter(cached.run_all([task], 1)))[1]}))
    killed = folder / "killed"
    killed.mkdir()
    arguments = [old, extra, outcomes, killed, step, moments]
    command = [sys.executable, "-m", "tests.pipeline.killer", *map(str, arguments)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    names = ("graph.nq", "graph.ttl")
    states = [[(build / name).read_bytes() for name in names] for build in (old, new)]
    quads = [len(open_store(build)) for build in (old, new)]
    seen: set[int] = set()
    corpses = sorted(killed.glob("*.killed"))
    assert len(corpses) >= 10
    for corpse in corpses:
        out = killed / corpse.stem
        with open_reader(out) as reader:
            state = states.index([reader.file(name).read_bytes() for name in names])
        assert len(open_store(out)) == quads[state]
        seen.add(state)
        pipeline.add(out, [extra])
        assert [(out / name).read_bytes() for name in names] == states[1]
        assert sorted(path.name for path in out.iterdir() if not path.name.startswith("store-")) == sorted(
            path.name for path in new.iterdir() if not path.name.startswith("store-")
        )
        assert len(list(out.glob("store-*"))) == 1
        assert not list((out / ".kg").glob("next-*"))
    assert seen == {0, 1}
    assert [path.name for path in killed.glob("*.ended-*") if not path.name.endswith("ended-0")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_killed_at_many_points(cached: Memo, tmp_path: Path) -> None:
    """Every sixth file operation and some moments between: old or new state, and the next command completes it."""
    survive(cached, tmp_path, 6, 6)


@pytest.mark.check
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_killed_at_every_point(cached: Memo, tmp_path: Path) -> None:
    """Every single file operation, and many moments between."""
    survive(cached, tmp_path, 1, 100)
