"""A large build out of a small one: the same graph again and again, every copy with names of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg._version import __version__
from kg.exports.source import SORT_RUN, graph_of
from kg.graph.nquads import sorted_lines
from kg.graph.outputs import load_store
from kg.inventory import Inventory, save
from kg.loaders.reading import IMPORTED
from kg.workspace import Manifest, Workspace

_SHARED = re.compile(r"<BASE(?:graph/meta|graph/identity|extractor/|origin/|dataset|local/|decision/)")


def replicate(source: Path, out: Path, quads: int) -> int:
    """A build of about ``quads`` quads: the graph of ``source`` again and again, every copy with IRIs of its own.

    The ontology, the description and the identity decisions stand in it once. Returns the number of quads.
    """
    base = "https://w3id.org/xinwen-kg/id/"
    instance = re.compile(rf"<{re.escape(base)}([^<>\s]+)>")
    shared = re.compile(_SHARED.pattern.replace("BASE", re.escape(base)))
    once: list[str] = []
    copied: list[str] = []
    for line in (source / "graph.nq").read_text(encoding="utf-8").splitlines():
        graph = graph_of(line.encode()).decode()
        (once if shared.match(graph) or shared.match(line) else copied).append(line)

    def renamed(line: str, number: int) -> str:
        return instance.sub(lambda m: m[0] if shared.match(m[0]) else f"<{base}{m[1]}~c{number}>", line)

    def lines() -> Iterator[str]:
        yield from once
        for number in range(max(1, round((quads - len(once)) / len(copied)))):
            yield from (line if number == 0 else renamed(line, number) for line in copied)

    written = 0
    with Workspace.open(out, create=True) as workspace:
        stage = workspace.stage()
        with (stage.folder / "graph.nq").open("wb") as file:
            for row in sorted_lines(lines(), SORT_RUN):
                file.write(row + b"\n")
                written += 1
        load_store(stage.folder / "graph.nq", stage.store)
        save(Inventory(), workspace.inventory_path(stage.generation))
        workspace.commit(stage, Manifest(stage.generation, __version__, base, configuration=IMPORTED))
    return written
