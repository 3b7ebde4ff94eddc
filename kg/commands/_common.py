"""What several commands share: arguments, progress and colour."""

from __future__ import annotations

import sys
import time
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


_UNITS = {"M": 10**6, "G": 10**9}


def _size(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Bytes of an amount of memory, as in 1500M or 1.5G; without a letter it is megabytes."""
    if value is None:
        return None
    text = value.upper().removesuffix("B")
    try:
        size = round(float(text.rstrip("MG")) * _UNITS[text[-1] if text[-1:] in _UNITS else "M"])
    except (ValueError, OverflowError):
        size = 0
    if size <= 0:
        raise click.BadParameter(f"{value!r} is not an amount of memory; write it as 1500M or 1.5G")
    return size


def budget_options(function: Command) -> Command:
    """The options --max-memory and --max-seconds."""
    memory = (
        "Memory that a process may have, as in 1500M or 2G; a document that needs more is refused by name. "
        "Default: 4G for those that read, no limit for the rest."
    )
    seconds = (
        "Processor time that a document may take before it is refused by name. "
        "Default: 10, and 1 for each 1,000 bytes, at most 1800."
    )
    function = click.option("--max-seconds", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help=seconds)(
        function
    )
    return click.option("--max-memory", callback=_size, metavar="SIZE", help=memory)(function)


def examples(*lines: str) -> str:
    """An epilog of examples, one a line, that click does not rewrap."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


Advance = Callable[[int, int, str], None]
"""Called with how much is done, how much there is, and what is at hand."""


_EVERY = 60.0
"""Seconds between two lines of progress where there is no terminal."""


class _Lines:
    """Tells of progress in lines, with how many a second and how long the rest of the step takes at that rate."""

    def __init__(self, what: str) -> None:
        self._step = what
        self._begun = self._told = time.monotonic()

    def advance(self, done: int, total: int, item: str) -> None:
        """So much is done."""
        now = time.monotonic()
        if not total:
            self._step, self._begun = item or self._step, now
        elif now - self._told >= _EVERY:
            self._told = now
            rate = done / max(now - self._begun, 1e-9)
            left = (total - done) / 60 / rate if rate else 0
            click.echo(f"{self._step}: {done:,} of {total:,}, {rate:,.0f}/s, {left:,.0f} min left", err=True)


@contextmanager
def progress(what: str) -> Iterator[Advance | None]:
    """A progress bar on stderr; a line a minute where stderr is not a terminal.

    Each step begins with nothing done of nothing, under its name.
    """
    if not sys.stderr.isatty():
        yield _Lines(what).advance
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Documents a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.1f}/s" if task.speed else "")

    text = TextColumn("{task.description}", markup=False)
    columns = (text, BarColumn(), MofNCompleteColumn(), Rate(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int, item: str) -> None:
            if not done and not total:
                bar.reset(task, total=None, description=item or what)
            else:
                bar.update(task, completed=done, total=total or None, description=item or what)

        yield advance
