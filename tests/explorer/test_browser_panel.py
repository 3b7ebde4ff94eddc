"""What the panel tells, and in which order and language: connections from the chosen side, parts of an event, hits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.graph.explorer import write_html
from tests.explorer.conftest import Watched
from tests.explorer.test_page import store_of

Open = Callable[..., Watched]

TOUR = """
e:z a kg:Event ; rdfs:label "沈文海考察"@zh ; kg:startDate "2025-07-01"^^xsd:date ; kg:participation e:q9 ; kg:place e:c .
e:q9 kg:participant e:p ; kg:role kgc:lead . e:c a kg:Place ; rdfs:label "临山区"@zh . e:p kg:spouse e:s .
e:p a kg:Person ; rdfs:label "沈文海"@zh . e:s a kg:Person ; rdfs:label "何静"@zh .
e:o a kg:Organization ; rdfs:label "临山区委"@zh ; kg:basedIn e:c . e:w a kg:Work ; rdfs:label "规划"@zh .
e:t a kg:Tenure ; kg:holder e:p ; kg:organization e:o ; kg:post e:k . e:k kg:postTitle "书记"@zh .
e:d { e:d a kg:Document ; dcterms:title "a.txt" ; dcterms:identifier "sha256:00" . e:w kg:evidence e:m . e:p kg:evidence e:m .
  e:m kg:inDocument e:d ; kg:beginIndex 0 ; kg:endIndex 3 ; kg:quote "沈文海" ; kg:confidence 0.7 . }
kgc:lead skos:prefLabel "主体"@zh , "lead"@en .
"""


@pytest.fixture
def tour(tmp_path: Path) -> Path:
    """A page with a tour of three stops, a leader who was at each, an office, a spouse, and a work that nothing joins."""
    stops = [
        ("a-0-900-visit", "看学校", "2025-07-02"),
        ("a-0-90-visit", "看工厂", "2025-07-01"),
        ("a-0-200-visit", "看医院", "2025-07-01"),
    ]
    parts = "".join(
        f'<https://x.example/event/{key}> a kg:Event ; rdfs:label "{name}"@zh ; kg:startDate "{day}"^^xsd:date ; '
        f"kg:subEventOf e:z ; kg:participation e:q{n} . e:q{n} kg:participant e:p ; kg:role kgc:lead . "
        for n, (key, name, day) in enumerate(stops)
    )
    store = store_of(parts + TOUR)
    path = tmp_path / "tour.html"
    write_html(store, path, title="考察")
    return path


def choose(page: Watched, name: str) -> list[str]:
    """Choose a node by its name; the headings of its panel without their counts."""
    page.js("name => explorer.app.reveal([...explorer.app.graph.nodes.values()].find((n) => n.name === name).id)", name)
    page.page.wait_for_selector("#panel .evidence-part .evidence")
    return [text.split("\n")[0].split(" ")[0] for text in page.page.locator("#panel h3").all_inner_texts()]


def test_the_parts_of_an_event_are_drawn_and_told_in_order(open_page: Open, tour: Path) -> None:
    """Stops of a tour hang on broken lines, stand in the order of the report, and below the tour in a person's events."""
    page = open_page(tour)
    broken = page.js("explorer.canvas.edges.get().filter((edge) => edge.dashes).length")
    assert (broken, len(page.js("explorer.canvas.edges.get()")) > broken) == (3, True)
    headings = choose(page, "沈文海考察")
    assert headings[:3] == ["参与者", "地点", "其中各项活动"]
    section = page.page.locator("#panel section", has=page.page.locator("h3", has_text="其中各项活动"))
    assert section.locator(".link").all_inner_texts() == ["看工厂", "看医院", "看学校"]
    assert choose(page, "看医院")[1] == "所属事件"
    choose(page, "沈文海")
    events = page.page.locator("#panel section", has=page.page.locator("h3", has_text="事件"))
    assert events.locator(".link").all_inner_texts() == ["沈文海考察", "看工厂", "看医院", "看学校"]
    assert events.locator(".inner .link").all_inner_texts() == ["看工厂", "看医院", "看学校"]


def test_connections_are_told_from_the_side_of_the_chosen(open_page: Open, tour: Path) -> None:
    """A place lists the bodies that are based there, a body its office holders: not "based in" and "post" of itself."""
    page = open_page(tour)
    assert choose(page, "临山区")[:2] == ["事件", "设在这里的机构"]
    assert choose(page, "临山区委")[:2] == ["任职者", "所在地"]
    assert choose(page, "沈文海")[:3] == ["任职", "事件", "配偶"]


def test_what_nothing_joins_leads_to_its_document(open_page: Open, tour: Path) -> None:
    """A work without a connection shows what else stands in its document, and its own sentence."""
    page = open_page(tour)
    assert choose(page, "规划")[0] == "同一文档中还有"
    page.page.click("#panel .company .link")
    assert page.page.inner_text("#panel h2") == "沈文海"


def test_hits_tell_people_of_one_name_apart(open_page: Open, tour: Path) -> None:
    """A hit shows a person's post and an event's day."""
    page = open_page(tour)
    page.page.fill("#search", "沈文海")
    hints = dict(
        zip(page.page.locator("#hits .name").all_inner_texts(), page.page.locator("#hits .kind").all_inner_texts(), strict=True)
    )
    assert hints == {"沈文海": "临山区委 书记", "沈文海考察": "2025-07-01"}


@pytest.mark.parametrize(
    ("fragment", "foreign"), [("#l=en", r"[\u4e00-\u9fff]"), ("#l=zh", r"\b(?!CSV|PNG|SVG|kg|English)[A-Za-z]{4,}")]
)
def test_the_interface_is_wholly_in_one_language(open_page: Open, tour: Path, fragment: str, foreign: str) -> None:
    """Headings, buttons, hints and names for screen readers are of the chosen language; names of the graph are not asked."""
    page = open_page(tour, fragment)
    page.js("() => { for (const block of document.querySelectorAll('details')) block.open = true; }")
    words = """() => [...document.querySelectorAll(
        'h2, h3, summary, button:not(.link):not(.role), .hint, label, option, caption, .intro li')]
      .filter((e) => !e.closest('#hits') && e.id !== 'language' && !/→/.test(e.textContent))
      .flatMap((e) => [e.innerText, e.getAttribute('aria-label') ?? '', e.title ?? '']).filter(Boolean)"""
    found = page.js(words)
    page.page.click("#view-table")
    found += page.js(words)
    assert len(found) > 60
    assert [text for text in found if re.search(foreign, text)] == []
