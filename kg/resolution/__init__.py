"""Which nodes of different documents are one: a pure function of the set of documents.

Candidates are pairs that share a name (events: a day); evidence gives each pair a score; pairs of enough evidence are joined, the
strongest first, into connected components, and a pair that would put two members together that contradict each other is cut.
Places and organizations come first, then people (whose posts name organizations), then events (whose participants name both).
The user's rules stand above all evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.facts import DocumentFacts
from kg.resolution._resolver import Resolver
from kg.resolution.keys import default_key
from kg.resolution.records import Decision, Local, Resolution
from kg.resolution.rules import Rules, parse_rules

__all__ = ["Decision", "Local", "Resolution", "Rules", "default_key", "parse_rules", "resolve"]


def resolve(documents: Iterable[DocumentFacts], rules: Rules | None = None) -> Resolution:
    """Decide which local nodes are one.

    Args:
        documents: every document once, in any order; gone through two times, so that they can stay on disk.
        rules: the user's decisions.

    Returns:
        The key in the graph of every local entity and event that does not keep its own (groups, which belong to one event, keep
        theirs), and the decisions that are not plain from equal keys, in a stated order.
    """
    again = list(documents) if isinstance(documents, Iterator) else documents
    return Resolver(again, rules or Rules()).resolution()
