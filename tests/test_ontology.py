"""The ontology's files: found, parsed, documented, and shown by the page."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from kg.errors import InputError
from kg.ontology import KG, KGC, ONTOLOGY_FILES, PREFIXES, SHAPES_FILE, checked_base, declared, read, shortened, source

FOLDER = Path(__file__).parent.parent / "ontology"


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Terms and concepts."""
    graph = Graph()
    for name in ONTOLOGY_FILES:
        graph.parse(data=read(name), format="turtle")
    return graph


def test_the_page_is_up_to_date() -> None:
    """index.html is what make_page.py writes; run it after a change."""
    spec = importlib.util.spec_from_file_location("make_page", FOLDER / "make_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.Page(FOLDER).html() == (FOLDER / "index.html").read_text("utf-8")


def test_every_term_has_both_labels(graph: Graph) -> None:
    """Classes, properties and concepts have a name in Chinese and in English."""
    kinds = ((OWL.Class, RDFS.label), (OWL.ObjectProperty, RDFS.label), (OWL.DatatypeProperty, RDFS.label))
    kinds += ((SKOS.Concept, SKOS.prefLabel), (SKOS.ConceptScheme, RDFS.label))
    bare = {
        (str(node), language)
        for kind, label in kinds
        for node in graph.subjects(RDF.type, kind)
        for language in ("zh", "en")
        if len([v for v in graph.objects(node, label) if v.language == language]) != 1
    }
    assert bare == set()


def test_every_concept_is_in_one_scheme(graph: Graph) -> None:
    """A concept belongs to exactly one scheme, so that shapes can ask for it."""
    assert {c for c in graph.subjects(RDF.type, SKOS.Concept) if len(list(graph.objects(c, SKOS.inScheme))) != 1} == set()


def test_own_terms_that_are_named_are_declared(graph: Graph) -> None:
    """No domain, range, scheme or shape names a term of ours that is not declared."""
    shapes = Graph().parse(data=read(SHAPES_FILE), format="turtle")
    named = {str(node) for triple in [*graph, *shapes] for node in triple if isinstance(node, URIRef)}
    assert {iri for iri in named if iri.startswith((KG, KGC))} - declared() - {KG, KGC} == set()


def test_files_are_found_by_name_only() -> None:
    """A file that does not come with the package is an error of one line."""
    assert source("ontology.ttl").is_file()
    with pytest.raises(InputError, match=r"ontology/none\.ttl"):
        source("none.ttl")


@pytest.mark.parametrize("base", ["http://example.org/a", "http://example.org/a/", "urn:x:y", "https://例.org/新闻/"])
def test_a_base_ends_with_a_slash(base: str) -> None:
    """Any absolute IRI is a base."""
    assert checked_base(base) == base.rstrip("/") + "/"


@pytest.mark.parametrize(
    "base", ["", "news", "http://a b/", "http://a/#", "http://a/?q=", "http://a/%20", "http://a/<b>", "//a/"]
)
def test_what_is_no_base_is_refused(base: str) -> None:
    """Relative IRIs and characters that some store refuses."""
    with pytest.raises(InputError, match="--base"):
        checked_base(base)


def test_prefixes_are_unambiguous() -> None:
    """No namespace begins with another one, so that every IRI has one short form."""
    spaces = sorted(PREFIXES.values())
    assert [(a, b) for a in spaces for b in spaces if a != b and b.startswith(a)] == []
    assert shortened("http://example.org/x") is None
