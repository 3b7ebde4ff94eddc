"""``kg explain``: facts with their sources."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands._common import CONTEXT, build_argument, examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph.explain import Explanation, Namesake, Source


@click.command(
    context_settings=CONTEXT,
    epilog=examples(
        "kg explain build 段思齐",
        "kg explain build 段思齐 --sources data/news",
        "kg explain build https://w3id.org/xinwen-kg/id/place/…",
        "kg explain build '<…person/…> <https://w3id.org/xinwen-kg/ontology#spouse> <…person/…>' --format json",
    ),
)
@build_argument
@click.argument("what")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="The folder the build was made from, for whole sentences around each quote.",
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(build: Path, what: str, sources: Path | None, form: str) -> None:
    """Show what the graph says of an entity (by name or IRI), or why it states one triple.

    Where several are called that, it says which there are and why they are not one.

    Each fact stands with the sentence it was read from, the document, the offsets (in code points, end
    exclusive), the extractor and its confidence.
    """
    from kg.api import Graph

    graph = Graph(build)
    several = graph.namesakes(what) if form == "text" else ()
    if len(several) > 1:
        _tell_apart(several)
        click.echo(f"{len(several)} nodes are called that: kg explain {build} IRI shows the facts of one")
        return
    found = graph.explain(what, sources=sources)
    if form == "json":
        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=1))
        return
    _print(found)


def _tell_apart(several: Sequence[Namesake]) -> None:
    from kg.graph.render import plain

    for one in several:
        click.echo(f"{click.style(plain(one.label), bold=True)}  {one.kind}  {plain(one.iri)}")
        click.echo(f"    {plain('、'.join(one.posts) or 'no post')}  in {plain('、'.join(one.documents[:5]))}")
    lines = sorted({line for one in several for line in one.apart})
    if lines:
        click.echo(click.style("why not one node", fg="cyan"))
    for line in lines:
        click.echo(f"    {plain(line)}")


def _print(found: Explanation) -> None:
    from kg.graph.render import plain

    click.echo(f"{click.style(plain(found.label), bold=True)}  {found.kind}  {click.style(plain(found.iri), dim=True)}")
    if found.names:
        click.echo(f"  other names: {plain('、'.join(found.names))}")
    for fact in found.facts:
        click.echo(f"{click.style(fact.property, fg='cyan')}  {click.style(plain(fact.value), bold=True)}")
        for source in fact.sources:
            _source(source)
    if found.mentions:
        click.echo(click.style(f"mentions ({len(found.mentions)})", fg="cyan"))
        for source in found.mentions:
            _source(source)
    if found.identity:
        click.echo(click.style("why one node, and not another", fg="cyan"))
        for line in found.identity:
            click.echo(f"    {plain(line)}")


def _source(source: Source) -> None:
    from kg.graph.render import plain

    quote = click.style(plain(source.quote), fg="yellow")
    place = f"{plain(source.document)}:{source.begin}-{source.end}"
    click.echo(f"    {plain(source.before)[-60:]}{quote}{plain(source.after)[:60]}")
    click.echo(click.style(f"      {place}  {plain(source.extractor)}  {source.confidence:.2f}", dim=True))
