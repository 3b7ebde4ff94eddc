"""Faults of the machine: a disk that is full, a folder that takes nothing, damaged databases, clocks that jump."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.cli import run
from tests.pipeline.conftest import OTHER, TEXTS, Memo, write

ASK = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SIZES = (0, 100, 1_000, 4_000, 10_000, 20_000, 40_000, 60_000, 80_000, 120_000, 200_000)


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: to whoever writes, a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def built(cached: Memo, tmp_path: Path) -> Path:  # noqa: ARG001
    """A build."""
    pipeline.build(write(tmp_path / "source", TEXTS), tmp_path / "out")
    return tmp_path / "out"


def answer(out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code of a query, what it printed and what it complained of."""
    capsys.readouterr()
    code = run(["query", str(out), ASK, "--format", "csv"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_disk_that_is_full(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever the room ends, an addition says so in a line, the old state stays; with room again the new one is reached."""
    before, graph = answer(built, capsys), (built / "graph.nq").read_bytes()
    more = write(tmp_path / "more", OTHER)
    failed = 0
    for size in SIZES:
        out = shutil.copytree(built, tmp_path / f"out-{size}")
        with largest_file(size):
            code = run(["add", str(out), str(more), "--quiet"])
        error = capsys.readouterr().err
        assert "Traceback" not in error
        assert "internal error" not in error
        if code == 2:
            failed += 1
            assert len(error.strip().splitlines()) == 1, error
            assert answer(out, capsys) == before
            assert (out / "graph.nq").read_bytes() == graph
        assert run(["add", str(out), str(more), "--quiet"]) == 0
    assert failed >= 4
    written = {(tmp_path / f"out-{size}" / "graph.nq").read_bytes() for size in SIZES}
    assert len(written) == 1


def test_a_disk_of_its_own_that_is_full(cached: Memo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    """On a file system of a few hundred kilobytes a build ends with one line that says so, and leaves no build."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("only root may mount a file system")
    try:
        assert run(["build", str(write(tmp_path / "source", TEXTS)), "--out", str(disk / "out"), "--quiet"]) == 2
        error = capsys.readouterr().err
        assert os.strerror(errno.ENOSPC) in error or "disk" in error
        assert len(error.strip().splitlines()) == 1
        assert not (disk / "out" / "manifest.json").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_takes_nothing(cached: Memo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    """An output folder on a file system that cannot be written is one line that names it."""
    if not Path("/proc").is_dir():
        pytest.skip("only on Linux")
    assert run(["build", str(write(tmp_path / "source", TEXTS)), "--out", "/proc/kg-out", "--quiet"]) == 2
    error = capsys.readouterr().err
    assert "/proc/kg-out" in error
    assert len(error.strip().splitlines()) == 1


def largest(store: Path, suffix: str) -> Path:
    """The largest file of a database with this ending."""
    return max(store.glob(f"*{suffix}"), key=lambda path: path.stat().st_size)


def spoil(path: Path, share: float) -> None:
    """Change forty bytes in the middle of a file."""
    data = bytearray(path.read_bytes())
    at = int(len(data) * share)
    data[at : at + 40] = bytes(byte ^ 0x5A for byte in data[at : at + 40])
    path.write_bytes(bytes(data))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no file": lambda store: [path.unlink() for path in store.iterdir() if path.is_file()],
    "no folder": lambda store: shutil.rmtree(store),
    "no CURRENT": lambda store: (store / "CURRENT").unlink(),
    "CURRENT that leads nowhere": lambda store: (store / "CURRENT").write_bytes(b"MANIFEST-999999\n"),
    "no MANIFEST": lambda store: [path.unlink() for path in store.glob("MANIFEST-*")],
    "short MANIFEST": lambda store: (m := largest(store, "")).write_bytes(m.read_bytes()[:50]),
    "no table": lambda store: largest(store, ".sst").unlink(),
    "empty table": lambda store: largest(store, ".sst").write_bytes(b""),
    "short table": lambda store: (t := largest(store, ".sst")).write_bytes(t.read_bytes()[:-100]),
    "bytes changed at the beginning": lambda store: spoil(largest(store, ".sst"), 0.05),
    "bytes changed in the middle": lambda store: spoil(largest(store, ".sst"), 0.5),
    "bytes changed at the end": lambda store: spoil(largest(store, ".sst"), 0.95),
    "every table changed": lambda store: [spoil(path, 0.3) for path in store.glob("*.sst")],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_database(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], object]
) -> None:
    """It is answered rightly or with one line that says what to do, never wrongly; a build mends it."""
    before, graph = answer(built, capsys), (built / "graph.nq").read_bytes()
    damage(next(built.glob("store-*")))
    code, said, error = answer(built, capsys)
    if code == 0:
        assert said == before[1]
    else:
        assert code == 2
        assert "kg build" in error or "build again" in error
        assert len(error.strip().splitlines()) == 1
    pipeline.build(tmp_path / "source", built)
    assert answer(built, capsys) == before
    assert (built / "graph.nq").read_bytes() == graph


def test_a_clock_that_jumps(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the time of day nor the times of files have a part in the graph."""
    times = iter([4e9, 0.0, 1e9, -5.0, 2e9] * 10_000)
    monkeypatch.setattr(time, "time", lambda: next(times))
    for number, path in enumerate(sorted((tmp_path / "source").iterdir())):
        os.utime(path, (number * 1e9, 4e9 - number))
    pipeline.build(tmp_path / "source", tmp_path / "again")
    assert (tmp_path / "again" / "graph.nq").read_bytes() == (built / "graph.nq").read_bytes()
    assert pipeline.status(tmp_path / "again", tmp_path / "source").unchanged
