"""What the pages show. Templates escape everything; text of the graph is never markup."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

import jinja2

from kg.graph import entities
from kg.graph.library import library
from kg.ontology import declared, shortened

NAME = "新闻知识图谱"

WORDS = {
    "holds post": "任职 holds post",
    "post held by": "任职者 post held by",
    "takes part in": "参加 takes part in",
    "participant": "参与者 participant",
    "says": "发言 says",
    "place of": "发生的活动 place of",
}
"""What the facts of :mod:`kg.graph.explain` are called on a page; properties keep their names."""


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.PackageLoader("kg.server", "templates")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render(template: str, **values: Any) -> str:
    """A page."""
    return _environment().get_template(template).render(**values)


def term(iri: str) -> str:
    """An IRI as it stands in a query.

    Raises:
        InputError: it is not one.
    """
    return str(entities.node(iri))


def address(iri: str, base: str) -> str:
    """Where a node's page is on this server.

    >>> address("http://e.org/id/person/段思齐~530102", "http://e.org/id/")
    '/id/person/%E6%AE%B5%E6%80%9D%E9%BD%90~530102'
    """
    if iri.startswith(base):
        return "/id/" + quote(iri[len(base) :], safe="/~")
    return "/resource?iri=" + quote(iri, safe="")


@cache
def terms() -> list[str]:
    """The terms and concepts of the ontology, as a query writes them."""
    return sorted(name for name in map(shortened, declared()) if name is not None)


def questions() -> list[dict[str, object]]:
    """The library for the query page."""
    return [
        {
            "name": one.name,
            "zh": one.zh,
            "en": one.en,
            "sparql": one.sparql,
            "parameters": [
                {"name": p.name, "kind": p.kind, "default": p.default, "zh": p.zh, "en": p.en} for p in one.parameters
            ],
        }
        for one in library().values()
    ]


def entity(found: Mapping[str, Any]) -> dict[str, Any]:
    """What an entity's page shows: its facts in groups, and its dated facts as a timeline."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    dated: list[tuple[str, Mapping[str, Any]]] = []
    for fact in found["facts"]:
        groups.setdefault(WORDS.get(fact["property"], fact["property"]), []).append(fact)
        if fact["property"] in ("takes part in", "place of") and fact.get("date"):
            dated.append((fact["date"], fact))
    return {
        "iri": found["iri"],
        "label": found["label"],
        "kind": found["kind"],
        "names": found["names"],
        "mentions": found["mentions"],
        "identity": found["identity"],
        "groups": groups,
        "timeline": sorted(dated, key=lambda one: (one[0], one[1]["value"])),
        "short": shortened(found["iri"]) or found["iri"],
    }
