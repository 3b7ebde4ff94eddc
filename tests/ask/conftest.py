"""One build and one server for all tests of asking."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import kg
from kg.graph.worker import environment

from . import world


@dataclass(frozen=True)
class Made:
    """A build and the folder it was made from."""

    out: Path
    sources: Path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The build of the invented reports."""
    folder = tmp_path_factory.mktemp("world")
    return Made(world.write(folder / "build", folder / "news"), folder / "news")


@pytest.fixture(scope="session")
def graph(made: Made) -> kg.Graph:
    """The graph of that build."""
    return kg.open(made.out)


class Server:
    """``kg serve`` in a process of its own."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-X", "utf8", "-m", "kg.cli", "serve", "--port", "0", *arguments]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment())
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        assert " on http://" in line, line + self.process.stderr.read()
        self.url = line.split(" on ")[1].split("/ ")[0]

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture(scope="session")
def server(made: Made) -> Iterator[str]:
    """The address of a server with short limits."""
    running = Server(str(made.out), "--limit-seconds", "3", "--limit-mb", "5", "--workers", "3", "--sources", str(made.sources))
    yield running.url
    running.close()
