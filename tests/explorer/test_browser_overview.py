"""What the page opens with: overview, labels, legend, filters, time, and how it behaves when it is large or hostile."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.conftest import Watched

Open = Callable[..., Watched]
Write = Callable[..., Path]

LABELS = """() => {
  const { canvas } = explorer;
  const context = document.createElement("canvas").getContext("2d");
  const labels = canvas.labels(context).map((label) => {
    const a = canvas.network.canvasToDOM({ x: label.x, y: label.y });
    const b = canvas.network.canvasToDOM({ x: label.x + label.w, y: label.y + label.h });
    return { id: label.id, left: a.x, top: a.y, right: b.x, bottom: b.y };
  });
  const apart = (a, b) => a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
  const crossing = labels.filter((a, i) => labels.some((b, j) => i < j && !apart(a, b)));
  const { clientWidth: w, clientHeight: h } = canvas.container;
  const clipped = labels.filter((a) => a.left < 0 || a.top < 0 || a.right > w || a.bottom > h);
  const hidden = canvas.scene.nodes.filter((node) => {
    const at = canvas.network.canvasToDOM(canvas.at(node));
    return at.x < 0 || at.y < 0 || at.x > w || at.y > h;
  });
  const important = [...canvas.scene.nodes].sort((a, b) => b.rank - a.rank).filter((node) => node.type !== "Event").slice(0, 20);
  const unnamed = important.filter((node) => !labels.some((label) => label.id === node.id)).map((node) => node.name);
  return { unnamed, count: labels.length, crossing: crossing.length, clipped: clipped.length, hidden: hidden.length,
    nodes: canvas.scene.nodes.length };
}"""


@pytest.mark.parametrize("entities", [30, 200, 2000])
@pytest.mark.parametrize("width", [1100, 1440, 1920])
def test_the_overview_is_readable(open_page: Open, written: Write, entities: int, width: int) -> None:
    """Every node is in the window, the most important and many more are named, no name is clipped or lies on another."""
    page = open_page(written(entities), viewport={"width": width, "height": 900})
    found = page.js(LABELS)
    assert found["nodes"] >= min(entities * 0.8, 90)
    assert len(found["unnamed"]) <= 1
    assert found["count"] >= min(found["nodes"] * 0.5, 40)
    assert (found["crossing"], found["clipped"], found["hidden"]) == (0, 0, 0)


def test_control_labels_that_lie_on_each_other_are_noticed(open_page: Open, written: Write) -> None:
    """Negative control: with every label written below its node the same check finds crossings and clipped names."""
    page = open_page(written(200))
    page.js("""() => { const { canvas } = explorer;
      canvas.labels = () => canvas.scene.nodes.map((n) => (
        { id: n.id, x: n.x - 60, y: n.y + n.radius, w: 120, h: 16, lines: [n.name] })); }""")
    assert page.js(LABELS)["crossing"] > 0
    page.js("() => { explorer.canvas.labels = () => []; }")
    assert len(page.js(LABELS)["unnamed"]) == 20
    page.js("() => { delete explorer.canvas.labels; }")
    page.js("() => explorer.canvas.moveTo([900, 0, 1])")
    assert page.js(LABELS)["hidden"] > 0


def test_a_phone_opens_near_the_most_important(open_page: Open, written: Write) -> None:
    """On a small screen the page opens at a size that can be read, does not run over sideways, and shows what was chosen."""
    page = open_page(written(200), viewport={"width": 390, "height": 844})
    assert page.js("explorer.canvas.network.getScale()") > 0.4
    assert page.js(LABELS)["crossing"] == 0
    assert page.js("document.documentElement.scrollWidth") <= 390
    page.js("explorer.app.choose(explorer.app.scene.nodes[0].id)")
    assert page.page.locator("#panel h2").bounding_box()["y"] < 844
    page.page.click("#fit")
    assert page.js(LABELS)["hidden"] == 0


def test_the_first_look_says_what_this_is(open_page: Open, written: Write) -> None:
    """Beside the picture stands what it shows, in numbers, and what to do; a chosen node takes its place."""
    page = open_page(written(200))
    words = page.page.inner_text("#panel .intro")
    counts = page.js("explorer.app.core.typeCounts")
    assert all(str(count) in words for count in counts[:4])
    assert page.page.locator("#panel .intro li").count() == 4
    found = re.search(r"([a-z]+) → (.+)", words)
    assert found is not None
    page.find(found[1])
    assert page.page.inner_text("#panel h2") == found[2]  # the example of the page is a true one
    assert page.page.locator("#panel .intro").count() == 0


def test_nothing_left_is_said(open_page: Open, written: Write) -> None:
    """Filters that leave nothing say so and offer the way back."""
    page = open_page(written(30))
    assert not page.page.is_visible("#nothing")
    for kind in page.js("[...document.querySelectorAll('#legend [data-option]')].map((box) => box.dataset.option)"):
        page.page.uncheck(f"[data-option='{kind}']")
    assert "没有符合筛选条件的节点" in page.page.inner_text("#nothing")
    page.page.click("#nothing button")
    assert len(page.drawn()) > 10
    assert not page.page.is_visible("#nothing")


def test_an_empty_graph_opens_and_says_so(open_page: Open, tmp_path: Path) -> None:
    """A corpus of which nothing was read gives a page that says that."""
    import pyoxigraph as ox

    from kg.graph.explorer import write_html

    write_html(ox.Store(), tmp_path / "empty.html", title="空")
    page = open_page(tmp_path / "empty.html")
    assert "没有读出" in page.page.inner_text("#nothing")
    assert "没有读出" in page.page.inner_text("#panel")


def test_types_have_a_colour_and_a_shape_each(open_page: Open, written: Write) -> None:
    """People, organizations, places and events differ in colour and in shape, and the legend shows the same."""
    page = open_page(written(200))
    kinds = page.js("""() => { const { canvas } = explorer; const found = {};
      for (const node of canvas.scene.nodes) found[node.type] = [node.shape, canvas.nodes.get(node.id).color.background];
      return found; }""")
    assert set(kinds) == {"Person", "Organization", "Place", "Event"}
    assert len({shape for shape, _ in kinds.values()}) == len({colour for _, colour in kinds.values()}) == 4
    for kind, (_, colour) in kinds.items():
        painted = page.js("kind => getComputedStyle(document.querySelector(`#legend .shape.${kind}`)).fill", kind)
        assert painted == f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"


def test_more_important_nodes_are_larger(open_page: Open, written: Write) -> None:
    """Size follows importance."""
    sizes = open_page(written(200)).js("explorer.canvas.scene.nodes.map((node) => [node.rank, node.radius])")
    ordered = sorted(sizes)
    assert [radius for _, radius in ordered] == sorted(radius for _, radius in sizes)
    assert ordered[-1][1] > 1.8 * ordered[0][1]


@pytest.mark.parametrize("font", ["Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC"])
def test_chinese_fonts_of_every_system_are_named(open_page: Open, written: Write, font: str) -> None:
    """Windows, macOS and Linux each find a Chinese font of their own, in the page and on the canvas."""
    page = open_page(written(30))
    assert font in page.js("getComputedStyle(document.body).fontFamily")
    assert font in page.js("explorer.canvas.labels(document.createElement('canvas').getContext('2d'))[0].font")


@pytest.mark.parametrize("kind", ["Person", "Organization", "Place", "Event"])
def test_the_legend_filters(open_page: Open, written: Write, kind: str) -> None:
    """A type that is switched off in the legend leaves the picture and comes back."""
    page = open_page(written(200))
    count = "kind => explorer.canvas.scene.nodes.filter((node) => node.type === kind).length"
    before = page.js(count, kind)
    page.page.uncheck(f"[data-option='offTypes/{kind}']")
    assert before > 0
    assert page.js(count, kind) == 0
    page.page.check(f"[data-option='offTypes/{kind}']")
    assert page.js(count, kind) == before


@pytest.mark.parametrize(
    ("option", "kind"),
    [("offEvents/meeting", "Event"), ("offOrganizations/government", "Organization")],
)
def test_categories_filter(open_page: Open, written: Write, option: str, kind: str) -> None:
    """An event category or organization type that is switched off leaves the picture."""
    page = open_page(written(200))
    key = option.split("/")[1]
    count = """([kind, key]) => explorer.app.scene.nodes.filter((node) => explorer.app.graph.types[node.type] === kind
      && explorer.app.core.concepts[node.category][0] === key).length"""
    assert page.js(count, [kind, key]) > 0
    page.js("document.querySelectorAll('#sidebar details').forEach((block) => { block.open = true })")
    page.page.uncheck(f"[data-option='{option}']")
    assert page.js(count, [kind, key]) == 0


def test_the_document_filter_leaves_what_one_document_names(open_page: Open, written: Write) -> None:
    """With one document chosen every visible node has evidence in it."""
    page = open_page(written(200))
    page.page.select_option("#document", index=1)
    names = page.drawn()
    assert 0 < len(names) < 30
    assert page.js("explorer.app.scene.nodes.every((node) => node.documents.includes(0))")


def test_the_confidence_filter(open_page: Open, written: Write) -> None:
    """Nothing below the chosen confidence stays, and something was below it."""
    page = open_page(written(200))
    before = len(page.drawn())
    page.page.fill("#confidence", "95")
    assert 0 < len(page.drawn()) < before
    assert page.js("explorer.app.scene.nodes.every((node) => node.confidence >= 95)")


def test_the_time_bar_has_a_bar_for_each_month_and_filters(open_page: Open, written: Write) -> None:
    """Bars count the events; a narrower span leaves the events of its months; the whole time brings all back."""
    page = open_page(written(200))
    months = page.js("explorer.app.core.months")
    assert page.page.locator("#histogram rect").count() == months[-1][0] - months[0][0] + 1
    before = len(page.drawn())
    page.page.fill("#time-to", "2")
    assert page.js("""explorer.app.scene.nodes.filter((node) => explorer.app.graph.types[node.type] === 'Event')
      .map((node) => new Date(node.start * 864e5)).every((date) => date.getUTCMonth() <= 2 && date.getUTCFullYear() === 2024)""")
    assert 0 < len(page.drawn()) < before
    page.page.click("#whole-time")
    assert len(page.drawn()) == before


def test_a_time_brings_in_what_happened_then(open_page: Open, written: Write) -> None:
    """Events beyond the overview are shown while their time is chosen, each with somebody, and go again."""
    page = open_page(written(2000))
    before = set(page.drawn())
    page.page.click("#histogram rect >> nth=2", force=True)
    month = page.js("explorer.app.state.time")
    shown = page.js("""explorer.app.scene.nodes.filter((n) => explorer.app.graph.types[n.type] === 'Event')
      .map((n) => new Date(n.start * 864e5)).map((d) => d.getUTCFullYear() * 12 + d.getUTCMonth())""")
    assert len(shown) >= 10
    assert all(month[0] <= one <= month[1] for one in shown)
    assert set(page.drawn()) - before
    page.page.click("#whole-time")
    assert set(page.drawn()) == before


def test_a_film_ends_at_the_last_month(open_page: Open, written: Write) -> None:
    """Playing goes month by month to the end and stops there by itself."""
    page = open_page(written(30))
    page.js("""() => { const run = window.setInterval; window.setInterval = (act) => run(act, 20);
      window.seen = []; const { app } = explorer; const set = app.set.bind(app);
      app.set = (name, value) => { if (name === 'time' && value) window.seen.push(value[0]); set(name, value); }; }""")
    page.page.click("#play")
    page.page.wait_for_function("() => !document.getElementById('play').classList.contains('playing')", timeout=8000)
    months = page.js("explorer.app.core.months.map(([month]) => month)")
    assert page.js("window.seen") == list(range(months[0], months[-1] + 1))


def test_time_plays_through_the_months(open_page: Open, written: Write) -> None:
    """Play shows month after month until it is stopped."""
    page = open_page(written(200))
    page.page.click("#play")
    first = page.js("explorer.app.state.time")
    page.page.wait_for_function("first => explorer.app.state.time[0] > first", arg=first[0], timeout=5000)
    assert page.js("document.getElementById('play').getAttribute('aria-label')") == "暂停"
    page.page.click("#play")
    held = page.js("explorer.app.state.time")
    page.page.wait_for_timeout(1100)
    assert page.js("explorer.app.state.time") == held


def test_a_cut_graph_says_so_and_names_kg_serve(open_page: Open, written: Write) -> None:
    """Above the limit the most important part is embedded and the page says how to reach the rest."""
    page = open_page(written(200, limit=120))
    words = page.page.inner_text("#truncated")
    assert "kg serve" in words
    assert re.findall(r"\d+", words) == ["120", "200"]
    assert page.js("explorer.app.graph.nodes.size") == 120


def test_control_a_whole_graph_says_nothing(open_page: Open, written: Write) -> None:
    """Negative control: a page that holds everything has no such notice."""
    assert open_page(written(200)).page.locator("#truncated").count() == 0


HOSTILE = "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=2>"
HOSTILE += "\"'`${window.pwned=3}{{7*7}}{%x%}javascript:pwned\u202e\u001b"


def test_hostile_names_run_nothing_and_are_shown(open_page: Open, written: Write) -> None:
    """Markup, script, template marks, quotes and control characters in names, headlines, texts and file names are text."""
    page = open_page(written(30, hostile=HOSTILE, title=HOSTILE))
    name = page.drawn()[0]
    page.js("id => explorer.app.reveal(id)", page.js("explorer.app.scene.nodes[0].id"))
    page.page.wait_for_selector("#panel mark")
    page.page.click("#view-table")
    page.page.click("#language")
    shown = page.page.inner_text("#panel h2")
    assert "</script><script>window.pwned=1</script><img src=x" in shown
    assert "⟦202E⟧␛" in shown
    assert "\u202e" not in page.page.content().partition("<body>")[2].partition("<script")[0]
    assert "<script>" in page.page.inner_text("#panel mark")
    assert page.js("window.pwned") is None
    assert page.page.locator("img").count() == 0
    assert name.startswith(shown[:2])
    assert "<script>" in page.page.title()


def test_a_hostile_graph_can_be_used_everywhere(open_page: Open, written: Write) -> None:
    """Search, worlds, paths, lines, tables and files of a hostile graph run nothing either."""
    from xml.etree import ElementTree

    page = open_page(written(30, hostile=HOSTILE, title=HOSTILE))
    page.page.fill("#search", "script")
    assert "<script>" in page.page.locator("#hits li .name").first.inner_text()
    page.js("""() => { const { app } = explorer; const [a, b] = [...app.scene.pairs.keys()][0].split('-').map(Number);
      app.setWorld(a); app.choosePair(a, b); app.setWorld(null); app.startPath(a); app.choose(b); }""")
    assert "</script>" in page.page.inner_text("#path-result")
    page.page.click("#view-table")
    page.page.click("[data-row=of-edges]")
    assert "<script>" in page.page.inner_text("#table tbody")
    page.page.click("#export summary")
    with page.page.expect_download() as download:
        page.page.click("#export-svg")
    texts = [text.text or "" for text in ElementTree.parse(download.value.path()).iter("{http://www.w3.org/2000/svg}title")]
    assert any("<script>" in text for text in texts)
    assert page.js("window.pwned") is None
    assert page.page.locator("img").count() == 0


def test_control_hostile_names_would_run_as_markup(open_page: Open, written: Write, tmp_path: Path) -> None:
    """Negative control: in a copy without policy that takes one name as markup, the same corpus does run."""
    text = written(30, hostile=HOSTILE, title=HOSTILE).read_text("utf-8")
    path = tmp_path / "careless.html"
    path.write_text(re.sub(r"<meta http-equiv=[^>]*>", "", text, count=1), "utf-8")
    page = open_page(path)
    page.js("() => { document.getElementById('status').innerHTML = explorer.app.scene.nodes[0].name; }")
    page.page.wait_for_function("() => window.pwned === 2", timeout=3000)
    page.errors.clear()
    page.requests.clear()


def test_the_policy_stops_script_that_gets_in(open_page: Open, written: Write) -> None:
    """Negative control for the policy: an inline script, a handler and an image planted in the page do not run or load."""
    page = open_page(written(30))
    page.js("""() => { const s = document.createElement('script');
      s.textContent = 'window.pwned = 1'; document.body.append(s);
      const d = document.createElement('div'); d.innerHTML = '<img src="http://127.0.0.1:9/x" onerror="window.pwned = 2">'
        + '<button onclick="window.pwned = 3">b</button>';
      document.body.append(d); d.querySelector('button').click(); }""")
    page.page.wait_for_timeout(200)
    assert page.js("window.pwned") is None
    assert sum("Content Security Policy" in error for error in page.errors) >= 3
    assert page.requests == ["http://127.0.0.1:9/x"]  # wanted by the planted image, and blocked before it left
    assert any("127.0.0.1:9" in error for error in page.errors)
    page.errors.clear()
    page.requests.clear()


@pytest.mark.parametrize(
    ("planted", "caught"),
    [
        ("<img src='http://127.0.0.1:9/planted.png'>", "requests"),
        ("<script>console.error('planted')</script>", "errors"),
        ("<script>alert('planted')</script>", "errors"),
    ],
)
def test_control_requests_and_errors_are_noticed(
    open_page: Open, written: Write, tmp_path: Path, planted: str, caught: str
) -> None:
    """Negative control: in a copy without policy, a planted image, console error or dialog is caught by the watch."""
    text = written(30).read_text("utf-8")
    path = tmp_path / "planted.html"
    path.write_text(re.sub(r"<meta http-equiv=[^>]*>", "", text, count=1).replace("</body>", f"{planted}</body>"), "utf-8")
    page = open_page(path)
    page.page.wait_for_timeout(200)
    assert any("planted" in entry for entry in getattr(page, caught))
    page.errors.clear()
    page.requests.clear()


def test_the_page_can_be_a_notebook_cell(open_page: Open, tmp_path: Path) -> None:
    """The page runs in a sandboxed frame that has no address of its own."""
    from kg.graph.explorer import cell
    from tests.explorer.conftest import news

    made = news(30)
    path = tmp_path / "cell.html"
    path.write_text(
        f"<!DOCTYPE html><title>n</title><body>{cell(made.store, title='笔记', texts=made.text_of)._repr_html_()}", "utf-8"
    )
    page = open_page(path, ready=False)
    frame: Any = page.page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(timeout=10_000)
    assert frame.locator("#title").inner_text() == "笔记"
    frame.locator("#panel button.link").first.click()
    frame.locator("#panel mark").first.wait_for(timeout=3000)
    page.page.wait_for_timeout(300)
    page.requests.clear()  # about:srcdoc
