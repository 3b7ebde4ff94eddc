"""``kg build``: files to a graph."""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands._common import CONTEXT, budget_options, examples, progress


@click.command(
    context_settings=CONTEXT,
    epilog=examples(
        "kg build data/news --out build",
        "kg build data/news --out build --jobs 4",
        "kg build archive --out build --engine ray",
        "kg build s3://news/rows --out s3://news/graph --engine ray",
        "kg build page.html --out build --base https://example.org/news/",
    ),
)
@click.argument("source", type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="Where the graph goes: a new or empty folder, or a build.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes that work at once. Default: 1; with --engine ray, the CPUs of the cluster.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="What runs them: this program, or Ray (a cluster of its own on this machine, or the one that RAY_ADDRESS names).",
)
@click.option(
    "--shards-only",
    is_flag=True,
    help="With --engine ray: write only a report and sorted shards of graph.nq; no machine holds all of it.",
)
@budget_options
@click.option("--base", help="How the IRIs of people, places … begin.")
@click.option("--identity", type=click.Path(path_type=Path), help="A YAML file of identity decisions of your own.")
@click.option("--lexicon", type=click.Path(path_type=Path), help="A YAML file of further names and titles.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    help="Seconds to wait for another process that writes to --out. Default: as long as it takes.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what went wrong.")
def command(
    source: str,
    out: str,
    jobs: int | None,
    engine: str,
    shards_only: bool,
    max_memory: int | None,
    max_seconds: float | None,
    base: str | None,
    identity: Path | None,
    lexicon: Path | None,
    wait: float | None,
    quiet: bool,
) -> int:
    """Read SOURCE, a folder or one file, and write its graph.

    With --engine ray, SOURCE and --out may be of other file systems too (s3://… where s3fs is installed). What goes there is
    sorted shards of graph.nq and a report.

    Documents are .txt, .md, .html, .pdf and .docx files, and rows of .jsonl, .jsonl.gz and .parquet files.

    Exit code 1 where some documents were refused; they are named, the others are in the graph.
    """
    import math
    from contextlib import ExitStack

    from kg.commands._report import advice, tell
    from kg.commands._shards import Options, in_shards, is_remote
    from kg.ontology import DEFAULT_BASE
    from kg.pipeline import build
    from kg.pipeline.extraction import Runner
    from kg.workspace import check_output

    remote = is_remote(source) or is_remote(out)
    if engine != "ray" and (shards_only or remote):
        what = "--shards-only" if shards_only else f"{source if is_remote(source) else out}: another file system"
        raise click.UsageError(f"{what} needs --engine ray")
    if shards_only or remote:
        options = Options(jobs, max_memory, max_seconds, base or DEFAULT_BASE, identity, lexicon, quiet)
        return in_shards(source, out, options)
    folder = Path(out)
    with ExitStack() as open_until_done:
        runner: Runner | None = None
        if engine == "ray":
            from kg.distributed import Extractors, connected

            check_output(folder)  # before a cluster is started for it
            cluster = open_until_done.enter_context(connected(jobs))
            runner, jobs = Extractors(cluster), jobs or cluster.cpus
        report = build(
            Path(source),
            folder,
            jobs=jobs or 1,
            max_memory=max_memory,
            max_seconds=max_seconds,
            base=base or DEFAULT_BASE,
            identity=identity,
            lexicon=lexicon,
            runner=runner,
            progress=open_until_done.enter_context(progress("reading")),
            notify=lambda line: click.echo(line, err=True),
            wait=math.inf if wait is None else wait,
        )
    code = tell(report, quiet)
    if not quiet:
        advice(folder)
    return code
