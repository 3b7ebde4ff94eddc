"""``kg query``: a SPARQL query in a process that can be cut."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples
from kg.errors import InputError

FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", "rdfxml")
MOST_ROWS = 10_000
"""Rows that a table shows; the other formats give all."""


@click.command(
    context_settings=CONTEXT,
    epilog=examples(
        'kg query build "SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name } LIMIT 10"',
        "kg query build -f question.rq --format csv > rows.csv",
        'echo "ASK { ?p kg:spouse ?q }" | kg query build -',
        'kg query build "DESCRIBE ?p WHERE { ?p a kg:Person } LIMIT 1" --format turtle',
    ),
)
@build_argument
@click.argument("sparql", required=False)
@click.option(
    "-f", "--file", type=click.Path(path_type=Path, allow_dash=True), help="Read the query from a file; - is standard input."
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: a table on a terminal, csv or turtle otherwise.")
@click.option("--limit-seconds", type=click.FloatRange(min=0, min_open=True), help="Cut the query after so many seconds.")
def command(build: Path, sparql: str | None, file: Path | None, form: str | None, limit_seconds: float | None) -> None:
    """Run SPARQL (a query as text, or - for standard input) over a build.

    A plain query sees all graphs at once; the prefixes of the ontology are declared.
    """
    from kg.graph.query import check, unknown_terms
    from kg.graph.worker import Request, Worker
    from kg.workspace import open_reader

    text = _text(sparql, file)
    kind = check(text)
    for told in unknown_terms(text):
        click.echo(f"kg: note: {told}", err=True)
    rows = kind in ("SELECT", "ASK")
    wanted = form or (("table" if sys.stdout.isatty() else "csv") if rows else "turtle")
    asked = ("json" if wanted == "table" and rows else "turtle") if wanted == "table" else wanted
    with open_reader(build) as reader, Worker(reader.store) as worker:
        pieces = worker.ask(Request(text, format=asked, seconds=limit_seconds))
        if wanted == "table" and rows:
            _table(b"".join(pieces))
        else:
            _copy(pieces)


def _text(sparql: str | None, file: Path | None) -> str:
    if (sparql is None) == (file is None):
        raise InputError("give a query, or a file with -f, and not both; see kg query --help")
    if sparql == "-" or str(file) == "-":
        data = sys.stdin.buffer.read()
    elif file is not None:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise InputError(f"{file}: cannot be read ({error.strerror})") from error
    else:
        assert sparql is not None
        return sparql
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file or 'standard input'}: not UTF-8 (byte {error.start}); save the query as UTF-8") from error


def _copy(pieces: Iterator[bytes]) -> None:
    last = b"\n"
    for piece in pieces:
        sys.stdout.buffer.write(piece)
        last = piece[-1:] or last
    if last not in (b"\n", b"\r"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def _table(data: bytes) -> None:
    import pyoxigraph as ox

    from kg.graph.render import table
    from kg.graph.rows import Rows

    result = ox.parse_query_results(data, ox.QueryResultsFormat.JSON)
    if isinstance(result, ox.QueryBoolean):
        click.echo("true" if result else "false")
        return
    rows = Rows.of(result)
    show(rows.variables, rows.tuples()[:MOST_ROWS], len(rows), table)


def show(variables: tuple[str, ...], rows: Sequence[tuple[object, ...]], total: int, table: object) -> None:
    """Print rows as a table and say on stderr how many there are."""
    assert callable(table)
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(table(variables, rows, columns))
    if sys.stderr.isatty() or len(rows) < total:
        rest = f", the first {len(rows):,} shown; --format csv gives all" if len(rows) < total else ""
        click.echo(f"{total:,} row{'' if total == 1 else 's'}{rest}", err=True)
