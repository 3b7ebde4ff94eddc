"""What several commands share: arguments, progress and colour."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


def build_argument(function: Command) -> Command:
    """The argument BUILD, the folder that ``kg build --out`` wrote."""
    return click.argument("build", type=click.Path(path_type=Path))(function)


def examples(*lines: str) -> str:
    """An epilog of examples, one a line, that click does not rewrap."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


Advance = Callable[[int, int, str], None]
"""Called with how much is done, how much there is, and what is at hand."""


@contextmanager
def progress(what: str) -> Iterator[Advance | None]:
    """A progress bar on stderr, or None where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int, item: str) -> None:
            bar.update(task, completed=done, total=total or None, description=item or what)

        yield advance
