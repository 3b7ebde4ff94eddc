"""The same graph that the tests of kg.graph look at."""

from tests.graph.conftest import built, lines

__all__ = ["built", "lines"]
