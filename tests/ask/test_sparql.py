"""What is known of a query before it runs, and what is refused."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.graph.query import FORMATS, check, run, serialize
from kg.graph.sparql import form, names_its_dataset, tokens

TRIPLES = """<http://e.org/a> <http://e.org/p> "甲"@zh <http://e.org/g> .
<http://e.org/a> <http://e.org/p> <http://e.org/b> ."""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """A triple in the default graph and one in a named graph."""
    made = ox.Store()
    made.load(TRIPLES, ox.RdfFormat.N_QUADS)
    return made


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://e.org/> { ?s ?p ?o } }",
        "SELECT * { service silent ?where { ?s ?p ?o } }",
        "PREFIX e: <http://e.org/> SELECT * { SERVICE e:sparql{?s ?p ?o} }",
        "SELECT * { SERVICE # a comment {\n <http://e.org/> { ?s ?p ?o } }",
        "SELECT * { FILTER(?a<'>') SERVICE <http://e.org/> {} FILTER(?a<'>') }",
        "SELECT * { \\u0053ERVICE <http://e.org/> { ?s ?p ?o } }",
        'SELECT * { ?s ?p "x" }  # " SERVICE <http://e.org/> { ?s ?p ?o }',
    ],
)
def test_service_is_refused(store: ox.Store, query: str) -> None:
    """A query that would ask another service never reaches the engine, however it is written."""
    with pytest.raises(QueryError, match="SERVICE is refused"):
        run(store, query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }",
        "PREFIX e: <http://e.org/> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://e.org/>",
        "CLEAR ALL",
        "WITH <http://e.org/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(store: ox.Store, query: str) -> None:
    """Updates are named as such and change nothing."""
    with pytest.raises(QueryError, match="read-only"):
        run(store, query)
    assert len(store) == 2


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("SELECT * { ?s ?p ?o\n 中文  ?x }", 2, 2, "syntax error"),
        ("selec * {}", 1, 1, "did you mean SELECT"),
        ("SELECT ?x\nWHERE { ?x kgg:holder ?y }", 2, 12, "did you mean kg:"),
        ("SELECT ?x { ?x nowhere:p ?y }", 1, 16, "declare it"),
        ("SELECT * { ?s ?p ?o", 1, 20, "closing } missing: 1"),
        ("SELECT * {\n  { ?s ?p ?o \n\n", 2, 13, "closing } missing: 2"),
        ("ASK { ?s ?p ?o } }", 1, 18, "a closing } too many"),
        ("SELECT * WHERE { ?s ?p }", 1, 24, "} cannot stand here"),
        ("SELECT ?x { ?x a kg:Person . FILTER(?x > ) }", 1, 42, r"\) cannot stand here"),
        ("SELECT ?x {\n ?x a ?y\n} ORDER ?x", 3, 9, r"\?x cannot stand here, expected BY"),
        ("SELECT (COUNT(?p) AS ?n { ?p a ?c }", 1, 25, r'{ cannot stand here, expected "\)"'),
        ("SELECT ?x { OPTIONL { ?x a ?y } }", 1, 13, "did you mean OPTIONAL"),
        ("SELECT ?x { ?x rdfs:label ?y . FILTER ?y = 3 }", 1, 39, r"\?y cannot stand here"),
        ("SELECT ?x { ?x a ?y } LIMIT", 1, 28, "ends too early"),
        ("SELECT ?x { ?x rdfs:label 中共 }", 1, 27, 'between quotes: "中共"@zh'),
        ('SELECT ?x { ?x rdfs:label "中共 }', 1, 27, "is not closed"),
        ("SELECT ?x { ?x a <http://e.org/a b> }", 1, 18, "holds a space"),
        ("", 1, 1, "empty"),
        ("# only a comment", 1, 1, "empty"),
    ],
)
def test_mistakes_have_a_place(store: ox.Store, query: str, line: int, column: int, words: str) -> None:
    """A syntax error says line and column, in code points, and shows the line."""
    with pytest.raises(QueryError, match=words) as caught:
        run(store, query)
    assert caught.value.line == line
    assert caught.value.column == column
    assert "SERVICE" not in str(caught.value)  # what is refused is not recommended
    if query and not query.startswith("#"):
        assert query.split("\n")[line - 1] in str(caught.value)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT * { ?s ?p ?o }", 2),
        ("SELECT * FROM <http://e.org/g> { ?s ?p ?o }", 1),
        ("SELECT * FROM NAMED <http://e.org/g> { ?s ?p ?o }", 0),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", 1),
        ("SELECT ?service ?o { ?service ?p ?o }", 2),
        ("SELECT ?from { ?from ?p ?o }", 2),
    ],
)
def test_dataset(store: ox.Store, query: str, rows: int) -> None:
    """A plain query sees the union of all graphs, FROM what it names."""
    result = run(store, query)
    assert isinstance(result, ox.QuerySolutions)
    assert len(list(result)) == rows


@pytest.mark.parametrize(
    ("default", "named", "query", "rows"),
    [
        (["http://e.org/g"], [], "SELECT * { ?s ?p ?o }", 1),
        (["http://e.org/none"], [], "SELECT * { ?s ?p ?o }", 0),
        ([], ["http://e.org/g"], "SELECT * { GRAPH ?g { ?s ?p ?o } }", 1),
        ([], ["http://e.org/none"], "SELECT * { GRAPH ?g { ?s ?p ?o } }", 0),
        (["http://e.org/none"], [], "SELECT * FROM <http://e.org/g> { ?s ?p ?o }", 0),
    ],
)
def test_dataset_of_the_protocol(store: ox.Store, default: list[str], named: list[str], query: str, rows: int) -> None:
    """The graphs of the protocol win over those of the query."""
    result = run(store, query, default_graphs=default, named_graphs=named)
    assert isinstance(result, ox.QuerySolutions)
    assert len(list(result)) == rows


def test_own_prefix_wins(store: ox.Store) -> None:
    """A query may declare a prefix of ours for something else."""
    result = run(store, 'PREFIX kg: <http://e.org/> ASK { ?s kg:p "甲"@zh }')
    assert bool(result)


@pytest.mark.parametrize(
    ("query", "name"), [("SELECT * { ?s ?p ?o }", "json"), ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "ntriples")]
)
def test_serialize(store: ox.Store, query: str, name: str) -> None:
    """Results are written as they are found."""
    out = io.BytesIO()
    serialize(run(store, query), out, FORMATS[name])
    assert "甲" in out.getvalue().decode()


def test_nesting_is_bounded() -> None:
    """Brackets without end do not reach the recursive parser."""
    with pytest.raises(QueryError, match="deep"):
        check("ASK " + "{" * 5000)


@pytest.mark.parametrize(
    "query", ["ASK { ?s ?p 'a FROM b' }", "SELECT ?from { ?s ?from ?o }", "ASK { ?s <http://e.org/FROM> ?o }"]
)
def test_from_in_other_places(query: str) -> None:
    """The word FROM in a string, a name or a variable is no dataset."""
    assert form(query)
    assert not names_its_dataset(query)


def test_long_queries_are_read_in_linear_time() -> None:
    """A long query of spaces after SERVICE takes no time worth speaking of."""
    query = "ASK { # " + ("SERVICE" + " " * 900) * 100 + "\n }"
    assert check(query) == "ASK"
    assert len(list(tokens(query))) == 3


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o {{ ?s <http://e.org/p> ?o }}",
        "SELECT ?o { ?s ?p ?any OPTIONAL { {{ ?s <http://e.org/p> ?o }} } }",
        'SELECT ?o { {{ ?s <http://e.org/p> ?o }} FILTER(?o != "{{ ?s ?p ?o }}") }',
        "SELECT ?o { GRAPH ?g {{ ?s <http://e.org/p> ?o }} }",
        "SELECT ?o { GRAPH ?g { { ?s <http://e.org/p> ?o } {{ ?s <http://e.org/p> ?o }} } }",
    ],
)
def test_two_braces_mean_nothing(store: ox.Store, query: str) -> None:
    """A pattern in two pairs of braces, which is read in another way, has the rows that SPARQL gives it."""
    plain = store.query(query, use_default_graph_as_union=True)
    found = run(store, query)
    assert isinstance(plain, ox.QuerySolutions)
    assert isinstance(found, ox.QuerySolutions)
    assert sorted(str(row["o"]) for row in found) == sorted(str(row["o"]) for row in plain)


def test_mistakes_behind_two_braces_are_shown_where_they_are(store: ox.Store) -> None:
    """What is read in another way moves no position of a complaint."""
    with pytest.raises(QueryError, match="line 1, column 41"):
        run(store, "SELECT * { {{ ?s ?p ?o }} . ?s <http://>> ?o }")
