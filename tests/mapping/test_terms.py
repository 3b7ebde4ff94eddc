"""Terms and IRIs: whatever goes in comes out of an RDF parser again."""

from __future__ import annotations

import re
import unicodedata

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.nquads import split_line
from kg.mapping.iris import Iris, compound, slug
from kg.mapping.terms import Quad, decimal, integer, plain, zh
from kg.ontology import DEFAULT_BASE

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEY = st.text(min_size=1).filter(lambda text: bool(text.encode("utf-8", "ignore")))
IRIS = Iris(DEFAULT_BASE)
SUBJECT = "<http://example.org/s>"


def parsed(line: str) -> pyoxigraph.Quad:
    """The one quad of an N-Quads line."""
    (quad,) = pyoxigraph.parse((line + "\n").encode(), pyoxigraph.RdfFormat.N_QUADS)
    return quad


@given(TEXT)
def test_a_string_survives_the_parser(text: str) -> None:
    """A string with any character is read back as it was."""
    quad = parsed(Quad(SUBJECT, SUBJECT, plain(text)).line())
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert (quad.object.value, quad.object.language) == (text, None)


@given(TEXT)
def test_a_chinese_string_survives_the_parser(text: str) -> None:
    """So is one with a language tag."""
    quad = parsed(Quad(SUBJECT, SUBJECT, zh(text)).line())
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert (quad.object.value, quad.object.language) == (text, "zh")


def test_half_a_surrogate_pair_is_replaced() -> None:
    """What is no character cannot be written, and does not stop the build."""
    quad = parsed(Quad(SUBJECT, SUBJECT, plain("a\ud800b")).line())
    assert isinstance(quad.object, pyoxigraph.Literal)
    assert quad.object.value == "a\ufffdb"


@given(TEXT, st.booleans())
def test_a_line_is_split_as_the_parser_does(text: str, named: bool) -> None:
    """Splitting a line gives back its four terms, whatever a literal holds."""
    quad = Quad(SUBJECT, SUBJECT, plain(text), "<http://example.org/g>" if named else "")
    assert split_line(quad.line()) == tuple(quad)


@given(st.integers(), st.floats(0, 1))
def test_numbers_are_written_as_oxigraph_keeps_them(whole: int, share: float) -> None:
    """A store gives back the very term that was loaded, so a dump equals graph.nq."""
    store = pyoxigraph.Store()
    terms = {integer(whole % 2**31), decimal(share, 4)}
    store.load("".join(f"{SUBJECT} {SUBJECT} {term} .\n" for term in terms).encode(), pyoxigraph.RdfFormat.N_QUADS)
    assert {str(quad.object) for quad in store} == terms


@given(KEY)
def test_a_slug_holds_only_safe_characters(key: str) -> None:
    """No store stumbles over an IRI: letters, digits, CJK and -.~ only, and NFC."""
    made = slug(key)
    assert all(char.isalnum() or char in "-.~" for char in made)
    assert made.strip(".")
    assert made == unicodedata.normalize("NFC", made) or made.isascii() is False
    assert parsed(f"<{DEFAULT_BASE}{made}> {SUBJECT} {SUBJECT} .")


@given(KEY, KEY)
def test_different_keys_have_different_slugs(left: str, right: str) -> None:
    """Only what is the same text in NFC shares an IRI."""
    same = unicodedata.normalize("NFC", left) == unicodedata.normalize("NFC", right)
    assert (slug(left) == slug(right)) is same


@pytest.mark.parametrize(
    ("left", "right"),
    [("A B", "A-B"), ("A·B", "A.B"), ("a/b", "a-b"), ("一" * 61, "一" * 62), ("..", "-"), ("x~xfea4c5ce72", "x")],
)
def test_lossy_slugs_differ(left: str, right: str) -> None:
    """Where writing a slug loses something, a hash tells the keys apart."""
    assert slug(left) != slug(right)


def test_canonically_equal_names_are_one() -> None:
    """A name typed with a combining accent is the same name."""
    assert slug("Beyonce\u0301") == slug("Beyoncé")


def test_compounds_are_told_apart() -> None:
    """The joint of a compound occurs in no part, so parts cannot be shifted; a long one keeps a hash."""
    assert compound("a_b", "c") != compound("a", "b_c")
    assert compound("a", "", "c") != compound("a", "c")
    assert re.search(r"~x[0-9a-f]{10}\Z", compound("一" * 59, "二" * 59, "三" * 59))


def test_posts_without_organization_belong_to_their_holder() -> None:
    """Two people with a post of unknown organization do not share it; two in one organization do."""
    assert IRIS.post("主任", None, "person/甲") != IRIS.post("主任", None, "person/乙")
    assert IRIS.post("主任", "organization/丙", "person/甲") == IRIS.post("主任", "organization/丙", "person/乙")
