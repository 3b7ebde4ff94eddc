"""Which headline belongs to which story.

A headline usually stands above its story; on a newspaper page it can stand after it, because the page's frames were written
out one after the other. The rule is elimination: between two stories the block of lines nearest to the next story is that
story's headline, unless the story before has none; then the first block is that one's. Where there are fewer blocks than
stories in want, the assignment with the least sum of these costs wins, the earlier blocks to the earlier stories: a story
without a headline 10, a headline behind its story 2 (6 where no blank line parts it from the next story), a block left over
3, a headline of several blocks 1 for each further block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.reading.drafts import Draft
from kg.reading.lines import Line

Block = list[Line]

_NONE, _BEHIND, _GLUED, _LEFT, _MORE = 10.0, 2.0, 4.0, 3.0, 1.0


def assign(stories: Sequence[Draft], gaps: Sequence[Sequence[Block]]) -> None:
    """Give each story its headline blocks; ``gaps[k]`` stand before story ``k``, the last one behind the last story."""
    if not stories:
        return
    steps: list[dict[bool, _Step]] = []
    costs: dict[bool, float] = {True: 0.0}  # whether the story before the present gap has its headline: the least cost so far
    for number, gap in enumerate(gaps):
        following = stories[number] if number < len(stories) else None
        step: dict[bool, _Step] = {}
        for headed, cost in sorted(costs.items()):
            for back, front in _choices(len(gap), headed or number == 0, following is None):
                total = cost + _cost(gap, back, front, headed, following)
                state = bool(front) or following is None
                if state not in step or total < step[state].cost:
                    step[state] = _Step(total, headed, back, front)
        steps.append(step)
        costs = {state: best.cost for state, best in step.items()}
    state = min(costs, key=lambda headed: (costs[headed], headed))
    for number in range(len(gaps) - 1, -1, -1):
        chosen, gap = steps[number][state], gaps[number]
        if chosen.back:
            stories[number - 1].heads = [gap[0]]
        if chosen.front:
            stories[number].heads = list(gap[chosen.back :])
        state = chosen.headed


@dataclass(frozen=True, slots=True)
class _Step:
    """The best way to deal with a gap: its cost so far, whether the story before had its headline, blocks given back and on."""

    cost: float
    headed: bool
    back: int
    front: int


def _choices(blocks: int, headed: bool, last: bool) -> list[tuple[int, int]]:
    """How many blocks of a gap can go to the story before (one at most) and to the story behind (all others or none)."""
    found = []
    for back in (0, 1) if blocks and not headed else (0,):
        found.append((back, 0))
        if blocks > back and not last:
            found.append((back, blocks - back))
    return found


def _cost(gap: Sequence[Block], back: int, front: int, headed: bool, following: Draft | None) -> float:
    cost = 0.0 if headed or back else _NONE
    if back:
        cost += _BEHIND
        if len(gap) == 1 and following is not None and _glued(gap[0], following):
            cost += _GLUED
    return cost + _LEFT * (len(gap) - back - front) + _MORE * max(0, front - 1)


def _glued(block: Block, story: Draft) -> bool:
    """True where the story begins on the line right below the block."""
    return story.first == block[-1].number + 1 and story.blanks == 0
