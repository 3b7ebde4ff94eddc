"""``kg view``: the interactive network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples
from kg.errors import BuildError


@click.command(context_settings=CONTEXT, epilog=examples("kg view build", "kg view build --no-open"))
@build_argument
@click.option(
    "--open/--no-open",
    "opened",
    default=None,
    help="Open a browser, or only print the path. Default: open where there is a screen.",
)
def command(build: Path, opened: bool | None) -> None:
    """Open graph.html of a build and print its path."""
    from kg.workspace import open_reader

    with open_reader(build) as reader:
        page = reader.file("graph.html").resolve()
    if not page.is_file():
        raise BuildError(f"{build}: graph.html is missing; run kg build again")
    click.echo(str(page))
    screen = sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if opened or (opened is None and screen and sys.stdout.isatty()):
        import webbrowser

        webbrowser.open(page.as_uri())
