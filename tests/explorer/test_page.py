"""The parts of the page that Python makes: what is collected, ranked, laid out, embedded and assembled."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg.graph.explorer as explorer
from kg.errors import OutputError
from kg.graph.explorer import _payload, connected, to_html, to_pyvis, write_html
from kg.graph.explorer._assemble import joined, modules, vis_network
from kg.graph.explorer._collect import collect
from kg.graph.explorer._sentences import sentence
from tests.explorer.conftest import news
from tests.explorer.made_up import make

HERE = Path(__file__).parent
KG = "https://w3id.org/xinwen-kg/ontology#"
PREFIXES = f"""@prefix kg: <{KG}> . @prefix kgc: <https://w3id.org/xinwen-kg/concept/> . @prefix e: <https://x.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . """


def store_of(trig: str) -> ox.Store:
    """A store with the quads of a TriG text."""
    store = ox.Store()
    store.load((PREFIXES + trig).encode(), format=ox.RdfFormat.TRIG)
    return store


def chunk(page: str, name: str) -> dict[str, Any]:
    """What a chunk of a page holds."""
    found = re.search(f'id="chunk-{name}">([^<]*)<', page)
    assert found is not None
    value: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return value


def test_the_package_exports_what_it_says() -> None:
    """Every public name is there and is listed."""
    public = {name for name, value in vars(explorer).items() if getattr(value, "__module__", "") == explorer.__name__}
    assert public | {"LIMIT", "connected"} == set(explorer.__all__)


# ------------------------------------------------------------------ collect

SMALL = """
e:p a kg:Person ; rdfs:label "沈文海"@zh . e:q a kg:Person ; rdfs:label "何静"@zh .
e:o a kg:Organization ; rdfs:label "临山区委"@zh .
e:c a kg:Place ; rdfs:label "临山区"@zh . e:v a kg:Event ; rdfs:label "座谈会"@zh ; kg:startDate "2025-07-01"^^xsd:date ;
  kg:place e:c ; kg:participation e:v1, e:v2 . e:w a kg:Work ; rdfs:label "规划"@zh .
e:v1 a kg:Participation ; kg:participant e:p ; kg:role kgc:chair .
e:v2 a kg:Participation ; kg:participant e:g ; kg:role kgc:attendee .
e:g a kg:Group ; rdfs:label "居民代表"@zh .
e:t a kg:Tenure ; kg:holder e:p ; kg:organization e:o ; kg:post e:s ; kg:observedOn "2025-07-01"^^xsd:date .
e:s kg:postTitle "书记"@zh .
e:t2 a kg:Tenure ; kg:holder e:q ; kg:post e:s2 . e:s2 kg:postTitle "专家"@zh .
e:p kg:spouse e:q . e:q kg:spouse e:p . e:o kg:basedIn e:c .
e:u a kg:Utterance ; kg:speaker e:p ; kg:about e:w ; kg:category kgc:emphasis ; kg:saidAt e:v .
e:d { e:d a kg:Document ; dcterms:title "a.txt" ; dcterms:identifier "sha256:00" . e:t kg:evidence e:m .
  e:m kg:inDocument e:d ; kg:beginIndex 0 ; kg:endIndex 3 ; kg:quote "沈文海" ; kg:confidence 0.7 . }
"""


def test_nary_nodes_become_edges() -> None:
    """Tenure, participation, speech and plain triples are edges with their labels; a marriage is drawn once."""
    found = {(e.source[18:], e.target[18:], e.kind, e.label.rsplit("/", 1)[-1]) for e in collect(store_of(SMALL)).edges}
    assert found == {
        ("p", "o", "tenure", "书记"),
        ("p", "v", "participation", "chair"),
        ("v", "c", "place", ""),
        ("o", "c", "basedIn", ""),
        ("p", "q", "spouse", ""),
        ("p", "w", "speech", "emphasis"),
    }


def test_what_is_not_drawn_is_kept_for_the_panel() -> None:
    """Unnamed groups stay with their event, posts without an organization and utterances with their person."""
    nodes = {node.iri[18:]: node for node in collect(store_of(SMALL)).nodes}
    assert set(nodes) == {"p", "q", "o", "c", "v", "w"}
    assert nodes["v"].groups == ("居民代表",)
    assert [post.title for post in nodes["q"].posts] == ["专家"]
    assert [speech.said_at for speech in nodes["p"].speeches] == ["https://x.example/v"]


def test_evidence_is_tied_to_its_edge() -> None:
    """The span of a tenure's mention is the evidence of its edge, with offsets and confidence."""
    (edge,) = [edge for edge in collect(store_of(SMALL)).edges if edge.kind == "tenure"]
    (span,) = edge.evidence
    assert (span.begin, span.end, span.quote, span.confidence) == (0, 3, "沈文海", 0.7)
    assert edge.dates == ("2025-07-01",)


# --------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("前句。沈文海出席会议。后句。", "沈文海", "沈文海出席会议。"),
        ("前句。沈文\n海出席会议。", "沈文\n海", "沈文海出席会议。"),
        ("他说：“好。”沈文海点头！走了。", "沈文海", "沈文海点头！"),
        ("一段\n\n沈文海在\n\n三段", "沈文海", "沈文海在"),
        ("visit of John\nSmith here", "Smith", "visit of John Smith here"),
        ("𠮷。𠮷田出席。", "𠮷田", "𠮷田出席。"),
        ("沈文海", "沈文海", "沈文海"),
    ],
)
def test_the_sentence_around_a_quote(text: str, quote: str, expected: str) -> None:
    """The sentence is whole, free of layout, and the quote's place in it is right."""
    begin = text.index(quote)
    found = sentence(text, begin, begin + len(quote))
    assert found.text == expected
    assert found.text[found.quote_begin : found.quote_end] == quote.replace("\n", "")


# ----------------------------------------------------------------- the page


def test_the_same_store_gives_the_same_page() -> None:
    """Byte for byte, from two stores filled separately."""
    one, two = make(60), make(60)
    assert to_html(one.store, title="甲", texts=one.text_of) == to_html(two.store, title="甲", texts=two.text_of)


def test_an_empty_store_gives_a_page(tmp_path: Path) -> None:
    """No entity is no error."""
    write_html(ox.Store(), tmp_path / "graph.html", title="空")
    assert chunk((tmp_path / "graph.html").read_text("utf-8"), "core")["entities"] == 0


def test_a_page_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    """One line with the path, as the package's own error."""
    with pytest.raises(OutputError, match=r"gone.*graph\.html"):
        write_html(ox.Store(), tmp_path / "gone" / "graph.html", title="空")


def test_the_limit_keeps_the_most_important() -> None:
    """Node numbers count by importance, so a cut graph is the front of the whole one."""
    store = news(200).store
    whole, cut = (chunk(to_html(store, title="", limit=limit), "index")["nodes"] for limit in (1000, 70))
    assert len(cut["key"]) == 70
    assert cut["name"] == whole["name"][:70]


def test_evidence_gives_way_before_the_page_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """With too little room quotes are thinned out, and the nodes all stay."""
    made = news(200)
    full = to_html(made.store, title="", texts=made.text_of)
    sizes = {name: len(data) for name, data in re.findall(r'id="chunk-([^"]*)">([^<]*)<', full)}
    monkeypatch.setattr(explorer, "BUDGET", sum(sizes.values()) * 97 // 100)
    thin = to_html(made.store, title="", texts=made.text_of)
    spans = [sum(len(row.get("spans", ())) for row in chunk(page, "nodes-0")["rows"]) for page in (full, thin)]
    assert 0 < spans[1] < spans[0]
    assert len(chunk(thin, "index")["nodes"]["key"]) == 200


def test_the_policy_names_the_scripts_by_hash() -> None:
    """No source of script but the two in the file, no connection, and every inline block is covered."""
    import hashlib

    page = to_html(news(30).store, title="t")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    words = policy[1].replace("&#x27;", "'")
    assert "connect-src 'none'" in words
    assert "default-src 'none'" in words
    assert "unsafe" not in words
    for block in re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() in words
    assert len(re.findall(r"^<script>", page, re.MULTILINE)) == 2


def test_only_a_served_page_may_connect_and_only_home() -> None:
    """With an endpoint the policy allows the page's own host and nothing else."""
    assert "connect-src &#x27;self&#x27;;" in to_html(news(30).store, title="t", endpoint="/sparql")


def test_a_written_page_becomes_one_that_a_server_gives_out() -> None:
    """It is the page that would be drawn for the endpoint, character for character; anything else is refused."""
    store = news(30).store
    written = to_html(store, title='data-endpoint="" <style>')
    assert connected(written, "/sparql") == to_html(store, title='data-endpoint="" <style>', endpoint="/sparql")
    assert connected(to_html(store, title="t", endpoint="/sparql"), "/sparql") is None
    assert connected("<html>", "/sparql") is None


def test_no_address_but_the_licences_of_vis_network_stands_in_the_page() -> None:
    """The project's own part of the page loads nothing."""
    page = to_html(news(30).store, title="t").replace(vis_network(), "")
    assert not re.search(r"""(?:src|href)=["'](?!data:,|#)""", page)
    assert "sourceMappingURL" not in to_html(news(30).store, title="t")


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        ({"main": 'import { a } from "./b.js";\n'}, "does not exist"),
        ({"main": 'import { a } from "./b.js";\n', "b": "export const c = 1;\n"}, "does not define it"),
        ({"main": 'import { a } from "./b.js";\nconst x = 1;\n', "b": "export const a = 1;\nconst x = 2;\n"}, "x is defined in"),
        ({"main": 'import { a } from "./b.js";\n', "b": 'import { m } from "./main.js";\nexport const a = 1;\n'}, "circle"),
        ({"main": "export default 1;\n"}, "not understood"),
        ({"main": 'import * as b from "./b.js";\n'}, "not understood"),
    ],
)
def test_modules_that_cannot_be_joined_are_refused(sources: dict[str, str], message: str) -> None:
    """Forms that the joining does not understand are errors, not wrong pages."""
    with pytest.raises(ValueError, match=message):
        joined(sources)


def test_every_module_is_used_and_of_readable_size() -> None:
    """No module is dead, none is longer than a person reads, and no line is a minified one."""
    text = joined(modules())
    for name, source in modules().items():
        assert f"// ---- {name}.js" in text
        assert source.count("\n") < 400
        assert max(map(len, source.splitlines())) < 220
        assert source.startswith("// ")


@pytest.mark.parametrize("word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("])
def test_no_module_parses_text_as_markup_or_code(word: str) -> None:
    """Text is only ever set as text."""
    assert [name for name, source in modules().items() if word in source] == []


def test_the_modules_pass_their_tests_in_node() -> None:
    """The tests of the JavaScript modules, by Node's own runner."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js on this machine")
    files = sorted(str(path) for path in (HERE / "js").glob("*.test.js"))
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


# -------------------------------------------------------------------- pyvis

RAW = "\\u003cscript\\u003ealert(1)"  # as pyvis writes it into its script, where it becomes markup again
REMOTE = re.compile(r"""<(?:script|link)[^>]*(?:src|href)=["']?https?:[^>]*>""")
HOSTILE = "</script><script>alert(1)</script>{{7*7}}{% raw %}\"'"


def test_pyvis_gets_a_laid_out_network_without_physics() -> None:
    """Nodes have coordinates, shapes and sizes; nothing is left to simulate."""
    network = to_pyvis(news(200).store, size=60)
    assert 40 <= len(network.nodes) <= 60
    assert all({"x", "y", "shape", "size"} <= set(node) for node in network.nodes)
    assert network.options["physics"]["enabled"] is False


def test_pyvis_shows_hostile_names_as_text() -> None:
    """Neither the script nor the markup that pyvis makes of a name can be ended by it."""
    page = to_pyvis(make(30, hostile=HOSTILE).store).generate_html()
    harmless = to_pyvis(make(30).store).generate_html()
    assert page.count("<script") == harmless.count("<script")
    assert "alert(1)" in page
    assert RAW not in page
    assert "{{7" not in page


def test_control_pyvis_alone_hands_markup_on() -> None:
    """Negative control: the same name given to pyvis directly reaches the browser as markup, and remote files with it."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    network.add_node("n", label="n", title=HOSTILE)
    assert RAW in network.generate_html()
    assert REMOTE.findall(network.generate_html()) != []


def test_pyvis_page_asks_for_nothing() -> None:
    """Resources are in line: what pyvis still links to is taken out."""
    page = to_pyvis(news(30).store).generate_html()
    assert REMOTE.findall(page) == []


# ------------------------------------------------------------ large (check)


@pytest.mark.check
def test_twenty_thousand_entities_stay_below_ten_megabytes(tmp_path: Path) -> None:
    """A graph of more than 20,000 entities is cut, and the file is below 10 MB."""
    made = make(21_000)
    path = tmp_path / "graph.html"
    write_html(made.store, path, title="大", texts=made.text_of)
    assert path.stat().st_size < 10_000_000
    core = chunk(path.read_text("utf-8"), "core")
    assert (core["embedded"], core["entities"] > 20_000) == (20_000, True)


def test_the_payload_is_json_that_a_browser_reads() -> None:
    """Chunks are gzip of JSON without NaN, in base64 without markup characters."""
    packed = _payload._pack({"a": "</script>\u2028"})
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed)
    assert json.loads(gzip.decompress(base64.b64decode(packed))) == {"a": "</script>\u2028"}
