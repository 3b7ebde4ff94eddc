"""``kg ask``: a question from the library."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click

from kg.commands._common import CONTEXT, build_argument, examples
from kg.errors import InputError

ENDLESS = 86_400.0 * 30
"""Seconds that stand for no limit."""


class _Asking(click.Command):
    """The command: --help after the name of a question is about that question."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        from kg.graph.library import library

        named = [one for one in args if one in library()]
        if {"--help", "-h"} & set(args) and len(args) > 1 and named:
            args = [args[0], named[0], "--", "--help"]
        return super().parse_args(ctx, args)


@click.command(
    cls=_Asking,
    context_settings={**CONTEXT, "ignore_unknown_options": True, "allow_extra_args": True},
    epilog=examples(
        "kg ask build",
        "kg ask build who-holds --organization 中共五华区委",
        "kg ask build agenda --person 段思齐 --from 2024-08-01",
        "kg ask build path --start 段思齐 --end 昆明市 --format csv",
        "kg ask build agenda --sparql --person 段思齐",
    ),
)
@build_argument
@click.argument("question", required=False)
@click.argument("parameters", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--format", "form", type=click.Choice(("table", "csv", "tsv", "json")), help="Default: a table on a terminal, csv otherwise."
)
@click.option("--limit-seconds", type=click.FloatRange(min=0, min_open=True), help="Cut the query after so many seconds.")
@click.option("--sparql", is_flag=True, help="Print the query instead of running it.")
def command(
    build: Path, question: str | None, parameters: tuple[str, ...], form: str | None, sparql: bool, limit_seconds: float | None
) -> None:
    """Ask a question from the library; without one, list them.

    The parameters of a question are options with its names, as in --person 段思齐. A name stands for everything
    that bears it as a label or as another name; an IRI stands for itself.
    """
    from kg.api import Graph
    from kg.graph import library

    if question is None:
        if str(build) in library.library():
            raise InputError(
                f"{build} is a question; name the build before it: kg ask BUILD {usage(library.question(str(build)))}"
            )
        Graph(build)  # a name that is no build is told now, not with the first question
        _list()
        return
    asked = library.question(question)
    if "--help" in parameters:
        _describe(asked)
        return
    graph = Graph(build)
    values = _values(asked, parameters)
    if sparql:
        click.echo(library.fill(asked, values, graph.store))
        return
    # A running query cannot be interrupted in this process: it gets one of its own even without a limit.
    rows = graph.query(library.fill(asked, values, graph.store), limit_seconds=limit_seconds or ENDLESS)
    wanted = form or ("table" if sys.stdout.isatty() else "csv")
    if wanted == "table":
        from kg.commands.query import MOST_ROWS, show
        from kg.graph.render import table

        show(rows.variables, rows.tuples()[:MOST_ROWS], len(rows), table)
    elif wanted == "json":
        listed = [{name: _json(one) for name, one in row.items()} for row in rows]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        writer = csv.writer(sys.stdout, delimiter="\t" if wanted == "tsv" else ",", lineterminator="\n")
        writer.writerow(rows.variables)
        writer.writerows([["" if one is None else str(one) for one in row] for row in rows.tuples()])


def _json(value: object) -> object:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _values(asked: object, parameters: tuple[str, ...]) -> dict[str, str]:
    from kg.graph.library import Question

    assert isinstance(asked, Question)
    values: dict[str, str] = {}
    rest = list(parameters)
    while rest:
        flag = rest.pop(0)
        if not flag.startswith("--"):
            raise InputError(f"{flag!r} stands where an option is expected; write {usage(asked)}")
        name, equals, value = flag[2:].partition("=")
        if not equals:
            if not rest:
                raise InputError(f"--{name} needs a value; write {usage(asked)}")
            value = rest.pop(0)
        values[name] = value
    return values


def usage(asked: object) -> str:
    """A question with its parameters as it is called."""
    from kg.graph.library import Question

    assert isinstance(asked, Question)
    parts = [
        f"--{one.name} {one.kind.upper()}" if one.default is None else f"[--{one.name} {one.kind.upper()}]"
        for one in asked.parameters
    ]
    return " ".join([asked.name, *parts])


def _describe(asked: object) -> None:
    from kg.graph.library import Question

    assert isinstance(asked, Question)
    click.echo(f"{usage(asked)}\n    {asked.zh}\n    {asked.en}")
    for one in asked.parameters:
        default = f" = {one.default}" if one.default else ""
        click.echo(f"  --{one.name} {one.kind.upper()}{default}\n    {one.zh}  {one.en}")


def _list() -> None:
    from kg.graph.library import library

    for asked in library().values():
        click.echo(click.style(usage(asked), bold=True))
        click.echo(f"    {asked.zh}\n    {asked.en}")
