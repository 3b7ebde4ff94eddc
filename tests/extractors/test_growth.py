"""The time of extraction grows with the length of a text, whatever the text is made of."""

from __future__ import annotations

import time

import pytest

from kg.extractors import extract
from kg.language import Language
from kg.reading import read

UNITS = {
    "times": "3月5日，玄武区区长周砚秋走访了企业。\n",
    "one sentence": "3月5日上午区委书记景象带队调研，",
    "commas": "，区长周砚秋走访",
    "titles": "区委书记、区长、副区长、",
    "quotation marks": "他说：“",
    "works": "《书名》（记者）",
    "places": "浙江省温州市龙湾区",
    "stories": "本报讯 \n",
    "people": "副区长景象、区长乔木说，",
}
SMALL, LARGE = 10_000, 40_000
MOST = 8
"""Times as long for a text four times as long: quadratic growth would be sixteen."""


@pytest.fixture(scope="module")
def language() -> Language:
    """Warm, so that nothing is loaded while a clock runs."""
    loaded = Language()
    extract(read("区长说，3月5日在会上讲话。".encode(), "a.txt")[0], loaded)
    return loaded


def seconds(unit: str, length: int, language: Language) -> float:
    """Processor time of one extraction."""
    (document,) = read((unit * (length // len(unit))).encode(), "a.txt")
    begun = time.process_time()
    extract(document, language)
    return time.process_time() - begun


@pytest.mark.check
@pytest.mark.parametrize("name", UNITS)
def test_time_grows_with_the_length(name: str, language: Language) -> None:
    """A text of four times the length takes less than eight times the time."""
    small = min(seconds(UNITS[name], SMALL, language) for _ in range(2))
    assert seconds(UNITS[name], LARGE, language) < MOST * small
