"""RDF stores: batches by SPARQL Update or the Graph Store Protocol, then counts by SPARQL queries."""

from __future__ import annotations

import itertools
import urllib.parse
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

import pyoxigraph

from kg.errors import OutputError
from kg.exports.rdf import by_graph
from kg.exports.source import Source, graph_of
from kg.loaders.http import Client
from kg.ontology import KG, RDF

Step = Callable[[], None]
Item = TypeVar("Item")

DEFAULT = "default graph"
_TYPE = f" <{RDF}type> <{KG}".encode()
_GRAPHS_A_QUERY = 50
_TRIPLES_A_QUERY = 300
_RESULTS = "application/sparql-results+json"


def expected(source: Source, default_graph: str | None = None) -> dict[str, int]:
    """What a store must hold: quads in each graph, nodes of each class.

    Args:
        source: the build.
        default_graph: the name under which the target keeps what stands in the default graph, where it has none.
    """
    graphs: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    name = f"graph {default_graph}" if default_graph else DEFAULT
    previous = b""
    for line in source.lines():
        graph = graph_of(line)
        graphs[f"graph {graph[1:-1].decode()}" if graph else name] += 1
        at = line.find(_TYPE)
        if at > 0 and line.find(b'"') < 0:
            start = at + len(_TYPE)
            # a graph from elsewhere may say it in several graphs, whose lines follow each other; a store counts the node once
            said = line[: line.index(b">", start)]
            if said != previous:
                classes[f"nodes of kg:{line[start : len(said)].decode()}"] += 1
                previous = said
    return dict(sorted(graphs.items())) | dict(sorted(classes.items()))


class Endpoint:
    """Asks a SPARQL endpoint for numbers.

    Args:
        url: where it takes queries.
        client: sends the requests.
    """

    def __init__(self, url: str, client: Client) -> None:
        self.url = url
        self.client = client

    def rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT, every value as text."""
        data = urllib.parse.urlencode({"query": query}).encode()
        body = self.client.send(self.url, data, "application/x-www-form-urlencoded", _RESULTS)
        try:
            result = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
            if not isinstance(result, pyoxigraph.QuerySolutions):
                raise OutputError(f"{self.url}: a SELECT was not answered with rows; is this the query endpoint?")
            names = [variable.value for variable in result.variables]
            return [{n: term.value for n in names if (term := row[n]) is not None} for row in result]
        except (SyntaxError, ValueError) as error:
            raise OutputError(f"{self.url}: no SPARQL result ({error}); name the endpoint with --query") from error

    def number(self, query: str) -> int:
        """The number that a SELECT of one row and the variable ``n`` gives."""
        rows = self.rows(query)
        return int(rows[0]["n"]) if rows and "n" in rows[0] else 0

    def counts(self, wanted: Iterable[str], probe: str | None = None) -> dict[str, int]:
        """The numbers of :func:`expected`, as they are in the store.

        Args:
            wanted: their names.
            probe: a triple of the named graphs that the default graph has not; None where there is none.
        """
        names = list(wanted)
        found = dict.fromkeys(names, 0)
        graphs = [name.removeprefix("graph ") for name in names if name.startswith("graph ")]
        for group in _grouped(graphs, _GRAPHS_A_QUERY):
            # each graph by its name: Virtuoso takes half a minute over VALUES ?g and GROUP BY where it has no statistics yet
            parts = (f"{{ SELECT (<{iri}> AS ?g) (COUNT(*) AS ?n) WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} }}" for iri in group)
            query = f"SELECT ?g ?n WHERE {{ {' UNION '.join(parts)} }}"
            found.update({f"graph {row['g']}": int(row["n"]) for row in self.rows(query) if "g" in row})
        if DEFAULT in found:
            found[DEFAULT] = self._default(probe)
        for name in names:
            if name.startswith("nodes of kg:"):
                cls = f"<{KG}{name.removeprefix('nodes of kg:')}>"
                found[name] = self.number(
                    f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {{ ?s a {cls} }} UNION {{ GRAPH ?g {{ ?s a {cls} }} }} }}"
                )
        return found

    def _default(self, probe: str | None) -> int:
        """Triples of the default graph alone, whether or not a plain query sees the union of all graphs."""
        if probe is None or not self.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {probe} }}"):
            return self.number("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        return self.number("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }")

    def absent(self, triples: Iterable[str], graph: str) -> int:
        """How many triples a graph (empty: the default graph) does not have: every one is asked for."""
        absent = 0
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        for group in _grouped(triples, _TRIPLES_A_QUERY):
            rows = " ".join(f"({_sparql(triple)})" for triple in group)
            asked = f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES (?s ?p ?o) {{ {rows} }} {pattern} }}"
            absent += len(group) - self.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {asked} }} }}")
        return absent


class SparqlTarget:
    """A store that takes SPARQL Update.

    Args:
        source: the build.
        update: where it takes updates.
        query: where it takes queries.
        batch: quads of one request.
        default_graph: the graph for what stands in the default graph; None for the store's own.
    """

    def __init__(self, source: Source, update: str, query: str, batch: int, default_graph: str | None = None) -> None:
        self.source, self.update, self.batch, self.default_graph = source, update, batch, default_graph
        self.client = Client()
        self.endpoint = Endpoint(query, self.client)

    def expected(self) -> dict[str, int]:
        """What the store must hold."""
        return expected(self.source, self.default_graph)

    def found(self, wanted: Mapping[str, int]) -> dict[str, int]:
        """What the store holds."""
        return self.endpoint.counts(wanted, self._probe)

    @cached_property
    def _probe(self) -> str | None:
        """The first triple that stands in a named graph and not in the default graph."""
        # lines of one triple follow each other, that of the default graph first
        plain = ""
        for line in self.source.lines():
            graph = graph_of(line)
            triple = _triple(line, graph)
            if not graph:
                plain = triple
            elif triple != plain and '"' not in triple:
                return triple
        return None

    def missing(self, held: Collection[str]) -> int:
        """Triples that are not there, of the graphs that held something before: in those a number proves nothing."""
        names = {name.removeprefix("graph ") if name != DEFAULT else "" for name in held if not name.startswith("nodes of ")}
        absent = 0
        for graph, lines in itertools.groupby(by_graph(self.source.lines()), key=graph_of):
            name = graph[1:-1].decode() or self.default_graph or ""
            if name in names:
                absent += self.endpoint.absent((_triple(line, graph) for line in lines), name)
        return absent

    def steps(self) -> Iterator[Step]:
        """One request a batch; each can be repeated without harm, because a graph is a set."""
        for lines in _grouped(self.source.lines(), self.batch):
            yield lambda lines=lines: self._insert(lines)  # type: ignore[misc]

    def _insert(self, lines: list[bytes]) -> None:
        self.client.send(self.update, insert_data(lines, self.default_graph).encode(), "application/sparql-update")


def insert_data(lines: Iterable[bytes], default_graph: str | None = None) -> str:
    r"""N-Quads as ``INSERT DATA``.

    >>> insert_data([b'<a:s> <a:p> "x" .\n', b"<a:s> <a:p> <a:o> <a:g> .\n"])
    'INSERT DATA {\n<a:s> <a:p> "x" .\nGRAPH <a:g> {\n<a:s> <a:p> <a:o> .\n}\n}'
    """
    parts = ["INSERT DATA {"]
    for graph, group in itertools.groupby(sorted(lines, key=graph_of), key=graph_of):
        name = graph.decode() or (f"<{default_graph}>" if default_graph else "")
        triples = [_sparql(_triple(line, graph)) + " ." for line in group]
        parts += [f"GRAPH {name} {{", *triples, "}"] if name else triples
    return "\n".join([*parts, "}"])


def _triple(line: bytes, graph: bytes) -> str:
    text = line.decode().rstrip("\n").removesuffix(" .")
    return text[: -len(graph.decode()) - 1] if graph else text


def _sparql(triple: str) -> str:
    r"""A triple of N-Triples as SPARQL reads it.

    SPARQL replaces ``\uXXXX`` before it looks at anything else, so a backslash that the text itself has before a ``u`` must not
    look like the beginning of one.

    >>> _sparql('<s> <p> "C:\\\\users"')
    '<s> <p> "C:\\\\\\u0075sers"'
    """
    if "\\\\" not in triple:
        return triple
    return triple.replace("\\\\u", "\\\\\\u0075").replace("\\\\U", "\\\\\\u0055")


class GraphStoreTarget(SparqlTarget):
    """A store that speaks the SPARQL 1.1 Graph Store Protocol.

    Args:
        source: the build.
        store: the graph store's address, to which ``?graph=`` or ``?default`` is added.
        query: where the store takes queries.
        batch: triples of one request.
        default_graph: the graph for what stands in the default graph; None for the store's own.
    """

    def steps(self) -> Iterator[Step]:
        """One request for each graph, several for a large one; POST adds, so each can be repeated without harm."""
        for graph, lines in itertools.groupby(by_graph(self.source.lines()), key=graph_of):
            for group in _grouped(lines, self.batch):
                yield lambda graph=graph, group=group: self._post(graph, group)  # type: ignore[misc]

    def _post(self, graph: bytes, lines: list[bytes]) -> None:
        name = graph[1:-1].decode() or self.default_graph
        address = f"graph={urllib.parse.quote(name, safe='')}" if name else "default"
        join = "&" if "?" in self.update else "?"
        body = "".join(_triple(line, graph) + " .\n" for line in lines).encode()
        self.client.send(f"{self.update}{join}{address}", body, "application/n-triples")


def _grouped(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while group := list(itertools.islice(source, size)):
        yield group


ENDINGS = (
    ("/update", "/query"),
    ("/statements", ""),
    ("/store", "/query"),
    ("/data", "/query"),
    ("/rdf-graphs/service", ""),
    ("/sparql-graph-crud-auth", "/sparql"),
    ("/sparql-graph-crud", "/sparql"),
)
"""How the address for writing ends → how that of queries does: Oxigraph and Fuseki, RDF4J and GraphDB, Virtuoso."""


def query_address(address: str) -> str:
    """Where a store probably takes queries that takes data at ``address``.

    >>> query_address("http://127.0.0.1:7878/store")
    'http://127.0.0.1:7878/query'
    """
    for ending, other in ENDINGS:
        if address.endswith(ending):
            return address.removesuffix(ending) + other
    return address
