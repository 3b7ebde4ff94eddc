"""What build, add and remove say at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli import DONE, REFUSED
from kg.graph.render import plain

if TYPE_CHECKING:
    from kg.pipeline import BuildReport

MOST_LINES = 20
"""Refused documents that are named on stderr; the report has all."""


def tell(report: BuildReport, quiet: bool) -> int:
    """Say what was done; returns the exit code.

    The result goes to standard output, documents that were refused to standard error.
    """
    for title, reason in list(report.refused.items())[:MOST_LINES]:
        click.echo(f"refused: {plain(reason if reason.startswith(title) else f'{title}: {reason}')}", err=True)
    if len(report.refused) > MOST_LINES:
        click.echo(f"… and {len(report.refused) - MOST_LINES} more; see {report.out / 'report.md'}", err=True)
    if not quiet:
        names = (
            ("Article", "articles"),
            ("Person", "people"),
            ("Organization", "organizations"),
            ("Place", "places"),
            ("Event", "events"),
        )
        counts = ", ".join(f"{report.counts[key]:,} {name}" for key, name in names if key in report.counts)
        changes = (
            (report.added, "added"),
            (report.replaced, "replaced"),
            (report.removed, "removed"),
            (report.refused, "refused"),
        )
        changed = ", ".join(f"{len(titles)} {word}" for titles, word in changes if titles)
        click.echo(
            f"{report.documents:,} documents in {report.out}{f' ({changed})' if changed else ''}{f': {counts}' if counts else ''}"
        )
    return REFUSED if report.refused else DONE


def advice(out: object) -> None:
    """Say what to do with a new build."""
    click.echo(f"look: kg view {out}   ask: kg ask {out}   query: kg query {out} 'SELECT …'")
