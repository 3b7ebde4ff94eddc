"""Why the graph says what it says: every fact of a node with the text it was read from.

A node's own triples rest on the mentions of the node, or on the claims about the triple; what is n-ary (a post held, a part
taken in an event, words said) rests on the mentions of its own node. Each fact is shown with all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.errors import InputError
from kg.graph import entities
from kg.graph.rows import Rows
from kg.graph.store import select
from kg.graph.texts import sentence
from kg.ontology import KG, shortened

Texts = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """A span that a fact was read from.

    ``before`` and ``after`` complete the sentence where the document's text is at hand, and are empty elsewhere.
    ``document`` is the title, ``begin`` and ``end`` are code points, end exclusive.
    """

    document: str
    begin: int
    end: int
    quote: str
    extractor: str
    confidence: float
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a node: what it is called, its value in words, the node behind the value, its sources, the day it begins."""

    property: str
    value: str
    node: str | None = None
    sources: tuple[Source, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the graph says of a node, and why its mentions are one node."""

    iri: str
    label: str
    kind: str
    names: tuple[str, ...] = ()
    mentions: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    identity: tuple[str, ...] = field(default=())


_SOURCES = """
SELECT ?owner ?d ?document ?begin ?end ?quote ?extractor ?confidence WHERE {{
  VALUES ?owner {{ {nodes} }}
  ?owner kg:evidence ?m . ?m kg:inDocument ?d ; kg:beginIndex ?begin ; kg:endIndex ?end ; kg:quote ?quote ; kg:extractor ?x .
  {{ SELECT ?d (MIN(?t) AS ?document) WHERE {{
    {{ SELECT DISTINCT ?d WHERE {{ VALUES ?owner {{ {nodes} }} ?owner kg:evidence/kg:inDocument ?d }} }}
    ?d dcterms:title ?t }} GROUP BY ?d }}
  OPTIONAL {{ ?x rdfs:label ?name }} BIND(COALESCE(?name, STR(?x)) AS ?extractor)
  OPTIONAL {{ ?m kg:confidence ?confidence }}
}} ORDER BY ?document ?begin ?end ?extractor
"""

# What is said of a node through a node of its own: the property's name, that node, and the value in words.
_THROUGH = """
SELECT ?property ?node ?text ?other ?date WHERE {{
  VALUES ?x {{ {node} }}
  {{ ?node kg:holder ?x ; kg:post/kg:postTitle ?title OPTIONAL {{ ?node kg:organization ?other . ?other rdfs:label ?o }}
     OPTIONAL {{ ?node kg:tenureStatus/skos:prefLabel ?status FILTER(LANG(?status) = "zh") }}
     BIND("holds post" AS ?property) BIND(CONCAT(COALESCE(?o, ""), " ", COALESCE(?status, ""), ?title) AS ?text) }}
  UNION {{ ?node kg:organization ?x ; kg:post/kg:postTitle ?title ; kg:holder ?other . ?other rdfs:label ?p
     BIND("post held by" AS ?property) BIND(CONCAT(?title, " ", ?p) AS ?text) }}
  UNION {{ ?node kg:participant ?x ; kg:role/skos:prefLabel ?role . ?other kg:participation ?node ; rdfs:label ?e
     FILTER(LANG(?role) = "zh")
     OPTIONAL {{ ?other kg:startDate ?date }}
     BIND("takes part in" AS ?property) BIND(CONCAT(?e, "（", ?role, COALESCE(CONCAT("，", STR(?date)), ""), "）") AS ?text) }}
  UNION {{ ?x kg:participation ?node . ?node kg:participant ?other ; kg:role/skos:prefLabel ?role . ?other rdfs:label ?p
     FILTER(LANG(?role) = "zh") BIND("participant" AS ?property) BIND(CONCAT(?p, "（", ?role, "）") AS ?text) }}
  UNION {{ ?node kg:speaker ?x ; rdfs:label ?text BIND("says" AS ?property) OPTIONAL {{ ?node kg:saidAt ?other }} }}
  UNION {{ ?node kg:place ?x ; rdfs:label ?text BIND("place of" AS ?property) BIND(?node AS ?other)
     OPTIONAL {{ ?node kg:startDate ?date }} }}
}} ORDER BY ?property ?text ?node
"""

_PLAIN = """
SELECT ?p ?o ?label ?claim WHERE {{
  VALUES ?x {{ {node} }}
  ?x ?p ?o FILTER(?p NOT IN (rdf:type, rdfs:label, skos:altLabel, kg:shortName, kg:evidence, kg:participation, kg:actor))
  OPTIONAL {{ ?o rdfs:label ?l FILTER(LANG(?l) IN ("", "zh")) }} OPTIONAL {{ ?o skos:prefLabel ?c FILTER(LANG(?c) = "zh") }}
  BIND(COALESCE(?l, ?c) AS ?label)
  OPTIONAL {{ ?claim rdf:subject ?x ; rdf:predicate ?p ; rdf:object ?o ; a kg:Claim }}
}} ORDER BY ?p ?o ?claim
"""

_IDENTITY = """
SELECT DISTINCT ?verdict ?reason ?detail ?left ?right ?score WHERE {{
  ?n kg:resolvedTo {node} . ?d kg:left|kg:right ?n ; kg:verdict ?v ; kg:reason ?reason ; kg:confidence ?score .
  ?d kg:left ?l ; kg:right ?r .
  ?l rdfs:label ?ln ; kg:inDocument/dcterms:title ?lt . ?r rdfs:label ?rn ; kg:inDocument/dcterms:title ?rt .
  BIND(CONCAT(?ln, " (", ?lt, ")") AS ?left) BIND(CONCAT(?rn, " (", ?rt, ")") AS ?right)
  BIND(STRAFTER(STR(?v), "/concept/") AS ?verdict) OPTIONAL {{ ?d rdfs:comment ?detail }}
}} ORDER BY ?verdict ?left ?right ?reason
"""


def explain(store: ox.Store, what: str, *, texts: Texts | None = None) -> Explanation:
    """Everything the graph says of a node, or one triple of it, with sources.

    Args:
        store: the store of a build.
        what: a label, another name, an IRI, or a triple as N-Triples (``<s> <p> <o>``).
        texts: gives a document's text by its IRI, for whole sentences around the quotes.

    Raises:
        InputError: nothing is called that, or several nodes are: the message lists them.
    """
    what = what.strip()
    triple = _triple(what)
    if triple is not None:
        return _explain_triple(store, triple, texts)
    nodes = entities.resolve(store, what)
    if len(nodes) > 1:
        lines = "; ".join(f"{entities.called(store, what)[number]['label']} <{node.value}>" for number, node in enumerate(nodes))
        raise InputError(f"{what!r} names {len(nodes)} nodes; give one of their IRIs: {lines}")
    return _explain_node(store, nodes[0], texts)


def _triple(text: str) -> ox.Triple | None:
    if not (text.startswith("<") and text.rstrip(" .").count(" ") >= 2):
        return None
    try:
        quads = list(ox.parse(text.rstrip(" .") + " .", ox.RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"not a triple: write <subject> <predicate> <object> as in N-Triples ({error})") from error
    triple: ox.Triple = quads[0].triple
    return triple


def _explain_node(store: ox.Store, node: ox.NamedNode, texts: Texts | None) -> Explanation:
    heads = Rows.of(
        select(
            store, f"SELECT ?label ?kind WHERE {{ {node} a ?kind OPTIONAL {{ {node} rdfs:label ?label }} }} ORDER BY ?label ?kind"
        )
    )
    if not heads:
        raise InputError(f"{node.value}: no such node in this graph")
    through = Rows.of(select(store, _THROUGH.format(node=node)))
    plain = Rows.of(select(store, _PLAIN.format(node=node)))
    owners = {str(row["node"]) for row in through} | {str(row["claim"]) for row in plain if row["claim"]} | {node.value}
    sources = _sources(store, owners, texts)
    facts: dict[tuple[str, str, str | None], list[Source]] = {}
    dates: dict[str | None, str] = {}
    for row in through:
        other = None if row["other"] is None else str(row["other"])
        dates[other] = str(row["date"] or "")
        facts.setdefault((str(row["property"]), str(row["text"]).strip(), other), []).extend(sources.get(str(row["node"]), ()))
    for row in plain:
        target = str(row["o"])
        label = str(row["label"]) if row["label"] is not None else (shortened(target) or target)
        other = target if target.startswith("http") else None
        found = sources.get(str(row["claim"]), ()) if row["claim"] else ()
        facts.setdefault((shortened(str(row["p"])) or str(row["p"]), label, other), []).extend(found)
    names = Rows.of(select(store, f"SELECT DISTINCT ?n WHERE {{ {node} skos:altLabel|kg:shortName ?n }} ORDER BY ?n"))
    return Explanation(
        iri=node.value,
        label=str(heads[0]["label"] or node.value),
        kind=str(heads[0]["kind"]).removeprefix(KG),
        names=tuple(str(row["n"]) for row in names),
        mentions=sources.get(node.value, ()),
        facts=tuple(Fact(*key, _distinct(found), dates.get(key[2], "")) for key, found in facts.items()),
        identity=tuple(_identity(store, node, {source.document for source in sources.get(node.value, ())})),
    )


def _explain_triple(store: ox.Store, triple: ox.Triple, texts: Texts | None) -> Explanation:
    s, p, o = triple.subject, triple.predicate, triple.object
    if not Rows.of(select(store, f"SELECT ?x WHERE {{ {s} {p} {o} BIND(1 AS ?x) }} LIMIT 1")):
        raise InputError("the graph does not say that; kg explain with the subject alone shows what it says")
    claims = Rows.of(
        select(
            store,
            f"SELECT DISTINCT ?owner WHERE {{ {{ ?owner rdf:subject {s} ; rdf:predicate {p} ; rdf:object {o} }} "
            f"UNION {{ {s} kg:evidence ?m BIND({s} AS ?owner) }} "
            f"UNION {{ ?owner kg:holder {s} ; kg:organization {o} FILTER({p} = kg:memberOf) }} "
            f"UNION {{ {s} kg:participation ?owner . ?owner kg:participant {o} FILTER({p} = kg:actor) }} }}",
        )
    )
    owners = {str(row["owner"]) for row in claims}
    found = _sources(store, owners, texts) if owners else {}
    own = str(s.value) if isinstance(s, ox.NamedNode) else ""
    better = [one for owner in sorted(found) if owner != own for one in found[owner]]
    sources = _distinct(better or found.get(own, ()))
    label = Rows.of(select(store, f"SELECT (SAMPLE(?l) AS ?label) WHERE {{ {s} rdfs:label ?l }}"))[0]["label"]
    target = o.value if isinstance(o, ox.NamedNode | ox.Literal) else str(o)
    fact = Fact(shortened(p.value) or p.value, target, target if isinstance(o, ox.NamedNode) else None, sources)
    return Explanation(iri=own, label=str(label or own), kind="triple", facts=(fact,))


def _sources(store: ox.Store, owners: Iterable[str], texts: Texts | None) -> Mapping[str, tuple[Source, ...]]:
    nodes = " ".join(str(ox.NamedNode(owner)) for owner in sorted(owners))
    found: dict[str, list[Source]] = {}
    for row in Rows.of(select(store, _SOURCES.format(nodes=nodes))):
        begin, end, quote = int(str(row["begin"])), int(str(row["end"])), str(row["quote"])
        text = texts(str(row["d"])) if texts else None
        before, after = "", ""
        if text is not None and text[begin:end] == quote:
            before, _, after = sentence(text, begin, end)
        confidence = float(str(row["confidence"])) if row["confidence"] is not None else 1.0
        source = Source(str(row["document"]), begin, end, quote, str(row["extractor"]), confidence, before, after)
        found.setdefault(str(row["owner"]), []).append(source)
    return {owner: _distinct(sources) for owner, sources in found.items()}


def _distinct(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(sources))


def _identity(store: ox.Store, node: ox.NamedNode, documents: Collection[str]) -> Iterator[str]:
    """The decisions on a node, and the documents that needed none: what they say of the name is what another one says."""
    decided: set[str] = set()
    for row in Rows.of(select(store, _IDENTITY.format(node=node))):
        same = row["verdict"] in ("same-node", "same")
        detail = f": {row['detail']}" if row["detail"] else ""
        if same:
            decided |= {one for one in documents if any(str(row[side]).endswith(f" ({one})") for side in ("left", "right"))}
        yield f"{row['left']} {'=' if same else '≠'} {row['right']} · {row['reason']}{detail} ({float(str(row['score'])):.2f})"
    alike = sorted(set(documents) - decided)
    if alike and len(documents) > 1:
        yield f"{'、'.join(alike)} · one name, one division, and the same or no posts{' as in another' if decided else ''}"


@dataclass(frozen=True, slots=True)
class Namesake:
    """One of several nodes of a name: its IRI, name, class, posts, the documents that name it, and why it is not another one."""

    iri: str
    label: str
    kind: str
    posts: tuple[str, ...]
    documents: tuple[str, ...]
    apart: tuple[str, ...]


def namesakes(store: ox.Store, name: str) -> tuple[Namesake, ...]:
    """The nodes that are called ``name``, with what tells them apart; empty where it is an IRI, or nothing is called that."""
    if entities.is_iri(name):
        return ()
    rows = entities.called(store, name)
    found = []
    for row in rows:
        node = entities.node(str(row["iri"]))
        through = Rows.of(select(store, _THROUGH.format(node=node)))
        posts = dict.fromkeys(str(one["text"]).strip() for one in through if one["property"] == "holds post")
        titles = Rows.of(
            select(store, f"SELECT DISTINCT ?t WHERE {{ {node} kg:evidence/kg:inDocument/dcterms:title ?t }} ORDER BY ?t")
        )
        documents = tuple(str(one["t"]) for one in titles)
        apart = tuple(line for line in _identity(store, node, ()) if " ≠ " in line)
        kind = str(row["kind"]).removeprefix(KG)
        found.append(Namesake(node.value, str(row["label"]), kind, tuple(posts), documents, apart))
    return tuple(found)
