"""Killed at any moment, a build is the old or the new state, and the next command works."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import BuildError, InputError
from kg.graph.store import open_store
from kg.workers import Task
from kg.workspace import open_reader
from tests.pipeline.conftest import TEXTS, Memo, write

Survive = Callable[[Memo, Path, int, int], None]


def kill(cached: Memo, folder: Path, template: Path, document: Path, step: int, moments: int) -> list[Path]:
    """Kill ``kg add``, or ``kg build`` where there is no template, at many points; returns the corpses."""
    files = sorted(document.iterdir()) if document.is_dir() else [document]
    tasks = [Task(file.name, file.read_bytes()) for file in files]
    outcomes = folder / "outcomes"
    outcomes.write_bytes(pickle.dumps({task.title: outcome for task, outcome in cached.run_all(tasks, 1)}))
    killed = folder / "killed"
    killed.mkdir()
    arguments = [template, document, outcomes, killed, step, moments]
    command = [sys.executable, "-m", "tests.pipeline.killer", *map(str, arguments)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    assert [path.name for path in killed.glob("*.ended-*") if not path.name.endswith("ended-0")] == []
    corpses = [killed / mark.stem for mark in sorted(killed.glob("*.killed"))]
    assert len(corpses) >= 10
    return corpses


NAMES = ("graph.nq", "graph.ttl")


def check_whole(out: Path, like: Path) -> None:
    """After the next command a folder holds what an undisturbed one does, and nothing else."""
    assert [(out / name).read_bytes() for name in NAMES] == [(like / name).read_bytes() for name in NAMES]
    names = [sorted(path.name for path in folder.iterdir() if not path.name.startswith("store-")) for folder in (out, like)]
    assert names[0] == names[1]
    assert len(list(out.glob("store-*"))) == len(list((out / ".kg").glob("common-*"))) == 1
    assert not list((out / ".kg").glob("next-*"))


def survive_add(cached: Memo, folder: Path, step: int, moments: int) -> None:
    """Kill ``kg add`` at many file operations, and check every corpse."""
    source = write(folder / "source", {name: TEXTS[name] for name in ("a.txt", "b.txt", "c.txt")})
    extra = write(folder / "extra", {"d.md": TEXTS["d.md"]}) / "d.md"
    old, new = folder / "old", folder / "new"
    pipeline.build(source, old)
    pipeline.build(source, new)
    pipeline.add(new, [extra])
    states = [[(build / name).read_bytes() for name in NAMES] for build in (old, new)]
    quads = [len(open_store(build)) for build in (old, new)]
    seen: set[int] = set()
    for out in kill(cached, folder, old, extra, step, moments):
        with open_reader(out) as reader:
            state = states.index([reader.file(name).read_bytes() for name in NAMES])
        assert len(open_store(out)) == quads[state]
        seen.add(state)
        with pytest.raises(InputError):  # the next command, though it changes nothing, has every file where others look for it
            pipeline.remove(out, ["nothing.txt"])
        assert [(out / name).read_bytes() for name in NAMES] == states[state]
        assert not list((out / ".kg").glob("next-*"))
        pipeline.add(out, [extra])
        check_whole(out, new)
    assert seen == {0, 1}


def survive_build(cached: Memo, folder: Path, step: int, moments: int) -> None:
    """Kill a first ``kg build`` at many file operations: afterwards there is no build, or a whole one."""
    source = write(folder / "source", {name: TEXTS[name] for name in ("a.txt", "d.md")})
    new = folder / "new"
    pipeline.build(source, new)
    seen: set[bool] = set()
    for out in kill(cached, folder, folder / "none", source, step, moments):
        there = (out / "manifest.json").exists()
        if there:
            with open_reader(out) as reader:
                assert [reader.file(name).read_bytes() for name in NAMES] == [(new / name).read_bytes() for name in NAMES]
        else:
            with pytest.raises(BuildError, match="kg build"):
                open_reader(out)
        seen.add(there)
        pipeline.build(source, out)
        check_whole(out, new)
    assert seen == {False, True}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("survive", [survive_add, survive_build])
def test_killed_at_many_points(cached: Memo, tmp_path: Path, survive: Survive) -> None:
    """Every sixth file operation and some moments between: old or new state, and the next command completes it."""
    survive(cached, tmp_path, 6, 6)


@pytest.mark.check
@pytest.mark.timeout(1200)
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("survive", [survive_add, survive_build])
def test_killed_at_every_point(cached: Memo, tmp_path: Path, survive: Survive) -> None:
    """Every single file operation, and many moments between."""
    survive(cached, tmp_path, 1, 40)
