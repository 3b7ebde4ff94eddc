"""The sample corpus under data/: its gold is well formed, speaks of its texts, and no text repeats another."""

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import yaml

DATA = Path(__file__).parent.parent / "data"
NEWS, GOLD = DATA / "news", DATA / "gold"
GOLD_FILES = sorted(GOLD.glob("*.yaml"))
ENTITY_KEYS = ("persons", "organizations", "places", "facilities", "works")
OTHER_KEYS = ("positions", "events", "statements", "relations", "attributes")
KEYS = {"source", "articles", "optional_articles", *ENTITY_KEYS, *OTHER_KEYS}
KEYS |= {f"optional_{key}" for key in ("persons", "organizations", "places", "works", "positions", "events", "attributes")}
REQUIRED_KEYS = {"source", "articles", *ENTITY_KEYS, *OTHER_KEYS} - {"facilities", "works"}
ARTICLE_KEYS = {"headline", "authors", "published", "publisher"}
EVENT_KEYS = {"id", "names", "type", "date", "places", "participants", "hosts", "organizers"}
EVENT_KEYS |= {"optional_participants", "optional_places"}
EVENT_TYPES = {"research-visit", "meeting", "symposium", "consultation", "reception", "patrol", "sympathy-visit", "visit", "show"}
EVENT_TYPES |= {"livestream", "signing", "appointment", "award", "launch", "announcement", "training", "accident", "conflict"}
EVENT_TYPES |= {"call", "election", "trial", "sport", "other"}
RELATIONS = {"spouse", "locatedIn", "partOf"}
# The longest run of Chinese characters that two documents may share; two reports of one meeting name it alike.
LONGEST_SHARED_RUN = 29


class _PageText(HTMLParser):
    """Collects the characters of a page that are not script or style."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Counts into elements whose content is not text."""
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        """Counts out of them."""
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Keeps what is shown."""
        if not self._silent:
            self.parts.append(data)


def _plain(data: bytes) -> str:
    """The text of a file in UTF-8 or else GB18030."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _texts() -> Iterator[tuple[str, str]]:
    """Title and text of every document, a row of a .jsonl file being one; read without the package's own readers."""
    for path in sorted(path for path in NEWS.rglob("*") if path.is_file()):
        title = path.relative_to(NEWS).as_posix()
        match path.suffix:
            case ".jsonl":
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                    row = json.loads(line)
                    yield f"{title}#{number}", "\n".join((row["title"], row["date"], row["source"], row["text"]))
            case ".docx":
                document = docx.Document(str(path))
                cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
                yield title, "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
            case ".pdf":
                yield title, "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
            case ".html":
                page = _PageText()
                page.feed(_plain(path.read_bytes()))
                yield title, "".join(page.parts)
            case _:
                yield title, _plain(path.read_bytes())


TEXTS = {title: re.sub(r"\s", "", text) for title, text in _texts()}


def _squeezed(text: object) -> str:
    return re.sub(r"\s", "", str(text))


def _gold(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _text_of(gold: Mapping[str, Any]) -> str:
    return TEXTS[gold["source"]]


def _spellings(gold: Mapping[str, Any], *keys: str) -> set[str]:
    """Every name that the gold lists under these keys or their optional partners."""
    entries = [entry for key in keys for name in (key, f"optional_{key}") for entry in gold.get(name) or []]
    return {name for entry in entries for name in entry}


def _absent(wanted: list[str], text: str) -> list[str]:
    return [phrase for phrase in wanted if _squeezed(phrase) not in text]


def _longest_shared_run(first: str, second: str) -> str:
    """The longest run of Chinese characters in both, '' where every run is within LONGEST_SHARED_RUN."""
    size = LONGEST_SHARED_RUN + 1
    runs = {first[i : i + size] for i in range(len(first) - size + 1)}
    return next((second[i : i + size] for i in range(len(second) - size + 1) if second[i : i + size] in runs), "")


by_gold = pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)


def test_every_document_has_gold_and_every_gold_a_document() -> None:
    """One gold file for each document, none for a document that is not there."""
    sources = [_gold(path)["source"] for path in GOLD_FILES]
    assert sorted(sources) == sorted(TEXTS)


@by_gold
def test_keys_are_known(path: Path) -> None:
    """No gold key, article key, event key, event type or relation is misspelled."""
    gold = _gold(path)
    assert set(gold) <= KEYS
    assert set(gold) >= REQUIRED_KEYS
    assert {key for article in gold["articles"] for key in article} <= ARTICLE_KEYS
    assert {key for event in gold["events"] for key in event} <= EVENT_KEYS
    assert {kind for event in gold["events"] for kind in event["type"]} <= EVENT_TYPES
    assert {kind for event in gold.get("optional_events") or [] for kind in event["type"]} <= EVENT_TYPES | {"any"}
    assert {relation for _, relation, _ in gold["relations"]} <= RELATIONS
    assert {attribute for _, attribute, _ in gold["attributes"]} <= {"age"}


@by_gold
def test_entries_have_their_shape(path: Path) -> None:
    """Entities are lists of distinct names; positions, statements, relations and attributes are triples."""
    gold = _gold(path)
    entities = [entry for key in ENTITY_KEYS for name in (key, f"optional_{key}") for entry in gold.get(name) or []]
    assert [entry for entry in entities if not isinstance(entry, list) or len(set(entry)) != len(entry) or not entry] == []
    triples = [entry for key in ("positions", "statements", "relations", "attributes") for entry in gold[key]]
    assert [entry for entry in triples if len(entry) != 3] == []
    assert len({tuple(entry) for entry in gold["positions"]}) == len(gold["positions"])


@by_gold
def test_headlines_stand_in_the_text(path: Path) -> None:
    """Every headline occurs in its document as the gold spells it."""
    gold = _gold(path)
    assert _absent([article["headline"] for article in gold["articles"]], _text_of(gold)) == []


@by_gold
def test_persons_and_works_stand_in_the_text(path: Path) -> None:
    """The first name of every person and the title of every work occur in the document."""
    gold = _gold(path)
    assert _absent([entry[0] for key in ("persons", "works") for entry in gold.get(key) or []], _text_of(gold)) == []


@by_gold
def test_organizations_and_places_stand_in_the_text(path: Path) -> None:
    """Of every organization, place and facility some spelling, or its last part, occurs in the document."""
    gold, text = _gold(path), _text_of(_gold(path))
    entries = [entry for key in ("organizations", "places", "facilities") for entry in gold.get(key) or []]
    assert [entry for entry in entries if len(_absent(entry, text)) == len(entry)] == []


@by_gold
def test_statement_phrases_stand_in_the_text(path: Path) -> None:
    """Every statement has a phrase of 4 to 12 characters copied from the document, and its verb occurs there."""
    gold = _gold(path)
    phrases = [phrase for _, _, phrase in gold["statements"]]
    assert _absent(phrases, _text_of(gold)) == []
    assert [phrase for phrase in phrases if not 4 <= len(phrase) <= 12] == []
    assert _absent([verb for _, verb, _ in gold["statements"]], _text_of(gold)) == []


@by_gold
def test_facts_speak_of_listed_entities(path: Path) -> None:
    """Who and what a position, event, statement, relation, attribute or byline names is listed as an entity."""
    gold = _gold(path)
    persons = _spellings(gold, "persons")
    bodies = _spellings(gold, "organizations", "facilities")
    everything = persons | bodies | _spellings(gold, "places")
    people = [person for person, *_ in gold["positions"] + gold["statements"] + gold["attributes"]]
    people += [author for article in gold["articles"] for author in article["authors"]]
    people += [person for event in gold["events"] for person in event.get("hosts") or []]
    assert set(people) - persons == set()
    assert {body for *_, body in gold["positions"] if body} - bodies == set()
    roles = ("participants", "optional_participants", "organizers", "places", "optional_places")
    named = {name for event in gold["events"] for role in roles for name in event.get(role) or []}
    named |= {name for subject, _, value in gold["relations"] for name in (subject, value)}
    assert named - everything == set()


@by_gold
def test_chairs_take_part(path: Path) -> None:
    """Whoever chairs an event is also one of its participants."""
    events = _gold(path)["events"]
    assert [event["id"] for event in events if not set(event.get("hosts") or []) <= set(event["participants"])] == []


def test_no_text_repeats_another() -> None:
    """No two documents share a run of 30 Chinese characters: each text was written for itself."""
    chinese = {title: re.sub(r"[^\u4e00-\u9fff]", "", text) for title, text in TEXTS.items()}
    titles = sorted(chinese)
    pairs = [(first, second) for i, first in enumerate(titles) for second in titles[i + 1 :]]
    shared = {pair: run for pair in pairs if (run := _longest_shared_run(chinese[pair[0]], chinese[pair[1]]))}
    assert shared == {}


def test_readme_lists_every_file() -> None:
    """data/README.md names every file of data/news."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    files = [path.relative_to(NEWS).as_posix() for path in sorted(NEWS.rglob("*")) if path.is_file()]
    assert [name for name in files if f"`{name}`" not in readme] == []
