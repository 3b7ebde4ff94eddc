"""Terms and quads in the N-Quads syntax.

A term is the string that stands for it in N-Quads; a quad is four of them. Numbers and dates are
written in the canonical form of XSD 1.1, the one that Oxigraph gives back, and whole numbers are
always xsd:integer (Oxigraph keeps no other integer type): so a dump of the store equals graph.nq.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from kg.ontology import RDF, XSD

DEFAULT_GRAPH = ""
"""The graph term of a quad in the default graph."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile('[\x00-\x1f"\\\\\x7f\ud800-\udfff]')
_SURROGATE = re.compile("[\ud800-\udfff]")


class Quad(NamedTuple):
    """One statement: four terms in N-Quads syntax; ``graph`` is empty for the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = DEFAULT_GRAPH

    def line(self) -> str:
        """The line of an N-Quads file, without its line end."""
        if self.graph:
            return f"{self.subject} {self.predicate} {self.object} {self.graph} ."
        return f"{self.subject} {self.predicate} {self.object} ."


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    if _SURROGATE.match(char):
        return "\ufffd"  # half of a surrogate pair is no character and cannot be written as UTF-8
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"


def escape(text: str) -> str:
    r"""``text`` as it stands between the quotation marks of a literal.

    >>> escape('他说"好"')
    '他说\\"好\\"'
    """
    return _TO_ESCAPE.sub(_escaped, text)


def iri(value: str) -> str:
    """An IRI; ``value`` must already be one (see :mod:`kg.mapping.iris`).

    >>> iri("http://example.org/a")
    '<http://example.org/a>'
    """
    return f"<{value}>"


def plain(text: str) -> str:
    """A string without a language, as quotes and file names are."""
    return f'"{escape(text)}"'


def zh(text: str) -> str:
    """A Chinese string. Always ``@zh``: several stores do not match tags with subtags.

    >>> zh("林若川")
    '"林若川"@zh'
    """
    return f'"{escape(text)}"@zh'


def en(text: str) -> str:
    """An English string."""
    return f'"{escape(text)}"@en'


def integer(number: int) -> str:
    """A whole number, xsd:integer."""
    return f'"{number}"^^<{XSD}integer>'


def decimal(number: float, digits: int = 6) -> str:
    """A number with at most ``digits`` decimals, xsd:decimal.

    >>> decimal(0.90).split("^")[0], decimal(1.0).split("^")[0], decimal(-0.0000001).split("^")[0]
    ('"0.9"', '"1"', '"0"')
    """
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return f'"{"0" if text in ("-0", "") else text}"^^<{XSD}decimal>'


def date(day: datetime.date) -> str:
    """A day, xsd:date.

    >>> date(datetime.date(2025, 7, 1)).split("^")[0]
    '"2025-07-01"'
    """
    return f'"{day.year:04d}-{day.month:02d}-{day.day:02d}"^^<{XSD}date>'


TYPE = iri(RDF + "type")
