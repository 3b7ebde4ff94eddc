"""Markdown documents as programs: their fenced blocks, and what running a block means.

The language of a block decides:

===================  =========================================================================================
``sh``               run by bash with ``-euo pipefail``; a failing line fails
``python``           run as a script
``sparql``           run over ``build``; must give at least one row
``json``, ``yaml``   must be well formed (a YAML block after ``<!-- file: NAME -->`` is written to that file)
``turtle``, ``toml`` must be well formed (Turtle with the ontology's prefixes)
``text``             not run
===================  =========================================================================================

``<!-- file: NAME -->`` before a block writes it to that file instead of running it. ``<!-- output -->`` before a ``text``
block says that it is the output of the block above: it is compared, where a line ``…`` stands for any lines. With
``KG_REWRITE=1`` it is written instead, if it has no ``…``.

All blocks of a document run in order in one folder that holds ``data/`` and a ``build/`` of data/news. What would
change the machine or start the tests again is checked, not run: ``make`` must name a target, ``pip install`` an extra
that exists; ``pip install ./FOLDER`` makes that folder's package visible to the blocks that follow (:mod:`tests.repo.shims`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import yaml

from kg.ontology import PREFIXES
from tests.repo.tree import ROOT

FENCE = re.compile(
    r"(?:^<!-- (?P<note>file: [\w./-]+|output) -->\n+)?^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)

LEFT_OUT = ("CI", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")
"""Variables of the surroundings that would change what a command does."""

MAKE = f'#!/bin/sh\nexec "$REAL_MAKE" --no-print-directory -C "{ROOT}" -n "$@" >/dev/null\n'
PIP = f'#!/bin/sh\nexec "{sys.executable}" -m tests.repo.shims "$@"\n'


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line where it begins, and the note that stands before it."""

    language: str
    body: str
    line: int
    note: str
    span: tuple[int, int]

    @property
    def file(self) -> str | None:
        """The file that it is the content of."""
        return self.note.removeprefix("file: ") if self.note.startswith("file: ") else None


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a document, in order; an unclosed one is a mistake."""
    found = [
        Block(
            match["info"].strip(),
            match["body"],
            text.count("\n", 0, match.start("fence")) + 1,
            match["note"] or "",
            match.span("body"),
        )
        for match in FENCE.finditer(text)
    ]
    assert len(re.findall(r"^`{3,}", text, re.MULTILINE)) == 2 * len(found), "a fence is not closed"
    return found


def surroundings(folder: Path) -> dict[str, str]:
    """The environment that blocks run in: the commands of this environment, no screen, nothing of the user's own."""
    bin_folder = folder / ".bin"
    if not bin_folder.exists():
        bin_folder.mkdir()
        for name, script in (("make", MAKE), ("pip", PIP)):
            (bin_folder / name).write_text(script)
            (bin_folder / name).chmod(0o755)
    real_make = next((str(Path(one) / "make") for one in os.get_exec_path() if (Path(one) / "make").exists()), "make")
    keep = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return keep | {
        "PATH": os.pathsep.join([str(bin_folder), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "REAL_MAKE": real_make,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(folder / ".site")]),
        "DOCUMENT_SITE": str(folder / ".site"),
        "MPLBACKEND": "Agg",
        "COLUMNS": "110",
        "LC_ALL": "C.UTF-8",
    }


def execute(command: list[str], folder: Path, given: str = "") -> str:
    """Output of a command that must succeed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=surroundings(folder),
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"exit code {done.returncode}\n{given}\n{done.stdout}{done.stderr}"
    return done.stdout


def run(block: Block, folder: Path) -> str:
    """Runs a block in a folder; what it prints.

    Raises:
        AssertionError: it failed, it is not well formed, or nobody knows how to run its language.
    """
    if block.file:
        (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.file).write_text(block.body, encoding="utf-8")
        return ""
    match block.language:
        case "sh":
            return execute(["bash", "-euo", "pipefail", "-s"], folder, block.body)
        case "python":
            return execute([sys.executable, "-"], folder, block.body)
        case "sparql":
            printed = execute(["kg", "query", "build", "--format", "csv", "-"], folder, block.body)
            assert printed.count("\n") > 1 or "ASK" in block.body, "no rows"
            return printed
        case "json":
            json.loads(block.body)
        case "yaml":
            yaml.safe_load(block.body)
        case "toml":
            tomllib.loads(block.body)
        case "turtle":
            heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
            assert list(ox.parse(heads + block.body, ox.RdfFormat.TURTLE))
        case "text":
            pass
        case other:
            raise AssertionError(f"line {block.line}: a block of {other!r} is not run; mark it as text if it cannot be")
    return ""


def matches(shown: str, printed: str) -> bool:
    """True where what is shown is what was printed; a line ``…`` stands for any lines."""
    parts = [re.escape(part.strip("\n")) for part in re.split(r"^…$", shown, flags=re.MULTILINE)]
    pattern = r"(?:.*\n)*?".join(f"{part}\n" if part else "" for part in parts)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.rstrip("\n").split("\n"))) is not None
