"""How much of a full build's time it costs to add one document to it: one run, both measured side by side.

Usage: python benchmarks/incremental.py [--documents 1000] [--raw FILE.jsonl] [--out RESULT.json]

Documents are those of benchmarks/corpus.py, or rows of a .jsonl file with real text. Three documents are added one after the
other, and the middle one of the three times counts. Prints JSON: seconds of the full build and of the added document, by step,
and their ratios.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import articles
from kg import pipeline
from kg.pipeline import BuildReport

EXTRA = 3
"""Documents that are added."""


def rows(path: Path, count: int) -> list[str]:
    """Texts of a .jsonl file."""
    with path.open(encoding="utf-8") as lines:
        found = (json.loads(line) for _, line in zip(range(count), lines, strict=False))
        return [max((value for value in row.values() if isinstance(value, str)), key=len) for row in found]


def timed(what: str, report: BuildReport, seconds: float) -> dict[str, object]:
    """The figures of one command."""
    return {"command": what, "seconds": round(seconds, 2), **{step: round(value, 3) for step, value in report.timings.items()}}


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--raw", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    count = options.documents + EXTRA
    texts = rows(options.raw, count) if options.raw else [one.text for one in articles(count)]
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "source"), Path(folder, "out")
        source.mkdir()
        for number, text in enumerate(texts):
            (Path(folder) if number >= options.documents else source).joinpath(f"{number:06}.txt").write_text(
                text, encoding="utf-8"
            )
        started = time.perf_counter()
        full = pipeline.build(source, out)
        whole = time.perf_counter() - started
        added = []
        for extra in sorted(Path(folder).glob("*.txt")):
            started = time.perf_counter()
            report = pipeline.add(out, [extra])
            added.append((time.perf_counter() - started, report))
    one, report = sorted(added, key=lambda pair: pair[0])[len(added) // 2]
    core = sum(report.timings[step] for step in ("extraction", "resolution", "graph"))
    result = {
        "documents": full.documents,
        "quads": full.counts["quads"],
        "runs": [timed("build", full, whole), timed("add", report, one)],
        "command": round(one / whole, 4),
        "extraction, resolution and store": round(core / whole, 4),
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
