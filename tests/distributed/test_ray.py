"""``kg build --engine ray`` on a cluster of this machine's own."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from kg.cli import FAILED, INTERRUPTED, run
from tests.repo.tree import ROOT


@pytest.fixture(scope="module")
def local(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build without a cluster."""
    out = tmp_path_factory.mktemp("local") / "out"
    assert run(["build", str(news), "--out", str(out), "--quiet", "--jobs", "2"]) == 0
    return out


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signals there")


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """``kg build --engine ray --jobs 2`` in a process group of its own."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("needs ray")
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "kg.cli",
        "build",
        *map(str, arguments),
        "--engine",
        "ray",
        "--jobs",
        "2",
        "-q",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"} | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, start_new_session=True)


def working(process: subprocess.Popen[bytes], name: str = "ray::Reader.run", count: int = 2) -> list[psutil.Process]:
    """Processes of a build that Ray has given a name (what they do), as soon as there are so many."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        found = []
        for one in psutil.Process(process.pid).children(recursive=True):
            try:
                if one.cmdline()[:1] == [name]:
                    found.append(one)
            except psutil.Error:
                continue
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError(f"no {count} processes came to {name}")


def end(process: subprocess.Popen[bytes]) -> str:
    """What a build said, at its end."""
    _, said = process.communicate(timeout=120)
    return said.decode()


def same(left: Path, right: Path) -> None:
    """Two builds hold the same."""
    for name in ("graph.nq", "graph.ttl"):
        assert (left / name).read_bytes() == (right / name).read_bytes()


@pytest.mark.check
@pytest.mark.timeout(240)
def test_a_worker_is_killed_in_the_middle(news: Path, local: Path, tmp_path: Path) -> None:
    """Of two workers one is killed while it extracts: its documents are done again, and the graph has the same bytes."""
    build = start(news, "--out", tmp_path / "out")
    victim = working(build)[0]
    victim.send_signal(signal.SIGKILL)
    assert (end(build), build.returncode) == ("", 0)
    assert not victim.is_running()
    same(tmp_path / "out", local)


@pytest.mark.check
@pytest.mark.timeout(240)
def test_a_worker_is_killed_while_shards_are_made(news: Path, local: Path, tmp_path: Path) -> None:
    """One of two workers is killed while it extracts, another while lines are made: the shards end to end are the local graph."""
    build = start(news, "--out", tmp_path / "out", "--shards-only")
    working(build, "ray::Reader.read")[0].send_signal(signal.SIGKILL)
    working(build, "ray::call", 1)[0].send_signal(signal.SIGKILL)
    assert (end(build), build.returncode) == ("", 0)
    shards = sorted((tmp_path / "out").glob("graph-*.nq"))
    assert len(shards) == 2
    assert b"".join(path.read_bytes() for path in shards) == (local / "graph.nq").read_bytes()


@pytest.mark.check
@pytest.mark.timeout(240)
def test_an_interrupted_build_leaves_no_process(news: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the cluster with the command, which keeps what it has; nothing listens but on the loopback."""
    build = start(news, "--out", tmp_path / "out")
    working(build)
    started = psutil.Process(build.pid).children(recursive=True)
    places = {one.laddr.ip for process in started for one in process.net_connections("inet") if one.status == psutil.CONN_LISTEN}
    assert places <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}
    os.killpg(build.pid, signal.SIGINT)
    assert end(build).strip() == "kg: interrupted"
    assert build.returncode == INTERRUPTED
    _, alive = psutil.wait_procs(started, timeout=20)
    assert alive == []
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.usefixtures("alone")
def test_without_ray(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where Ray is not installed, one line says how to install it, and nothing is begun."""
    monkeypatch.setitem(sys.modules, "ray", None)
    assert run(["build", str(news), "--out", str(tmp_path / "out"), "--engine", "ray"]) == FAILED
    assert capsys.readouterr().err == "kg: --engine ray needs the package ray; install it with: pip install 'xinwen-kg[ray]'\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.check
@pytest.mark.parametrize("address", ["127.0.0.1:9", "nonsense"])
def test_a_cluster_that_is_not_there(
    address: str, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address where nobody answers is one line at once."""
    pytest.importorskip("ray", reason="needs ray")
    monkeypatch.setenv("RAY_ADDRESS", address)
    assert run(["build", str(news), "--out", str(tmp_path / "out"), "--engine", "ray"]) == FAILED
    assert capsys.readouterr().err.startswith(f"kg: there is no Ray cluster at RAY_ADDRESS={address}: ")
