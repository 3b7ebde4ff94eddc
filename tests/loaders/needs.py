"""What tests with real engines need: a missing one skips the test with its reason, and fails it where CI is set."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
NODE = HERE / "javascript"
"""Where ``npm ci`` has put N3.js and Comunica."""


def _missing(what: str, how: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed; CI must not skip it: {how}")
    pytest.skip(f"{what} is not installed: {how}")


def needs(program: str, how: str = "see docs/loading.md") -> str:
    """The path of a program."""
    found = shutil.which(program) or _in_environment(program)
    return found or _missing(program, how)


def _in_environment(program: str) -> str | None:
    import sys

    path = Path(sys.executable).parent / program
    return str(path) if path.exists() else None


def needs_module(name: str, how: str) -> None:
    """Make sure that a Python package is there."""
    if importlib.util.find_spec(name) is None:
        _missing(name, how)


def needs_node(package: str) -> Path:
    """The folder in which node finds ``package``."""
    needs("node", "apt-get install nodejs npm")
    if not (NODE / "node_modules" / package).is_dir():
        _missing(package, f"npm ci --prefix {NODE.relative_to(HERE.parent.parent)}")
    return NODE
