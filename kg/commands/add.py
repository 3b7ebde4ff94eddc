"""``kg add``: more documents."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, budget_options, build_argument, examples, progress


@click.command(
    context_settings=CONTEXT,
    epilog=examples("kg add build today.txt", "kg add build data/more", "kg add build data/news/a/b.html --root data/news"),
)
@build_argument
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--root", type=click.Path(path_type=Path), help="The folder that titles are relative to. Default: each folder named."
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that work at once.")
@budget_options
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what went wrong.")
def command(
    build: Path,
    sources: tuple[Path, ...],
    root: Path | None,
    jobs: int,
    max_memory: int | None,
    max_seconds: float | None,
    quiet: bool,
) -> int:
    """Add documents to a build, or replace those of the same title. The result equals a full rebuild."""
    from kg.commands._report import tell
    from kg.pipeline import add

    with progress("reading") as advance:
        report = add(
            build,
            sources,
            root=root,
            jobs=jobs,
            max_memory=max_memory,
            max_seconds=max_seconds,
            progress=advance,
            notify=lambda line: click.echo(line, err=True),
        )
    return tell(report, quiet)
