"""Keywords and the language object."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kg.language import Language, Options, keywords
from kg.language import __all__ as exported

TEXT = (
    "枫桥街道召开垃圾分类推进会。志愿者介绍垃圾分类经验，居民区志愿者参与垃圾分类宣传。"
    "街道为居民区配备垃圾分类设施，居民在家门口完成垃圾投放。"
)


def test_keywords() -> None:
    """The subject of a report comes first, stop words never, and no more than asked for."""
    found = keywords.keywords(TEXT, 5)
    assert found[:2] == ("垃圾", "分类")
    assert len(found) == 5
    assert not set(found) & keywords.stopwords()


@pytest.mark.parametrize("text", ["", "。，！", "的了着", "会议强调工作。"])
def test_no_keywords(text: str) -> None:
    """A text without content words has none."""
    assert keywords.keywords(text) == ()


def test_words_have_no_gaps() -> None:
    """The words of a text are the text."""
    assert "".join(keywords.words(TEXT)) == TEXT


def test_same_for_every_hash_seed() -> None:
    """Keywords do not depend on the hash seed, and a strict interpreter has nothing to warn of; no file is left behind."""
    code = f"from kg.language import keywords; print(keywords.keywords({TEXT!r}))"
    with tempfile.TemporaryDirectory() as folder:
        outputs = {
            subprocess.run(
                [sys.executable, "-W", "error", "-X", "utf8", "-c", code],
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=True,
                env={**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": folder},
            ).stdout
            for seed in ("1", "2")
        }
        assert list(Path(folder).iterdir()) == []
    assert outputs == {f"{keywords.keywords(TEXT)}\n"}


def test_rank_of_given_words() -> None:
    """Words that are there already, as the tagger's, are ranked without jieba; equal ones stand in the order of the text."""
    assert keywords.rank(["桥梁", "通车", "桥梁", "两岸"], 2) == ("桥梁", "通车")


def test_user_dictionary(tmp_path: Path) -> None:
    """The first column of a user dictionary is read, comments and empty lines are not."""
    path = tmp_path / "words.txt"
    path.write_text("# 本区的说法\n\n云上枫桥 10 nz\n睦邻小站\n", encoding="utf-8")
    assert keywords.load_words(path) == ("云上枫桥", "睦邻小站")


def test_language_pickles_as_its_options() -> None:
    """A language object crosses process borders as its options, and gives the same results."""
    language = Language(Options(keywords=3))
    copy = pickle.loads(pickle.dumps(language))
    assert copy.options == language.options
    assert copy.keywords(TEXT) == language.keywords(TEXT) == keywords.keywords(TEXT, 3)
    assert copy.tag(["你好。"]) == language.tag(["你好。"])
    assert copy.times("6月25日") == language.times("6月25日")


def test_exports() -> None:
    """The package exports what its list says."""
    import kg.language

    assert all(hasattr(kg.language, name) for name in exported)
    assert exported == sorted(exported)
