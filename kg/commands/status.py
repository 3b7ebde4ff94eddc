"""``kg status``: what a build holds."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples


@click.command(
    context_settings=CONTEXT, epilog=examples("kg status build", "kg status build data/news", "kg status build --format json")
)
@build_argument
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(build: Path, source: Path | None, form: str) -> None:
    """Say which documents a build holds and, with SOURCE, how that folder differs from it."""
    from kg.graph.render import plain
    from kg.pipeline import status

    found = status(build, source)
    if form == "json":
        click.echo(json.dumps({**dataclasses.asdict(found), "out": str(found.out)}, ensure_ascii=False, indent=1))
        return
    age = "" if found.current else "; made by another version or with another lexicon: build again"
    click.echo(f"{found.out}: generation {found.generation}, {found.documents} documents, kg {found.version}{age}")
    groups = (("new", found.new), ("changed", found.changed), ("gone", found.gone))
    marked = {title: word for word, titles in groups for title in titles}
    for title in sorted({*found.files, *found.new, *found.refused}):
        reason = f"  refused: {found.refused[title]}" if title in found.refused else ""
        click.echo(f"  {marked.get(title, ''):8}{plain(title + reason)}")
    if marked:
        click.echo(f"kg build {source} --out {build} brings it up to date (with the options it was built with)")
