"""``kg evaluate``: a build against gold facts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples


@click.command(
    context_settings=CONTEXT,
    epilog=examples(
        "kg evaluate build --gold data/gold",
        "kg evaluate build --gold data/gold --docs data/news --misses",
        "kg evaluate graph.nq --gold data/gold --format json",
    ),
)
@build_argument
@click.option("--gold", required=True, type=click.Path(path_type=Path), help="A folder of YAML files, one a document.")
@click.option("--docs", type=click.Path(path_type=Path), help="The input folder: every quote is compared with its characters.")
@click.option("--only", help="Use the gold of this one document.")
@click.option("--misses", is_flag=True, help="List every difference.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(build: Path, gold: Path, docs: Path | None, only: str | None, misses: bool, form: str) -> None:
    """Precision, recall and F1 of a build (a folder, or an N-Quads file) against hand-written gold facts."""
    from kg.evaluation import evaluate
    from kg.graph.render import plain
    from kg.graph.store import open_store

    found = evaluate(build if build.is_file() else open_store(build), gold, docs, only)
    if form == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    if misses:
        for miss in found.misses:
            click.echo(plain(str(miss)).replace("␉", "\t"))
    click.echo(found.table())
    for title in found.absent:
        click.echo(f"{title}: has gold facts, but is not in the graph", err=True)
