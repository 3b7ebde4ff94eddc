"""``kg remove``: fewer documents."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples, progress


@click.command(context_settings=CONTEXT, epilog=examples("kg remove build today.txt", "kg remove build a/", "kg status build"))
@build_argument
@click.argument("titles", nargs=-1, required=True)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what went wrong.")
def command(build: Path, titles: tuple[str, ...], quiet: bool) -> int:
    """Take documents out of a build, by the titles that kg status shows; a/ takes everything below a."""
    from kg.commands._report import tell
    from kg.pipeline import remove

    with progress("removing") as advance:
        report = remove(build, titles, progress=advance, notify=lambda line: click.echo(line, err=True))
    return tell(report, quiet)
