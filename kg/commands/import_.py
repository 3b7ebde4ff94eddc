"""``kg import``: a graph back into a build folder."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, examples


@click.command(
    "import",
    context_settings=CONTEXT,
    epilog=examples(
        "kg import build graph.nq",
        "kg import build dump.trig.gz",
        "kg import build part-*.nq.gz",
        "kg import build answer.txt --format ttl --base http://example.org/id/",
    ),
)
@click.argument("build", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", metavar="SYNTAX", help="nt, nq, ttl, trig, n3, rdf or jsonld; the suffix says it otherwise.")
@click.option("--base", metavar="IRI", help="How instance IRIs begin.")
@click.option("--graph", metavar="IRI", help="Graph for triples that stand in no named graph.")
def command(build: Path, files: tuple[Path, ...], form: str | None, base: str | None, graph: str | None) -> None:
    """Read RDF FILES of any syntax, compressed or not, into the folder BUILD, which can then be queried, seen and exported.

    Documents are not part of a graph: such a folder takes no kg add, and kg validate cannot re-read the quotes.
    """
    from kg.loaders import import_files
    from kg.ontology import DEFAULT_BASE

    done = import_files(build, files, form=form, base=base or DEFAULT_BASE, into_graph=graph)
    nodes = ", ".join(f"{number:,} {name}" for name, number in done.classes.items())
    click.echo(f"{done.quads:,} quads in {done.out}, {done.graphs:,} named graphs" + (f": {nodes}" if nodes else ""))
