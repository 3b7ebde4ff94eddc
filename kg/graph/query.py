"""SPARQL over a build: all graphs at once, the ontology's prefixes declared, nothing but reading.

Each triple stands in exactly one graph, so that the union of all graphs, which a plain query sees, counts nothing twice.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph.sparql import Form, form, names_its_dataset, tokens
from kg.graph.syntax import syntax_error
from kg.ontology import KG, KGC, PREFIXES, declared

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

MAX_CHARACTERS = 200_000
"""Longest query that is looked at."""

MAX_NESTING = 100
"""Deepest nesting of brackets: Oxigraph's parser is recursive, and its stack is not endless."""


@dataclass(frozen=True, slots=True)
class Format:
    """A serialization of results: what the command line calls it, its media type and its Oxigraph name."""

    name: str
    media_type: str
    oxigraph: ox.QueryResultsFormat | ox.RdfFormat
    extension: str


ROW_FORMATS = (
    Format("json", "application/sparql-results+json", ox.QueryResultsFormat.JSON, "srj"),
    Format("xml", "application/sparql-results+xml", ox.QueryResultsFormat.XML, "srx"),
    Format("csv", "text/csv", ox.QueryResultsFormat.CSV, "csv"),
    Format("tsv", "text/tab-separated-values", ox.QueryResultsFormat.TSV, "tsv"),
)
"""For SELECT and ASK (Oxigraph writes the boolean of ASK in all of them)."""

GRAPH_FORMATS = (
    Format("turtle", "text/turtle", ox.RdfFormat.TURTLE, "ttl"),
    Format("ntriples", "application/n-triples", ox.RdfFormat.N_TRIPLES, "nt"),
    Format("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD, "jsonld"),
    Format("rdfxml", "application/rdf+xml", ox.RdfFormat.RDF_XML, "rdf"),
)
"""For CONSTRUCT and DESCRIBE."""

FORMATS = {one.name: one for one in ROW_FORMATS + GRAPH_FORMATS}


def formats_for(kind: Form) -> tuple[Format, ...]:
    """The formats that the results of a form can be written in, the usual one first."""
    return ROW_FORMATS if kind in ("SELECT", "ASK") else GRAPH_FORMATS


def format_called(name: str, kind: Form) -> Format:
    """The format called ``name`` (json, csv, turtle …).

    Raises:
        QueryError: results of this form cannot be written in it.
    """
    wanted = FORMATS.get(name)
    if wanted is None or wanted not in formats_for(kind):
        choice = ", ".join(one.name for one in formats_for(kind))
        raise QueryError(f"the results of {kind} cannot be written as {name}; choose one of {choice}")
    return wanted


def check(query: str) -> Form:
    """The form of a query that may be run here.

    Raises:
        QueryError: it is not a query, or one that would change something or leave this machine.
    """
    if len(query) > MAX_CHARACTERS:
        raise QueryError(f"the query has {len(query):,} characters; at most {MAX_CHARACTERS:,} are read")
    if "\x00" in query or any("\ud800" <= character <= "\udfff" for character in query):
        raise QueryError("the query holds characters that are not text")
    _check_nesting(query)
    return form(query)


def _check_nesting(query: str) -> None:
    depth = 0
    for token in tokens(query):
        if token.text in ("{", "(", "["):
            depth += 1
            if depth > MAX_NESTING:
                raise QueryError(f"the query nests brackets more than {MAX_NESTING} deep")
        elif token.text in ("}", ")", "]"):
            depth = max(0, depth - 1)


def unknown_terms(query: str) -> list[str]:
    """What a person should hear of names in a query that the ontology does not have: a mistyped term only finds nothing.

    >>> unknown_terms("SELECT ?p { ?p a kg:Persn }")
    ['kg:Persn is no term of the ontology; did you mean kg:Person?']
    """
    used = [token.text for token in tokens(query) if token.kind == "name" and token.text.startswith(("kg:", "kgc:"))]
    if {"kg:", "kgc:"} & set(used):
        return []  # the query declares these prefixes for itself
    known = {
        f"{prefix}:{iri[len(space) :]}"
        for prefix, space in (("kg", KG), ("kgc", KGC))
        for iri in declared()
        if iri.startswith(space)
    }
    told = []
    for name in sorted(set(used) - known):
        like = difflib.get_close_matches(name, sorted(known), n=1)
        told.append(f"{name} is no term of the ontology" + (f"; did you mean {like[0]}?" if like else ""))
    return told


def joined(query: str) -> str:
    """A query in which each triple pattern in two pairs of braces is read once and joined as a whole.

    Braces within braces mean nothing in SPARQL, so that such a query is the same in every store. Oxigraph looks a pattern up
    again for each row (7 µs each), unless something stands beside it: an empty MINUS, which takes nothing away, is enough.

    >>> joined("SELECT * { {{ ?t kg:holder ?p }} {{ ?p a kg:Person }} }")
    'SELECT * { { ?t kg:holder ?p MINUS { } } { ?p a kg:Person MINUS { } } }'
    """
    found = list(tokens(query))
    texts = [token.text for token in found]
    parts: list[str] = []
    end, inside = 0, [False]  # for each open pair of braces, whether it is in a GRAPH, where an empty MINUS takes all away
    for i, text in enumerate(texts):
        if text == "{":
            inside.append(inside[-1] or (i > 1 and texts[i - 2].upper() == "GRAPH"))
        elif text == "}" and len(inside) > 1:
            inside.pop()
        braced = texts[i : i + 2] == ["{", "{"] and texts[i + 5 : i + 7] == ["}", "}"] and not inside[-1]
        if braced and all(one.kind in ("variable", "name", "iri") or one.text == "a" for one in found[i + 2 : i + 5]):
            parts.append(f"{query[end : found[i].begin]}{{ {' '.join(texts[i + 2 : i + 5])} MINUS {{ }} }}")
            end = found[i + 6].begin + 1
    return "".join(parts) + query[end:]


def run(
    store: ox.Store,
    query: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Result:
    """Run a query.

    Args:
        store: an opened store.
        query: SPARQL 1.1; the prefixes of :data:`kg.ontology.PREFIXES` need no declaration.
        default_graphs: IRIs of graphs whose union is the default graph. Without them and without a FROM clause, that
            is the union of all graphs.
        named_graphs: IRIs of the only graphs that GRAPH sees; as with FROM NAMED, the default graph is then empty
            unless ``default_graphs`` says otherwise.

    Raises:
        QueryError: the query cannot be parsed or run, or is refused.
    """
    check(query)
    options: dict[str, Any] = {"prefixes": PREFIXES}
    try:
        if default_graphs or named_graphs:
            options |= {"default_graph": [_graph(iri) for iri in default_graphs]}
            options |= {"named_graphs": [_graph(iri) for iri in named_graphs]}
        else:
            options["use_default_graph_as_union"] = not names_its_dataset(query)
        try:
            return store.query(joined(query), **options)
        except SyntaxError:
            return store.query(query, **options)  # complains at the places that the person knows
    except SyntaxError as error:
        raise syntax_error(query, str(error)) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query cannot be run: {error}") from error


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri[:200]!r}: not an IRI of a graph") from error


def serialize(result: Result, output: IO[bytes], wanted: Format) -> None:
    """Write results to a file as they are found.

    Raises:
        QueryError: the query fails while it runs.
    """
    prefixes = PREFIXES if wanted.name in ("turtle", "rdfxml", "jsonld") else None
    try:
        if isinstance(result, ox.QueryTriples):
            assert isinstance(wanted.oxigraph, ox.RdfFormat)
            ox.serialize(result, output, wanted.oxigraph, prefixes=prefixes)
        else:
            assert isinstance(wanted.oxigraph, ox.QueryResultsFormat)
            result.serialize(output, wanted.oxigraph)
    except QueryError:
        raise
    except (ValueError, RuntimeError) as error:
        raise QueryError(f"the query failed while it ran: {error}") from error
