"""Fuzzes one target, or all: inputs are changed so that they reach branches of the code that none before them reached.

    python -m tests.fuzz [TARGET …] [--runs N] [--keep FOLDER]

Needs atheris (Linux). Each target runs in a process of its own, from its seeds and the words of the language's tables; a finding
is written to the folder and ends the run with its traceback. The same number of runs gives the same inputs.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 20
"""Longest time of one input; most take some milliseconds."""
MEGABYTES = 3000


def dictionary() -> str:
    """Words of the tables, for libFuzzer to put into inputs."""
    folder = Path(__file__).parents[2] / "kg"
    words: set[str] = set()
    for table in [
        *folder.glob("language/times.yaml"),
        *folder.glob("extractors/tables/*.yaml"),
        *folder.glob("reading/tables/*.yaml"),
    ]:
        words.update(re.findall("[\u4e00-\u9fff]{1,4}", re.sub("#.*", "", table.read_text("utf-8"))))
    words.update("“”《》（）【】、，。：；！？■#*|\n")
    words.update(
        ("<p>", "<table>", "<td>", "</", "<script>", "&lt;", "<<", ">>", " obj", "stream\n", "/Kids", '{"text":', "w:tbl")
    )
    escaped = ("".join(map(r"\x{:02x}".format, word.encode())) for word in sorted(words))
    return "".join(f'"{word}"\n' for word in escaped)


def fuzz(name: str, runs: int, folder: Path) -> None:
    """Run one target in this process; it ends here."""
    import atheris

    with atheris.instrument_imports(include=["kg", "pypdf", "docx", "jinja2"], enable_loader_override=False):
        from tests.fuzz.targets import TARGETS

    target = TARGETS[name]
    seeds = folder / name
    seeds.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (seeds / f"seed-{number}").write_bytes(seed)
    words = folder / "words.dict"
    words.write_text(dictionary(), "ascii")
    options = [
        f"-runs={runs}",
        "-seed=1",
        f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-dict={words}",
        f"-artifact_prefix={folder}/{name}-",
        "-max_len=6000",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *options, str(seeds)], target.run)
    atheris.Fuzz()


def main() -> int:
    """Fuzz what was asked for; the exit code is the number of targets with a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", help="default: all")
    parser.add_argument("--runs", type=int, default=1000, help="inputs of each target (default: 1000)")
    parser.add_argument("--keep", type=Path, help="folder for inputs and findings")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        fuzz(arguments.targets[0], arguments.runs, arguments.keep)
    from tests.fuzz.targets import TARGETS

    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="kg-fuzz-"))
    failed = 0
    for name in arguments.targets or TARGETS:
        command = [sys.executable, "-m", "tests.fuzz", name, "--runs", str(arguments.runs), "--keep", str(folder), "--here"]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        count = re.search(r"number_of_executed_units:\s*(\d+)", done.stdout + done.stderr)
        print(f"{name}: {count[1] if count else 0} inputs, {'a finding' if done.returncode else 'no finding'}", flush=True)
        if done.returncode:
            failed += 1
            print((done.stdout + done.stderr)[-4000:], flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
