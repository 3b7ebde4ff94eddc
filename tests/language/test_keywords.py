"""Keywords and the language object."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.language import Language, Options, keywords, segmentation
from kg.language import __all__ as exported

TEXT = (
    "枫桥街道召开垃圾分类推进会。志愿者介绍垃圾分类经验，居民区志愿者参与垃圾分类宣传。"
    "街道为居民区配备垃圾分类设施，居民在家门口完成垃圾投放。"
)
NEWS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "data" / "news").glob("*.txt"))]


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


@pytest.mark.parametrize("source", ["news", "made"])
def test_words_of_jieba(source: str) -> None:
    """The content words are those of jieba's own tagger, in news and in any mixture of its words with other characters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own: invalid escapes, pkg_resources
        import jieba
        import jieba.posseg

        jieba.setLogLevel("ERROR")
        tokenizer = jieba.Tokenizer()
        with tempfile.TemporaryDirectory() as folder:
            tokenizer.tmp_dir = folder
            tokenizer.initialize()
        tagger = jieba.posseg.POSTokenizer(tokenizer)
    for text in NEWS if source == "news" else list(_mixtures(list(tokenizer.FREQ))):
        expected = [word for word, kind in tagger.cut(text, HMM=False) if kind in segmentation.KINDS]
        assert list(segmentation.content_words(text)) == expected


def _mixtures(parts: list[str]) -> Iterator[str]:
    """Texts of pieces of words and of characters that words are not made of."""
    random_ = random.Random(3)
    for _ in range(100):
        chosen = (random_.choice(parts if random_.random() < 0.8 else " \n。，aZ09.+#&_é龦𠀀") for _ in range(100))
        yield "".join(chosen)


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
