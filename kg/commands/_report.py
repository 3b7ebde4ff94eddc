"""What build, add and remove say at their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from kg.cli import DONE, REFUSED
from kg.graph.render import plain

if TYPE_CHECKING:
    from kg.pipeline import BuildReport

MOST_LINES = 20
"""Refused documents, or rules, that are named on stderr; the report has all documents."""


def tell(report: BuildReport, quiet: bool) -> int:
    """Say what was done; returns the exit code.

    The result, and every node that a merge or split renamed, goes to standard output, documents that were refused and the
    user's rules that mean nothing to standard error.
    """
    for title, reason in list(report.refused.items())[:MOST_LINES]:
        click.echo(f"refused: {plain(reason if reason.startswith(title) else f'{title}: {reason}')}", err=True)
    if len(report.refused) > MOST_LINES:
        click.echo(f"… and {len(report.refused) - MOST_LINES} more; see {report.out / 'report.md'}", err=True)
    for note in report.notes[:MOST_LINES]:
        click.echo(plain(f"note: {note}"), err=True)
    if len(report.notes) > MOST_LINES:
        click.echo(f"… and {len(report.notes) - MOST_LINES} more rules that mean nothing here", err=True)
    if not quiet:
        counts = named(report.counts)
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
        for one in report.renamed:
            where = f"{'、'.join(one.documents[:3])}{f' and {len(one.documents) - 3} more' if len(one.documents) > 3 else ''}"
            click.echo(plain(f"{one.cause}: {one.old} is now {one.new} ({where})"))
    return REFUSED if report.refused else DONE


def named(counts: Mapping[str, int]) -> str:
    """What a graph holds, in words."""
    names = (
        ("Article", "articles"),
        ("Person", "people"),
        ("Organization", "organizations"),
        ("Place", "places"),
        ("Event", "events"),
    )
    return ", ".join(f"{counts[key]:,} {name}" for key, name in names if key in counts)


def advice(out: object) -> None:
    """Say what to do with a new build."""
    click.echo(f"look: kg view {out}   ask: kg ask {out}   query: kg query {out} 'SELECT …'")
