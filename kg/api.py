"""The graph of a build from Python."""

from __future__ import annotations

import datetime
import os
import weakref
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import BuildError, InputError, QueryError
from kg.graph.query import Result, run
from kg.graph.rows import IRI, Row, Rows, Value
from kg.workspace import open_reader

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import rdflib

    from kg.graph.explain import Explanation, Namesake

__all__ = ["IRI", "Graph", "Row", "Rows", "Value", "build", "open"]


def open_folder(folder: Path) -> ox.Store:
    """The database in a folder, read-only.

    Raises:
        BuildError: it cannot be opened.
    """
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:  # RocksDB reports a damaged file as any of them
        raise BuildError(f"{folder.name}: the store cannot be opened ({type(error).__name__}); run kg build again") from error


class Graph:
    """The graph of a build, opened for reading.

    It shows the generation of the build that was current when it was opened; :meth:`reopen` moves on to the present one.

    Args:
        path: the folder that ``kg build --out`` wrote.

    Raises:
        BuildError: there is no build in that folder, or it is damaged.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._reader = open_reader(self.path)
        self._store = open_folder(self._reader.store)
        # The generation is held until nobody has this graph any more, or until it is closed.
        self._release = weakref.finalize(self, self._reader.close)

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the generation go, so that the next build may remove it; answers already begun can still be read."""
        self._release()

    def __repr__(self) -> str:
        return f"<kg.Graph {str(self.path)!r}, {len(self):,} quads>"

    def __len__(self) -> int:
        return len(self._store)

    @property
    def store(self) -> ox.Store:
        """The Oxigraph store itself, read-only."""
        return self._store

    @property
    def folder(self) -> Path:
        """The folder of the database that is open."""
        return self._reader.store

    def reopen(self) -> Graph:
        """Move on to the generation of the build that is current now; returns this graph."""
        reader = open_reader(self.path)
        self._store = open_folder(reader.store)
        self._release()
        self._reader = reader
        self._release = weakref.finalize(self, reader.close)
        return self

    # ------------------------------------------------------------ asking

    def query(self, sparql: str, *, limit_seconds: float | None = None) -> Rows:
        """The rows of a SELECT, as Python values.

        Args:
            sparql: the query; the union of all graphs is its default graph, the ontology's prefixes are declared.
            limit_seconds: cut it after so many seconds; it then runs in a process of its own.

        Raises:
            QueryError: it is wrong, refused, not a SELECT, or was cut.
        """
        result: object
        if limit_seconds is None:
            result = self._run(sparql)
        else:
            result = ox.parse_query_results(self._limited(sparql, "json", limit_seconds), ox.QueryResultsFormat.JSON)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("not a SELECT query; use holds() for ASK and construct() for CONSTRUCT and DESCRIBE")
        return Rows.of(result)

    def holds(self, sparql: str) -> bool:
        """The answer to an ASK.

        Raises:
            QueryError: it is wrong, refused, or not an ASK.
        """
        result = self._run(sparql)
        if not isinstance(result, ox.QueryBoolean):
            raise QueryError("not an ASK query; use query() for SELECT and construct() for CONSTRUCT and DESCRIBE")
        return bool(result)

    def construct(self, sparql: str) -> rdflib.Graph:
        """The triples of a CONSTRUCT or DESCRIBE, as an rdflib graph.

        Raises:
            QueryError: it is wrong, refused, or of another form.
        """
        import rdflib

        result = self._run(sparql)
        if not isinstance(result, ox.QueryTriples):
            raise QueryError("not a CONSTRUCT or DESCRIBE query; use query() for SELECT and holds() for ASK")
        data = ox.serialize(result, format=ox.RdfFormat.N_TRIPLES)
        assert data is not None
        return rdflib.Graph().parse(data=data, format="nt")

    def _run(self, sparql: str) -> Result:
        return run(self._store, sparql)

    def _limited(self, sparql: str, form: str, seconds: float) -> bytes:
        from kg.graph.worker import Request, Worker

        with Worker(self.folder) as worker:
            return b"".join(worker.ask(Request(sparql, format=form, seconds=seconds)))

    def ask(self, question: str, **values: str | int | datetime.date) -> Rows:
        """Ask a question from the library (``kg ask BUILD`` lists them).

        Args:
            question: its name, as in ``who-holds``.
            values: its parameters; a dash in a name is written as an underscore, ``from`` as ``from_``.

        Raises:
            InputError: there is no such question or parameter, or a value cannot be understood.
        """
        from kg.graph.library import ask

        given = {name.rstrip("_").replace("_", "-"): str(one) for name, one in values.items()}
        return ask(self._store, question, given)

    def explain(self, what: str, *, sources: str | os.PathLike[str] | None = None) -> Explanation:
        """The facts of an entity, or one triple, with the text each was read from.

        Args:
            what: a name, another name, or the IRI of a node; or a triple as N-Triples.
            sources: the folder the build was made from, for whole sentences around each quote.

        Raises:
            InputError: nothing, or more than one thing, is called that; the message lists the candidates.
        """
        from kg.graph.explain import explain

        return explain(self._store, what, texts=self.texts(sources))

    def namesakes(self, name: str) -> tuple[Namesake, ...]:
        """The nodes that are called ``name``, each with its posts, the documents that name it, and why it is not another one."""
        from kg.graph.explain import namesakes

        return namesakes(self._store, name)

    def texts(self, sources: str | os.PathLike[str] | None = None) -> Any:
        """A function from a document's id to its text, or None where it is not at hand."""
        from kg.graph.texts import finder

        return finder(self._store, self.path, Path(sources) if sources is not None else None)

    def validate(self, *, sources: str | os.PathLike[str] | None = None) -> Any:
        """Check the shapes, and re-read every quote from its source; see :mod:`kg.graph.validate`."""
        from kg.graph.validate import validate

        return validate(self.path, sources=None if sources is None else Path(sources))

    # ------------------------------------------------------------ what is in it

    def documents(self) -> Rows:
        """Every document: document (IRI), title, number of articles."""
        return self.query(
            "SELECT ?document (MIN(?t) AS ?title) (COUNT(DISTINCT ?a) AS ?articles) WHERE { "
            "?document a kg:Document ; dcterms:title ?t OPTIONAL { ?a a kg:Article ; kg:inDocument ?document } } "
            "GROUP BY ?document ORDER BY ?title ?document"
        )

    def search(self, text: str, *, limit: int = 20) -> Rows:
        """Entities and events whose label or other name contains ``text``: iri, label, kind, mentions; exact names first."""
        from kg.graph.entities import search

        return search(self._store, text, limit)

    # ------------------------------------------------------------ other libraries

    def to_rdflib(self, *, copy: bool = True) -> rdflib.Dataset:
        """The graph for rdflib, its union as the default graph.

        Args:
            copy: True for a dataset in memory that can be changed; False for a view that reads the Oxigraph store
                in place, whose queries Oxigraph answers.
        """
        from kg.graph.views import to_rdflib

        return to_rdflib(self._store, copy=copy)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Entities and events with the relations between them; see :func:`kg.graph.views.to_networkx`."""
        from kg.graph.views import to_networkx

        return to_networkx(self._store)

    def to_pandas(self, sparql: str) -> pandas.DataFrame:
        """The rows of a SELECT as a pandas data frame (needs pandas)."""
        try:
            import pandas
        except ImportError as error:
            raise InputError("pandas is not installed; run: pip install pandas") from error
        rows = self.query(sparql)
        return pandas.DataFrame(rows.tuples(), columns=list(rows.variables))

    def to_polars(self, sparql: str) -> polars.DataFrame:
        """The rows of a SELECT as a polars data frame (needs polars)."""
        try:
            import polars
        except ImportError as error:
            raise InputError("polars is not installed; run: pip install polars") from error
        rows = self.query(sparql)
        return polars.DataFrame(rows.tuples(), schema=list(rows.variables), orient="row", infer_schema_length=None)

    def to_pyvis(self, **options: Any) -> Any:
        """The network as a ``pyvis.network.Network``, laid out; see :func:`kg.graph.explorer.to_pyvis`."""
        from kg.graph import explorer

        return explorer.to_pyvis(self._store, **options)

    def explorer(self, **options: Any) -> Any:
        """The explorer as a cell of a notebook; see :func:`kg.graph.explorer.cell`."""
        from kg.graph import explorer

        return explorer.cell(self._store, **options)

    def questions(self) -> Sequence[str]:
        """The names of the library's questions."""
        from kg.graph.library import library

        return sorted(library())


def open(path: str | os.PathLike[str]) -> Graph:  # noqa: A001  # kg.open is what it is called
    """Open the graph of a build for reading.

    Raises:
        BuildError: there is no build in that folder, or it is damaged.
    """
    return Graph(path)


def build(folder: str | os.PathLike[str], out: str | os.PathLike[str], **options: Any) -> Graph:
    """Read a folder, write its graph to ``out`` and open it; options as for :func:`kg.pipeline.build`.

    Raises:
        InputError: there is nothing to read.
        OutputError: ``out`` cannot be written or holds something that is not a build.
    """
    from kg import pipeline

    pipeline.build(Path(folder), Path(out), **options)
    return Graph(out)
