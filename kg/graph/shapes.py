"""SHACL shapes as SPARQL: each constraint becomes one query that finds what breaks it.

Only the constraint components that ``ontology/shapes.ttl`` uses are translated; another one is refused, never ignored.
The translation follows the definitions of the W3C recommendation "Shapes Constraint Language" (section 4). A component is an
*expression* that is true where it is broken, over a *scope*, the pattern that binds a node (and a value of its property): so
all components of one scope can be looked at in one pass.

Why not a SHACL engine: pySHACL needs milliseconds for each mention, and a graph has hundreds of thousands of them. A test
holds both reports against each other.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import InputError
from kg.ontology import shortened

_PARAMETERS = {
    SH.minCount: "MinCount",
    SH.maxCount: "MaxCount",
    SH.datatype: "Datatype",
    SH["class"]: "Class",
    SH.nodeKind: "NodeKind",
    SH.minLength: "MinLength",
    SH.uniqueLang: "UniqueLang",
    SH.minInclusive: "MinInclusive",
    SH.maxInclusive: "MaxInclusive",
    SH.lessThan: "LessThan",
    SH.lessThanOrEquals: "LessThanOrEquals",
    SH.pattern: "Pattern",
    SH.hasValue: "HasValue",
    SH["or"]: "Or",
    SH.node: "Node",
    SH.sparql: "SPARQL",
}
"""Parameter → name of its component (without ConstraintComponent)."""

_WORDS = {
    SH.minCount: "have at least {} value",
    SH.maxCount: "have at most {} value",
    SH.datatype: "be of type {}",
    SH["class"]: "be a {}",
    SH.nodeKind: "be an IRI",
    SH.minLength: "have at least {} characters",
    SH.uniqueLang: "have one value for each language",
    SH.minInclusive: "be at least {}",
    SH.maxInclusive: "be at most {}",
    SH.lessThan: "be less than {}",
    SH.lessThanOrEquals: "be at most {}",
    SH.pattern: "match {}",
    SH.hasValue: "have the value {}",
    SH.sparql: "pass its query",
}
"""What a component asks for, after "must"."""

_NO_CONSTRAINTS = {RDF.type, SH.targetClass, SH.path, SH.property, SH.message, SH.flags}
_VALUELESS = {SH.minCount, SH.maxCount, SH.uniqueLang, SH.hasValue}
_ABSENCES = {SH.minCount, SH.hasValue}
"""Components that are broken where values are missing, so that their scope is the node alone."""
_CASTS = {XSD.date, XSD.decimal, XSD.integer, XSD.boolean, XSD.double, XSD.dateTime}
"""Datatypes whose lexical form SPARQL can check by a cast."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One component of one shape.

    Attributes:
        shape: IRI of the node shape.
        component: name of the component as SHACL has it, without ``ConstraintComponent``.
        path: the property, in SPARQL's syntax for paths; empty for a constraint on the node itself.
        message: what the shape's author says is wrong, or a sentence made from the component.
        scope: the pattern that binds ?this and, for a property, ?value.
        expression: true where the component is broken.
        valued: whether a single value is at fault.
    """

    shape: str
    component: str
    path: str
    message: str
    scope: str
    expression: str
    valued: bool

    @property
    def query(self) -> str:
        """SELECT of ?this and, where a value is at fault, ?value."""
        variables = "?this ?value" if self.valued else "?this"
        return f"SELECT DISTINCT {variables} WHERE {{ {self.scope} FILTER({self.expression}) }}"


def screen(constraints: list[Constraint]) -> str:
    """A query that has a row where any of some constraints of one scope is broken."""
    broken = " || ".join(f"({one.expression})" for one in constraints)
    return f"SELECT ?this WHERE {{ {constraints[0].scope} FILTER({broken}) }} LIMIT 1"


@dataclass(frozen=True, slots=True)
class _Component:
    """A component on the way to a constraint: where it stands, what it asks for, and its translation."""

    path: str
    parameter: URIRef
    operand: Node
    message: str
    scope: str
    expression: str


class _Translator:
    """Translates the shapes of one shapes graph."""

    def __init__(self, shapes: Graph, subclasses: Mapping[str, frozenset[str]]) -> None:
        self.shapes = shapes
        self.subclasses = subclasses
        self.numbers = itertools.count()

    def fresh(self) -> str:
        return f"?v{next(self.numbers)}"

    def all(self) -> list[Constraint]:
        """The constraints of every shape that has a target, in a stable order."""
        found = []
        for shape in set(self.shapes.subjects(SH.targetClass, None)):
            classes = sorted(str(target) for target in self.shapes.objects(shape, SH.targetClass))
            target = self.typed("?this", classes)
            for one in self.components(shape, "?this", "?value"):
                scope = f"{target} {one.scope}".strip()
                message = one.message or f"{one.path or 'the node'} must {self.words(one.parameter, one.operand)}"
                valued = bool(one.path) and one.parameter not in _VALUELESS
                name = _PARAMETERS[one.parameter]
                found.append(Constraint(str(shape), name, one.path, message, scope, one.expression, valued))
        return sorted(found, key=lambda one: (one.shape, one.path, one.component, one.message))

    def words(self, parameter: URIRef, value: Node) -> str:
        """What a component asks for, after "must"."""
        if parameter in (SH["or"], SH.node):
            members = list(Collection(self.shapes, value)) if parameter == SH["or"] else [value]
            return " or ".join(" and ".join(sorted(self.wanted(member))) for member in members)
        return _WORDS[parameter].format(shortened(str(value)) or value)

    def wanted(self, shape: Node) -> Iterator[str]:
        """What the components of a nested shape ask for."""
        for one in self.components(shape, "?this", "?value"):
            yield (f"have {one.path} that must " if one.path else "") + self.words(one.parameter, one.operand)

    def typed(self, variable: str, classes: list[str]) -> str:
        """``variable`` is an instance of one of the classes or of a subclass."""
        every = sorted(set(classes).union(*(self.subclasses.get(name, frozenset()) for name in classes)))
        if len(every) == 1:
            return f"{variable} a <{every[0]}> ."
        kind = self.fresh()
        return f"VALUES {kind} {{ {' '.join(f'<{name}>' for name in every)} }} {variable} a {kind} ."

    def components(self, shape: Node, this: str, value: str) -> Iterator[_Component]:
        """The components of a shape and its property shapes.

        Args:
            shape: a node or property shape.
            this: the variable of the node that it is about.
            value: the variable of the value nodes of its property.
        """
        path_node = self.shapes.value(shape, SH.path)
        path = self.path(path_node) if path_node is not None else ""
        message = str(self.shapes.value(shape, SH.message) or "")
        for parameter, operand in self.shapes.predicate_objects(shape):
            if parameter == SH.property:
                yield from self.components(operand, this, value)
            elif parameter == SH.sparql:
                text = str(self.shapes.value(operand, SH.message) or "")
                yield _Component("", SH.sparql, operand, text, self.sparql(operand), "true")
            elif parameter in _PARAMETERS:
                assert isinstance(parameter, URIRef)
                scope = f"{this} {path} {value} ." if path and parameter not in _ABSENCES else ""
                expression = self.expression(parameter, operand, shape, path, this, value if path else this)
                yield _Component(path, parameter, operand, message, scope, expression)
            elif parameter not in _NO_CONSTRAINTS:
                raise InputError(f"shapes: {parameter} of {shape} is not supported; write it as sh:sparql")

    def path(self, node: Node) -> str:
        """A property path in SPARQL's syntax."""
        if isinstance(node, URIRef):
            return f"<{node}>"
        inverse = self.shapes.value(node, SH.inversePath)
        if isinstance(inverse, URIRef):
            return f"^<{inverse}>"
        raise InputError(f"shapes: the path {node} is not supported; use a property or its inverse")

    def expression(self, parameter: URIRef, operand: Node, shape: Node, path: str, this: str, value: str) -> str:
        """What is true where ``this`` (or its ``value``) breaks the component."""
        if parameter in _VALUELESS:
            return self.of_all_values(parameter, operand, path, this, value)
        if parameter == SH["class"]:
            return f"NOT EXISTS {{ {self.typed(value, [str(operand)])} }}"
        if parameter == SH.node:
            return self.broken(operand, value)
        if parameter == SH["or"]:
            return " && ".join(f"({self.broken(member, value)})" for member in Collection(self.shapes, operand))
        if parameter in (SH.lessThan, SH.lessThanOrEquals):
            other, sign = self.fresh(), "<" if parameter == SH.lessThan else "<="
            return f"EXISTS {{ {this} {_term(operand)} {other} . FILTER(!COALESCE({value} {sign} {other}, false)) }}"
        return f"!COALESCE({self.of_value(parameter, operand, shape, value)}, false)"

    def of_all_values(self, parameter: URIRef, operand: Node, path: str, this: str, value: str) -> str:
        """Components about all values together."""
        if parameter == SH.hasValue:
            return f"NOT EXISTS {{ {this} {path} {_term(operand)} }}"
        if parameter == SH.uniqueLang:
            other = self.fresh()
            same = f"LANG({other}) != '' && LCASE(LANG({other})) = LCASE(LANG({value})) && !sameTerm({other}, {value})"
            return f"EXISTS {{ {this} {path} {other} . FILTER({same}) }}"
        assert isinstance(operand, Literal)
        others = [self.fresh() for _ in range(int(operand))]
        if not others:
            return "true" if parameter == SH.maxCount else "false"
        different = [*others, value] if parameter == SH.maxCount else others
        differ = " && ".join(f"!sameTerm({a}, {b})" for a, b in itertools.combinations(different, 2)) or "true"
        enough = f"EXISTS {{ {this} {path} {', '.join(others)} . FILTER({differ}) }}"
        return enough if parameter == SH.maxCount else f"NOT {enough}"

    def of_value(self, parameter: URIRef, operand: Node, shape: Node, value: str) -> str:
        """What is true where one value is good."""
        if parameter == SH.datatype:
            right = f"isLiteral({value}) && DATATYPE({value}) = {_term(operand)}"
            return f"{right} && DATATYPE({_term(operand)}(STR({value}))) = {_term(operand)}" if operand in _CASTS else right
        if parameter == SH.nodeKind:
            if operand != SH.IRI:
                raise InputError(f"shapes: sh:nodeKind {operand} is not supported; use sh:IRI")
            return f"isIRI({value})"
        if parameter == SH.minLength:
            return f"STRLEN(STR({value})) >= {operand}"
        if parameter in (SH.minInclusive, SH.maxInclusive):
            return f"{value} {'>=' if parameter == SH.minInclusive else '<='} {_term(operand)}"
        assert parameter == SH.pattern
        flags = self.shapes.value(shape, SH.flags)
        tail = f", {_term(flags)}" if flags is not None else ""
        return f"REGEX(STR({value}), {_term(operand)}{tail})"

    def broken(self, shape: Node, node: str) -> str:
        """What is true where ``node`` breaks any component of a nested shape."""
        parts = []
        for one in self.components(shape, node, self.fresh()):
            if one.parameter == SH.sparql:
                raise InputError("shapes: sh:sparql inside sh:or or sh:node is not supported")
            parts.append(f"EXISTS {{ {one.scope} FILTER({one.expression}) }}" if one.scope else one.expression)
        return " || ".join(f"({part})" for part in sorted(parts)) or "false"

    def sparql(self, constraint: Node) -> str:
        """The pattern of a sh:select, with ``$this`` as our variable and its prefixes spelled out."""
        select = str(self.shapes.value(constraint, SH.select))
        for owner in self.shapes.objects(constraint, SH.prefixes):
            for declaration in self.shapes.objects(owner, SH.declare):
                prefix = str(self.shapes.value(declaration, SH.prefix))
                namespace = str(self.shapes.value(declaration, SH.namespace))
                select = _expand(select, prefix, namespace)
        body = select[select.index("{") + 1 : select.rindex("}")]
        return body.replace("$this", "?this")


def _expand(text: str, prefix: str, namespace: str) -> str:
    return re.sub(rf"(?<![\w<:]){re.escape(prefix)}:(\w+)", lambda match: f"<{namespace}{match[1]}>", text)


def _term(node: Node) -> str:
    text: str = node.n3()
    return text


def constraints(shapes: str, subclasses: Mapping[str, frozenset[str]]) -> list[Constraint]:
    """The constraints of a shapes file.

    Args:
        shapes: its text, Turtle.
        subclasses: class → everything below it.

    Raises:
        InputError: the file is not Turtle, or uses a component that is not supported.
    """
    try:
        graph = Graph().parse(data=shapes, format="turtle")
    except (SyntaxError, ValueError) as error:
        raise InputError(f"shapes: not readable as Turtle ({' '.join(str(error).split())[:200]})") from error
    return _Translator(graph, subclasses).all()
