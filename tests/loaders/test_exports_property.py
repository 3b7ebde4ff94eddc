"""Property graphs in files: readable, complete, and as each store's loader wants them."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import yaml

from kg.exports import Exported, export
from kg.exports.dialects import SEPARATOR, VID_BYTES, vid
from kg.exports.mapping import mapping
from kg.exports.model import Counts, PropertyGraph, count
from kg.exports.source import Source
from tests.loaders.needs import needs_module
from tests.loaders.questions import Answer, answer

Get = Callable[[str], Exported]


@pytest.fixture(scope="module")
def counts(news: Path) -> Counts:
    """Nodes by label and relationships by type, as the mapping gives them."""
    with Source(news) as source:
        return count(PropertyGraph(source))


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, compressed or not."""
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_csv_has_every_node_and_relationship(exported: Get, counts: Counts) -> None:
    """nodes.csv and edges.csv hold what the mapping gives, the ends of every relationship are nodes."""
    out = exported("csv").out
    nodes, edges = list(rows(out / "nodes.csv")), list(rows(out / "edges.csv"))
    ids = {row["id"] for row in nodes}
    assert Counter(row["label"] for row in nodes) == counts.nodes
    assert Counter(row["type"] for row in edges) == counts.edges
    assert len(ids) == len(nodes)
    assert all(row["source"] in ids and row["target"] in ids for row in edges)
    assert all(isinstance(json.loads(row["evidence"]), list) for row in edges if row["evidence"])


@pytest.mark.parametrize("profile", ["csv", "neo4j", "ladybug", "parquet", "cypher", "nebula"])
def test_shards_of_tables_hold_the_whole(profile: str, news: Path, exported: Get, tmp_path: Path) -> None:
    """Cut tables count as many nodes and relationships as whole ones."""
    if profile == "parquet":
        needs_module("pyarrow", "pip install pyarrow")
    assert export(news, profile, tmp_path / "out", shards=3).counts == exported(profile).counts


@pytest.mark.parametrize("shards", [1, 3])
def test_the_script_beside_the_tables_is_the_script(
    shards: int, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The profile neo4j writes the script of the profile cypher to the byte, and reads the graph once for script and tables."""
    export(news, "cypher", tmp_path / "cypher", shards=shards)
    read: Counter[str] = Counter()
    for name in ("nodes", "edges"):
        whole = getattr(PropertyGraph, name)

        def counted(graph: PropertyGraph, name: str = name, whole: Callable[[PropertyGraph], Any] = whole) -> Any:
            read[name] += 1
            return whole(graph)

        monkeypatch.setattr(PropertyGraph, name, counted)
    export(news, "neo4j", tmp_path / "neo4j", shards=shards)
    names = sorted(path.name for path in (tmp_path / "cypher").glob("*.cypher"))
    assert len(names) == shards
    for name in names:
        assert (tmp_path / "neo4j" / name).read_bytes() == (tmp_path / "cypher" / name).read_bytes()
    times = 1 if shards == 1 else 3  # tables and script are counted before they are cut
    assert read == {"nodes": times, "edges": times}


def test_neo4j_headers(exported: Get, counts: Counts) -> None:
    """Headers stand in files of their own, ids, labels, ends and types are typed, and import.sh names every file."""
    out = exported("neo4j").out
    head = (out / "HOLDS-header.csv").read_text(encoding="utf-8").strip().split(",")
    assert head[:3] == [":START_ID", ":END_ID", ":TYPE"]
    assert "evidence:string[]" in head
    assert (
        (out / "Person-header.csv").read_text(encoding="utf-8").startswith("id:ID,:LABEL,name:string,aliases:string[],age:long")
    )
    script = (out / "import.sh").read_text(encoding="utf-8")
    named = {name for part in re.findall(r"=(\S+\.csv)", script) for name in part.split(",")}
    assert named == {path.name for path in out.glob("*.csv")}
    for type_, number in counts.edges.items():
        header = (out / f"{type_}-header.csv").read_text(encoding="utf-8").strip().split(",")
        with (out / f"{type_}.csv").open(encoding="utf-8", newline="") as file:
            body = list(csv.reader(file))
        assert len(body) == number
        assert {len(row) for row in body} == {len(header)}


def test_neo4j_lists_use_a_separator_that_no_text_has(exported: Get) -> None:
    """The separator of lists stands in no text of the graph but between values."""
    out = exported("neo4j").out
    assert "--array-delimiter=U+001F" in (out / "import.sh").read_text(encoding="utf-8")
    with (out / "HOLDS.csv").open(encoding="utf-8", newline="") as file:
        lists = [row for row in csv.reader(file) if SEPARATOR in ",".join(row)]
    assert lists


def test_nebula_ids_fit(exported: Get, counts: Counts) -> None:
    """Every vertex id is at most as long as the schema says, in bytes, and still its own."""
    out = exported("nebula").out
    assert f"FIXED_STRING({VID_BYTES})" in (out / "schema.ngql").read_text(encoding="utf-8")
    seen: dict[str, str] = {}
    for label in counts.nodes:
        for row in rows(out / f"{label}.csv"):
            assert len(row["vid"].encode()) <= VID_BYTES
            assert seen.setdefault(row["vid"], row["id"]) == row["id"]
    assert len(seen) == sum(counts.nodes.values())
    edges = [row for type_ in counts.edges for row in rows(out / f"{type_}.csv")]
    assert all(row["start"] in seen and row["end"] in seen for row in edges)


def test_nebula_relationships_differ_by_rank(exported: Get) -> None:
    """Two posts of one person in one organization are two relationships."""
    keys = [(row["start"], row["end"], row["rank"]) for row in rows(exported("nebula").out / "HOLDS.csv")]
    assert len(keys) == len(set(keys))


def test_nebula_importer_is_yaml_that_fits_the_files(exported: Get) -> None:
    """The configuration names every file, and its columns are those of the file; it holds no password."""
    out = exported("nebula").out
    config = yaml.safe_load((out / "importer.yaml").read_text(encoding="utf-8"))
    assert {Path(source["path"]).name for source in config["sources"]} == {path.name for path in out.glob("*.csv")}
    assert config["client"]["password"] == "${NEBULA_PASSWORD}"
    for source in config["sources"]:
        with (out / Path(source["path"]).name).open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file))
        for part in [*source.get("tags", []), *source.get("edges", [])]:
            for one in part.get("props", []):
                assert head[one["index"]] == one["name"]


@pytest.mark.parametrize(
    ("text", "length"), [("person/a", 8), ("人" * 100, VID_BYTES), ("a" * 128, 128), ("a" * 129, 128), ("😀" * 50, 128)]
)
def test_long_ids_are_cut_between_characters(text: str, length: int) -> None:
    """A vertex id is cut to the byte and stays UTF-8; different ids stay different."""
    assert len(vid(text).encode()) == length
    assert vid(text + "x") != vid(text)


def test_memgraph_script_names_every_file(exported: Get) -> None:
    """Each table is loaded by one LOAD CSV."""
    out = exported("memgraph").out
    script = (out / "load.cypherl").read_text(encoding="utf-8")
    assert set(re.findall(r'"/import/(\S+?)"', script)) == {path.name for path in out.glob("*.csv")}


def test_neptune_opencypher_headers(exported: Get, counts: Counts) -> None:
    """Neptune's reserved columns come first, and every relationship has an id of its own."""
    out = exported("neptune-opencypher").out
    ids: list[str] = []
    for type_, number in counts.edges.items():
        body = list(rows(out / "edges" / f"{type_}.csv.gz"))
        assert list(body[0])[:4] == ["~id", "~from", "~to", "~label"]
        assert len(body) == number
        ids += [row["~id"] for row in body]
    assert len(ids) == len(set(ids))
    assert json.loads((out / "load.json").read_text(encoding="utf-8"))["format"] == "opencypher"


def test_parquet_is_typed(exported: Get, counts: Counts) -> None:
    """Parquet holds every row; lists are lists, numbers are numbers."""
    needs_module("pyarrow", "pip install pyarrow")
    import pyarrow.parquet as pq

    out = exported("parquet").out
    for label, number in counts.nodes.items():
        assert pq.read_metadata(out / "nodes" / f"{label}.parquet").num_rows == number
    for type_, number in counts.edges.items():
        assert pq.read_metadata(out / "edges" / f"{type_}.parquet").num_rows == number
    schema = pq.read_schema(out / "edges" / "HOLDS.parquet")
    assert str(schema.field("evidence").type).startswith("list<")
    assert str(pq.read_schema(out / "nodes" / "Mention.parquet").field("beginIndex").type) == "int64"


# --------------------------------------------------------------------------------------- networkx and igraph, five questions each


def five_of(nodes: Mapping[Any, Mapping[str, Any]], edges: list[tuple[Any, Any, Mapping[str, Any]]]) -> dict[str, Answer]:
    """Five of the ten questions asked of lists of nodes and edges, as one does in Python."""
    holds = [(nodes[a], nodes[b], e) for a, b, e in edges if e["type"] == "HOLDS"]
    said_at = {a: nodes[b] for a, b, e in edges if e["type"] == "SAID_AT"}
    said = [(nodes[a], b) for a, b, e in edges if e["type"] == "SAID"]
    part = [(a, b, e) for a, b, e in edges if e["type"] == "TOOK_PART"]
    return {
        "01": answer((p["name"], e["title"], o["name"]) for p, o, e in holds if o["label"] == "Organization"),
        "08": answer(
            (said_at[u]["name"], p["name"], nodes[u]["verb"], nodes[u]["name"])
            for p, u in said
            if u in said_at and p["label"] == "Person"
        ),
        "09": answer((nodes[a]["name"], nodes[b]["name"], e["quote"]) for a, b, e in edges if e["type"] == "SPOUSE"),
        "roles": answer((nodes[b]["name"], e["roleName"], nodes[a]["name"]) for a, b, e in part),
        "places": answer((nodes[a]["name"], nodes[b]["name"]) for a, b, e in edges if e["type"] == "AT"),
    }


@pytest.fixture(scope="module")
def wanted(ten: Mapping[str, Answer], store: Any) -> dict[str, Answer]:
    """The same five from SPARQL."""
    from tests.loaders.questions import sparql

    roles = """SELECT DISTINCT ?e ?role ?who WHERE { ?x kg:participation ?p ; rdfs:label ?e .
      ?p kg:participant/rdfs:label ?who ; kg:role/skos:prefLabel ?role . FILTER(LANG(?role) = "zh") }"""
    places = "SELECT DISTINCT ?e ?place WHERE { ?x a kg:Event ; rdfs:label ?e ; kg:place/rdfs:label ?place }"
    three = {name: ten[name] for name in ("01", "08", "09")}
    return three | {"roles": sparql(store, roles), "places": sparql(store, places)}


def _drawn(counts: Counts) -> tuple[int, int]:
    mentions = ("EVIDENCE",)
    nodes = sum(number for label, number in counts.nodes.items() if label != "Mention")
    return nodes, sum(number for type_, number in counts.edges.items() if type_ not in mentions) - counts.nodes["Mention"]


def test_networkx_reads_graphml(exported: Get, counts: Counts, wanted: dict[str, Answer]) -> None:
    """The graph in networkx has all nodes but mentions, and answers five questions as SPARQL does."""
    graph = nx.read_graphml(exported("graphml").out / "graph.graphml", force_multigraph=True)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == _drawn(counts)
    assert five_of(graph.nodes, list(graph.edges(data=True))) == wanted


def test_networkx_reads_gexf(exported: Get, counts: Counts, wanted: dict[str, Answer]) -> None:
    """The same of GEXF, where what we call label is an attribute kind."""
    graph = nx.read_gexf(exported("gexf").out / "graph.gexf", version="1.3")
    nodes = {name: {**values, "label": values["kind"]} for name, values in graph.nodes(data=True)}
    assert (graph.number_of_nodes(), graph.number_of_edges()) == _drawn(counts)
    assert five_of(nodes, list(graph.edges(data=True))) == wanted


def test_igraph_reads_graphml(exported: Get, counts: Counts, wanted: dict[str, Answer]) -> None:
    """In igraph the same: it reads it without a warning, and answers the same."""
    import igraph

    graph = igraph.Graph.Read_GraphML(str(exported("graphml").out / "graph.graphml"))
    assert (graph.vcount(), graph.ecount()) == _drawn(counts)
    nodes = {vertex.index: vertex.attributes() for vertex in graph.vs}
    edges = [(edge.source, edge.target, edge.attributes()) for edge in graph.es]
    assert five_of(nodes, edges) == wanted


def test_the_page_lists_every_label_and_type() -> None:
    """docs/property-graph.md names every label, type and property of the mapping."""
    from tests.loaders.questions import PAGE

    page = PAGE.read_text(encoding="utf-8")
    table = mapping()
    names = {kind.label for kind in table.nodes} | {kind.type for kind in table.edges}
    names |= {one.name for kind in table.nodes for one in kind.properties}
    names |= {one.name for kind in table.edges for one in kind.properties}
    assert {name for name in names if f"`{name}`" not in page} == set()
