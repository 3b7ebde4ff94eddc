"""The user's identity file: what it overrules, and how its mistakes are named."""

from __future__ import annotations

import pytest

from kg.errors import RulesError
from kg.resolution import parse_rules, resolve
from tests.identity.notation import Maker

NAMESAKES = ["320102; 2024-05-02; 王立新=副区长@玄武区人民政府", "320106; 2024-05-20; 王立新=副区长@鼓楼区人民政府"]
ONE = ["320102; 2024-05-02; 程望舒=区长@玄武区人民政府", "320102; 2024-06-02; 程望舒=区长@玄武区人民政府"]


def keys(lines: list[str], rules: str) -> list[str]:
    """The keys of the first person of each document under a rules file."""
    documents = [Maker(f"doc{number}", line).facts() for number, line in enumerate(lines)]
    resolution = resolve(documents, parse_rules(rules, "identity.yaml"))
    people = [next(one.key for one in facts.entities if one.kind == "person") for facts in documents]
    return [resolution.key((facts.document, key)) for facts, key in zip(documents, people, strict=True)]


def test_same_joins_what_evidence_does_not() -> None:
    """Two officials at one time in two districts are one where the user says so."""
    assert len(set(keys(NAMESAKES, ""))) == 2
    assert len(set(keys(NAMESAKES, "same:\n- [person/王立新~320102, person/王立新~320106]\n"))) == 1


def test_different_splits_what_evidence_joins() -> None:
    """One post in two documents is two people where the user says so, though both documents minted one key."""
    assert len(set(keys(ONE, ""))) == 1
    assert len(set(keys(ONE, "different:\n- [程望舒 @ doc0.txt, 程望舒 @ doc1.txt]\n"))) == 2


def test_rename_prescribes_a_label() -> None:
    """A rename gives the graph key its label."""
    facts = Maker("a", ONE[0]).facts()
    resolution = resolve([facts], parse_rules("rename:\n  organization/玄武区人民政府~320102: 玄武区政府\n", "identity.yaml"))
    assert resolution.names == {"organization/玄武区人民政府~320102": "玄武区政府"}


def test_what_is_not_there_is_passed_over() -> None:
    """Rules about nodes that no document names change nothing."""
    assert keys(ONE, "same:\n- [person/甲, person/乙]\nrename: {person/丙: 丁}\n") == keys(ONE, "")


@pytest.mark.parametrize(
    ("rules", "note"),
    [
        ("same:\n- [王立新, 王立鑫]\n", "identity.yaml:2: 王立鑫 is not in the build; did you mean 王立新?"),
        ("same:\n- [王立新, 王立新 @ doc9.txt]\n", "identity.yaml:2: 'doc9.txt' does not name 王立新; doc0.txt、doc1.txt do"),
        (
            "different:\n- [王立新 @ doc1.txt,\n   王立新@doc0.txt]\n",
            "identity.yaml:3: '王立新@doc0.txt' is not in the build; write a space",
        ),
        (
            "rename:\n  person/王立新~32010: 王\n",
            "identity.yaml:2: person/王立新~32010 is not in the build; did you mean person/王立新~320102、person/王立新~320106?",
        ),
        ("rename:\n  龙: 虫\n", "identity.yaml:2: 龙 is not in the build"),
    ],
)
def test_what_is_not_there_is_noted(rules: str, note: str) -> None:
    """A name, key or document that means nothing is named by its line, with what comes near."""
    documents = [Maker(f"doc{number}", line).facts() for number, line in enumerate(NAMESAKES)]
    notes = resolve(documents, parse_rules(rules, "identity.yaml")).notes
    assert [one.startswith(note) for one in notes] == [True]


@pytest.mark.parametrize(
    ("rules", "line", "words"),
    [
        (
            "same:\n- [王立新 @ doc0.txt, 王立新 @ doc1.txt]\ndifferent:\n- [person/王立新~320102, person/王立新~320106]\n",
            4,
            "are to be different, but",
        ),
        ("rename: {}\nsame:\n- [王立新, 玄武区]\n", 3, "王立新 is a person, 玄武区 is a place"),
    ],
)
def test_rules_that_cannot_be_kept(rules: str, line: int, words: str) -> None:
    """What contradicts itself only for these documents is an error with its line as well."""
    documents = [Maker(f"doc{number}", line).facts() for number, line in enumerate(NAMESAKES)]
    with pytest.raises(RulesError) as caught:
        resolve(documents, parse_rules(rules, "identity.yaml"))
    assert caught.value.line == line
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("same: [\n", 2, "not YAML"),
        ("- a\n", 1, "same, different or rename"),
        ("same:\n- [person/a, person/b]\nsane:\n- x\n", 3, "unknown entry 'sane'"),
        ("same:\n- [a, b]\n- [c, d]\n- [b, c]\ndifferent:\n- [x, y]\n- [a, d]\n", 7, "the same as well"),
        ("rename:\n  a: b\n  c: d\n  a: e\n", 4, "renamed twice"),
        ("same:\n- [a, b]\nsame:\n- [c, d]\n", 3, "stands there twice"),
        ("same:\n- person/a\n", 2, "at least two"),
        ("same:\n- [person/a, person/b]\n- [person/a]\n", 3, "at least two"),
        ("different:\n\n- [person/a, person/a]\n", 3, "twice"),
        ("same:\n- [person/a, place/b]\n", 2, "different kinds"),
        ("same:\n- [person/a, person/b]\ndifferent:\n- [person/b, person/a]\n", 4, "the same as well"),
        ("rename:\n  person/a: [b]\n", 2, "missing"),
        ("rename:\n- person/a\n", 2, "rename must be"),
        ("same:\n- [person/a, ' @ b']\n", 2, "missing"),
    ],
)
def test_mistakes_are_named_by_line(text: str, line: int, words: str) -> None:
    """A mistake in the file is one line with the file, the line and what to do."""
    with pytest.raises(RulesError) as caught:
        parse_rules(text, "identity.yaml")
    assert caught.value.line == line
    assert str(caught.value).startswith(f"identity.yaml:{line}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_file_has_no_rules() -> None:
    """Nothing but comments is no mistake."""
    rules = parse_rules("# nothing yet\n", "identity.yaml")
    assert not list(rules.selectors())
