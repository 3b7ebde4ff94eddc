"""How fast the explorer is in a real browser, beside pyvis with physics on the same graph.

For each size: time to the first meaningful paint (the overview with its names), frames a second while panning the
default view, time from Enter in the search field to the drawn neighbourhood, size of the file and time to write it.
pyvis draws all nodes and simulates; its time is that until the simulation has settled or was given up. Graphs of more
than 2,000 entities are not given to it.

    python benchmarks/explorer.py                  200, 2,000 and 20,000 entities
    python benchmarks/explorer.py --sizes 200 --pyvis-limit 0
    python benchmarks/explorer.py --sizes --build build          the page of a build: opened as a file, and given out by kg serve

Needs Chromium and the playwright package; software rendering, one page at a time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.graph.explorer import write_html
from kg.graph.explorer._collect import collect
from tests.explorer.made_up import MadeUp, make

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LIMITS = {200: 1.5, 2_000: 2.0, 20_000: 3.0}
"""Seconds to the first meaningful paint that a size may take."""

MARK = "name => performance.getEntriesByName(name)[0].startTime / 1000"

PAN = """() => new Promise((done) => {
  const { canvas } = explorer;
  let frames = 0;
  canvas.network.on("afterDrawing", () => { frames += 1; });
  const begin = performance.now();
  const step = (now) => {
    const passed = now - begin;
    if (passed > 3000) { done(frames / (passed / 1000)); return; }
    canvas.pan(6 * Math.cos(passed / 300), 4 * Math.sin(passed / 300));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""

SEARCH = """(name) => new Promise((done) => {
  const field = document.getElementById("search");
  field.focus();
  field.value = name;
  field.dispatchEvent(new Event("input"));
  const begin = performance.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  explorer.canvas.network.once("afterDrawing", () => done(performance.now() - begin));
})"""


def explorer(browser: Any, made: MadeUp, folder: Path, runs: int) -> dict[str, float]:
    """Figures of the explorer for one graph: medians of several fresh pages."""
    path = folder / "graph.html"
    begin = time.perf_counter()
    write_html(made.store, path, title="benchmark", texts=made.text_of)
    figures = {"write_s": time.perf_counter() - begin, "megabytes": path.stat().st_size / 1e6}
    paint, complete, frames, search = [], [], [], []
    for _ in range(runs):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-ready]", timeout=60_000)
        paint.append(page.evaluate(MARK, "explorer-overview"))
        complete.append(page.evaluate(MARK, "explorer-complete"))
        frames.append(page.evaluate(PAN))
        nodes = "[...explorer.app.graph.nodes.values()]"
        hidden = "filter((n) => n.type === 0 && !explorer.app.drawn.has(n.id)).slice(0, 3).map((n) => n.name)"
        names = page.evaluate(f"{nodes}.{hidden}") or page.evaluate("explorer.app.scene.nodes.slice(0, 3).map((n) => n.name)")
        page.evaluate(SEARCH, names[0])  # makes the index of names
        search.extend(page.evaluate(SEARCH, name) for name in names[1:])
        page.close()
    return figures | {
        "first_paint_s": statistics.median(paint),
        "complete_s": statistics.median(complete),
        "pan_fps": statistics.median(frames),
        "search_ms": statistics.median(search),
    }


def pyvis(browser: Any, made: MadeUp, folder: Path, most: float) -> dict[str, float | str]:
    """Seconds until pyvis with its default physics has settled on the same nodes and edges."""
    from pyvis.network import Network

    graph = collect(made.store)
    network = Network(cdn_resources="in_line")
    for node in graph.nodes:
        network.add_node(node.iri, label=node.name)
    for edge in graph.edges:
        network.add_edge(edge.source, edge.target)
    path = folder / "pyvis.html"
    path.write_text(network.generate_html(), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    begin = time.perf_counter()
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function("typeof network !== 'undefined' && network", timeout=most * 1000)
        waiting = "new Promise((done) => { network.on('stabilizationIterationsDone', done); network.on('stabilized', done); })"
        page.evaluate(f"Promise.race([{waiting}, new Promise((done) => setTimeout(done, {most * 1000}))])")
        seconds = time.perf_counter() - begin
    except Exception as error:
        if "imeout" not in str(error):
            raise
        seconds = most
    page.close()
    return {"pyvis_settled_s": f"> {most:.0f}" if seconds >= most else seconds}


def served(browser: Any, build: Path, runs: int) -> dict[str, float]:
    """First paint of a build's page: as a file, from a server that has just started, and from one that has given it out."""

    def paint(address: str) -> float:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address, wait_until="commit")
        page.wait_for_selector("html[data-ready]", timeout=60_000)
        seconds = page.evaluate(MARK, "explorer-overview")
        page.close()
        return float(seconds)

    file = [paint((build / "graph.html").resolve().as_uri()) for _ in range(runs + 1)][1:]  # the first one warms the browser up
    first, later = [], []
    for _ in range(runs):
        command = [sys.executable, "-m", "kg.cli", "serve", "--port", "0", str(build)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            assert server.stderr is not None
            address = server.stderr.readline().split(" on ")[1].split("/ ")[0]
            urllib.request.urlopen(f"{address}/health").read()
            first.append(paint(f"{address}/explorer"))
            later.append(paint(f"{address}/explorer"))
            server.terminate()
    figures = {"file_paint_s": file, "served_first_paint_s": first, "served_later_paint_s": later}
    return {name: statistics.median(values) for name, values in figures.items()}


def main() -> None:
    """Print one JSON line a size, and whether the limits hold."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(LIMITS))
    parser.add_argument("--build", type=Path, help="folder of a build whose page is measured as a file and from kg serve")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--pyvis-limit",
        type=float,
        default=60,
        help="seconds; 0 leaves pyvis out",
    )
    arguments = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("no Chromium on this machine")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        if arguments.build:
            print(json.dumps({name: round(value, 2) for name, value in served(browser, arguments.build, arguments.runs).items()}))
        for size in arguments.sizes:
            made = make(size)
            row: dict[str, float | str] = {"entities": size, **explorer(browser, made, Path(name), arguments.runs)}
            if arguments.pyvis_limit and size <= 2_000:
                row |= pyvis(browser, made, Path(name), arguments.pyvis_limit)
            if size in LIMITS:
                held = (
                    float(row["first_paint_s"]) <= LIMITS[size] and float(row["pan_fps"]) >= 15 and float(row["search_ms"]) <= 300
                )
                row["limits"] = "held" if held else "missed"
            print(
                json.dumps({key: round(value, 2) if isinstance(value, float) else value for key, value in row.items()}),
                flush=True,
            )


if __name__ == "__main__":
    main()
