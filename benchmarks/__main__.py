"""All benchmarks, one after the other: ``make bench`` or ``python -m benchmarks [NAME …] [--quick]``.

Each benchmark is a program of its own beside this one and can be run alone. What it prints is kept under
``benchmarks/results/NAME.txt``, its exit code, seconds and last JSON object in ``results.json``.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"

TOOLS = ("__main__", "corpus", "precision")
"""What makes texts or is for a person's judgement: programs, but no benchmarks."""

QUICK: dict[str, list[str]] = {
    "loading": ["--quads", "100000"],
    "explorer": ["--sizes", "200", "--runs", "1", "--pyvis-limit", "0"],
    "incremental": ["--documents", "100"],
    "throughput": ["--articles", "50", "100"],
    "queries": ["--quads", "100000", "--repeat", "2"],
}
"""Arguments that make a benchmark short, for a first look."""


def names() -> list[str]:
    """The benchmarks: every module of this folder that can be run."""
    found = (path for path in HERE.glob("*.py") if path.stem not in TOOLS)
    return sorted(path.stem for path in found if '__name__ == "__main__"' in path.read_text("utf-8"))


def last_object(printed: str) -> Any:
    """The last JSON object in what was printed, or None."""
    decoder = json.JSONDecoder()
    for start in range(len(printed) - 1, -1, -1):
        if printed[start] == "{" and (start == 0 or printed[start - 1] == "\n"):
            try:
                return decoder.raw_decode(printed[start:])[0]
            except json.JSONDecodeError:
                continue
    return None


def run(name: str, arguments: list[str]) -> dict[str, Any]:
    """Runs one benchmark; its exit code, seconds and figures."""
    started = time.perf_counter()
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    (RESULTS / f"{name}.txt").write_text(done.stdout, encoding="utf-8")
    print(done.stdout, flush=True)
    seconds = round(time.perf_counter() - started, 1)
    return {"exit code": done.returncode, "seconds": seconds, "figures": last_object(done.stdout)}


def main() -> int:
    """Runs them and writes results.json and results.md; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones: {', '.join(names())}. Default: all")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(names())):
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(names())}")
    RESULTS.mkdir(exist_ok=True)
    results: dict[str, Any] = {}
    for name in options.names or names():
        print(f"== {name}", flush=True)
        results[name] = run(name, QUICK.get(name, []) if options.quick else [])
    machine = {"python": platform.python_version(), "system": platform.platform(terse=True), "processor": platform.machine()}
    (RESULTS / "results.json").write_text(
        json.dumps({"machine": machine, "benchmarks": results}, ensure_ascii=False, indent=1) + "\n"
    )
    rows = [f"| {name} | {one['exit code']} | {one['seconds']:.0f} |\n" for name, one in results.items()]
    (RESULTS / "results.md").write_text("| benchmark | exit code | seconds |\n|---|---|---|\n" + "".join(rows), encoding="utf-8")
    print((RESULTS / "results.md").read_text("utf-8"))
    return int(any(one["exit code"] for one in results.values()))


if __name__ == "__main__":
    sys.exit(main())
