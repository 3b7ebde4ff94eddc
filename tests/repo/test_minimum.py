"""The lowest versions that pyproject.toml states are enough."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repo.test_reproducible import build, news
from tests.repo.tree import ROOT


def uv(*arguments: str) -> None:
    """Run uv, which has to succeed."""
    program = Path(sys.executable).parent / "uv"
    if not program.exists():
        pytest.skip("needs uv")
    done = subprocess.run(
        [program, "--quiet", "--native-tls", *arguments], capture_output=True, text=True, check=False, timeout=800
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.check
@pytest.mark.timeout(900)
def test_the_lowest_versions_give_the_same_graph(tmp_path: Path) -> None:
    """An environment of the lowest version of each dependency builds the same bytes, and validates and exports them."""
    listed, place = tmp_path / "lowest.txt", tmp_path / "venv"
    extras = [part for name in ("dataframes", "parquet", "shacl") for part in ("--extra", name)]
    uv("pip", "compile", str(ROOT / "pyproject.toml"), *extras, "--resolution", "lowest-direct", "--output-file", str(listed))
    uv("venv", "--python", sys.executable, str(place))
    uv("pip", "install", "--python", str(place / "bin" / "python"), "--requirement", str(listed))
    source = news(tmp_path / "news")
    expected = build(source, tmp_path / "expected")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"PYTHONPATH": str(ROOT)}

    def kg(*arguments: str) -> str:
        command = [str(place / "bin" / "python"), "-m", "kg.cli", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    kg("build", str(source), "--out", "out", "--quiet")
    assert hashlib.sha256((tmp_path / "out" / "graph.nq").read_bytes()).hexdigest() == expected["graph.nq"]
    assert " 0 violations" in kg("validate", "out", "--sources", str(source))
    assert "帕提古丽·艾合买提" in kg("query", "out", "SELECT ?n { ?p a kg:Person ; rdfs:label ?n }", "--format", "csv")
    kg("export", "out", "--to", "parquet", "tables")
