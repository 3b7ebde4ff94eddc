"""``kg mcp``: read-only tools for assistants, over standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples


@click.command(
    context_settings=CONTEXT,
    epilog=examples("kg mcp build", "claude mcp add news -- kg mcp build"),
)
@build_argument
@click.option(
    "--limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=20.0,
    show_default=True,
    help="Longest time for a query.",
)
def command(build: Path, limit_seconds: float) -> None:
    """Serve a build to an assistant by the Model Context Protocol (needs the extra: pip install 'xinwen-kg[mcp]')."""
    from kg.mcp import serve

    serve(build, limit_seconds)
