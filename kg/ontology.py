"""The ontology's namespaces and files, each written down once.

Schema terms are ASCII and live under fixed namespaces; instances live under a base that a build
can choose (``--base``). The ontology's files stand in ``ontology/`` of a checkout and in
``kg/_ontology`` of an installed wheel; :func:`source` finds them in both.
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.errors import InputError

KG = "https://w3id.org/xinwen-kg/ontology#"
"""Classes and properties."""

KGC = "https://w3id.org/xinwen-kg/concept/"
"""Concepts of the SKOS schemes."""

KGS = "https://w3id.org/xinwen-kg/shapes#"
"""SHACL shapes."""

DEFAULT_BASE = "https://w3id.org/xinwen-kg/id/"
"""Where instance IRIs begin unless a build says otherwise."""

ONTOLOGY = "https://w3id.org/xinwen-kg/ontology"
"""The ontology itself."""

CNT = "http://www.w3.org/2011/content#"
DC = "http://purl.org/dc/elements/1.1/"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "http://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "cnt": CNT,
    "dc": DC,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "kg": KG,
    "kgc": KGC,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}
"""The prefixes of graph.ttl, and those that a query may use without declaring them."""

RELATIONS = ("place", "within", "subOrganizationOf", "basedIn", "spouse", "parent", "founder", "subEventOf", "about")
"""Properties of :data:`KG` that join two entities or events and are an edge of their own in every view of the graph."""

ONTOLOGY_FILES = ("ontology.ttl", "concepts.ttl")
"""The files that graph/meta repeats."""

SHAPES_FILE = "shapes.ttl"

_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`#?%]+\Z")


def source(name: str) -> Traversable:
    """The ontology file called ``name`` (``ontology.ttl``, ``queries/01-posts.rq`` …).

    Raises:
        InputError: no such file comes with this installation.
    """
    packaged = importlib.resources.files("kg").joinpath("_ontology")
    checkout = Path(__file__).resolve().parent.parent / "ontology"
    for folder in (packaged, checkout):
        file = folder.joinpath(*name.split("/"))
        if file.is_file():
            return file
    raise InputError(f"ontology/{name}: not part of this installation; install xinwen-kg again")


def read(name: str) -> str:
    """The text of the ontology file called ``name``."""
    return source(name).read_text("utf-8")


def checked_base(base: str) -> str:
    """``base`` as instance IRIs begin: absolute, ending in ``/``.

    >>> checked_base("http://example.org/news")
    'http://example.org/news/'

    Raises:
        InputError: it is not an absolute IRI, or has a query or a fragment.
    """
    if not _BASE.match(base):
        raise InputError(f"--base {base!r}: not an absolute IRI without '#', '?' and '%'; write for example {DEFAULT_BASE}")
    return base if base.endswith("/") else base + "/"


def prefix_header() -> str:
    """The PREFIX lines of a SPARQL query, in order of their names."""
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(PREFIXES.items()))


def shortened(iri: str) -> str | None:
    """``iri`` with a prefix of :data:`PREFIXES`, or None where it has none.

    >>> shortened(KG + "holder")
    'kg:holder'
    """
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", iri[len(namespace) :]):
            return f"{name}:{iri[len(namespace) :]}"
    return None


@cache
def declared() -> frozenset[str]:
    """The IRIs of our own that the ontology's files declare: terms of ``kg:`` and concepts of ``kgc:``."""
    return frozenset(iri for name in ONTOLOGY_FILES for iri in _subjects(read(name)))


@cache
def scheme_of() -> dict[str, str]:
    """Concept → its scheme, by local names.

    >>> scheme_of()["village"]
    'place-type'
    """
    import pyoxigraph

    return {
        quad.subject.value[len(KGC) :]: quad.object.value[len(KGC) :]
        for quad in pyoxigraph.parse(read("concepts.ttl").encode(), pyoxigraph.RdfFormat.TURTLE)
        if quad.predicate.value == SKOS + "inScheme"
        and isinstance(quad.subject, pyoxigraph.NamedNode)
        and isinstance(quad.object, pyoxigraph.NamedNode)
    }


def _subjects(text: str) -> Iterator[str]:
    import pyoxigraph

    for quad in pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE):
        subject = quad.subject
        if isinstance(subject, pyoxigraph.NamedNode) and subject.value.startswith((KG, KGC)):
            yield subject.value
