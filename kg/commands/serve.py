"""``kg serve``: SPARQL endpoint, explorer and entity pages on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples


@click.command(
    context_settings=CONTEXT,
    epilog=examples(
        "kg serve build",
        "kg serve build --port 8000 --limit-seconds 10",
        "curl -G http://127.0.0.1:7878/sparql --data-urlencode 'query=SELECT * WHERE { ?s ?p ?o } LIMIT 5'",
        "kg serve build --cors https://example.org --sources data/news",
    ),
)
@build_argument
@click.option("--port", type=click.IntRange(0, 65535), default=7878, show_default=True, help="0 takes any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address; nothing else is served.")
@click.option(
    "--limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="Longest time for a query.",
)
@click.option("--limit-mb", type=click.IntRange(min=1), default=100, show_default=True, help="Longest answer to a query, in MB.")
@click.option("--workers", type=click.IntRange(1, 64), default=4, show_default=True, help="Queries that run at the same time.")
@click.option(
    "--cors", metavar="ORIGIN", multiple=True, help="Let pages of this origin read the endpoint (may repeat). Default: none."
)
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="The folder the build was made from, for whole sentences around each quote.",
)
def command(
    build: Path,
    port: int,
    host: str,
    limit_seconds: float,
    limit_mb: int,
    workers: int,
    cors: tuple[str, ...],
    sources: Path | None,
) -> None:
    """Serve a build, read-only: /sparql, a page to write queries, the explorer, a page for each entity.

    The generation that was current at the start is served until the process gets SIGHUP or is started again.
    """
    from kg.server import Settings, serve

    settings = Settings(build, host, port, limit_seconds, limit_mb * 1_000_000, workers, cors, sources)
    serve(settings, lambda address: click.echo(f"serving {build} on {address} (Ctrl-C ends it)", err=True))
