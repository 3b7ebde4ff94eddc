"""Continuous integration hides nothing, and the Makefile has what it is said to have."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.tree import ROOT

SKIPS = '''
"""Tests that are skipped."""
import pytest


def test_missing():
    """A component is missing."""
    pytest.skip("needs a browser")


def test_elsewhere():
    """Something that only another system has."""
    pytest.skip("only on Windows")


def test_module():
    """A module is missing."""
    pytest.importorskip("no_such_module_at_all")
'''
WHOLE = 'import pytest\n\npytest.skip("needs a store", allow_module_level=True)\n'


def session(folder: Path, text: str, **variables: str) -> dict[str, int]:
    """Counts of a session of pytest over one file, with the conftest of these tests."""
    shutil.copyfile(ROOT / "tests" / "conftest.py", folder / "conftest.py")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = check: long\n")
    (folder / "test_it.py").write_text(text)
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")} | variables
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return {word: int(count) for count, word in re.findall(r"(\d+) (\w+)(?=[, ].*in [\d.]+s)", done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        pytest.param(SKIPS, {}, {"skipped": 3}, id="a user's machine"),
        pytest.param(SKIPS, {"CI": "true"}, {"failed": 2, "skipped": 1}, id="continuous integration"),
        pytest.param(WHOLE, {}, {"skipped": 1}, id="a whole module"),
        pytest.param(WHOLE, {"CI": "true"}, {"error": 1}, id="a whole module in continuous integration"),
    ],
)
def test_a_missing_component_is_a_failure_there(
    tmp_path: Path, text: str, variables: dict[str, str], expected: dict[str, int]
) -> None:
    """With CI set, a skip for want of a component fails; other skips stay skips."""
    assert session(tmp_path, text, **variables) == expected


def test_the_script_of_continuous_integration_is_sound() -> None:
    """.ci/run is bash without mistakes of syntax, stops at the first failing command and runs make check."""
    script = ROOT / ".ci" / "run"
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    assert script.read_text().rstrip().endswith("make check")


@pytest.mark.parametrize(
    "target", ["demo", "test", "check", "bench", "example", "notebooks", "refresh", "audit", "lock", "clean", "help"]
)
def test_every_target_of_the_makefile_can_be_planned(target: str) -> None:
    """``make TARGET`` knows what to do, and ``make help`` names it."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("needs make")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    subprocess.run([make, "--dry-run", "--silent", target], cwd=ROOT, env=clean, check=True, capture_output=True)
    listed = subprocess.run([make, "--silent", "help"], cwd=ROOT, env=clean, check=True, capture_output=True, text=True).stdout
    assert f"make {target} " in listed
