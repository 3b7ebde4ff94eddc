"""Questions that every engine answers in its own language, with the answers of the build itself to compare with.

Answers are sets of rows; a row is a tuple of texts, empty where a variable is unbound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from kg.graph.library import fill, question
from kg.mapping.terms import escape
from kg.ontology import prefix_header

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "property-graph.md"

Row = tuple[str, ...]
Answer = frozenset[Row]


def text(value: object) -> str:
    """A value of any engine as text; numbers without a fraction of nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def answer(rows: Iterable[Sequence[object]]) -> Answer:
    """Rows of any engine as an answer."""
    return frozenset(tuple(text(value) for value in row) for row in rows)


def sparql(store: pyoxigraph.Store, query: str) -> Answer:
    """The answer of a store to a SELECT over the union of its graphs."""
    result = store.query(prefix_header() + query, use_default_graph_as_union=True)
    assert isinstance(result, pyoxigraph.QuerySolutions)
    return answer([None if term is None else getattr(term, "value", str(term)) for term in row] for row in result)


@dataclass(frozen=True)
class Names:
    """Names to ask for: those of which the graph knows most, the smallest where several are equal."""

    person: str
    organization: str
    event: str
    place: str

    def parameters(self) -> Mapping[str, str]:
        """As parameters of a query."""
        return {"person": self.person, "organization": self.organization, "event": self.event, "place": self.place}


_MOST = {
    "person": "?e kg:actor ?x . ?x a kg:Person ; rdfs:label ?name . ?t kg:holder ?x ; kg:organization ?o",
    "organization": "?o kg:subOrganizationOf ?x . ?x rdfs:label ?name . ?t kg:organization ?o",
    "event": "?x a kg:Event ; rdfs:label ?name ; kg:participation ?e",
    "place": "?l kg:within+ ?x . ?x rdfs:label ?name . ?e kg:place ?l",
}


def names(store: pyoxigraph.Store) -> Names:
    """Names for the parameters of the questions."""

    def most(pattern: str) -> str:
        rows = store.query(
            prefix_header()
            + f"SELECT ?name (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT 1",
            use_default_graph_as_union=True,
        )
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        return next((str(row["name"].value) for row in rows), "")

    return Names(**{key: most(pattern) for key, pattern in _MOST.items()})


# ---------------------------------------------------------------------------------------------- five of the library, in SPARQL


LIBRARY = ("leaders-below", "couples", "bylines", "agenda", "evidence-of-post")
"""Five questions of the library that touch posts, families, articles, events and evidence."""


def library_queries(store: pyoxigraph.Store) -> dict[str, str]:
    """The five questions as SPARQL with their prefixes, the parameters filled in."""
    asked = names(store)
    values = {
        "leaders-below": {"organization": asked.organization},
        "agenda": {"person": asked.person},
        "evidence-of-post": {"person": asked.person},
    }
    return {name: prefix_header() + fill(question(name), values.get(name, {}), store) for name in LIBRARY}


def library_answers(store: pyoxigraph.Store) -> dict[str, Answer]:
    """The build's own answers to the five questions."""
    return {name: sparql(store, query) for name, query in library_queries(store).items()}


# -------------------------------------------------------------------------------------------- ten of the page, in Cypher


def cypher_queries() -> dict[str, str]:
    """The queries of docs/property-graph.md by their number."""
    found = re.findall(r"^### (\d+)\. .*?```cypher\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return {number.zfill(2): query for number, query in found}


def cypher_answers(store: pyoxigraph.Store) -> dict[str, Answer]:
    """The build's own answers to the same questions, from SPARQL."""
    values = names(store).parameters()
    folder = Path(__file__).parent / "questions"
    answers = {}
    for path in sorted(folder.glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        for name, value in values.items():
            query = query.replace(f"${name}", f'"{escape(value)}"@zh')
        answers[path.stem] = sparql(store, query)
    return answers


def used(query: str, values: Mapping[str, str]) -> dict[str, str]:
    """The parameters that a query has."""
    return {name: value for name, value in values.items() if f"${name}" in query}


FIVE_CYPHER = ("01", "03", "06", "08", "10")
"""Five of them for tables that give five questions per engine."""
