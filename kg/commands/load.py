"""``kg load``: into a running store, then count what arrived."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples, progress

KINDS = ("sparql", "gsp", "neo4j", "memgraph", "falkordb", "ladybug")
LOST = 2
"""Exit code where something that was sent is not there."""


@click.command(
    context_settings=CONTEXT,
    epilog=examples(
        "kg load build --into http://127.0.0.1:7878/update",
        "kg load build --into http://127.0.0.1:8890/sparql-auth --default-graph http://example.org/facts",
        "kg load build --into http://127.0.0.1:3030/news/data --kind gsp",
        "kg load build --into falkor://127.0.0.1:6379/news --kind falkordb",
        "kg load build --into news.lbug --kind ladybug",
    ),
)
@build_argument
@click.option("--into", required=True, metavar="URL", help="Address of the store; a path for ladybug.")
@click.option("--kind", type=click.Choice(KINDS), default="sparql", show_default=True, help="How the store is spoken to.")
@click.option("--query", metavar="URL", help="Where the store takes queries, if that does not follow from --into.")
@click.option(
    "--default-graph", metavar="IRI", help="Graph for the facts, in a store without a default graph of its own (Virtuoso)."
)
@click.option("--batch", type=click.IntRange(min=1), help="Quads or rows of one request.")
@click.option("--restart", is_flag=True, help="Begin anew instead of going on where an interrupted load stopped.")
def command(
    build: Path, into: str, kind: str, query: str | None, default_graph: str | None, batch: int | None, restart: bool
) -> int | None:
    """Load a build into a store, then count triples, named graphs and nodes there and compare.

    User and password come from KG_LOAD_USER and KG_LOAD_PASSWORD, a bearer token from KG_LOAD_TOKEN. The exit code is 2 where
    something is missing afterwards.
    """
    from kg.loaders import load

    with progress("loading") as advance:
        done = load(
            build,
            into,
            kind,
            query=query,
            default_graph=default_graph,
            batch=batch,
            restart=restart,
            progress=advance,
        )
    again = f", {done.resumed:,} already there" if done.resumed else ""
    click.echo(f"{done.batches:,} batches sent{again}; {len(done.expected):,} counts compared")
    for name, (wanted, found) in done.lost.items():
        click.echo(f"kg: LOST {name}: {wanted:,} sent, {found:,} there", err=True)
    for name, (wanted, found) in done.more.items():
        click.echo(f"kg: more {name}: {wanted:,} sent, {found:,} there", err=True)
    if done.missing:
        click.echo(f"kg: LOST {done.missing:,}, asked for one by one", err=True)
    if not done.complete:
        click.echo("kg: the target does not hold the graph; see the lines above, and load again with --restart", err=True)
        return LOST
    click.echo("the target holds the graph: " + _summary(done.expected))
    return None


def _summary(counts: object) -> str:
    assert isinstance(counts, dict)
    quads = sum(n for name, n in counts.items() if name.startswith("graph ") or name == "default graph")
    if quads:
        named = sum(1 for name in counts if name.startswith("graph "))
        nodes = sum(n for name, n in counts.items() if name.startswith("nodes of "))
        return f"{quads:,} quads, {named:,} named graphs, {nodes:,} nodes"
    nodes = sum(n for name, n in counts.items() if name.startswith("nodes "))
    edges = sum(n for name, n in counts.items() if name.startswith("relationships "))
    return f"{nodes:,} nodes, {edges:,} relationships"
