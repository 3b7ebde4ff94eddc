"""What is wrong with a query that Oxigraph cannot parse: where, and where that can be told, what.

Oxigraph names the farthest place at which it tried something, and all that it tried there, among it what is refused here. A word
of the language is tried on as many characters as it has, whatever they are, so that this place may lie behind the mistake. The
query is therefore parsed once more with wide gaps, over which no word reaches: the place is then in the token that is wrong.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph.sparql import Token, error_at, position, tokens
from kg.ontology import PREFIXES

_POSITION = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_MARK = re.compile(r'"[^"\w]{1,2}"\Z|BY\Z|AS\Z')
_GAP = " " * 24
"""Wider than any word of the language is long."""

_BRACKETS = frozenset("{}();,")

_MOST_TOKENS = 5_000
"""Queries that are longer are not parsed a second time."""


def syntax_error(query: str, message: str) -> QueryError:
    """Oxigraph's complaint about a query, turned into one that says where and, where that can be told, what."""
    for name, begin in _unknown_prefixes(query):
        if query[begin - 1 : begin] == "<":
            return error_at(query, *position(query, begin - 1), "the IRI that begins here holds a space or is not closed by >")
        known = difflib.get_close_matches(name, PREFIXES, n=1)
        hint = f"did you mean {known[0]}:?" if known else f"declare it: PREFIX {name}: <…>"
        return error_at(query, *position(query, begin), f"the prefix {name}: is not declared; {hint}")
    match = _POSITION.match(message)
    if match is None:
        return QueryError(" ".join(message.split()))
    found = list(tokens(query))
    for token in found:
        if token.kind == "other" and token.text in "\"'":
            return error_at(query, *position(query, token.begin), f"the text that begins with {token.text} is not closed")
    depth = 0
    for token in found:
        depth += (token.text == "{") - (token.text == "}")
        if depth < 0:
            return error_at(query, *position(query, token.begin), "a closing } too many")
    begin = _offset(query, int(match[1]), int(match[2]))
    if depth > 0 and not query[begin:].strip():
        end = position(query, len(query.rstrip()))
        return error_at(query, *end, f"the query ends inside {{ … }}; closing }} missing: {depth}")
    wrong, expected = _wrong(found, begin, match[3])
    if wrong is None:
        return error_at(query, *position(query, len(query.rstrip())), "syntax error, the query ends too early")
    return error_at(query, *position(query, wrong.begin), f"syntax error, {_reason(wrong, expected)}")


def _wrong(found: list[Token], begin: int, expected: str) -> tuple[Token | None, list[str]]:
    """The token that is wrong, None where something is missing at the end, and what was expected there."""
    places = [token.begin for token in found]
    if len(found) <= _MOST_TOKENS:
        wide, wide_places = _widened(found)
        try:
            ox.Store().query(wide, prefixes=PREFIXES)
        except SyntaxError as error:
            match = _POSITION.match(str(error))
            if match is not None:
                begin, expected, places = _offset(wide, int(match[1]), int(match[2])), match[3], wide_places
                if begin >= len(wide):
                    return None, []
    before = [token for token, place in zip(found, places, strict=True) if place <= begin]
    return (before[-1] if before else None), " ".join(expected.split()).split(", ")


def _widened(found: list[Token]) -> tuple[str, list[int]]:
    """A query with a wide gap wherever there may be one, and where its tokens are in that."""
    parts: list[str] = []
    places: list[int] = []
    length, end = 0, 0
    apart = True
    for token in found:
        if token.begin > end or apart or token.text in _BRACKETS:
            parts.append(_GAP)
            length += len(_GAP)
        places.append(length)
        parts.append(token.text)
        length += len(token.text)
        end, apart = token.begin + len(token.text), token.text in _BRACKETS
    return "".join(parts) + _GAP, places


def _reason(token: Token, expected: list[str]) -> str:
    """Why a token is wrong, as far as that can be told."""
    said = f"{token.text[:40]} cannot stand here"
    if token.kind == "word" and not token.text.isascii():
        return f'{said}; a text stands between quotes: "{token.text[:40]}"@zh'
    near = difflib.get_close_matches(token.text.upper(), [one for one in expected if one.isalpha()], n=1, cutoff=0.7)
    if near and token.kind == "word":
        return f"{said}; did you mean {near[0]}?"
    if len(expected) == 1 and _MARK.match(expected[0]):
        return f"{said}, expected {expected[0]}"
    return said


def _offset(query: str, line: int, column: int) -> int:
    """The character at a line and column; the opposite of :func:`kg.graph.sparql.position`."""
    begin = 0
    for _ in range(line - 1):
        begin = query.find("\n", begin) + 1
    return begin + column - 1


def _unknown_prefixes(query: str) -> Iterator[tuple[str, int]]:
    declared = set(PREFIXES)
    expecting = False
    for token in tokens(query):
        if token.kind == "name" and not token.text.startswith("_:"):
            prefix = token.text.partition(":")[0]
            if expecting:
                declared.add(prefix)
            elif prefix not in declared:
                yield prefix, token.begin
        expecting = token.kind == "word" and token.text.upper() == "PREFIX"
