"""Which quads the facts become, and in which graph they stand."""

from __future__ import annotations

import datetime
import itertools
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest

from kg import mapping
from kg.facts import DocumentFacts, Entity, Mention, Relation, TimeValue
from kg.graph import outputs
from kg.graph.nquads import split_line
from kg.graph.store import load_file, select
from kg.mapping import choice
from kg.mapping.terms import Quad
from kg.ontology import DEFAULT_BASE, KG, KGC, RDFS, checked_base, declared
from kg.resolution.records import Resolution
from tests.graph import samples

PLANNED: set[str] = set()
"""Declared terms that no part of the package writes yet."""


@pytest.fixture(scope="module")
def store(built: Path) -> pyoxigraph.Store:
    """The graph of the two invented reports."""
    return load_file(built / "graph.nq")


def values(store: pyoxigraph.Store, query: str) -> set[tuple[str, ...]]:
    """The rows of a query as plain strings."""
    return {tuple("" if value is None else value.value for value in row) for row in select(store, query)}


LIN = f"<{DEFAULT_BASE}{samples.LIN}>"


def graph_quads(documents: list[DocumentFacts], resolution: Resolution, base: str = DEFAULT_BASE) -> set[Quad]:
    """The quads of the graph of some documents, as they are written."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "graph.nq"
        outputs.write(documents, resolution, nquads=path, turtle=path.with_suffix(".ttl"), base=base)
        return {Quad(*split_line(line)) for line in path.read_text("utf-8").splitlines()}


def test_what_is_exported_is_there() -> None:
    """Every name of __all__ exists and is listed once, in order."""
    assert sorted(set(mapping.__all__), key=lambda name: (name[0].islower(), name)) == mapping.__all__
    assert all(hasattr(mapping, name) for name in mapping.__all__)


def test_each_triple_stands_in_one_graph(lines: list[str]) -> None:
    """The union of all graphs has no triple twice."""
    graphs: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for line in lines:
        s, p, o, g = split_line(line)
        graphs[s, p, o].add(g)
    assert {triple: names for triple, names in graphs.items() if len(names) > 1} == {}


def test_there_are_no_blank_nodes(lines: list[str]) -> None:
    """Everything has a name, lists of the ontology included."""
    assert [line for line in lines if line.startswith("_:") or " _:" in line.split('"')[0]] == []


def test_evidence_stands_in_the_document_and_facts_in_the_default_graph(lines: list[str]) -> None:
    """Text and evidence leave with their document; facts are there for a query that sees no named graph."""
    kinds = defaultdict(set)
    for line in lines:
        s, p, o, g = split_line(line)
        if p.endswith("#type>") and s.startswith(f"<{DEFAULT_BASE}") and o.startswith(f"<{KG}"):
            kinds[o[len(KG) + 1 : -1]].add(g.rsplit("/", 1)[-1].rstrip(">"))
    documents = {samples.facts().document[:16], samples.second().document[:16]}
    expected = {
        name: {""}
        for name in ("Person", "Organization", "Place", "Work", "Event", "Participation", "Post", "Tenure", "Utterance")
    }
    expected |= dict.fromkeys(("Document", "Article", "Mention", "Claim"), documents)
    expected |= {name: {"identity"} for name in ("IdentityDecision", "LocalNode")}
    assert kinds == expected


def test_a_merged_node_has_one_label_and_one_date(store: pyoxigraph.Store) -> None:
    """Where two reports differ the stated rule chooses: longest name, most precise time."""
    query = f"SELECT ?l ?s ?t {{ GRAPH ?none {{}} ?e a <{KG}Event> ; rdfs:label ?l ; kg:startDate ?s ; kg:timeText ?t }}"
    query = query.replace("GRAPH ?none {} ", "")
    assert values(store, query) == {("林若川走访河湾织造厂有限公司", "2031-03-04", "3月4日下午")}


def test_what_was_not_chosen_stays_on_the_claim(store: pyoxigraph.Store) -> None:
    """Each report's own date is a claim with that report's evidence."""
    query = "SELECT ?o ?q { ?c a kg:Claim ; rdf:predicate kg:startDate ; rdf:object ?o ; kg:evidence/kg:quote ?q }"
    assert values(store, query) == {
        ("2031-03-03", "走访河湾织造"),
        ("2031-03-04", "来到柳桥街道，走访河湾织造厂有限公司"),
    }


def test_other_names_become_alternative_labels(store: pyoxigraph.Store) -> None:
    """Aliases are skos:altLabel; abbreviations are kg:shortName as well."""
    query = 'SELECT ?a ?s { ?o rdfs:label "中共河湾区委"@zh ; skos:altLabel ?a OPTIONAL { ?o kg:shortName ?s FILTER(?s = ?a) } }'
    assert values(store, query) == {("河湾区委", ""), ("区委", "区委")}


def test_a_former_tenure_is_no_membership(store: pyoxigraph.Store) -> None:
    """kg:memberOf is written for present tenures only."""
    assert values(store, "SELECT ?p ?o { ?x kg:memberOf ?y . ?x rdfs:label ?p . ?y rdfs:label ?o }") == {
        ("林若川", "中共河湾区委")
    }


def test_a_tenure_unites_the_days_it_was_seen_on(store: pyoxigraph.Store) -> None:
    """Two reports of one tenure are one node with both dates."""
    query = 'SELECT ?d { ?t kg:holder/rdfs:label "林若川"@zh ; kg:organization/rdfs:label "中共河湾区委"@zh ; kg:observedOn ?d }'
    assert values(store, query) == {("2031-03-03",), ("2031-03-04",)}


def test_an_implied_place_says_where_it_came_from(store: pyoxigraph.Store) -> None:
    """A parent from the gazetteer has no evidence but an origin, described in graph/meta."""
    query = "SELECT ?l ?o { ?p prov:wasDerivedFrom ?x . ?p rdfs:label ?l . ?x a prov:Entity ; rdfs:label ?o }"
    assert values(store, query) == {("江城市", "行政区划地名表")}


def test_extractors_are_named_with_their_version(store: pyoxigraph.Store) -> None:
    """A mention says which rule or model of which version read it."""
    assert ("titles 0.1.0",) in values(store, "SELECT DISTINCT ?l { ?m kg:extractor/rdfs:label ?l }")


def test_the_description_counts_what_is_there(store: pyoxigraph.Store, lines: list[str]) -> None:
    """void:triples is the number of quads outside graph/meta and graph/identity; class partitions are true."""
    described = sum(not line.endswith(("/graph/meta> .", "/graph/identity> .")) for line in lines)
    assert values(store, f"SELECT ?n {{ <{DEFAULT_BASE}dataset> void:triples ?n }}") == {(str(described),)}
    partitions = "SELECT ?c ?n { ?p void:class ?c ; void:entities ?n }"
    counted = """SELECT ?c (COUNT(DISTINCT ?x) AS ?n) { ?x a ?c FILTER(STRSTARTS(STR(?c), STR(kg:)))
                 FILTER(?c NOT IN (kg:LocalNode, kg:IdentityDecision)) } GROUP BY ?c"""
    assert values(store, partitions) == values(store, counted)


def test_identity_decisions_can_be_read(store: pyoxigraph.Store) -> None:
    """A decision names both local nodes, the verdict and the reason."""
    query = """SELECT ?a ?b ?v ?r { ?d a kg:IdentityDecision ; kg:left/rdfs:label ?a ; kg:right/rdfs:label ?b ;
               kg:verdict/skos:prefLabel ?v ; kg:reason ?r FILTER(LANG(?v) = "en") }"""
    assert values(store, query) == {
        ("林若川", "林若川", "one node", "same-name-same-district"),
        ("葛大年", "林若川", "two nodes", "different-name"),
    }


def test_the_order_of_documents_does_not_matter() -> None:
    """The same documents in another order give the same quads."""
    one, two = samples.facts(), samples.second()
    forwards = graph_quads([one, two], samples.resolution())
    assert forwards == graph_quads([two, one], samples.resolution())


def test_a_document_leaves_by_its_graph() -> None:
    """Without the second document nothing of it is left, and the first one's named graph loses nothing."""
    alone = {quad for quad in graph_quads([samples.facts()], Resolution(keys={})) if "graph/meta" not in quad.graph}
    both = graph_quads([samples.facts(), samples.second()], samples.resolution())
    assert not any(samples.second().document[:16] in "".join(quad) for quad in alone)
    lost = {quad for quad in alone - both if quad.graph}
    assert lost == set()


def test_references_that_lead_nowhere_are_named_and_left_out() -> None:
    """An extractor's mistake costs that fact only, and is reported."""
    good = samples.facts()
    bad = replace(
        good,
        relations=(Relation(samples.GE, "spouse", "person/无此人"),),
        entities=(*good.entities, Entity("person/空", "person", "空", mentions=(Mention(1, 3, "titles", 1.0),))),
    )
    quotes = {span: text for span, text in bad.quotes.items() if span != (1, 3)}
    bad = replace(bad, quotes=quotes)
    assert mapping.problems(good) == []
    assert mapping.problems(bad) == [
        "person/空 rests on 1–3, whose characters are not given",
        "relation spouse refers to person/无此人, which is not a record of the document",
    ]
    assert not any("无此人" in "".join(quad) for quad in mapping.fact_quads([bad], Resolution(keys={}), DEFAULT_BASE))


def test_facts_without_evidence_and_unknown_concepts_are_named() -> None:
    """What would break the shapes is said where it comes from."""
    good = samples.facts()
    position = replace(good.positions[0], mentions=(), status="on-leave")
    bad = replace(good, positions=(position,), relations=(Relation(samples.GE, "loves", samples.CHEN),))
    assert mapping.problems(bad) == [
        "position 书记 rests on no span of the text",
        "position 书记 has the concept on-leave, which is not declared",
        f"relation loves does not connect {samples.GE} with {samples.CHEN}",
    ]
    assert not any("loves" in "".join(quad) for quad in graph_quads([bad], Resolution(keys={})))


def test_what_resolution_made_of_another_kind_keeps_the_shapes() -> None:
    """A place that a user's rule joins with an organization loses its place's category and relations, not its names."""
    facts, organization = samples.facts(), "organization/柳桥街道"
    resolution = Resolution(keys={(facts.document, samples.STREET): organization})
    quads = graph_quads([facts], resolution)
    node = f"<{DEFAULT_BASE}{organization}>"
    said = {quad.predicate.rsplit("#", 1)[-1].rstrip(">") for quad in quads if quad.subject == node}
    assert said == {"type", "label", "evidence"}
    assert not any(quad.object == node and quad.predicate.endswith("#subject>") for quad in quads)


def test_names_that_a_user_prescribes_win() -> None:
    """A label of the identity rules stands, and the text's own name becomes another name."""
    resolution = Resolution(keys={}, names={samples.LIN: "林若川（河湾）"})
    quads = {
        quad.object
        for quad in mapping.fact_quads([samples.facts()], resolution, DEFAULT_BASE)
        if "林若川~990101>" in quad.subject
    }
    assert {'"林若川（河湾）"@zh', '"林若川"@zh'} <= quads


def test_every_term_written_is_declared_and_every_declared_one_written(lines: list[str]) -> None:
    """No term of ours is used without a declaration; what nothing writes yet is listed as planned."""
    terms = [f"<{KG}", f"<{KGC}"]
    outside_meta = [line for line in lines if not line.endswith("/graph/meta> .")]
    used = {
        term[1:-1] for line in outside_meta for term in itertools.chain(split_line(line)[:3]) if term.startswith(tuple(terms))
    }
    assert used - declared() == set()
    vocabulary = {term for term in declared() if term.startswith(KG)} - {KG + "DisjointClasses", KG + "ace"}
    assert {term.removeprefix(KG) for term in vocabulary - used} == WRITTEN_BY_OTHER_FACTS | PLANNED


WRITTEN_BY_OTHER_FACTS = {"Group", "founder", "parent", "subEventOf", "textHash"}
"""Terms that the invented reports have no fact for; the test below writes them."""


def test_the_remaining_terms_are_written() -> None:
    """Groups, parents, founders, sub-events and hashes of kept texts have their terms, too."""
    good = samples.facts()
    visit = good.events[0]
    stop = replace(visit, key="event/0-60-慰问", label="慰问", parent=visit.key, participations=())
    crowd = Entity("group/居民代表", "group", "居民代表", mentions=good.entities[0].mentions)
    more = (Relation(samples.GE, "parent", samples.CHEN), Relation(samples.WORKS, "founder", samples.GE))
    facts = replace(good, events=(visit, stop), entities=(*good.entities, crowd), relations=more)
    resolution = Resolution(keys={})
    quads = [
        *mapping.fact_quads([facts], resolution, DEFAULT_BASE),
        *mapping.document_quads(facts, resolution, DEFAULT_BASE, text_hash="0" * 64),
    ]
    used = {term for quad in quads for term in quad[1:3]}
    assert {f"<{KG}{name}>" for name in WRITTEN_BY_OTHER_FACTS} <= used


def test_another_base_moves_every_instance() -> None:
    """--base changes instances only, never the vocabulary."""
    base = checked_base("http://example.org/新闻")
    quads = graph_quads([samples.facts()], Resolution(keys={}), base)
    assert not any(DEFAULT_BASE in "".join(quad) for quad in quads)
    assert any(quad.subject == f"<{base}person/林若川~990101>" for quad in quads)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"江城水研院": 1, "江城水利研究院": 1}, "江城水利研究院"),
        ({"江城水研院": 2, "江城水利研究院": 1}, "江城水研院"),
        ({"乙": 1, "丙": 1}, "丙"),
    ],
)
def test_names_are_chosen_by_votes_length_and_code_points(votes: dict[str, int], expected: str) -> None:
    """Most documents, then the longest, then the smallest by code points."""
    assert choice.best_name(votes) == expected


def test_at_most_eight_other_names() -> None:
    """The rarest names are dropped."""
    votes = {f"名{number}": 10 - number for number in range(10)} | {"正名": 99}
    assert choice.other_names(votes, "正名") == [f"名{number}" for number in range(8)]


def test_a_document_votes_once() -> None:
    """A name that one document repeats counts as one document."""
    good = samples.facts()
    first, second = (replace(good.entities[0], name=name, aliases=()) for name in ("林若川", "林若川先生"))
    again = replace(first, key=f"{first.key}1")
    resolution = Resolution(keys={(good.document, again.key): first.key})
    documents = [replace(good, entities=(first, again, *good.entities[1:]))]
    documents += [replace(samples.second(), document=c * 64, entities=(second,), events=(), positions=()) for c in "ab"]
    label = [q.object for q in mapping.fact_quads(documents, resolution, DEFAULT_BASE) if q[:2] == (LIN, f"<{RDFS}label>")]
    assert label == ['"林若川先生"@zh']


def test_the_more_precise_time_wins_a_tie() -> None:
    """Of two times that as many documents give, the more precise stands."""
    day = datetime.date(2031, 3, 4)
    vague, exact = TimeValue(None, day, "recent", "近日"), TimeValue(day, day, "day", "3月4日")
    assert choice.best_time({vague: 1, exact: 1}) == exact
    assert choice.best_time({vague: 2, exact: 1}) == vague


def test_circles_are_broken() -> None:
    """Nobody is within, under or part of himself, however many steps away."""
    assert choice.forest({"a": {"b": 1}, "b": {"c": 1}, "c": {"a": 1}}) == {"a": "b", "b": "c"}
    assert choice.superiors({("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 2}) == {("c", "a"), ("a", "b")}


def test_nobody_is_married_twice() -> None:
    """The couple that more documents name stands; both directions count for it."""
    assert choice.couples({("a", "b"): 1, ("b", "a"): 1, ("a", "c"): 1}) == {frozenset("ab")}
