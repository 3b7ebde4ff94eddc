"""The embedded store of a build, opened for reading."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from kg.errors import BuildError, QueryError
from kg.ontology import prefix_header
from kg.workspace import open_reader


def store_folder(build: Path) -> Path:
    """The folder of the store that a build's manifest says is current.

    Raises:
        BuildError: there is no build, or it is damaged.
    """
    with open_reader(build) as reader:
        return reader.store


def _open(folder: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:  # RocksDB reports a damaged file as any of them
        raise BuildError(f"{folder.parent}: {folder.name} cannot be opened ({error}); run kg build again") from error


def open_store(build: Path | str) -> pyoxigraph.Store:
    """The current store of a build, read-only, so that any number of processes can open it.

    A build that is made meanwhile may remove the store; whoever reads for long uses :func:`held_store`.

    Raises:
        BuildError: there is no build, or it is damaged.
    """
    with open_reader(Path(build)) as reader:
        return _open(reader.store)


@contextlib.contextmanager
def held_store(build: Path | str) -> Iterator[pyoxigraph.Store]:
    """The current store of a build, read-only, and kept from removal while the context lasts.

    Raises:
        BuildError: there is no build, or it is damaged.
    """
    with open_reader(Path(build)) as reader:
        yield _open(reader.store)


def load_file(path: Path | str) -> pyoxigraph.Store:
    """An in-memory store with the quads of an N-Quads file.

    Raises:
        BuildError: the file is missing or not N-Quads.
    """
    store = pyoxigraph.Store()
    try:
        store.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.N_QUADS)
    except FileNotFoundError as error:
        raise BuildError(f"{path}: no such file") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BuildError(f"{path}: not readable as N-Quads ({error})") from error
    return store


def select(store: pyoxigraph.Store, sparql: str) -> pyoxigraph.QuerySolutions:
    """The rows of a SELECT over all graphs at once, with the project's prefixes declared.

    Raises:
        QueryError: the query cannot be parsed or run, or is not a SELECT.
    """
    try:
        result = store.query(prefix_header() + sparql, use_default_graph_as_union=True)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query cannot be run: {error}") from error
    if not isinstance(result, pyoxigraph.QuerySolutions):
        raise QueryError("not a SELECT query; write SELECT … WHERE { … }")
    return result
