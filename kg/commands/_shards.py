"""``kg build --engine ray`` into shards: what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from kg.cli import DONE, REFUSED
from kg.commands._common import progress
from kg.commands._report import MOST_LINES, named
from kg.graph.render import plain


@dataclass(frozen=True, slots=True)
class Options:
    """Options of ``kg build`` that mean the same here."""

    jobs: int | None
    max_memory: int | None
    max_seconds: float | None
    base: str
    identity: Path | None
    lexicon: Path | None
    quiet: bool


def is_remote(where: str) -> bool:
    """Whether a path is one of another file system."""
    return "://" in where


def in_shards(source: str, out: str, options: Options) -> int:
    """Build into shards, and say what was done; returns the exit code."""
    from kg.distributed import connected
    from kg.distributed.shards import REPORT, Settings, build_shards, check_shards
    from kg.pipeline.commands import read_table
    from kg.processes import Budget
    from kg.resolution import Rules, parse_rules

    budget = Budget(options.max_seconds) if options.max_memory is None else Budget(options.max_seconds, options.max_memory)
    text = read_table(options.identity)
    rules = parse_rules(text, options.identity.name) if text is not None and options.identity else Rules()
    settings = Settings(options.base, read_table(options.lexicon), rules, budget)
    check_shards(out)  # before a cluster is started for it
    with connected(options.jobs) as cluster, progress("reading") as advance:
        done = build_shards(source, out, settings, cluster, advance)
    for title, reason in list(done.refused.items())[:MOST_LINES]:
        click.echo(f"refused: {plain(reason if reason.startswith(title) else f'{title}: {reason}')}", err=True)
    if len(done.refused) > MOST_LINES:
        click.echo(f"… and {len(done.refused) - MOST_LINES} more; see {REPORT}", err=True)
    for note in done.notes[:MOST_LINES]:
        click.echo(plain(f"note: {note}"), err=True)
    if not options.quiet:
        click.echo(f"{done.documents:,} documents in {out}: {named(done.counts)}, {done.counts['quads']:,} quads")
        click.echo(
            f"{len(done.names)} shards: end to end they are graph.nq. "
            "Only a build into a folder of this machine makes the database, graph.ttl and graph.html."
        )
    return REFUSED if done.refused else DONE
