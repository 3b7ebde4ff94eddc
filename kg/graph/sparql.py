"""What must be known of a query before it runs: its form, what it names, and that it cannot leave this machine.

Oxigraph parses and runs queries; this module only reads tokens. It refuses what a read-only graph must not do
(updates, LOAD) and SERVICE, which Oxigraph would send over the network.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kg.errors import QueryError

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>\#[^\n\r]*)
    | (?P<string>
          '''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"|'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_](?:[\w.·-]*[\w·-])?|_)?:(?:(?:[\w:%·]|\\[^\w\s])(?:(?:[\w:%·-]|\\[^\w\s]|\.(?=[\w:%·\\.-]))*)?)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

# The name of a service, its SILENT, comments between them, and the brace. Whatever stands around it (a string, a
# comment) is not looked at: a parser and a tokenizer can be made to disagree about where a string begins, and a query that
# hides a whole SERVICE clause in a string is one that nobody needs.
_GAP = r"(?:\s|\#[^\n\r]*+[\n\r])*+"
_NAME = r"(?:<[^>]*+>|[?$]\w++|[^\s<>{}:]*+:[^\s<>{}]*+)"
_SERVICE = re.compile(rf"(?<![?$])SERVICE{_GAP}(?:SILENT)?+{_GAP}{_NAME}{_GAP}\{{", re.IGNORECASE)
_WORD = re.compile("SERVICE", re.IGNORECASE)
_MOST_WORDS = 200
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query: what it is, its characters, and where it begins."""

    kind: str
    text: str
    begin: int


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query without spaces and comments.

    >>> [token.text for token in tokens('ASK { ?x rdfs:label "a b"@zh } # all')]
    ['ASK', '{', '?x', 'rdfs:label', '"a b"', '@zh', '}']
    """
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def position(query: str, begin: int) -> tuple[int, int]:
    r"""Line and column (both from 1, columns in code points) of the character at ``begin``.

    >>> position("ASK {\n  !", 8)
    (2, 3)
    """
    line = query.count("\n", 0, begin) + 1
    return line, begin - (query.rfind("\n", 0, begin) + 1) + 1


def error_at(query: str, line: int, column: int, reason: str) -> QueryError:
    """A mistake in a query, with the line it stands in and a mark below the place."""
    from wcwidth import wcswidth

    lines = query.split("\n")
    shown = lines[line - 1].rstrip("\r").replace("\t", " ") if line <= len(lines) else ""
    before = shown[: column - 1]
    left = max(0, len(before) - 60)
    pad = " " * max(0, wcswidth(before[left:]))
    excerpt = shown[left : left + 110]
    return QueryError(f"line {line}, column {column}: {reason}\n  {excerpt}\n  {pad}^", line, column)


def form(query: str) -> Form:
    """Which of the four forms a query has.

    Raises:
        QueryError: it is an update, asks another service, is empty, or begins with something else.
    """
    _refuse_service(query)
    skip = 0
    for token in tokens(query):
        if skip:
            skip -= 1
            continue
        word = token.text.upper()
        if token.kind == "word" and word in ("PREFIX", "BASE", "VERSION"):
            skip = 2 if word == "PREFIX" else 1
            continue
        for name in FORMS:
            if token.kind == "word" and word == name:
                return name
        line, column = position(query, token.begin)
        if token.kind == "word" and word in UPDATES:
            raise error_at(
                query, line, column, f"{word} is refused: this graph is read-only; change it with kg add and kg remove"
            )
        near = difflib.get_close_matches(word, FORMS, n=1)
        hint = f"did you mean {near[0]}?" if near else "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise error_at(query, line, column, f"{token.text[:40]!r} cannot stand here; {hint}")
    raise QueryError("the query is empty; write for example: SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name }", 1, 1)


def names_its_dataset(query: str) -> bool:
    """True where a query has a FROM clause of its own."""
    depth = 0
    for token in tokens(query):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.kind == "word" and token.text.upper() == "FROM":
            return True
    return False


def _refuse_service(query: str) -> None:
    def unescaped(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    plain = _ESCAPE.sub(unescaped, query)
    if len(_WORD.findall(plain)) > _MOST_WORDS:
        raise QueryError(f"the query says SERVICE more than {_MOST_WORDS} times; nobody can check that")
    found = _SERVICE.search(query)
    if found:
        line, column = position(query, found.start())
        raise error_at(query, line, column, "SERVICE is refused: a query never leaves this machine")
    if _SERVICE.search(plain):
        raise QueryError("SERVICE is refused: a query never leaves this machine")
