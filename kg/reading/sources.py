"""Sources to documents: a file that is gone, unreadable or broken is an error of its own, never the end of a build."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import DocumentError
from kg.facts import Document
from kg.reading.folder import Source
from kg.reading.limits import LIMITS, Limits
from kg.reading.reader import read, read_rows, rows_suffix


def read_source(source: Source, limits: Limits = LIMITS) -> Iterator[Document | DocumentError]:
    """The documents of one file, read from where it is; a file of rows is read row by row.

    Args:
        source: the file and its title.
        limits: sizes past which a file, a row or a text is refused.

    Yields:
        Documents, and in place of a file or row that cannot be read the error that says why.
    """
    try:
        if rows_suffix(source.path.name):
            yield from read_rows(source.path, source.title, limits)
            return
        size = source.path.stat().st_size
        if size > limits.file_bytes:
            yield DocumentError(source.title, f"has {size:,} bytes, more than the {limits.file_bytes:,} that are read; split it")
            return
        yield from read(source.path.read_bytes(), source.title, limits)
    except DocumentError as problem:
        yield problem
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        yield DocumentError(source.title, f"cannot be read ({reason}); check that it is there and readable")
