"""The shapes as SPARQL, held against pySHACL on graphs broken on purpose, one way for each constraint."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH

from kg.errors import InputError
from kg.graph.nquads import split_line
from kg.graph.shapes import Constraint, constraints
from kg.graph.validate import check_shapes
from kg.ontology import KG, KGC, RDFS, SHAPES_FILE, XSD, read

Triple = tuple[str, str, str]
Finding = tuple[str, str, str, str | None]
NOWHERE = "<http://example.org/nowhere>"
TYPE = f"<{RDF.type}>"
ALL = constraints(read(SHAPES_FILE), {})
WRONGLY_TYPED = {
    "date": f'"2031-02-30"^^<{XSD}date>',
    "integer": f'"5"^^<{XSD}decimal>',
    "decimal": f'"1"^^<{XSD}integer>',
}
"""A value that has another datatype, or none that exists, but breaks no other constraint."""
COMPONENTS = sorted({constraint.component for constraint in ALL})


def name(constraint: Constraint) -> str:
    """A short name for test reports."""
    return "-".join(
        re.sub(r"\W+", ".", part).strip(".").rsplit(".", 1)[-1]
        for part in (constraint.shape, constraint.path, constraint.component)
    )


def targets(constraint: Constraint) -> list[str]:
    """The classes that a constraint is about."""
    values = re.match(r"VALUES \?v\d+ \{([^}]*)\}", constraint.scope)
    if values:
        return re.findall(r"<[^>]*>", values[1])
    found = re.match(r"\?this a (<[^>]*>)", constraint.scope)
    assert found
    return [found[1]]


def broken(triples: set[Triple], constraint: Constraint) -> set[Triple]:
    """The graph with one node that breaks the constraint, and perhaps others with it."""
    classes = targets(constraint)
    inverse = constraint.path.startswith("^")
    path = constraint.path.lstrip("^")
    nodes = sorted(s for s, p, o in triples if p == TYPE and o in classes)
    having = [node for node in nodes if any(p == path and node == (o if inverse else s) for s, p, o in triples)]
    node = (having or nodes)[0]
    own = {(s, p, o) for s, p, o in triples if p == path and (o if inverse else s) == node}
    label = f"<{RDFS}label>"

    def with_value(*values: str) -> set[Triple]:
        return (triples - own) | {(node, path, value) for value in values}

    match constraint.component:
        case "MinCount":
            return triples - own
        case "MaxCount" if inverse:
            return triples | {(NOWHERE, path, node)}
        case "MaxCount":
            return triples | own | {(node, path, f"<{KG}x1>"), (node, path, f"<{KG}x2>")}
        case "Datatype":
            return with_value(WRONGLY_TYPED.get(constraint.message.rsplit(":", 1)[-1], '"wrong"^^<http://example.org/type>'))
        case "Class" | "Or" if path:
            return with_value(NOWHERE)
        case "Or":
            drop = {f"<{KG}evidence>", "<http://www.w3.org/ns/prov#wasDerivedFrom>"}
            return {t for t in triples if not (t[0] == node and t[1] in drop)}
        case "NodeKind" if path:
            return with_value('"a string"')
        case "NodeKind":
            return triples | {("_:b", TYPE, classes[0])}
        case "MinLength":
            return with_value('""@zh')
        case "UniqueLang":
            return triples | {(node, label, '"又一名"@zh'), (node, label, '"名"@zh')}
        case "MinInclusive":
            return with_value(f'"-1"^^<{XSD}{"decimal" if path.endswith("confidence>") else "integer"}>')
        case "MaxInclusive":
            return with_value(f'"131"^^<{XSD}{"decimal" if path.endswith("confidence>") else "integer"}>')
        case "LessThan":
            return with_value(f'"99999"^^<{XSD}integer>')
        case "LessThanOrEquals":
            return with_value(f'"2099-01-01"^^<{XSD}date>')
        case "Pattern":
            return with_value('"md5:00"')
        case "Node":
            return with_value(f"<{KGC}former>")
    assert constraint.component == "SPARQL"
    if "quote" in constraint.message:
        mention = nodes[0]
        return {t for t in triples if t[:2] != (mention, f"<{KG}quote>")} | {(mention, f"<{KG}quote>", '"一段不对的引文"')}
    if "post" in constraint.message:
        post = next(s for s, p, _ in sorted(triples) if p == f"<{KG}postIn>")
        body = next(
            s
            for s, p, o in sorted(triples)
            if p == TYPE and o == f"<{KG}Organization>" and (post, f"<{KG}postIn>", s) not in triples
        )
        return {t for t in triples if t[:2] != (post, f"<{KG}postIn>")} | {(post, f"<{KG}postIn>", body)}
    return {t for t in triples if t[1] != f"<{KG}age>"}


def ours(triples: set[Triple]) -> set[Finding]:
    """What our own validator finds."""
    store = pyoxigraph.Store()
    store.load("".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    found, _ = check_shapes(store)
    return {(one.focus if ":" in one.focus else "_:b", one.path, one.component, _plain(one.value)) for one in found}


def theirs(triples: set[Triple]) -> set[Finding]:
    """What pySHACL finds."""
    data = rdflib.Graph().parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in triples), format="nt")
    shapes = rdflib.Graph().parse(data=read(SHAPES_FILE), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    return set(_findings(report))


def _findings(report: rdflib.Graph) -> Iterator[Finding]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if any(report.triples((None, SH.detail, result))):
            continue
        component = str(report.value(result, SH.sourceConstraintComponent)).rsplit("#", 1)[-1].removesuffix("ConstraintComponent")
        path = report.value(result, SH.resultPath)
        text = "" if path is None else f"<{path}>"
        if isinstance(path, rdflib.BNode):
            text = f"^<{report.value(path, SH.inversePath)}>"
        focus = report.value(result, SH.focusNode)
        value = report.value(result, SH.value) if text and component not in ("MinCount", "MaxCount", "UniqueLang") else None
        yield (
            "_:b" if isinstance(focus, rdflib.BNode) else str(focus),
            text,
            component,
            _plain(None if value is None else value.n3()),
        )


def _plain(value: str | None) -> str | None:
    """A term without its datatype: Oxigraph and rdflib write numbers differently."""
    return value if value is None else re.sub(r"\^\^.*", "", value)


@pytest.fixture(scope="module")
def triples(lines: list[str]) -> set[Triple]:
    """The triples of the invented reports' graph."""
    return {split_line(line)[:3] for line in lines}


def test_a_good_graph_is_found_good(triples: set[Triple]) -> None:
    """Neither validator finds anything in a graph that the mapping wrote."""
    assert ours(triples) == theirs(triples) == set()


@pytest.mark.parametrize("constraint", ALL, ids=name)
def test_each_constraint_finds_what_breaks_it(constraint: Constraint, triples: set[Triple]) -> None:
    """A graph broken in one way is reported for that constraint."""
    found = {(path, component) for _, path, component, _ in ours(broken(triples, constraint))}
    assert (constraint.path, constraint.component) in found


@pytest.mark.parametrize("component", COMPONENTS)
def test_pyshacl_finds_the_same(component: str, triples: set[Triple]) -> None:
    """With all constraints of one kind broken, both validators report the same nodes, properties, components and values."""
    graph = triples
    for constraint in ALL:
        if constraint.component == component:
            graph = broken(graph, constraint)
    found = ours(graph)
    assert found == theirs(graph)
    assert found


def test_an_unknown_component_is_refused() -> None:
    """A shape that uses what is not translated is an error, not a check that passes."""
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .
        ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxLength 3 ] ."""
    with pytest.raises(InputError, match="maxLength"):
        constraints(shapes, {})


def test_what_is_no_turtle_is_refused() -> None:
    """Shapes of a user's own that cannot be parsed give one line."""
    with pytest.raises(InputError, match=r"\Ashapes: not readable as Turtle[^\n]*\Z"):
        constraints("this is not Turtle", {})
