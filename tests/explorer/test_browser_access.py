"""Themes, languages, the table as the equal of the picture, the keyboard, and what axe-core says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.explorer.conftest import Watched
from tests.explorer.test_browser_use import person

Open = Callable[..., Watched]
Write = Callable[..., Path]

HERE = Path(__file__).parent


def test_the_theme_follows_the_system_until_it_is_chosen(open_page: Open, written: Write) -> None:
    """A dark system opens a dark page; the button turns it over."""
    page = open_page(written(30), color_scheme="dark")
    assert page.js("document.documentElement.dataset.theme") == "dark"
    page.page.click("#theme")
    assert page.js("getComputedStyle(document.body).backgroundColor") == "rgb(252, 252, 250)"


@pytest.mark.parametrize(("locale", "heading"), [("zh-CN", "类型"), ("en-GB", "Types")])
def test_the_language_follows_the_browser(open_page: Open, written: Write, locale: str, heading: str) -> None:
    """Chinese for Chinese browsers, English for the rest; no text of the other language is left over."""
    page = open_page(written(30), locale=locale)
    assert page.page.inner_text("#sidebar h2 >> nth=0") == heading
    page.page.click("#language")
    assert page.page.inner_text("#sidebar h2 >> nth=0") != heading


def test_the_table_holds_what_the_picture_holds(open_page: Open, written: Write) -> None:
    """The table lists every node that passes the filters, sorts, turns pages, and opens the same panel."""
    page = open_page(written(200))
    page.page.uncheck("[data-option='offTypes/Event']")
    page.page.click("#view-table")
    expected = page.js("[...explorer.app.graph.nodes.values()].filter((n) => n.type !== 3).length")
    assert str(expected) in page.page.inner_text("#table caption")
    first = page.page.inner_text("#table tbody tr >> nth=0 >> th")
    page.page.click("#table [data-row='page-next']")
    assert page.page.inner_text("#table tbody tr >> nth=0 >> th") != first
    page.page.click("#table [data-row='sort-degree']")
    degrees = [int(text) for text in page.page.locator("#table tbody tr td:nth-child(5)").all_inner_texts()]
    assert degrees == sorted(degrees, reverse=True)
    name = page.page.inner_text("#table tbody tr >> nth=0 >> th")
    page.page.click("#table tbody tr >> nth=0 >> th >> button")
    assert page.page.inner_text("#panel h2") == name


def test_the_table_holds_the_connections_too(open_page: Open, written: Write) -> None:
    """The second part of the table lists what joins the nodes; a row opens the sentences for it."""
    page = open_page(written(200), "#v=table")
    page.page.click("[data-row=of-edges]")
    assert str(page.js("explorer.app.graph.edges.size")) in page.page.inner_text("#table caption").replace(",", "")
    row = page.page.locator("#table tbody tr", has=page.page.locator("th .mark.Person")).first
    names = [row.locator("th .link").inner_text(), row.locator("td:nth-child(4) .link").inner_text()]
    row.locator("td:nth-child(2) .link").click()
    assert all(name in page.page.inner_text("#panel h2") for name in names)
    page.page.uncheck("[data-option='offTypes/Person']")
    assert page.page.locator("#table tbody .mark.Person").count() == 0
    assert page.page.locator("#table tbody tr").count() > 10


def test_the_canvas_answers_to_the_keyboard(open_page: Open, written: Write) -> None:
    """Arrows pan, plus zooms, zero fits, Enter expands the chosen node."""
    page = open_page(written(2000))
    page.page.focus("#canvas")
    before = page.js("explorer.canvas.camera()")
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("+")
    after = page.js("explorer.canvas.camera()")
    assert after[0] > before[0]
    assert after[2] > before[2]
    page.page.keyboard.press("0")
    assert page.js("explorer.canvas.camera()") == pytest.approx(before, abs=0.01)
    page.js("explorer.app.choose(explorer.app.scene.nodes.find((n) => explorer.app.hiddenNeighbours(n.id).length).id)")
    count = len(page.drawn())
    page.page.focus("#canvas")
    page.page.keyboard.press("Enter")
    assert len(page.drawn()) > count


# ------------------------------------------------------------- accessibility

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed (npm install --prefix tests/explorer --no-package-lock)"
)


def violations(page: Watched) -> list[str]:
    """Serious and critical findings of axe-core."""
    page.js(AXE.read_text("utf-8"))
    found = page.js("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"] if one["impact"] in ("serious", "critical")
    ]


@needs_axe
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("fragment", ["", "#h=dark", "#v=table", "#h=dark&v=table&l=en"])
def test_axe_finds_nothing_serious(open_page: Open, written: Write, fragment: str, width: int) -> None:
    """First look, then picture and table, light and dark, wide and narrow, with a chosen node, a path and open filters."""
    page = open_page(written(200), fragment, viewport={"width": width, "height": 844})
    assert violations(page) == []
    page.js("() => { for (const block of document.querySelectorAll('#sidebar details')) block.open = true; }")
    page.js(
        "([a, b]) => { const { app } = explorer; app.startPath(a); app.choose(b); }",
        [person(page, 0)["id"], person(page, 9)["id"]],
    )
    if "table" in fragment:
        page.page.click("[data-row=of-edges]")
    page.js("id => explorer.app.choose(id)", person(page)["id"])
    page.page.wait_for_selector("#panel mark")
    page.page.fill("#search", "市")
    assert violations(page) == []


@needs_axe
def test_control_axe_finds_a_planted_fault(open_page: Open, written: Write) -> None:
    """Negative control: a field without a name and pale text are found."""
    page = open_page(written(30))
    page.js("""() => { document.querySelector('#confidence').labels.forEach((l) => l.remove());
      const p = document.createElement('p'); p.textContent = 'pale';
      p.style.setProperty('color', '#eee'); document.querySelector('#sidebar').append(p); }""")
    found = {one.partition(":")[0] for one in violations(page)}
    assert {"label", "color-contrast"} <= found
