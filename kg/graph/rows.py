"""Rows of a SELECT as Python values."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import overload

import pyoxigraph as ox

from kg.ontology import XSD


class IRI(str):
    """The IRI of a node: a string that is not a literal."""

    __slots__ = ()


Value = IRI | str | int | float | bool | Decimal | datetime.date | datetime.datetime | None
"""A term: numbers, booleans and dates by their datatype, every other literal as its characters, None where unbound."""

_INTEGERS = frozenset(
    XSD + name
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


def value(term: object) -> Value:
    """A term as a Python value.

    >>> value(ox.Literal("2024-08-15", datatype=ox.NamedNode(XSD + "date")))
    datetime.date(2024, 8, 15)
    >>> value(ox.Literal("段思齐", language="zh"))
    '段思齐'
    """
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.datatype.value)
    return None if term is None else IRI(str(term))


def _literal(text: str, datatype: str) -> Value:
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == XSD + "decimal":
            return Decimal(text)
        if datatype in (XSD + "double", XSD + "float"):
            return float(text)
        if datatype == XSD + "boolean":
            return text in ("true", "1")
        if datatype == XSD + "date" and _DATE.match(text):
            return datetime.date.fromisoformat(text)
        if datatype == XSD + "dateTime":
            return datetime.datetime.fromisoformat(text)
    except (ValueError, ArithmeticError):
        return text
    return text


class Row(Mapping[str, Value]):
    """One row: values by the names of the variables, or by position.

    >>> row = Row(("name", "age"), ("段思齐", 52))
    >>> row["name"], row[1], dict(row)
    ('段思齐', 52, {'name': '段思齐', 'age': 52})
    """

    __slots__ = ("_values", "_variables")

    def __init__(self, variables: Sequence[str], values: Sequence[Value]) -> None:
        self._variables = variables
        self._values = values

    def __getitem__(self, key: str | int) -> Value:
        if isinstance(key, int):
            return self._values[key]
        try:
            return self._values[self._variables.index(key)]
        except ValueError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={one!r}' for name, one in zip(self._variables, self._values, strict=True))})"


class Rows(Sequence[Row]):
    """The rows of a SELECT, in order."""

    def __init__(self, variables: Sequence[str], rows: Sequence[tuple[Value, ...]]) -> None:
        self.variables = tuple(variables)
        self._rows = rows

    @classmethod
    def of(cls, solutions: ox.QuerySolutions) -> Rows:
        """Read all solutions."""
        variables = [variable.value for variable in solutions.variables]
        return cls(variables, [tuple(value(term) for term in solution) for solution in solutions])

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, slice):
            return Rows(self.variables, self._rows[index])
        return Row(self.variables, self._rows[index])

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.variables)}>"

    def tuples(self) -> list[tuple[Value, ...]]:
        """The rows as plain tuples."""
        return list(self._rows)
