"""A short run of the fuzzer for each target; ``python -m tests.fuzz --runs N`` runs longer ones."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS
from tests.repo.tree import ROOT

RUNS = 300


@pytest.mark.check
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_found(name: str, tmp_path: Path) -> None:
    """Inputs that follow the branches of the code find no error, no unsound offset, and nothing that takes long."""
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs atheris" if sys.platform == "linux" else "only on Linux")
    command = [sys.executable, "-m", "tests.fuzz", name, "--runs", str(RUNS), "--keep", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", timeout=580, check=False)
    found = re.search(rf"{name}: (\d+) inputs, no finding", done.stdout)
    assert found is not None, done.stdout[-3000:] + done.stderr[-3000:]
    assert int(found[1]) >= RUNS  # the seeds are counted with the runs


@pytest.mark.check
def test_a_finding_is_found(tmp_path: Path) -> None:
    """The fuzzer reaches a branch that only three particular characters open (a fuzzer that finds nothing would be no proof)."""
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs atheris" if sys.platform == "linux" else "only on Linux")
    (tmp_path / "weak.py").write_text(
        "def weak(data):\n    if data[:1] == b'k':\n        if data[1:2] == b'g':\n            if data[2:3] == b'!':\n"
        "                raise ValueError(data)\n"
    )
    program = (
        "import atheris, sys\nwith atheris.instrument_imports():\n    import weak\n"
        "atheris.Setup([sys.argv[0], '-runs=200000', '-seed=1'], weak.weak)\natheris.Fuzz()\n"
    )
    (tmp_path / "program.py").write_text(program)
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert done.returncode != 0
    assert b"ValueError" in done.stdout + done.stderr
