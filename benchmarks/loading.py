"""How well and how fast the graph gets into other stores and tools: the tables of docs/loading.md.

    python benchmarks/loading.py                        data/news, and a million quads
    python benchmarks/loading.py --quads 100000 --only falkordb --only ladybug
    python benchmarks/loading.py --no-loads --profile neo4j --profile csv     the speed of these exports

Every target is loaded twice: with the graph of data/news, whose counts and five answers are compared with ours, and with a
graph of ``--quads`` quads, copies of it with other names for its instances, whose counts are compared and whose load is timed.
Every profile of kg export is written in a process of its own, from that graph and from a quarter of it, beside pyoxigraph's own
dump. What is missing on this machine is said so. The exit code is 1 where a target was not loaded, or differs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from _pytest.outcomes import Skipped  # noqa: E402

from benchmarks.copies import replicate  # noqa: E402
from benchmarks.targets import TARGETS  # noqa: E402
from kg.exports import profiles  # noqa: E402
from kg.pipeline import build  # noqa: E402

Large = Callable[[int], tuple[Path, int]]
"""A build of about so many quads, and how many they are."""


def target_row(name: str, news: Path, large: Large, quads: int) -> tuple[str, bool]:
    """The line of a target, and whether everything in it is as it must be."""
    title, target, most = TARGETS[name]
    try:
        with tempfile.TemporaryDirectory() as folder:
            small = target(news, Path(folder), True)
        graph, number = large(min(quads, most))
        with tempfile.TemporaryDirectory() as folder:
            big = target(graph, Path(folder), False)
    except Skipped as reason:
        return f"| {title} | not measured: {reason} | | | | |", True
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        return f"| {title} | failed: {type(error).__name__}: {' '.join(str(error).split())[:200]} | | | | |", False
    yes = {True: "yes", False: "NO", None: ""}
    counts = small.counts and big.counts
    row = f"| {title} | yes | {yes[counts]} | {yes[small.five]} | {number:,} | {big.seconds:.1f} |"
    return row, counts and small.five is True


# ---------------------------------------------------------------------------------------------------------------- exports

_CHILD = """
import sys, time
from pathlib import Path
from kg.exports import export
from kg.graph.store import open_store
import pyoxigraph
if sys.argv[1] == "dump":
    store = open_store(sys.argv[2])
    begin, work = time.perf_counter(), time.process_time()
    store.dump(sys.argv[3], pyoxigraph.RdfFormat.N_QUADS)
else:
    begin, work = time.perf_counter(), time.process_time()
    export(Path(sys.argv[2]), sys.argv[1], Path(sys.argv[3]))
seconds, work = time.perf_counter() - begin, time.process_time() - work
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(seconds, work, int(status["VmHWM"].split()[0]) // 1024)
"""


def exported(name: str, graph: Path) -> tuple[float, float, int]:
    """One export in a process of its own: seconds of the clock and of the processor, and the most memory it took in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _CHILD, name, str(graph), str(Path(folder) / "out")]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, work, megabytes = run.stdout.split()
    return float(seconds), float(work), int(megabytes)


def export_table(large: Large, quads: int, names: Iterable[str]) -> None:
    """Print what profiles take, beside pyoxigraph's own dump."""
    (graph, number), (quarter, fewer) = large(quads), large(quads // 4)
    print(f"\n| export of {number:,} quads | seconds | of the processor | × the dump's speed | MB | MB for {fewer:,} |")
    print("|---" * 6 + "|")
    seconds, unit, most = exported("dump", graph)
    print(f"| pyoxigraph's own dump (N-Quads) | {seconds:.1f} | {unit:.1f} | 1 | {most} | {exported('dump', quarter)[2]} |")
    for name in names:
        seconds, work, most = exported(name, graph)
        less = exported(name, quarter)[2]
        print(f"| {name} | {seconds:.1f} | {work:.1f} | {unit / work:.2f} | {most} | {less} |", flush=True)


def main() -> int:
    """Print the tables; 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", choices=list(TARGETS), help="only these targets")
    parser.add_argument("--profile", action="append", choices=list(profiles()), help="only the speed of these exports")
    parser.add_argument("--no-exports", action="store_true", help="leave the speed of exports out")
    parser.add_argument("--no-loads", action="store_true", help="leave the targets out")
    options = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory(prefix="kg-loading-") as name:
        folder = Path(name)
        build(ROOT / "data" / "news", folder / "news")
        made: dict[int, tuple[Path, int]] = {}

        def large(quads: int) -> tuple[Path, int]:
            if quads not in made:
                made[quads] = (folder / f"large-{quads}", replicate(folder / "news", folder / f"large-{quads}", quads))
            return made[quads]

        if not options.no_exports:
            export_table(large, options.quads, options.profile or profiles())
        if not options.no_loads:
            print("\n| target | loaded | counts equal | five questions equal | quads | seconds |\n|---|---|---|---|---|---|")
            for one in options.only or TARGETS:
                row, right = target_row(one, folder / "news", large, options.quads)
                good = good and right
                print(row, flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
