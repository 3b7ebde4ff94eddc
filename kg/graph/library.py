"""The library of questions: SPARQL files with a title, typed parameters and values put in as terms.

A file of ``ontology/queries`` begins with its question in Chinese and in English, each a comment; then one line a parameter::

    # @param person: entity kg:Person -- 人名 | name of a person
    # @param from: date = 0001-01-01 -- 起始日期 | first day

The types: ``string``; ``date`` (ISO); ``integer``; ``iri``; ``entity``, a name, another name or an IRI of a node of the
classes given, which is looked up and stands for all nodes that bear it. In the query the parameter is the variable written with a
dollar sign (``$person``); every such token is replaced by RDF terms, so that a value stays a value whatever it holds.
"""

from __future__ import annotations

import datetime
import difflib
import importlib.resources
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

import pyoxigraph as ox

from kg.errors import InputError, RulesError
from kg.graph import entities
from kg.graph.query import run
from kg.graph.rows import Rows
from kg.graph.sparql import tokens
from kg.ontology import XSD

Kind = Literal["string", "date", "integer", "iri", "entity"]

_PARAM = re.compile(
    r"# @param (?P<name>[a-z-]+): (?P<kind>[a-z]+)(?P<classes>(?: kg:\w+)*)(?: = (?P<default>.*?))? -- (?P<zh>.*?) \| (?P<en>.*)"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: ``default`` is None where a value must be given."""

    name: str
    kind: Kind
    classes: str
    default: str | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the library: its name, its title in both languages, its parameters, an example, its SPARQL."""

    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    example: str
    sparql: str


def parse(name: str, text: str) -> Question:
    """Read a question's file.

    Raises:
        RulesError: it does not begin with two titles, or a parameter is not well formed or not used.
    """
    file = f"queries/{name}.rq"
    lines = text.splitlines()
    titles = [line[2:] for line in lines[:2] if line.startswith("# ")]
    if len(titles) < 2:
        raise RulesError(file, 1, "the first two lines are the question in Chinese and in English, each after '# '")
    parameters: list[Parameter] = []
    example = ""
    for number, line in enumerate(lines, 1):
        if line.startswith("# @param"):
            match = _PARAM.fullmatch(line)
            if match is None or match["kind"] not in get_args(Kind):
                raise RulesError(file, number, "write: # @param NAME: TYPE [= DEFAULT] -- 说明 | explanation")
            default = match["default"]
            kind, classes = cast(Kind, match["kind"]), match["classes"].strip()
            parameters.append(
                Parameter(match["name"], kind, classes, "" if default == '""' else default, match["zh"], match["en"])
            )
        elif line.startswith("# @example "):
            example = line.removeprefix("# @example ")
    used = {token.text[1:] for token in tokens(text) if token.kind == "variable" and token.text.startswith("$")}
    declared = {one.name for one in parameters}
    if used != declared:
        raise RulesError(file, None, f"parameters declared and used differ: {', '.join(sorted(used ^ declared))}")
    return Question(name, titles[0], titles[1], tuple(parameters), example, text)


def _files() -> Iterator[tuple[str, str]]:
    folder = importlib.resources.files("kg").joinpath("_ontology", "queries")
    if not folder.is_dir():
        folder = Path(__file__).resolve().parents[2] / "ontology" / "queries"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".rq"):
            yield file.name.removesuffix(".rq"), file.read_text("utf-8")


@cache
def library() -> Mapping[str, Question]:
    """Every question by its name."""
    return {name: parse(name, text) for name, text in _files()}


def question(name: str) -> Question:
    """The question called ``name``.

    Raises:
        InputError: there is none; the message names the nearest.
    """
    found = library().get(name)
    if found is None:
        near = difflib.get_close_matches(name, library(), n=1)
        hint = f"did you mean {near[0]}?" if near else "kg ask BUILD lists all"
        raise InputError(f"no question {name!r}; {hint}")
    return found


def fill(asked: Question, values: Mapping[str, str], store: ox.Store) -> str:
    """The SPARQL of a question with its parameters replaced by terms.

    Args:
        asked: the question.
        values: the parameters' values as a person writes them.
        store: where names are looked up.

    Raises:
        InputError: a parameter is unknown or missing, or its value is not of its type or names nothing.
    """
    known = {one.name: one for one in asked.parameters}
    for name in values:
        if name not in known:
            like = difflib.get_close_matches(name, known, n=1)
            meant = f"; did you mean --{like[0]}?" if like else ""
            takes = ", ".join(f"--{one}" for one in known) or "none"
            raise InputError(f"{asked.name} has no parameter --{name}{meant or f'; it takes {takes}'}")
    terms: dict[str, str] = {}
    for one in asked.parameters:
        value = values.get(one.name, one.default)
        if value is None:
            raise InputError(f"{asked.name} needs --{one.name} ({one.zh}, {one.en})")
        terms[one.name] = _terms(one, value, store)
    return "".join(_replaced(asked.sparql, terms))


def _replaced(sparql: str, terms: Mapping[str, str]) -> Iterator[str]:
    end = 0
    for token in tokens(sparql):
        if token.kind == "variable" and token.text.startswith("$"):
            yield sparql[end : token.begin]
            yield terms[token.text[1:]]
            end = token.begin + len(token.text)
    yield sparql[end:]


def _terms(parameter: Parameter, value: str, store: ox.Store) -> str:
    flag = f"--{parameter.name} {value[:80]!r}"
    if any("\ud800" <= character <= "\udfff" or character == "\x00" for character in value):
        raise InputError(f"{flag}: holds characters that are not text")
    if parameter.kind == "entity":
        kinds = parameter.classes or entities.NAMED
        return " ".join(str(one) for one in entities.resolve(store, value, kinds))
    if parameter.kind == "iri":
        return str(entities.node(value))
    if parameter.kind == "integer":
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise InputError(f"{flag}: not a whole number from 0 on; write for example 20")
        return str(int(value))
    if parameter.kind == "date":
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError as error:
            raise InputError(f"{flag}: not a date; write 2024-08-01") from error
        return str(ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date")))
    return entities.literal(value)


def ask(store: ox.Store, name: str, values: Mapping[str, str]) -> Rows:
    """The rows that answer a question of the library.

    Raises:
        InputError: there is no such question or parameter, or a value cannot be understood.
    """
    result = run(store, fill(question(name), values, store))
    assert isinstance(result, ox.QuerySolutions), f"{name} is not a SELECT"
    return Rows.of(result)
