"""Every error that this package raises on purpose.

    KgError
    ├── InputError(KgError, ValueError)       something the user gave cannot be used
    │   ├── DocumentError                     one document cannot be read: it is refused by name, the others go on
    │   │   └── BudgetError                   it takes more time or memory than it may
    │   ├── QueryError                        a query cannot be parsed or run
    │   └── RulesError                        a user's table (identity.yaml, a lexicon) has a mistake
    ├── OutputError(KgError, OSError)         the output cannot be written, or is not ours to overwrite
    └── BuildError(KgError, RuntimeError)     a build is missing, damaged, locked or of another version

A message is one line: what is wrong, where (file, line, offset), what to do.
"""

from __future__ import annotations


class KgError(Exception):
    """Base of all errors of this package; ``str(error)`` is one line for a person."""


class InputError(KgError, ValueError):
    """Something the user gave cannot be used."""


class DocumentError(InputError):
    """One document cannot be read.

    Attributes:
        title: the document's path relative to the input folder.
        reason: what is wrong with it and what to do.
    """

    def __init__(self, title: str, reason: str) -> None:
        super().__init__(f"{title}: {reason}")
        self.title = title
        self.reason = reason

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str]]:
        """Errors cross process borders."""
        return (type(self), (self.title, self.reason))


class BudgetError(DocumentError):
    """One document takes more time or memory than it may, or ended the process that read it: tried again at the next build."""


class QueryError(InputError):
    """A query cannot be parsed or run.

    Attributes:
        line: line of the mistake, from 1, where known.
        column: column of the mistake, from 1, where known.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class RulesError(InputError):
    """A user's table has a mistake.

    Attributes:
        path: the file's name.
        line: line of the mistake, from 1, where known.
    """

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class OutputError(KgError, OSError):
    """The output cannot be written, or is not ours to overwrite."""


class BuildError(KgError, RuntimeError):
    """A build is missing, damaged, locked, or was made by another version."""
