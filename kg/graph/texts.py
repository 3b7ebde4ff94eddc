"""The texts that the offsets of a graph count in, where they are at hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.graph.rows import Rows
from kg.graph.store import select
from kg.workspace import text_path

Texts = Callable[[str], str | None]
"""From a document's IRI to its text, or None."""

_STOP = re.compile(r"[。！？!?…]+[”’」』）)]*|\n[ \t\u3000]*\n|\n\u3000{2}")
_REACH = 200


def finder(store: ox.Store, build: Path, sources: Path | None = None) -> Texts:
    """A function that finds the text of a document.

    Texts that a reader made are kept in the build. A plain text file is looked for below ``sources``, the folder the build was
    made from, and used only where its bytes are still those that were read.

    Args:
        store: the store of the build.
        build: the folder of the build.
        sources: the folder the build was made from, where it is at hand.
    """
    known: dict[str, _Known] = {}
    for row in Rows.of(select(store, _DOCUMENTS)):
        digest, encoding = str(row["hash"]).rpartition(":")[2], str(row["encoding"] or "utf-8")
        known.setdefault(str(row["d"]), _Known(digest, encoding, [])).titles.append(str(row["title"]))

    @lru_cache(maxsize=64)
    def text(document: str) -> str | None:
        one = known.get(document)
        if one is None or not re.fullmatch(r"[0-9a-f]{64}", one.digest):
            return None
        kept = text_path(build, one.digest)
        if kept.is_file():
            return kept.read_bytes().decode("utf-8", "replace")
        return _from_source(sources, one) if sources is not None else None

    return text


@dataclass(frozen=True, slots=True)
class _Known:
    digest: str
    encoding: str
    titles: list[str]


_DOCUMENTS = """
SELECT ?d ?title ?hash ?encoding WHERE {
  ?d a kg:Document ; dcterms:title ?title ; dcterms:identifier ?hash OPTIONAL { ?d cnt:characterEncoding ?encoding }
}
"""


def _from_source(sources: Path, document: _Known) -> str | None:
    for title in document.titles:
        path = sources / title
        if path.resolve().is_relative_to(sources.resolve()) and path.is_file():
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == document.digest:
                try:
                    return data.decode(document.encoding)
                except (UnicodeDecodeError, LookupError):
                    return None
    return None


def sentence(text: str, begin: int, end: int) -> tuple[str, str, str]:
    """The sentence around ``text[begin:end]``: what stands before the quote, the quote, and what follows it.

    >>> sentence("前句。区委书记段思齐出席。后句。", 7, 10)
    ('区委书记', '段思齐', '出席。')
    """
    low, high = max(0, begin - _REACH), min(len(text), end + _REACH)
    first = max((stop.end() for stop in _STOP.finditer(text, low, begin)), default=low)
    last = next((stop.end() for stop in _STOP.finditer(text, max(begin, end - 1), high)), high)
    return text[first:begin].lstrip(), text[begin:end], text[end : max(last, end)].rstrip()
