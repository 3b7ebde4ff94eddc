"""``kg export``: another store's own format."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, examples


def _list(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from kg.exports import profiles

        width = max(map(len, profiles()))
        for name, one in profiles().items():
            click.echo(f"{name:<{width}}  {one.about}")
        context.exit()


@click.command(
    context_settings=CONTEXT,
    epilog=examples(
        "kg export build --to neo4j out/",
        "kg export build --to turtle graph.ttl",
        "kg export build --to qlever out/ --shards 16",
        "kg export --list",
    ),
)
@click.argument("build", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--to", "profile", required=True, metavar="PROFILE", help="Format or store; kg export --list names them.")
@click.option("--shards", type=int, default=1, show_default=True, help="Cut large files into so many pieces.")
@click.option(
    "--list", "_listed", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="Name the profiles and stop."
)
def command(build: Path, out: Path, profile: str, shards: int) -> None:
    """Write a build to OUT in the format of another store or tool.

    A folder gets a README with the store's own load command, and export.json with what must be there after loading.
    """
    from kg.exports import export

    done = export(build, profile, out, shards=shards)
    size = sum(file.bytes for file in done.files)
    click.echo(f"{done.out}: {done.profile}, {len(done.files)} file{'' if len(done.files) == 1 else 's'}, {size:,} bytes")
    for type_, number in done.dangling.items():
        click.echo(f"kg: {number} triples of {type_} lead to no node of the property graph and are left out", err=True)
