"""Finding nodes by what they are called."""

from __future__ import annotations

import difflib
import unicodedata

import pyoxigraph as ox

from kg.errors import InputError
from kg.graph.rows import Rows
from kg.graph.store import select
from kg.ontology import shortened

NAMED = "kg:Person kg:Organization kg:Place kg:Work kg:Event"
"""What can be looked up by name."""

_SEARCH = """
SELECT ?iri ?label ?kind (COUNT(DISTINCT ?m) AS ?mentions) WHERE {{
  {{ SELECT DISTINCT ?iri WHERE {{ ?iri rdfs:label|skos:altLabel|kg:shortName ?name FILTER({test}) }} }}
  ?iri a ?kind ; rdfs:label ?label . VALUES ?kind {{ {kinds} }}
  OPTIONAL {{ ?iri kg:evidence ?m }}
}} GROUP BY ?iri ?label ?kind ORDER BY DESC(STR(?label) = {term}) DESC(?mentions) ?label ?iri LIMIT {limit}
"""


_MOST_NAMES = 20_000
"""Names that are compared with a misspelt one."""


def literal(text: str, language: str | None = None) -> str:
    r"""A string as a SPARQL literal; whatever it holds, it stays one.

    >>> literal('a"b', "zh")
    '"a\\"b"@zh'
    """
    return str(ox.Literal(text, language=language) if language else ox.Literal(text))


def search(store: ox.Store, text: str, limit: int = 20) -> Rows:
    """Nodes of which a name contains ``text``: iri, label, kind, mentions; exact names first, then the most mentioned."""
    text = unicodedata.normalize("NFC", text.strip())
    term = literal(text)
    query = _SEARCH.format(test=f"CONTAINS(STR(?name), {term})", kinds=NAMED, term=term, limit=int(limit))
    return Rows.of(select(store, query))


def called(store: ox.Store, name: str, kinds: str = NAMED) -> Rows:
    """Nodes that are called exactly ``name`` by label or other name: iri, label, kind."""
    name = unicodedata.normalize("NFC", name.strip())
    query = (
        "SELECT DISTINCT ?iri ?label ?kind WHERE { "
        f"VALUES ?name {{ {literal(name, 'zh')} {literal(name, 'en')} {literal(name)} }} "
        f"?iri rdfs:label|skos:altLabel|kg:shortName ?name ; a ?kind ; rdfs:label ?label VALUES ?kind {{ {kinds} }} }} "
        "ORDER BY ?label ?iri"
    )
    return Rows.of(select(store, query))


def near(store: ox.Store, text: str, kinds: str = NAMED, limit: int = 6) -> list[str]:
    """Names that are written nearly as ``text`` (a wrong or a missing character), the likest first."""
    text = unicodedata.normalize("NFC", text.strip())[:40]
    shared = " || ".join(f"CONTAINS(STR(?name), {literal(one)})" for one in sorted(set(text)))
    if not shared:
        return []
    query = (
        f"SELECT DISTINCT ?name WHERE {{ VALUES ?kind {{ {kinds} }} ?iri a ?kind ; rdfs:label|skos:altLabel ?name "
        f"FILTER({shared}) FILTER(ABS(STRLEN(STR(?name)) - {len(text)}) <= 2) }} ORDER BY ?name LIMIT {_MOST_NAMES}"
    )
    names = [str(row["name"]) for row in Rows.of(select(store, query))]
    return difflib.get_close_matches(text, dict.fromkeys(names), n=limit, cutoff=0.6)


def is_iri(text: str) -> bool:
    """True where ``text`` is written as an IRI, with or without angle brackets."""
    return text.startswith(("<", "http://", "https://", "urn:"))


def node(text: str) -> ox.NamedNode:
    """The node whose IRI is ``text``.

    Raises:
        InputError: it is not an IRI.
    """
    try:
        return ox.NamedNode(text[1:-1] if text.startswith("<") and text.endswith(">") else text)
    except ValueError as error:
        raise InputError(f"{text[:200]!r}: not an IRI") from error


def resolve(store: ox.Store, text: str, kinds: str = NAMED) -> list[ox.NamedNode]:
    """The nodes that ``text`` denotes: an IRI itself, a name all nodes that bear it.

    Raises:
        InputError: nothing is called that; the message names what comes nearest.
    """
    if is_iri(text):
        return [node(text)]
    rows = called(store, text, kinds)
    if rows:
        return [ox.NamedNode(iri) for iri in sorted({str(row["iri"]) for row in rows})]
    longer = [str(row["label"]) for row in search(store, text, 20) if (shortened(str(row["kind"])) or "") in kinds.split()]
    names = longer[:6] or near(store, text, kinds)
    hint = f"; the nearest: {'、'.join(names)}" if names else ""
    raise InputError(f"nothing here is called {text!r}{hint}")
