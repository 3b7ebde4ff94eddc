"""Whether a build is what it says: its shapes hold, and every quote stands in its source.

The shapes run as SPARQL over the store (:mod:`kg.graph.shapes`). Quotes are read again from the documents
themselves: plain text from the input folder, decoded as the graph says, everything else from the build's ``text/``; a hash
tells whether it is still the same document.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from kg.graph.shapes import Constraint, constraints, screen
from kg.graph.store import held_store, select
from kg.ontology import SHAPES_FILE, read, shortened
from kg.workspace import text_path

MOST_VIOLATIONS = 1000
"""Violations that are listed of one constraint."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a constraint.

    Attributes:
        shape: IRI of the shape.
        component: SHACL's name of the constraint component, without ``ConstraintComponent``.
        path: the property, as a SPARQL path; empty for the node itself.
        focus: IRI of the node.
        value: the value at fault, as an N-Triples term; None where no single value is.
        message: what is wrong, for a person.
    """

    shape: str
    component: str
    path: str
    focus: str
    value: str | None
    message: str

    def __str__(self) -> str:
        value = f" (value {self.value})" if self.value else ""
        return f"{self.focus}: {_readable(self.message)}{value} [{self.shape.rsplit('#', 1)[-1]}, {self.component}]"


@dataclass(frozen=True, slots=True, order=True)
class QuoteError:
    """A quote that is not what stands at its offsets.

    Attributes:
        title: the document.
        begin: offset of its first character.
        end: offset after its last character.
        quote: what the graph says.
        found: what stands there.
    """

    title: str
    begin: int
    end: int
    quote: str
    found: str

    def __str__(self) -> str:
        return f"{self.title}:{self.begin}-{self.end}: the graph quotes {self.quote!r}, the text has {self.found!r}"


@dataclass(frozen=True, slots=True)
class Validation:
    """The result of a validation.

    Attributes:
        violations: what breaks the shapes.
        quote_errors: what was quoted wrongly.
        unread: documents whose text was not at hand or has changed, with the reason; their quotes were not compared.
        constraints: how many constraints were checked.
        quotes: how many quotes were compared.
    """

    violations: tuple[Violation, ...]
    quote_errors: tuple[QuoteError, ...]
    unread: tuple[tuple[str, str], ...]
    constraints: int
    quotes: int

    @property
    def ok(self) -> bool:
        """True where nothing is wrong and every quote was compared."""
        return not (self.violations or self.quote_errors or self.unread)

    def lines(self) -> Iterator[str]:
        """The report, a line for each finding, the sums last."""
        yield from map(str, self.violations)
        yield from map(str, self.quote_errors)
        for title, reason in self.unread:
            yield f"{title}: quotes not compared: {reason}"
        yield (
            f"{self.constraints} constraints, {len(self.violations)} violations; "
            f"{self.quotes} quotes compared, {len(self.quote_errors)} wrong; {len(self.unread)} documents not at hand"
        )


def _readable(message: str) -> str:
    return re.sub(r"<([^>]*)>", lambda match: shortened(match[1]) or match[0], message)


def subclasses(store: pyoxigraph.Store) -> dict[str, frozenset[str]]:
    """Class → everything below it, as the graph's own ontology says."""
    below: dict[str, set[str]] = {}
    for row in select(
        store, "SELECT DISTINCT ?above ?below { ?below rdfs:subClassOf+ ?above FILTER(isIRI(?above) && isIRI(?below)) }"
    ):
        below.setdefault(row["above"].value, set()).add(row["below"].value)
    return {name: frozenset(names) for name, names in below.items()}


def check_shapes(store: pyoxigraph.Store, shapes: str | None = None, most: int = MOST_VIOLATIONS) -> tuple[list[Violation], int]:
    """Run every constraint over the union of the graphs.

    Args:
        store: the graph.
        shapes: a shapes file's text; the ontology's own unless given.
        most: how many violations of one constraint to list.

    Returns:
        The violations, sorted, and the number of constraints.

    Raises:
        InputError: the shapes use something that is not supported.
    """
    todo = constraints(read(SHAPES_FILE) if shapes is None else shapes, subclasses(store))
    scopes: dict[str, list[Constraint]] = {}
    for constraint in todo:
        scopes.setdefault(constraint.scope, []).append(constraint)
    found: set[Violation] = set()
    for group in scopes.values():
        if any(True for _ in select(store, screen(group))):  # most scopes are clean: one pass over them is enough
            for constraint in group:
                found.update(_violations(store, constraint, most))
    return sorted(found, key=lambda one: (one.shape, one.path, one.component, one.focus, one.value or "")), len(todo)


def _violations(store: pyoxigraph.Store, constraint: Constraint, most: int) -> Iterator[Violation]:
    for row in select(store, f"{constraint.query} LIMIT {most}"):
        focus = getattr(row["this"], "value", str(row["this"]))
        value = str(row["value"]) if constraint.valued else None
        yield Violation(constraint.shape, constraint.component, constraint.path, focus, value, constraint.message)


@dataclass(slots=True)
class _Source:
    """What the graph says about a document's text."""

    id: str = ""
    titles: set[str] = field(default_factory=set)
    encoding: str = "utf-8"
    text_hash: str | None = None

    @property
    def title(self) -> str:
        return min(self.titles, default=self.id)


def _sources(store: pyoxigraph.Store) -> dict[str, _Source]:
    found: dict[str, _Source] = {}
    rows = select(
        store,
        """SELECT ?d ?id ?title ?encoding ?hash { ?d a kg:Document ; dcterms:identifier ?id ; dcterms:title ?title
           OPTIONAL { ?d cnt:characterEncoding ?encoding } OPTIONAL { ?d kg:textHash ?hash } }""",
    )
    for row in rows:
        source = found.setdefault(row["d"].value, _Source())
        source.id = row["id"].value.removeprefix("sha256:")
        source.titles.add(row["title"].value)
        if row["encoding"] is not None:
            source.encoding = row["encoding"].value
        if row["hash"] is not None:
            source.text_hash = row["hash"].value.removeprefix("sha256:")
    return found


def _text(source: _Source, build: Path, sources: Path | None) -> tuple[str | None, str]:
    """The text of a document, or None and why not."""
    kept = text_path(build, source.id)
    if source.text_hash is not None or kept.is_file():
        try:
            data = kept.read_bytes()
        except OSError:
            return None, f"text/{kept.name} is missing from the build; build again"
        if source.text_hash is not None and hashlib.sha256(data).hexdigest() != source.text_hash:
            return None, f"text/{kept.name} is not the text of the build any more; build again"
        return data.decode("utf-8"), ""
    if sources is None:
        return None, "name the folder that the build was made from with --sources"
    reason = "is not in the folder of sources"
    for title in sorted(source.titles):
        if ".." in Path(title).parts or Path(title).is_absolute():
            reason = "is said to lie outside the folder of sources"
            continue
        try:
            data = (sources / title).read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == source.id:
            return data.decode(source.encoding), ""
        reason = "has changed since the build; run kg add"
    return None, reason


def check_quotes(store: pyoxigraph.Store, text_of: Callable[[str], str | None]) -> tuple[list[tuple[str, QuoteError]], int]:
    """Compare every quote with the characters at its offsets.

    Args:
        store: the graph.
        text_of: gives the text of a document by its IRI, or None where it is not at hand.

    Returns:
        Documents (IRIs) with what is wrong in them, and the number of quotes compared.
    """
    errors: list[tuple[str, QuoteError]] = []
    count = 0
    last, text = "", None
    rows = select(
        store, "SELECT ?d ?b ?e ?q { ?m kg:inDocument ?d ; kg:quote ?q ; kg:beginIndex ?b ; kg:endIndex ?e } ORDER BY ?d"
    )
    for row in rows:
        document, begin, end, quote = row["d"].value, int(row["b"].value), int(row["e"].value), row["q"].value
        if document != last:
            last, text = document, text_of(document)
        if text is None:
            continue
        count += 1
        if text[begin:end] != quote or begin < 0:
            errors.append((document, QuoteError("", begin, end, quote, text[max(begin, 0) : end])))
    return errors, count


def validate(build: Path | str, sources: Path | None = None, shapes: str | None = None) -> Validation:
    """Check a build against the shapes and against its sources.

    Args:
        build: the folder of the build.
        sources: the folder that the build was made from; without it only the texts that the build keeps can be compared.
        shapes: a shapes file's text; the ontology's own unless given.

    Raises:
        BuildError: there is no build, or it is damaged.
        InputError: the shapes use something that is not supported.
    """
    with held_store(build) as store:
        return _validate(store, Path(build), sources, shapes)


def _validate(store: pyoxigraph.Store, folder: Path, sources: Path | None, shapes: str | None) -> Validation:
    violations, count = check_shapes(store, shapes)
    documents = _sources(store)
    unread: dict[str, str] = {}

    def text_of(document: str) -> str | None:
        source = documents.get(document)
        if source is None:
            unread[document] = "the graph does not describe this document"
            return None
        text, reason = _text(source, folder, sources)
        if text is None:
            unread[source.title] = reason
        return text

    errors, quotes = check_quotes(store, text_of)
    named = sorted(
        QuoteError(documents[document].title, error.begin, error.end, error.quote, error.found) for document, error in errors
    )
    return Validation(tuple(violations), tuple(named), tuple(sorted(unread.items())), count, quotes)
