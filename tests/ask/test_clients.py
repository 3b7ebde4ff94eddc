"""Clients that people use against ``kg serve``: curl, SPARQLWrapper, rdflib's SPARQLStore."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import rdflib

PEOPLE = "SELECT ?n WHERE { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n"
KG = rdflib.Namespace("https://w3id.org/xinwen-kg/ontology#")


def curl(*arguments: str) -> str:
    """What curl prints."""
    program = shutil.which("curl")
    if program is None:
        pytest.skip("curl is not installed")
    return subprocess.run(
        [program, "-sS", "--fail-with-body", *arguments], capture_output=True, check=True, timeout=30
    ).stdout.decode()


def test_curl_get(server: str) -> None:
    """A curl -G with a url-encoded query."""
    answer = json.loads(curl("-G", f"{server}/sparql", "--data-urlencode", f"query={PEOPLE}"))
    assert len(answer["results"]["bindings"]) == 7


def test_curl_post(server: str) -> None:
    """With --data-urlencode curl posts a form; -H chooses the format."""
    assert "顾明远" in curl(f"{server}/sparql", "-H", "Accept: text/csv", "--data-urlencode", f"query={PEOPLE}")


def test_curl_direct(server: str) -> None:
    """With --data-binary curl posts the query itself."""
    header = "Content-Type: application/sparql-query"
    assert "顾明远" in curl(f"{server}/sparql", "-H", header, "-H", "Accept: text/csv", "--data-binary", PEOPLE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_select(server: str, method: str, form: str) -> None:
    """SPARQLWrapper reads rows in each of its formats."""
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    client = wrapper.SPARQLWrapper(f"{server}/sparql", returnFormat=form)
    client.setMethod(method)
    client.setQuery(PEOPLE)
    answer = client.query().convert()
    shown = (
        answer.toxml()
        if form == "xml"
        else answer.decode()
        if isinstance(answer, bytes)
        else json.dumps(answer, ensure_ascii=False)
    )
    assert "顾明远" in shown


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld"])
def test_sparqlwrapper_construct(server: str, form: str) -> None:
    """SPARQLWrapper reads triples, and an update is refused."""
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    client = wrapper.SPARQLWrapper(f"{server}/sparql", returnFormat=form)
    client.setQuery("CONSTRUCT { ?p rdfs:label ?n } WHERE { ?p a kg:Person ; rdfs:label ?n }")
    answer = client.query().convert()
    graph = answer if isinstance(answer, rdflib.Graph) else rdflib.Graph().parse(data=answer, format="turtle")
    assert len(graph) == 7


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sparqlwrapper_errors(server: str) -> None:
    """A malformed query is what SPARQLWrapper calls one, and an update fails."""
    wrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
    client = wrapper.SPARQLWrapper(f"{server}/sparql")
    client.setQuery("SELECT ?x WHERE { ?x }")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed):
        client.query()
    client.setMethod("POST")
    client.setQuery("CLEAR ALL")
    with pytest.raises(Exception, match="403"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store(server: str, method: str) -> None:
    """The SPARQLStore of rdflib answers patterns and queries from the endpoint."""
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = rdflib.Graph(SPARQLStore(f"{server}/sparql", method=method))
    people = set(graph.subjects(rdflib.RDF.type, KG.Person))
    assert len(people) == 7
    names = {str(graph.value(person, rdflib.RDFS.label)) for person in people}
    assert "顾明远" in names
    rows = graph.query(
        "SELECT ?n WHERE { ?p a <https://w3id.org/xinwen-kg/ontology#Person> ; <http://www.w3.org/2000/01/rdf-schema#label> ?n }"
    )
    assert {str(row[0]) for row in rows} == names
