"""A real browser for the explorer's tests, and pages of invented news to open in it."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kg.graph.explorer import write_html
from tests.explorer.made_up import MadeUp, make

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass
class Watched:
    """A page, with everything that went wrong on it and every address that it asked for."""

    page: Any
    address: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def js(self, expression: str, argument: object = None) -> Any:
        """The value of an expression or function in the page."""
        return self.page.evaluate(expression, argument)

    def node(self, name: str) -> tuple[float, float]:
        """Where a drawn node stands in the window."""
        found = self.js(
            """name => {
              const { app, canvas } = explorer;
              const node = app.scene.nodes.find((one) => one.name === name);
              const at = canvas.network.canvasToDOM(canvas.network.getPosition(node.id));
              const box = canvas.container.getBoundingClientRect();
              return [at.x + box.x, at.y + box.y];
            }""",
            name,
        )
        return (found[0], found[1])

    def drawn(self) -> list[str]:
        """Names of the nodes on the canvas."""
        return list(self.js("explorer.app.scene.nodes.map((node) => node.name)"))

    def find(self, text: str) -> None:
        """Search for a text and take the first hit, with the keyboard alone."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@functools.cache
def news(entities: int, hostile: str = "") -> MadeUp:
    """Invented news, made once."""
    return make(entities, hostile=hostile)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes the page of invented news of a size, once for each set of arguments."""
    folder = tmp_path_factory.mktemp("explorer")

    @functools.cache
    def write(entities: int = 200, hostile: str = "", title: str = "虚构的新闻", limit: int = 20_000) -> Path:
        made = news(entities, hostile)
        path = folder / f"{entities}-{limit}-{abs(hash((hostile, title)))}.html"
        write_html(made.store, path, title=title, texts=made.text_of, limit=limit)
        return path

    return write


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Watched]]:
    """Opens a file and watches it; at the end nothing may have gone wrong and nothing may have been asked for.

    A test that plants a fault looks at what was caught and clears it.
    """
    opened: list[tuple[Any, Watched]] = []

    def go(path: Path, fragment: str = "", *, ready: bool = True, **options: Any) -> Watched:
        context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "reduced_motion": "reduce"} | options
        )
        page = context.new_page()
        watched = Watched(page, path.as_uri())
        page.on("console", lambda message: watched.errors.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.on("dialog", lambda dialog: (watched.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                watched.requests.append(request.url)
                if watched.address not in request.url and not request.url.startswith(("data:", "blob:"))
                else None
            ),
        )
        page.goto(watched.address + fragment)
        if ready:
            page.wait_for_selector("html[data-ready]", timeout=20_000)
        opened.append((context, watched))
        return watched

    yield go
    for context, watched in opened:
        context.close()
        assert watched.errors == []
        assert watched.requests == []
