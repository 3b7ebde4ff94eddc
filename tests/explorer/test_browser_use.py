"""What a person does on the page: search, expand, follow paths, read evidence, share a view, export, use the keyboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.explorer.conftest import Watched, news

Open = Callable[..., Watched]
Write = Callable[..., Path]

HERE = Path(__file__).parent


def person(page: Watched, place: int = 0) -> dict[str, Any]:
    """The n-th most important person: number, name and pinyin."""
    found: dict[str, Any] = page.js(
        "n => [...explorer.app.graph.nodes.values()].filter((node) => node.type === 0).sort((a, b) => b.rank - a.rank)[n]", place
    )
    return found


# ------------------------------------------------------------------- search


def test_pinyin_initials_find_a_person_and_bring_in_the_neighbours(open_page: Open, written: Write) -> None:
    """With the keyboard alone: slash, initials, Enter; the hit is chosen, drawn and surrounded by its neighbours."""
    page = open_page(written(2000))
    wanted = page.js("""[...explorer.app.graph.nodes.values()].filter((n) => n.type === 0 && !explorer.app.drawn.has(n.id))[3]""")
    page.page.keyboard.press("/")
    page.page.keyboard.type(wanted["pinyin"].split(" ")[0])
    hits = page.page.locator("#hits li .name").all_inner_texts()
    assert wanted["name"] in hits
    for _ in range(hits.index(wanted["name"])):
        page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    assert page.page.inner_text("#panel h2") == wanted["name"]
    drawn = set(page.drawn())
    neighbours = page.js("id => explorer.app.graph.neighbours(id).map((n) => explorer.app.graph.nodes.get(n).name)", wanted["id"])
    assert wanted["name"] in drawn
    assert set(neighbours[:40]) <= drawn


def test_an_alias_finds_its_organization_and_is_shown(open_page: Open, written: Write) -> None:
    """The hit shows which alias matched."""
    page = open_page(written(200))
    node = page.js("[...explorer.app.graph.nodes.values()].find((n) => n.aliases.length)")
    page.page.fill("#search", node["aliases"][0])
    assert node["aliases"][0] in page.page.locator("#hits li .alias").all_inner_texts()


def test_what_is_not_there_is_said(open_page: Open, written: Write) -> None:
    """No hit is an answer of its own, on the screen and for a screen reader."""
    page = open_page(written(30))
    page.page.fill("#search", "不存在的人")
    assert page.page.inner_text("#hits") == "没有找到"
    page.page.wait_for_function("() => document.getElementById('status').textContent === '没有找到'")


# ------------------------------------------------- expand, collapse, paths


def test_double_click_expands_and_collapses(open_page: Open, written: Write) -> None:
    """A double click on a node brings in its neighbours, the next one takes them away again."""
    page = open_page(written(2000))
    name = page.js("explorer.app.scene.nodes.find((n) => explorer.app.hiddenNeighbours(n.id).length > 4 && n.type === 0).name")
    start = page.drawn()
    before = set(start)
    page.page.mouse.dblclick(*page.node(name))
    page.page.wait_for_function("n => explorer.app.scene.nodes.length > n", arg=len(start))
    grown = set(page.drawn())
    assert before < grown
    page.js("explorer.canvas.fit()")
    page.page.wait_for_timeout(400)  # or the two double clicks would be four clicks in a row
    page.page.mouse.dblclick(*page.node(name))
    page.page.wait_for_function("n => explorer.app.scene.nodes.length === n", arg=len(start))
    assert set(page.drawn()) == before


def test_the_shortest_path_between_two_chosen_nodes(open_page: Open, written: Write) -> None:
    """A path is started in the panel, ended by a click, as short as networkx says, marked and told."""
    import networkx

    page = open_page(written(200))
    network = networkx.Graph(
        [tuple(pair) for pair in page.js("[...explorer.app.graph.edges.values()].map((e) => [e.source, e.target])")]
    )
    start, end = person(page, 0), person(page, 25)
    page.js("id => explorer.app.reveal(id)", start["id"])
    page.page.click("[data-act=pathFrom]")
    page.find(end["name"])
    path = page.js("explorer.app.pathFound")
    assert len(path) - 1 == networkx.shortest_path_length(network, start["id"], end["id"]) > 0
    assert [path[0], path[-1]] == [start["id"], end["id"]]
    words = page.page.inner_text("#path-result")
    assert start["name"] in words
    assert end["name"] in words
    assert sum(page.js("explorer.canvas.scene.pairs.map((pair) => pair.marked)")) == len(path) - 1
    page.page.keyboard.press("Escape")
    assert page.page.locator("#path-result").count() == 0


def test_a_step_of_the_path_opens_its_evidence(open_page: Open, written: Write) -> None:
    """What joins two nodes of a path is named between them and leads to the sentences for it."""
    page = open_page(written(200))
    page.js(
        """([a, b]) => { const { app } = explorer; app.choose(a); app.startPath(a); app.choose(b); }""",
        [person(page, 0)["id"], person(page, 9)["id"]],
    )
    steps = page.page.locator("#path-result .step")
    assert steps.count() == len(page.js("explorer.app.pathFound")) - 1
    steps.first.click()
    assert page.js("explorer.app.state.edge !== null")
    page.page.wait_for_selector("#panel mark")


def test_no_path_is_said(open_page: Open, written: Write) -> None:
    """Two nodes that nothing joins: the page says that there is no path, and Escape leaves it."""
    page = open_page(written(200))
    page.js("""() => { const { app } = explorer; const [a, b] = app.scene.nodes; app.graph.edgesAt(b.id).length = 0;
      for (const edge of app.graph.edges.values()) {
        if (edge.source === b.id || edge.target === b.id) edge.source = edge.target = b.id;
      }
      app.graph.neighbours = ((plain) => (id) => plain.call(app.graph, id).filter((n) => n !== b.id))(app.graph.neighbours);
      app.choose(a.id); app.startPath(a.id); app.choose(b.id); }""")
    assert "没有路径" in page.page.inner_text("#path-result")
    page.page.keyboard.press("Escape")
    assert page.page.locator("#path-result").count() == 0


def test_only_the_world_of_a_node(open_page: Open, written: Write) -> None:
    """The world of a node is the node and what is directly joined to it; leaving it brings the overview back."""
    page = open_page(written(200))
    before = set(page.drawn())
    one = person(page, 1)
    page.js("id => explorer.app.choose(id)", one["id"])
    page.page.click("[data-act=world]")
    neighbours = page.js("id => explorer.app.graph.neighbours(id).map((n) => explorer.app.graph.nodes.get(n).name)", one["id"])
    assert set(page.drawn()) == {one["name"], *neighbours}
    page.page.click("#leave-world")
    assert set(page.drawn()) == before


# ----------------------------------------------------------------- evidence


def test_evidence_shows_the_quote_in_its_sentence(open_page: Open, written: Write) -> None:
    """The chosen node's quotes are marked inside sentences of the source, with document and date."""
    page = open_page(written(200))
    one = person(page)
    page.js("id => explorer.app.choose(id)", one["id"])
    page.page.wait_for_selector("#panel .evidence mark")
    texts = "".join(news(200).texts.values())
    for quote in page.page.locator("#panel .evidence .quote").all()[:5]:
        assert quote.locator("mark").inner_text() == one["name"]
        assert quote.locator("blockquote").inner_text() in texts
        assert len(quote.locator("blockquote").inner_text()) > len(one["name"]) + 5
        where = quote.locator(".where").inner_text()
        assert "news-0" in where
        assert "202" in where


def test_a_click_on_a_line_shows_what_it_was_read_from(open_page: Open, written: Write) -> None:
    """An edge has a panel of its own: title or role, and the sentence."""
    page = open_page(written(200))
    page.js("""() => { const edge = [...explorer.app.graph.edges.values()].find((e) => e.kind === 0 && e.confidence < 100);
      explorer.app.choosePair(edge.source, edge.target); }""")
    page.page.wait_for_selector("#panel mark")
    assert "任职：" in page.page.inner_text("#panel h3 >> nth=0")
    line = page.js("""() => { const { canvas, app } = explorer; app.choose(null);
      for (const { key, from, to } of canvas.scene.pairs) {
        const [a, b] = [canvas.at({ id: from }), canvas.at({ id: to })];
        const at = canvas.network.canvasToDOM({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
        if (canvas.network.getEdgeAt(at) === key && canvas.network.getNodeAt(at) === undefined) {
          const box = canvas.container.getBoundingClientRect();
          return [at.x + box.x, at.y + box.y, app.name(from), app.name(to)];
        }
      } }""")
    page.page.mouse.click(line[0], line[1])
    page.page.wait_for_function("() => explorer.app.state.edge !== null")
    assert line[2] in page.page.inner_text("#panel h2")


def test_events_of_a_person_stand_in_order(open_page: Open, written: Write) -> None:
    """The newest event comes first."""
    page = open_page(written(200))
    page.js("id => explorer.app.choose(id)", person(page)["id"])
    section = page.page.locator("#panel section", has=page.page.locator("h3", has_text="事件"))
    dates = [text.strip() for text in section.locator(".date").all_inner_texts()]
    assert len(dates) > 3
    assert dates == sorted(dates, reverse=True)


# -------------------------------------------------------------- view in link


def test_a_link_reopens_the_same_view(open_page: Open, written: Write) -> None:
    """Chosen node, filters, time, moved positions, theme, language and camera come back from the fragment."""
    path = written(2000)
    page = open_page(path)
    page.find(person(page, 30)["name"])
    page.page.uncheck("[data-option='offTypes/Place']")
    page.page.fill("#confidence", "60")
    page.page.fill("#time-from", "1")
    page.page.click("#theme")
    page.page.click("#language")
    name = page.drawn()[2]
    x, y = page.node(name)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 60, y + 40, steps=4)
    page.page.mouse.up()
    page.page.click("#zoom-in")
    page.page.wait_for_timeout(400)
    look = """() => { const { app, canvas } = explorer; return {
      places: canvas.scene.nodes.map((n) => [n.id, Math.round(n.x), Math.round(n.y)]).sort((a, b) => a[0] - b[0]),
      theme: document.documentElement.dataset.theme, lang: document.documentElement.lang,
      chosen: app.state.node, time: app.state.time,
      camera: canvas.camera().map((v) => v.toFixed(1)), panel: document.querySelector('#panel h2').innerText }; }"""
    fragment = page.page.url.partition("#")[2]
    again = open_page(path, f"#{fragment}")
    expected, found = page.js(look), again.js(look)
    assert [float(value) for value in found.pop("camera")] == pytest.approx(
        [float(value) for value in expected.pop("camera")], abs=0.6
    )
    assert found == expected
    assert again.js("document.documentElement.dataset.theme") == "dark"


def test_a_broken_link_opens_the_overview(open_page: Open, written: Write) -> None:
    """A fragment that names nothing known changes nothing and breaks nothing."""
    plain = open_page(written(200)).drawn()
    assert open_page(written(200), "#n=gone&w=%E0%A4%A&p=a,b&a=x,y&x=q:1:2&d=none&m=5,1").drawn() == plain


# ------------------------------------------------------------------- export


def saved(page: Watched, button: str) -> bytes:
    """What a button of the export menu gives out."""
    page.page.click("#export summary")
    with page.page.expect_download() as download:
        page.page.click(button)
    return Path(download.value.path()).read_bytes()


def test_png_and_svg(open_page: Open, written: Write) -> None:
    """The picture as PNG at twice the size and as SVG with every visible node."""
    page = open_page(written(200))
    svg = ElementTree.fromstring(saved(page, "#export-svg"))
    space = "{http://www.w3.org/2000/svg}"
    assert len(svg.findall(f"{space}g")) == len(page.drawn())
    assert len(svg.findall(f"{space}text")) > 40
    png = saved(page, "#export-png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == pytest.approx(2 * float(svg.attrib["width"]), abs=2)
    assert len(png) > 30_000


def test_the_visible_part_as_csv(open_page: Open, written: Write) -> None:
    """After a filter the CSV files hold what is visible and nothing else."""
    page = open_page(written(200))
    page.page.uncheck("[data-option='offTypes/Event']")
    nodes = list(csv.reader(io.StringIO(saved(page, "#export-nodes").decode("utf-8-sig"))))
    edges = list(csv.reader(io.StringIO(saved(page, "#export-edges").decode("utf-8-sig"))))
    assert [row[0] for row in nodes[1:]] == page.drawn()
    assert nodes[0][0] == "名称"
    assert all(row[-1].startswith("https://example.org/graph/") for row in nodes[1:])
    assert {row[0] for row in edges[1:]} | {row[3] for row in edges[1:]} <= set(page.drawn())
    assert len(edges) > 10


def test_printing_leaves_the_controls_out(open_page: Open, written: Write) -> None:
    """On paper there are picture and evidence, dark on white, and no controls."""
    page = open_page(written(30), "#h=dark")
    page.page.emulate_media(media="print")
    for part in ("#sidebar", "#time", ".tools", ".search"):
        assert not page.page.is_visible(part)
    assert page.page.is_visible("#canvas")
    assert page.js("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    ink = "explorer.canvas.theme.ink"
    dark = page.js(ink)
    page.js("() => dispatchEvent(new Event('beforeprint'))")
    light = page.js(ink)
    page.js("() => dispatchEvent(new Event('afterprint'))")
    assert (int(light[1:3], 16) < 64, int(dark[1:3], 16) > 192, page.js(ink)) == (True, True, dark)
