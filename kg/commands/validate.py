"""``kg validate``: shapes and quotes."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples


@click.command(
    context_settings=CONTEXT,
    epilog=examples("kg validate build --sources data/news", "kg validate build --shapes my-shapes.ttl"),
)
@build_argument
@click.option(
    "--sources", type=click.Path(path_type=Path), help="The folder the build was made from, to re-read the quotes of plain text."
)
@click.option("--shapes", type=click.Path(path_type=Path), help="SHACL shapes of your own instead of the ontology's.")
def command(build: Path, sources: Path | None, shapes: Path | None) -> int:
    """Check that the graph keeps its shapes, and that every quote stands where it says. Exit code 1 where not."""
    from kg.errors import InputError
    from kg.graph.render import plain
    from kg.graph.validate import validate

    try:
        text = shapes.read_text("utf-8") if shapes else None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{shapes}: cannot be read ({type(error).__name__})") from error
    found = validate(build, sources=sources, shapes=text)
    for line in found.lines():
        click.echo(plain(line))
    return 0 if found.ok else 1
