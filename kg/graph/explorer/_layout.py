"""Where the nodes of the overview stand: computed once, here, so that the page draws without a simulation.

Communities (Leiden) become discs that are packed beside their neighbours; inside a disc the members stand by
Kamada–Kawai; boxes that would sit on each other, labels included, are pushed apart; at the end the picture is drawn
together until the boxes lie close, because every name needs its room on the screen whatever the scale. The result is a
pure function of its input: every random choice comes from one seed.
"""

from __future__ import annotations

import math
import random
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import igraph  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

ASPECT = 1.12
"""Width over height that the whole picture tends to: that of the space between the columns in a window of 1280 × 800."""

LABEL_EM = 13.0
"""Width of a CJK character in layout units; the page draws labels at this size at scale 1."""

SCALE = 0.6
"""Scale at which the overview is expected to be seen: labels keep their size on the screen, so they need more units."""

LINE_ROOM = 8.0
"""Em of a line of a label, as the page has it."""

NAMED = 50
"""So many of the largest nodes get room for their whole name; of the others the page names those that fit."""

LABEL_ROOM = 3.0
"""A node that is not among them gets room for at most this many em of its name."""

PULL, FALL = 0.045, 0.016
"""Part of a line's length by which its ends approach in a step, and part of the way to the middle that all fall."""

_SEED = 20240607


@dataclass(frozen=True, slots=True)
class Layout:
    """Coordinates (layout units, y down) and community number of each node, in the order of the input."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    community: tuple[int, ...]


def text_width(text: str) -> float:
    """Width of a label in layout units: wide characters count one em, others a little more than half."""
    return sum(LABEL_EM if unicodedata.east_asian_width(char) in "WFA" else LABEL_EM * 0.56 for char in text)


def communities(size: int, edges: Sequence[tuple[int, int]], weights: Sequence[float]) -> list[int]:
    """Community number of each node, the largest community first; loose nodes stay alone.

    Source of the method: Traag, Waltman, van Eck, 2019, as implemented by igraph.
    """
    network = igraph.Graph(n=size, edges=edges, directed=False)
    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        found = network.community_leiden(objective_function="modularity", weights=list(weights) or None, n_iterations=8)
    finally:
        igraph.set_random_number_generator(random)
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
    numbers = [0] * size
    for number, group in enumerate(groups):
        for member in group:
            numbers[member] = number
    return numbers


def layout(names: Sequence[str], sizes: Sequence[float], edges: Sequence[tuple[int, int]], weights: Sequence[float]) -> Layout:
    """Coordinates for a small graph (a few hundred nodes).

    Args:
        names: the names that label the nodes.
        sizes: the radius of each node in layout units.
        edges: pairs of positions; parallel edges add up.
        weights: one weight an edge.
    """
    if not names:
        return Layout((), (), ())
    joined: Counter[tuple[int, int]] = Counter()
    for (source, target), weight in zip(edges, weights, strict=True):
        if source != target:
            joined[(min(source, target), max(source, target))] += weight  # type: ignore[assignment]
    pairs = sorted(joined)
    strengths = [float(joined[pair]) for pair in pairs]
    groups = communities(len(names), pairs, strengths)
    named = set(sorted(range(len(sizes)), key=lambda number: (-sizes[number], number))[:NAMED])
    boxes = np.array([_box(name, size, number in named) for number, (name, size) in enumerate(zip(names, sizes, strict=True))])
    points = _packed(groups, pairs, strengths, boxes)
    points = _pushed_apart(points, boxes)
    points = _settled(_squared(points), boxes, [pair for pair in pairs if groups[pair[0]] == groups[pair[1]]])
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    rounded = np.round(points, 1) + 0.0
    return Layout(tuple(map(float, rounded[:, 0])), tuple(map(float, rounded[:, 1])), tuple(groups))


def _box(name: str, size: float, named: bool) -> tuple[float, float]:
    """Width and height of a node with its label below it, in layout units, when seen at :data:`SCALE`.

    A name of more than a line is written on two, as long as they may be.
    """
    line = LINE_ROOM * LABEL_EM
    text = text_width(name)
    lines = 1 if text <= line + LABEL_EM else 2
    width = min(text if lines == 1 else text / 2 + LABEL_EM, line + LABEL_EM)
    if not named:
        width, lines = min(width, LABEL_ROOM * LABEL_EM), 1
    return max((width + 6) / SCALE, 2 * size + 8), 2 * size + (LABEL_EM * 1.25 * lines + 8) / SCALE


def _inside(members: Sequence[int], pairs: Sequence[tuple[int, int]], strengths: Sequence[float]) -> Points:
    """Coordinates of one community's members, scaled into the unit disc."""
    place = {member: number for number, member in enumerate(members)}
    inner = [(place[s], place[t]) for s, t in pairs if s in place and t in place]
    lengths = [1 / math.sqrt(w) for (s, t), w in zip(pairs, strengths, strict=True) if s in place and t in place]
    network = igraph.Graph(n=len(members), edges=inner, directed=False)
    start = network.layout_circle()
    drawn = network.layout_kamada_kawai(seed=start, weights=lengths or None, maxiter=60 * len(members))
    points = np.array(drawn.coords, dtype=float).reshape(len(members), 2)
    points -= points.mean(axis=0)
    reach = float(np.sqrt((points**2).sum(axis=1)).max())
    return points / reach if reach > 0 else points


def _packed(groups: Sequence[int], pairs: Sequence[tuple[int, int]], strengths: Sequence[float], boxes: Points) -> Points:
    """Each community in a disc as large as its boxes need, the discs side by side, joined ones close."""
    count = max(groups) + 1
    areas = np.zeros(count)
    for group, (width, height) in zip(groups, boxes, strict=True):
        areas[group] += width * height
    radii = np.sqrt(areas / math.pi) * 1.22
    between: Counter[tuple[int, int]] = Counter()
    for (source, target), weight in zip(pairs, strengths, strict=True):
        a, b = sorted((groups[source], groups[target]))
        if a != b:
            between[(a, b)] += weight  # type: ignore[assignment]
    links = sorted(between)
    centres = _spiral(radii)
    if links:
        network = igraph.Graph(n=count, edges=links, directed=False)
        pulls = [math.sqrt(float(between[link])) for link in links]
        igraph.set_random_number_generator(random.Random(_SEED))
        try:
            drawn = network.layout_fruchterman_reingold(seed=centres.tolist(), weights=pulls, niter=600, grid=False)
        finally:
            igraph.set_random_number_generator(random)
        joined = np.array(sorted({end for link in links for end in link}))
        spread = np.array(drawn.coords, dtype=float)
        span = float(np.ptp(spread[joined], axis=0).max()) or 1.0
        centres[joined] = (spread[joined] - spread[joined].mean(axis=0)) / span * math.sqrt(float(areas.sum())) * 1.5
        loose = np.array([number for number in range(count) if number not in set(joined.tolist())], dtype=int)
        if len(loose):
            angles = np.arange(len(loose)) * 2.399963  # golden angle: loose groups spread evenly around the rest
            reach = math.sqrt(float(areas.sum())) * 1.6
            centres[loose] = np.column_stack([np.cos(angles), np.sin(angles)]) * reach
    discs = _pushed_discs(centres, radii)
    points = np.zeros((len(groups), 2))
    for number in range(count):
        members = [member for member, group in enumerate(groups) if group == number]
        points[members] = discs[number] + _inside(members, pairs, strengths) * radii[number] * 0.86
    return points


def _spiral(radii: Points) -> Points:
    """A start that depends on nothing but the sizes: the largest in the middle, the rest around it."""
    turns = np.arange(len(radii)) * 2.399963
    reach = np.sqrt(np.cumsum(radii**2))
    return np.column_stack([np.cos(turns), np.sin(turns)]) * reach[:, None]


def _pushed_discs(centres: Points, radii: Points, rounds: int = 400) -> Points:
    """Discs drawn towards the middle and apart from each other, until they lie close without overlap."""
    points = centres.copy()
    needed = radii[:, None] + radii[None, :]
    np.fill_diagonal(needed, 0)
    for step in range(rounds):
        if step < rounds * 0.8:
            points *= 0.985
        delta = points[:, None, :] - points[None, :, :]
        distance = np.sqrt((delta**2).sum(axis=2)) + 1e-9
        overlap = np.clip(needed - distance, 0, None)
        # the smaller disc gives way, so that large communities keep their neighbourhood
        share = (radii**2)[None, :] / ((radii**2)[:, None] + (radii**2)[None, :])
        points += (delta / distance[..., None] * (overlap * share)[..., None]).sum(axis=1) * 0.6
    return points


def _pushed_apart(points: Points, boxes: Points, rounds: int = 600) -> Points:
    """Boxes pushed apart along the axis of the smaller overlap, until none is left or the rounds are used up."""
    moved = points.copy()
    half = (boxes[:, None, :] + boxes[None, :, :]) / 2
    lean = (half[..., 1] / half[..., 0]) ** 0.3  # wide boxes would else all give way up and down
    off = ~np.eye(len(points), dtype=bool)
    tie = np.sign(np.arange(len(points))[:, None] - np.arange(len(points))[None, :])
    for _ in range(rounds):
        delta = moved[:, None, :] - moved[None, :, :]
        depth = half - np.abs(delta)
        hit = (depth[..., 0] > 0.01) & (depth[..., 1] > 0.01) & off
        if not hit.any():
            break
        sideways = depth[..., 0] * lean < depth[..., 1]
        for axis, chosen in ((0, hit & sideways), (1, hit & ~sideways)):
            direction = np.where(delta[..., axis] == 0, tie, np.sign(delta[..., axis]))
            moved[:, axis] += (np.where(chosen, depth[..., axis], 0) * direction).sum(axis=1) * 0.35
    return moved


def _squared(points: Points) -> Points:
    """A round picture pulled out to the corners of the window, each point along the ray from the middle."""
    moved = points - (points.min(axis=0) + points.max(axis=0)) / 2
    reach = np.hypot(moved[:, 0], moved[:, 1])
    side = np.abs(moved).max(axis=1)
    stretch = np.divide(reach, side, out=np.ones_like(reach), where=side > 0)
    squared: Points = moved * stretch[:, None]
    return squared


def _settled(points: Points, boxes: Points, pairs: Sequence[tuple[int, int]], rounds: int = 700) -> Points:
    """The same picture drawn together: the ``pairs`` pull each other, everything falls towards the middle, boxes push.

    Both pulls fade, so that the boxes have the last word.
    """
    moved = points.copy()
    ends = np.array(pairs, dtype=int).reshape(len(pairs), 2)
    degree = np.maximum(np.bincount(ends.ravel(), minlength=len(points)), 1)
    for step in range(rounds):
        heat = 1 - step / rounds
        if len(ends):
            pull = (moved[ends[:, 1]] - moved[ends[:, 0]]) * (PULL * heat)
            np.add.at(moved, ends[:, 0], pull / degree[ends[:, 0], None])
            np.add.at(moved, ends[:, 1], -pull / degree[ends[:, 1], None])
        # the farther side alone comes nearer, so that the whole becomes a rectangle as the window is, and no disc
        width, height = _extent(moved, boxes)
        sideways = np.abs(moved[:, 0]) > ASPECT * (ASPECT * height / width) ** 3 * np.abs(moved[:, 1])
        moved[sideways, 0] *= 1 - FALL * heat
        moved[~sideways, 1] *= 1 - FALL * heat
        moved = _pushed_apart(moved, boxes, rounds=1)
    return _pushed_apart(moved, boxes)


def _extent(points: Points, boxes: Points) -> tuple[float, float]:
    """Width and height of all boxes together."""
    low, high = (points - boxes / 2).min(axis=0), (points + boxes / 2).max(axis=0)
    return float(high[0] - low[0]), float(high[1] - low[1])
