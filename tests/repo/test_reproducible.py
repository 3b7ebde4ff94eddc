"""The same input gives the same bytes, whatever the machine is set to."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.tree import ROOT

DOCUMENTS = ("jiancaoping-drill.txt", "zhenhai/renmian-2025-02.txt", "zhenhai/duikou.html", "kuche/kuche-0514.txt", "rows.jsonl")


def news(folder: Path, names: tuple[str, ...] = DOCUMENTS) -> Path:
    """A few of the sample documents, written in the order given."""
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "data" / "news" / name, target)
    return folder


def build(source: Path, out: Path, *options: str, **variables: str) -> dict[str, str]:
    """Builds in a process of its own; the hash of each file that others rely on."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    command = [sys.executable, "-m", "kg.cli", "build", str(source), "--out", str(out), "--quiet", *options]
    subprocess.run(command, check=True, cwd=ROOT, env=environment | variables, timeout=240)
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in ("graph.nq", "graph.ttl", "graph.html")}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a plain build writes."""
    folder = tmp_path_factory.mktemp("expected")
    return build(news(folder / "news"), folder / "out", PYTHONHASHSEED="0", LC_ALL="C.UTF-8")


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        pytest.param((), {"PYTHONHASHSEED": "1"}, id="another hash seed"),
        pytest.param(
            (), {"PYTHONHASHSEED": "2", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="the C locale"
        ),
        pytest.param(("--jobs", "2"), {"PYTHONHASHSEED": "3"}, id="two processes"),
        pytest.param((), {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4"}, id="another day of the calendar"),
    ],
)
def test_the_surroundings_do_not_matter(
    tmp_path: Path, expected: dict[str, str], options: tuple[str, ...], variables: dict[str, str]
) -> None:
    """graph.nq, graph.ttl and graph.html are the same bytes in other surroundings."""
    assert build(news(tmp_path / "news"), tmp_path / "out", *options, **variables) == expected


def test_the_order_of_files_does_not_matter(tmp_path: Path, expected: dict[str, str]) -> None:
    """Nor do the input folder's name, the order in which its files were written, and their times."""
    source = news(tmp_path / "elsewhere", DOCUMENTS[::-1])
    for number, name in enumerate(DOCUMENTS):
        os.utime(source / name, (number * 1e8, number * 1e8))
    assert build(source, tmp_path / "out") == expected
