"""``make bench`` finds every benchmark, and its page names them."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.__main__ import QUICK, TOOLS, last_object, names
from tests.repo.tree import ROOT, texts


def test_every_benchmark_is_described() -> None:
    """benchmarks/README.md has a line for each program, and for no other."""
    page = texts()["benchmarks/README.md"]
    for name in [*names(), *(tool for tool in TOOLS if tool != "__main__")]:
        assert f"[{name}.py]({name}.py)" in page, name
    assert set(QUICK) <= set(names())


def test_the_last_object_is_the_result() -> None:
    """Of what a benchmark prints, the last JSON object counts; text without one gives nothing."""
    assert last_object('size 3\n{"a": 1}\nand then\n{"a": {"b": 2}}\n') == {"a": {"b": 2}}
    assert last_object("no figures {today}") is None


def test_an_unknown_name_is_refused() -> None:
    """The driver says which benchmarks there are."""
    command = [sys.executable, "-m", "benchmarks", "nothing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "queries" in done.stderr
