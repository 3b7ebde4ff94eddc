"""What ``pip`` does in a document under test: it downloads nothing, but knows what can be installed.

``pip install ./FOLDER`` makes a pure package of the folder visible the way an installed one is: its modules and its entry points.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

from tests.repo.tree import ROOT


def install(folder: Path, site: Path) -> None:
    """Copies the modules of a folder and writes the metadata that its pyproject.toml asks for."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    name = project["name"].replace("-", "_")
    information = site / f"{name}-{project['version']}.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = [
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    (information / "entry_points.txt").write_text("\n".join(points))
    for module in folder.glob("*.py"):
        shutil.copyfile(module, site / module.name)


def main(arguments: list[str]) -> int:
    """0 where ``pip install …`` names this package, with extras that it has, a file of the repository, or a folder."""
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
    if not arguments or arguments[0] != "install":
        return 2
    for argument in arguments[1:]:
        found = re.fullmatch(r"(?:\.|xinwen-kg)(?:\[([\w,]+)\])?", argument)
        if argument.startswith("./"):
            install(Path(argument), Path(os.environ["DOCUMENT_SITE"]))
        elif argument in ("-e", "--editable", "--quiet", "--require-hashes", "-r") or (ROOT / argument).is_file():
            continue
        elif not found or not set(filter(None, (found[1] or "").split(","))) <= extras:
            print(f"pip: {argument} is not this package, or the extra does not exist", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
