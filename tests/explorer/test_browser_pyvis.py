"""The network for people who use pyvis, opened in a browser: it draws, asks for nothing and runs no name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.graph.explorer import to_pyvis
from tests.explorer.made_up import make
from tests.explorer.test_browser_overview import HOSTILE


def opened(browser: Any, path: Path) -> tuple[Any, list[str]]:
    """A page and the addresses beyond the file that it asks for; none of them is reached."""
    page = browser.new_page()
    asked: list[str] = []

    def answer(route: Any) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    page.goto(path.as_uri())
    page.wait_for_selector("canvas")
    return page, asked


@pytest.mark.parametrize("hostile", ["", HOSTILE])
def test_a_pyvis_page_draws_and_asks_for_nothing(browser: Any, tmp_path: Path, hostile: str) -> None:
    """Every node is on the canvas at its place, nothing is asked for, and a hostile name is a label."""
    network = to_pyvis(make(30, hostile=hostile).store)
    path = tmp_path / "pyvis.html"
    path.write_text(network.generate_html(), "utf-8")
    page, asked = opened(browser, path)
    places = page.evaluate("Object.values(network.getPositions()).map(({ x, y }) => `${x},${y}`)")
    assert len(set(places)) == len(network.nodes) > 20
    page.hover("canvas")
    assert asked == []
    assert page.evaluate("window.pwned ?? null") is None
    page.close()


def test_control_pyvis_alone_asks_for_remote_files(browser: Any, tmp_path: Path) -> None:
    """Negative control: the page of pyvis itself, in-line resources asked for, is seen to want files from elsewhere."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    network.add_node("n", label="n")
    path = tmp_path / "plain.html"
    path.write_text(network.generate_html(), "utf-8")
    page, asked = opened(browser, path)
    assert asked != []
    page.close()
