"""The graph as other libraries know graphs: rdflib and networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.graph.rows import Row, Rows
from kg.graph.store import select
from kg.ontology import KG, PREFIXES, RELATIONS

if TYPE_CHECKING:
    import networkx
    import rdflib

PLAIN = (*RELATIONS, "memberOf", "author")
"""Properties that are one edge each: beside the common ones the shortcut of a tenure, and who wrote an article."""

_NODES = """
SELECT ?node ?kind ?label (SAMPLE(?c) AS ?category) (MIN(?s) AS ?start) (MAX(?x) AS ?end) WHERE {
  ?node a ?kind ; rdfs:label ?label . VALUES ?kind { kg:Person kg:Organization kg:Group kg:Place kg:Work kg:Event kg:Article }
  OPTIONAL { ?node kg:category ?c } OPTIONAL { ?node kg:startDate ?s } OPTIONAL { ?node kg:endDate ?x }
} GROUP BY ?node ?kind ?label ORDER BY ?node
"""

_TENURES = """
SELECT ?source ?target ?label (MIN(?on) AS ?first) (MAX(?on) AS ?last) (SAMPLE(?s) AS ?status) WHERE {
  ?t kg:holder ?source ; kg:organization ?target ; kg:post/kg:postTitle ?label
  OPTIONAL { ?t kg:observedOn ?on } OPTIONAL { ?t kg:tenureStatus ?s }
} GROUP BY ?source ?target ?label ?t ORDER BY ?source ?target ?label ?t
"""

_PARTICIPATIONS = """
SELECT ?source ?target ?role ?start ?end WHERE {
  ?target kg:participation ?p . ?p kg:participant ?source ; kg:role ?role
  OPTIONAL { ?target kg:startDate ?start } OPTIONAL { ?target kg:endDate ?end }
} ORDER BY ?source ?target ?role
"""


def to_rdflib(store: ox.Store, *, copy: bool) -> rdflib.Dataset:
    """The store as an rdflib dataset whose default graph is the union of all graphs.

    Args:
        store: the store of a build.
        copy: True for a copy in memory; False for a view that reads the store in place.
    """
    import rdflib
    from oxrdflib import OxigraphStore

    if not copy:
        return rdflib.Dataset(store=OxigraphStore(store=store), default_union=True)
    dataset = rdflib.Dataset(default_union=True)
    for name, iri in PREFIXES.items():
        dataset.bind(name, iri, replace=True)
    data = store.dump(format=ox.RdfFormat.N_QUADS)
    assert data is not None
    dataset.parse(data=data, format="nquads")
    return dataset


def to_networkx(store: ox.Store) -> networkx.MultiDiGraph[str]:
    """Entities, events and articles as nodes, what joins them as edges.

    A node's name is its IRI; its attributes are ``label``, ``kind`` (``Person`` …) and, where known, ``category``, ``start``
    and ``end`` (dates). An edge's key is what joins: a property's local name; ``tenure`` from a person to an
    organization with ``label`` (the title), ``first``, ``last`` (dates it was seen) and ``status``; ``participation``
    from a participant to an event with ``label`` (the role), ``start`` and ``end``.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for row in Rows.of(select(store, _NODES)):
        attributes = _known(row, "category", "start", "end")
        graph.add_node(str(row["node"]), label=str(row["label"]), kind=str(row["kind"]).removeprefix(KG), **attributes)
    edges: list[tuple[str, str, str, dict[str, object]]] = []
    for row in Rows.of(select(store, _TENURES)):
        edges.append((str(row["source"]), str(row["target"]), "tenure", _known(row, "label", "first", "last", "status")))
    for row in Rows.of(select(store, _PARTICIPATIONS)):
        label = str(row["role"]).rpartition("/")[2]
        edges.append((str(row["source"]), str(row["target"]), "participation", {"label": label, **_known(row, "start", "end")}))
    plain = " ".join(f"kg:{name}" for name in PLAIN)
    for row in Rows.of(select(store, f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o VALUES ?p {{ {plain} }} }} ORDER BY ?s ?p ?o")):
        name = str(row["p"]).removeprefix(KG)
        edges.append((str(row["s"]), str(row["o"]), name, {"label": name}))
    for source, target, kind, attributes in edges:
        if source in graph and target in graph:
            graph.add_edge(source, target, kind=kind, **attributes)
    return graph


def _known(row: Row, *names: str) -> dict[str, object]:
    return {name: row[name] for name in names if row[name] is not None}
