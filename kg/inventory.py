"""What a generation of a build was made of: files, their documents, what was refused, and what resolution decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from kg.errors import BuildError


class File(msgspec.Struct, frozen=True, order=True):
    """One file of the input.

    ``documents`` are pairs of what follows the file's title in the document's title (``#17`` for a row) and the document's
    id; ``refused`` pairs of a title and the reason why nothing was read.
    """

    title: str
    hash: str
    documents: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def suffix(self) -> str:
        """The suffix that says how the bytes are read."""
        return suffix_of(self.title)


class Inventory(msgspec.Struct, frozen=True):
    """Everything that a later ``kg add`` needs to know of a generation.

    ``identity`` and ``lexicon`` are the texts of the user's tables, ``keys`` what resolution changed: (document id, key in the
    document, key in the graph).
    """

    files: tuple[File, ...] = ()
    left_out: tuple[str, ...] = ()
    identity: str | None = None
    identity_name: str = ""
    lexicon: str | None = None
    keys: tuple[tuple[str, str, str], ...] = ()

    def titles(self) -> dict[str, list[str]]:
        """Document id → its titles, sorted; the documents in the order of their ids."""
        found: dict[str, list[str]] = {}
        for file in self.files:
            for ending, document in file.documents:
                found.setdefault(document, []).append(file.title + ending)
        return {document: sorted(found[document]) for document in sorted(found)}

    def refused(self) -> dict[str, str]:
        """Title → why it was refused."""
        return {title: reason for file in self.files for title, reason in file.refused}

    def with_files(self, files: Iterable[File]) -> Inventory:
        """The same with other files, sorted by title."""
        return msgspec.structs.replace(self, files=tuple(sorted(files)))


def suffix_of(title: str) -> str:
    """The suffix of a document's title, lower case, without the number of a row.

    >>> suffix_of("a/Rows.JSONL#3"), suffix_of("rows.jsonl.gz#3"), suffix_of("rows.jsonl.gz"), suffix_of("a#3.txt")
    ('.jsonl', '.jsonl.gz', '.jsonl.gz', '.txt')
    """
    from kg.reading import rows_suffix  # the readers are not needed by those who only ask

    name, mark, row = title.rpartition("#")
    if mark and row.isdigit() and (suffix := rows_suffix(name)):
        return suffix
    return rows_suffix(title) or PurePosixPath(title).suffix.lower()


def save(inventory: Inventory, path: Path) -> None:
    """Write an inventory, with a check sum in front."""
    body = msgspec.msgpack.encode(inventory)
    path.write_bytes(hashlib.sha256(body).digest() + body)


def load(path: Path) -> Inventory:
    """Read an inventory.

    Raises:
        BuildError: it is missing or damaged.
    """
    try:
        data = path.read_bytes()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            raise ValueError("wrong check sum")
        return msgspec.msgpack.decode(data[32:], type=Inventory)
    except (OSError, ValueError) as error:
        raise BuildError(f"{path.parent.parent}: {path.name} cannot be read ({error}); build again") from error


def key_map(inventory: Inventory) -> Mapping[tuple[str, str], str]:
    """What resolution changed, by local node."""
    return {(document, local): key for document, local, key in inventory.keys}
