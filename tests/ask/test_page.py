"""The pages in a browser: headless Chromium, by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from . import world
from .conftest import Server

pytestmark = pytest.mark.check

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser that may not reach the network."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    with playwright.sync_playwright() as run:
        made = run.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-background-networking"])
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, server: str) -> Iterator[Any]:
    """A page that fails the test on any error of a script, breach of the policy, or request to elsewhere."""
    context = browser.new_context(locale="zh-CN", accept_downloads=True)
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None)
    made.on("request", lambda request: None if request.url.startswith((server, "data:", "blob:")) else wrong.append(request.url))
    yield made
    context.close()
    assert wrong == []


def run_query(page: Any, server: str, query: str) -> None:
    """Type a query and run it."""
    page.goto(server)
    page.wait_for_selector("#question option:nth-child(20)", state="attached")
    page.fill("#query", query)
    page.press("#query", "Control+Enter")


def test_rows(page: Any, server: str) -> None:
    """A query gives a table whose IRIs lead to pages of nodes."""
    run_query(page, server, "SELECT ?p ?n WHERE { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n")
    page.wait_for_selector("#result table")
    assert page.locator("#result tbody tr").count() == 7
    assert "7 行" in page.inner_text("#status")
    page.click("#result tbody tr:has-text('顾明远') a")
    page.wait_for_selector("h1:has-text('顾明远')")
    assert page.locator("mark").count() >= 4
    assert page.locator("ol.timeline time:has-text('2032-05-08')").count() == 2


def test_question_with_parameters(page: Any, server: str) -> None:
    """A question of the library is asked by filling in its parameters."""
    page.goto(server)
    page.wait_for_selector("#question option:nth-child(20)", state="attached")
    page.select_option("#question", "career")
    page.fill("#parameters input[name=person]", "白杉")
    page.click("#parameters button")
    page.wait_for_selector("#result td:has-text('总经理')")
    assert "VALUES ?p { <" in page.input_value("#query")


def test_unknown_name(page: Any, server: str) -> None:
    """A name that nothing bears is told on the page."""
    page.goto(server)
    page.wait_for_selector("#question option:nth-child(20)", state="attached")
    page.select_option("#question", "career")
    page.fill("#parameters input[name=person]", "无此人")
    page.click("#parameters button")
    page.wait_for_selector("#error:not([hidden])")
    assert "无此人" in page.inner_text("#error")


def test_syntax_error(page: Any, server: str) -> None:
    """A mistake is shown, and its place is selected in the editor."""
    run_query(page, server, "SELECT ?n\nWHRE { ?p ?q ?n }")
    page.wait_for_selector("#error:not([hidden])")
    assert "line 2, column" in page.inner_text("#error")
    assert page.evaluate("document.getElementById('query').selectionStart") >= 10


def test_mistyped_term(page: Any, server: str) -> None:
    """Where a query finds nothing, the page names the terms that the ontology does not have."""
    run_query(page, server, "SELECT ?p WHERE { ?p a kg:Persn ; rdfs:label 'kg:Nothing' }")
    page.wait_for_selector("#status:has-text('kg:Persn')")
    assert "kg:Nothing" not in page.inner_text("#status")
    run_query(page, server, "SELECT ?p WHERE { ?p a kg:Person ; rdfs:label 'kg:Nothing' }")
    page.wait_for_selector("#status:has-text('0 行')")
    assert "ontology" not in page.inner_text("#status")


def test_search_of_a_misspelt_name(page: Any, server: str) -> None:
    """A name with a wrong character leads to the right one."""
    page.goto(f"{server}/search?q=顾名远")
    page.click("#near a:has-text('顾明远')")
    page.wait_for_selector("td a:has-text('顾明远')")


def test_graph_and_boolean(page: Any, server: str) -> None:
    """CONSTRUCT shows triples, ASK a yes or no."""
    run_query(page, server, "CONSTRUCT { ?p rdfs:label ?n } WHERE { ?p kg:spouse ?q ; rdfs:label ?n }")
    page.wait_for_selector("#result pre:has-text('孟大海')")
    run_query(page, server, "ASK { ?p kg:spouse ?q }")
    page.wait_for_selector("#result:has-text('是 true')")


def test_download(page: Any, server: str) -> None:
    """Results can be had as a file."""
    run_query(page, server, "SELECT ?n WHERE { ?p a kg:Person ; rdfs:label ?n }")
    page.wait_for_selector("#result table")
    with page.expect_download() as waiting:
        page.click("#download")
    assert "顾明远" in waiting.value.path().read_text("utf-8")
    assert waiting.value.suggested_filename == "result.csv"


def test_stop(page: Any, server: str) -> None:
    """A query can be stopped."""
    run_query(page, server, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.click("#stop")
    page.wait_for_selector("#status:has-text('stopped')")


def test_search_and_pages(page: Any, server: str) -> None:
    """The search box finds nodes; the other pages open."""
    page.goto(server)
    page.fill("#q", "松港")
    page.press("#q", "Enter")
    page.wait_for_selector("td:has-text('松湾港务集团有限公司')")
    page.click("nav a:has-text('API')")
    page.wait_for_selector("code:has-text('POST /sparql')")


def test_explorer(page: Any, server: str) -> None:
    """The explorer opens and shows the network."""
    page.goto(f"{server}/explorer")
    page.wait_for_selector("canvas", timeout=20000)


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``kg serve`` for a build whose graph.html holds only the six most important nodes."""
    out = world.write(tmp_path_factory.mktemp("part") / "build")
    world.write_explorer(out, title="一部分", limit=6)
    running = Server(str(out), "--workers", "2")
    yield running.url
    running.close()


def test_the_explorer_fetches_what_the_file_leaves_out(browser: Any, part: str) -> None:
    """Inside kg serve the page is the build's file; somebody beyond it is found, drawn with neighbours, and has evidence."""
    page = browser.new_page(locale="zh-CN")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith((part, "data:", "blob:")) else wrong.append(request.url))
    page.goto(f"{part}/explorer")
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("#title") == "一部分"
    notice = page.inner_text("#truncated")
    assert "服务器" in notice
    assert "kg serve" not in notice  # this is kg serve
    held = page.evaluate("[...explorer.app.graph.nodes.values()].map((node) => node.name)")
    assert len(held) == 6
    wanted = next(name for name in ("罗兰芝", "孟大海", "白杉", "姚青", "顾明远") if name not in held)
    page.keyboard.press("/")
    page.keyboard.type(wanted)
    page.locator("#hits li .name", has_text=wanted).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("() => explorer.app.chosen !== null && explorer.app.graph.neighbours(explorer.app.chosen).length > 0")
    assert page.inner_text("#panel h2") == wanted
    page.wait_for_selector("#panel mark")
    assert wanted in page.inner_text("#panel mark >> nth=0")
    assert wrong == []
    page.close()


def test_a_server_that_is_gone_does_no_harm(browser: Any, part: str) -> None:
    """When the endpoint does not answer, the page says so, and what it holds stays in use."""
    page = browser.new_page(locale="zh-CN")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{part}/explorer")
    page.wait_for_selector("html[data-ready]")
    page.route("**/sparql", lambda route: route.abort())
    page.evaluate("explorer.app.reveal(explorer.app.scene.nodes[0].id)")
    page.fill("#search", "罗兰")
    page.wait_for_function("() => document.getElementById('offline') !== null")
    assert page.locator("#panel h2").count() == 1
    assert wrong == []
    page.close()
