"""The explorer: a graph as one interactive page that needs no network.

``write_html`` writes the page, ``to_html`` returns its text, ``connected`` makes a written page one that a server gives
out, ``cell`` shows it in a notebook, ``to_pyvis`` gives a ``pyvis.network.Network`` to people who use pyvis.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import OutputError
from kg.graph.explorer._assemble import connected, page
from kg.graph.texts import Texts

if TYPE_CHECKING:
    from pyvis.network import Network  # type: ignore[import-untyped]

__all__ = ["LIMIT", "Cell", "cell", "connected", "to_html", "to_pyvis", "write_html"]

LIMIT = 20_000
"""A page embeds at most this many entities; it says so and names ``kg serve`` where it leaves some out."""

BUDGET = 9_000_000
"""Characters of data in a page, so that the file stays below 10 MB with everything else in it."""

WORKING_SET = 100
"""The overview opens with this many entities."""


def to_html(
    store: ox.Store,
    *,
    title: str,
    texts: Texts | None = None,
    limit: int = LIMIT,
    working: int = WORKING_SET,
    endpoint: str | None = None,
) -> str:
    """The page as text.

    Args:
        store: a store with the quads of a build.
        title: the heading; any text, it is never read as markup.
        texts: from a document's IRI to its text as the offsets count it. With it the panel shows whole
            sentences; without it, or where it returns None, the quotes alone. ``kg.graph.texts.finder`` makes one.
        limit: at most this many entities are embedded, the most important ones.
        working: entities in the opening overview.
        endpoint: path of a SPARQL endpoint on the same host (``/sparql``), for a page that a server gives out: it may
            then fetch what is not embedded. Without it the page cannot connect to anything.

    Returns:
        One HTML document: the same characters for the same store and arguments.
    """
    # here and not above: what draws takes a second to import, and a server only hands a drawn page on
    from kg.graph.explorer._collect import collect
    from kg.graph.explorer._payload import payload
    from kg.graph.explorer._top import collect_top

    graph = collect_top(store, limit) or collect(store)
    data = payload(graph, title=title, texts=texts, limit=limit, budget=BUDGET, working=working)
    return page(title, data.chunks, endpoint=endpoint)


def write_html(
    store: ox.Store,
    path: Path,
    *,
    title: str,
    texts: Texts | None = None,
    limit: int = LIMIT,
    working: int = WORKING_SET,
) -> None:
    """Write the page to a file; arguments as for :func:`to_html`.

    Raises:
        OutputError: the file cannot be written.
    """
    text = to_html(store, title=title, texts=texts, limit=limit, working=working)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot write the explorer: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Cell:
    """The page as the last value of a notebook cell: drawn in a frame that can run script and do nothing else."""

    page: str
    height: int

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="kg explorer" width="100%" height="{self.height}" style="border:0" '
            f'sandbox="allow-scripts allow-downloads" srcdoc="{html.escape(self.page, quote=True)}"></iframe>'
        )


def cell(store: ox.Store, *, title: str = "", texts: Texts | None = None, limit: int = 5_000, height: int = 720) -> Cell:
    """The explorer for a notebook.

    Args:
        store: a store with the quads of a build.
        title: the heading.
        texts: as for :func:`to_html`.
        limit: at most this many entities, fewer than in a file because a notebook keeps the page in itself.
        height: of the frame, in pixels.
    """
    return Cell(to_html(store, title=title, texts=texts, limit=limit), height)


def to_pyvis(store: ox.Store, *, size: int = WORKING_SET, height: str = "750px", notebook: bool = False) -> Network:
    """The most important nodes as a ``pyvis.network.Network``: laid out, physics off, resources in line.

    Args:
        store: a store with the quads of a build.
        size: number of nodes.
        height: of the drawing, as CSS has it.
        notebook: as pyvis has it.

    Returns:
        A network to change and write with pyvis. Labels and titles are plain text: pyvis shows titles as markup and
        writes labels into a script, so the characters that markup is made of are replaced by look-alikes.
    """
    from kg.graph.explorer._collect import collect
    from kg.graph.explorer._pyvis import to_network

    return to_network(collect(store), size=size, height=height, notebook=notebook)
