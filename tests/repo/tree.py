"""The files of the repository, as far as they belong to it."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", "build", "dist", "node_modules", "__pycache__", "results"}


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that git knows or would add, sorted; in an unpacked sdist, every file that no tool has made."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
        ).stdout.decode()
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [
            path
            for path in ROOT.rglob("*")
            if not any(part in NOT_OURS or part.endswith("_cache") for part in path.relative_to(ROOT).parts)
        ]
    return tuple(sorted(path for path in found if path.is_file()))


@functools.cache
def texts() -> dict[str, str]:
    """Path relative to the repository → content, for every file that is UTF-8."""
    found = {}
    for path in files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def modules(folder: str = "kg") -> list[str]:
    """The Python files below a folder, relative to the repository."""
    return [name for name in texts() if name.startswith(f"{folder}/") and name.endswith(".py")]
