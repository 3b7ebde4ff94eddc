"""The page in Firefox: it opens, finds, expands, shows evidence, keeps its view in the address, and stops planted script."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.explorer.firefox import Firefox
from tests.explorer.test_browser_overview import HOSTILE, LABELS

pytestmark = pytest.mark.check

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """A headless Firefox."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("no browser of that kind on this machine: Firefox (apt-get install firefox-esr fonts-noto-cjk)")
    running = Firefox(program, tmp_path_factory.mktemp("firefox"))
    yield running
    running.close()


def test_the_overview_is_readable_in_firefox(firefox: Firefox, written: Write) -> None:
    """Every node is in the window and no name is clipped or lies on another, as in Chromium."""
    firefox.open(written(200).as_uri())
    found = firefox.js(f"return ({LABELS})()")
    assert (found["crossing"], found["clipped"], found["hidden"]) == (0, 0, 0)
    assert found["count"] >= 40


def test_search_expansion_and_evidence_in_firefox(firefox: Firefox, written: Write) -> None:
    """A hit is drawn with neighbours and sentences, and the address opens the same view again."""
    firefox.open(written(2000).as_uri())
    before = firefox.js("return explorer.app.scene.nodes.length")
    name = firefox.js(
        """const { app } = explorer;
        const hit = [...app.graph.nodes.values()].find((n) => n.type === 0 && !app.drawn.has(n.id) && n.degree > 3);
        const field = document.getElementById('search');
        field.focus(); field.value = hit.pinyin.split(' ').pop(); field.dispatchEvent(new Event('input'));
        document.querySelector(`#hits [data-id="${hit.id}"]`).dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
        return hit.name;"""
    )
    assert firefox.js("return document.querySelector('#panel h2').innerText") == name
    assert firefox.js("return explorer.app.scene.nodes.length") > before
    time.sleep(0.5)  # the address is written a moment later
    assert firefox.js("return document.querySelector('#panel mark').innerText")
    address = firefox.js("return location.href")
    shown = firefox.js("return explorer.app.scene.nodes.map((n) => n.id).sort()")
    firefox("WebDriver:Navigate", url="about:blank")
    firefox.open(address)
    assert firefox.js("return explorer.app.scene.nodes.map((n) => n.id).sort()") == shown
    assert firefox.js("return document.querySelector('#panel h2').innerText") == name


def test_hostile_names_and_planted_script_in_firefox(firefox: Firefox, written: Write) -> None:
    """Names run nothing, and the policy stops a script, a handler and an image that are planted."""
    firefox.open(written(30, hostile=HOSTILE, title=HOSTILE).as_uri())
    firefox.js("explorer.app.reveal(explorer.app.scene.nodes[0].id)")
    assert "<script>" in firefox.js("return document.querySelector('#panel h2').innerText")
    firefox.js(
        """const s = document.createElement('script'); s.textContent = 'window.pwned = 1'; document.body.append(s);
        const d = document.createElement('div');
        d.innerHTML = '<img src="http://127.0.0.1:9/x" onerror="window.pwned = 2"><button onclick="window.pwned = 3">b</button>';
        document.body.append(d); d.querySelector('button').click();"""
    )
    time.sleep(0.3)
    assert firefox.js("return window.pwned ?? null") is None


def test_control_the_same_script_runs_without_the_policy(firefox: Firefox, written: Write, tmp_path: Path) -> None:
    """Negative control: in a copy without the policy the planted script does run."""
    text = written(30).read_text("utf-8")
    start = text.index('<meta http-equiv="Content-Security-Policy"')
    path = tmp_path / "open.html"
    path.write_text(text[:start] + text[text.index(">", start) + 1 :], "utf-8")
    firefox.open(path.as_uri())
    firefox.js("const s = document.createElement('script'); s.textContent = 'window.pwned = 1'; document.body.append(s);")
    assert firefox.js("return window.pwned") == 1
