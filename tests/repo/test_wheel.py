"""What is distributed: an sdist, a wheel, and that the wheel alone is enough."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.repo.test_reproducible import news
from tests.repo.tree import ROOT, files

pytestmark = [pytest.mark.check, pytest.mark.timeout(900)]

CARRIED = (".yaml", ".toml", ".txt", ".tsv", ".csv", ".ttl", ".rq", ".js", ".css", ".html", ".json", ".typed", ".py")


def run(*command: str, cwd: Path | None = None) -> str:
    """Output of a command that must succeed, in surroundings that know nothing of this checkout."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV", "CI")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT))
    return folder


def only(folder: Path, pattern: str) -> Path:
    """The one file of a pattern."""
    (found,) = folder.glob(pattern)
    return found


def test_the_wheel_carries_every_table(dist: Path) -> None:
    """Modules, tables, pages, scripts, the ontology and py.typed are in the wheel, and nothing of the tests."""
    with zipfile.ZipFile(only(dist, "*.whl")) as wheel:
        carried = set(wheel.namelist())
    wanted = {path.relative_to(ROOT).as_posix() for path in files() if path.suffix in CARRIED}
    for name in wanted:
        if name.startswith("kg/"):
            assert name in carried
        if name.startswith("ontology/"):
            assert f"kg/_ontology/{name.removeprefix('ontology/')}" in carried
    assert "kg/py.typed" in carried
    assert not [name for name in carried if not name.startswith(("kg/", "xinwen_kg-"))]


def test_the_sdist_carries_what_tests_need(dist: Path) -> None:
    """The source archive has the code, the tests, the sample corpus and the licence, and no file that a tool made."""
    with tarfile.open(only(dist, "*.tar.gz")) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "Makefile", "kg/py.typed", "ontology/shapes.ttl", "tests/conftest.py"} <= names
    assert "data/news/rows.jsonl" in names
    assert not [name for name in names if "__pycache__" in name or "node_modules" in name or ".venv" in name]


def test_the_metadata_is_fit_for_an_index(dist: Path) -> None:
    """``twine check --strict`` finds nothing: the description renders, the fields are valid."""
    run(sys.executable, "-m", "twine", "check", "--strict", *(str(path) for path in sorted(dist.iterdir())))


def test_the_wheel_alone_builds_a_graph(dist: Path, tmp_path: Path) -> None:
    """In an empty environment the wheel with its dependencies builds, validates, answers and exports by command."""
    venv.create(tmp_path / "env", with_pip=True, system_site_packages=False, symlinks=True)
    binaries = tmp_path / "env" / "bin"
    run(str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(only(dist, "*.whl")))
    source = news(tmp_path / "news")
    kg = str(binaries / "kg")
    where = run(str(binaries / "python"), "-c", "import kg; print(kg.__file__)", cwd=tmp_path)
    assert str(ROOT) not in where
    assert run(kg, "--version", cwd=tmp_path).strip()
    run(kg, "build", str(source), "--out", "out", cwd=tmp_path)
    run(kg, "validate", "out", "--sources", str(source), cwd=tmp_path)
    assert "令狐砚" in run(kg, "query", "out", "SELECT ?n { ?p a kg:Person ; rdfs:label ?n }", cwd=tmp_path)
    assert "who-holds" in run(kg, "ask", "out", cwd=tmp_path)
    assert (tmp_path / "out" / "graph.html").stat().st_size > 100_000
