"""IRIs of instances: readable Unicode, one place.

An IRI is the base, a kind, and one slug for each further part of the key. A slug holds letters
and digits of any script, CJK characters and ``-``, ``.``, ``~``; nothing else survives every store
(spaces and ``%`` break some). Where writing a slug loses something (a character outside that set, the
tail of a long name), a hash of the whole part is appended, so that different keys never share an IRI.
``_`` joins the slugs of a compound and occurs nowhere else. Keys are NFC first: names that
look the same are the same.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg._version import __version__

LONGEST_SLUG = 60
"""Characters of a slug, its hash aside."""

LONGEST_COMPOUND = 150
"""Characters of a compound of slugs, its hash aside."""


def digest(text: str, digits: int = 10) -> str:
    """The first ``digits`` hexadecimal digits of the SHA-256 of ``text``."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]


@lru_cache(maxsize=1 << 16)
def slug(text: str) -> str:
    """``text`` as one segment of an IRI.

    The middle dot of foreign names becomes a full stop; that loses nothing, because a full stop
    itself counts as lost.

    >>> slug("林若川~990101"), slug("阿列克谢·伊万")
    ('林若川~990101', '阿列克谢.伊万')
    >>> slug("A B")
    'A-B~xfea4c5ce72'
    """
    text = unicodedata.normalize("NFC", text)
    letters = "".join("." if c == "·" else c if c.isalnum() or c in "-~" else "-" for c in text)
    lossless = letters == text.replace("·", ".") and "." not in text and text.strip("·")
    if lossless and len(letters) <= LONGEST_SLUG and "~x" not in letters:
        return letters
    return f"{letters[:LONGEST_SLUG]}~x{digest(text)}"


def compound(*parts: str) -> str:
    """Several keys as one segment; empty parts at the end leave no trace.

    >>> compound("林若川~990101", "书记", "中共河湾区委~990101", "")
    '林若川~990101_书记_中共河湾区委~990101'
    """
    joined = "_".join(slug(part) if part else "" for part in parts).rstrip("_")
    if len(joined) <= LONGEST_COMPOUND:
        return joined
    return f"{joined[:LONGEST_COMPOUND]}~x{digest(joined)}"


def name_of(key: str) -> str:
    """A key without its kind: ``林若川~990101`` of ``person/林若川~990101``."""
    return key.partition("/")[2]


@dataclass(frozen=True)
class Iris:
    """Mints the IRIs of one graph, as N-Quads terms.

    Attributes:
        base: how every instance IRI begins; see :func:`kg.ontology.checked_base`.
    """

    base: str

    def of_key(self, key: str) -> str:
        """An entity, event or utterance by its key in the graph."""
        return f"<{self.base}{'/'.join(map(slug, key.split('/')))}>"

    def document(self, document: str) -> str:
        """A document by the SHA-256 of its bytes."""
        return f"<{self.base}doc/{document[:16]}>"

    def document_graph(self, document: str) -> str:
        """The named graph of a document."""
        return f"<{self.base}graph/{document[:16]}>"

    @cached_property
    def meta_graph(self) -> str:
        """The graph of the ontology and the description of the data set."""
        return f"<{self.base}graph/meta>"

    @cached_property
    def identity_graph(self) -> str:
        """The graph of the identity decisions."""
        return f"<{self.base}graph/identity>"

    def article(self, document: str, index: int) -> str:
        """An article by its document and its position there."""
        return f"<{self.base}article/{document[:16]}-{index}>"

    def mention(self, document: str, begin: int, end: int, extractor: str) -> str:
        """A span as one extractor read it."""
        return f"<{self.base}mention/{document[:16]}-{begin}-{end}-{slug(extractor)}>"

    def claim(self, document: str, predicate: str, triple: str) -> str:
        """What one document says about one triple; ``predicate`` only makes the IRI readable."""
        return f"<{self.base}claim/{document[:16]}-{slug(predicate)}-{digest(triple, 16)}>"

    def post(self, title: str, organization: str | None, holder: str) -> str:
        """A post. One without a known organization is its holder's own: two such posts are not known to be one."""
        if organization is None:
            return f"<{self.base}post/{compound('', name_of(holder), title)}>"
        return f"<{self.base}post/{compound(name_of(organization), title)}>"

    def tenure(self, holder: str, title: str, organization: str | None, status: str | None) -> str:
        """A person holding a post, by what makes it that tenure."""
        return f"<{self.base}tenure/{compound(name_of(holder), title, name_of(organization or ''), status or '')}>"

    def participation(self, event: str, participant: str, role: str) -> str:
        """One participant of one event in one role."""
        return f"<{self.base}participation/{compound(name_of(event), participant.partition('/')[0], name_of(participant), role)}>"

    def extractor(self, name: str) -> str:
        """A rule or model of this package's version."""
        return f"<{self.base}extractor/{slug(name)}-{__version__}>"

    def builder(self) -> str:
        """This package."""
        return self.extractor("xinwen-kg")

    def origin(self, name: str) -> str:
        """What implied an entity that no text names."""
        return f"<{self.base}origin/{slug(name)}>"

    def local(self, document: str, key: str) -> str:
        """A node as one document names it, before identity was decided."""
        return f"<{self.base}local/{document[:16]}/{'/'.join(map(slug, key.split('/')))}>"

    def decision(self, text: str) -> str:
        """An identity decision, by everything that it says."""
        return f"<{self.base}decision/{digest(text, 16)}>"

    def dataset(self, part: str = "") -> str:
        """The description of the graph, or of a part of it."""
        return f"<{self.base}dataset{'/' + slug(part) if part else ''}>"
