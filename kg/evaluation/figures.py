"""Counts, precision, recall and F1, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

AREAS = (
    "articles",
    "published",
    "authors",
    "persons",
    "organizations",
    "places",
    "works",
    "positions",
    "events",
    "arguments",
    "roles",
    "statements",
    "relations",
    "evidence",
)
"""What is scored, in the order of the table."""


@dataclass(slots=True)
class Figure:
    """The counts of one area: right, wrong and missed, over all documents (micro-average)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def total(self) -> int:
        """0 where the gold says nothing about the area and the graph neither."""
        return self.tp + self.fp + self.fn

    @property
    def precision(self) -> float:
        """Share of what the graph says that is right; 0 where it says nothing."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of what the gold says that the graph says; 0 where the gold says nothing."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def as_json(self) -> dict[str, float | int]:
        """The figures with four decimals, and the counts."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
        }


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference between graph and gold."""

    source: str
    area: str
    verdict: Literal["wrong", "missed"]
    fact: Any

    def __str__(self) -> str:
        return f"{self.source}\t{self.area}\t{self.verdict}\t{self.fact}"


@dataclass(slots=True)
class Tally:
    """Counts while a document is compared, and every difference."""

    source: str
    figures: dict[str, Figure] = field(default_factory=lambda: {area: Figure() for area in AREAS})
    misses: list[Miss] = field(default_factory=list)

    def right(self, area: str) -> None:
        """The graph says what the gold says."""
        self.figures[area].tp += 1

    def wrong(self, area: str, fact: Any, count: int = 1) -> None:
        """The graph says what the gold does not."""
        self.figures[area].fp += count
        self.misses.append(Miss(self.source, area, "wrong", fact))

    def missed(self, area: str, fact: Any, count: int = 1) -> None:
        """The gold says what the graph does not."""
        self.figures[area].fn += count
        self.misses.append(Miss(self.source, area, "missed", fact))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The comparison of a graph with gold facts.

    Attributes:
        figures: area → counts, summed over all documents.
        misses: every wrong and every missed fact.
        absent: sources of gold files whose document is not in the graph.
    """

    figures: dict[str, Figure]
    misses: tuple[Miss, ...]
    absent: tuple[str, ...]

    def scored(self) -> Iterator[tuple[str, Figure]]:
        """The areas about which gold or graph say something."""
        return ((area, figure) for area, figure in self.figures.items() if figure.total)

    @property
    def mean_f1(self) -> float:
        """Mean F1 of the scored areas but evidence, which is a check of the builder rather than of its reading."""
        values = [figure.f1 for area, figure in self.scored() if area != "evidence"]
        return sum(values) / max(1, len(values))

    def as_json(self) -> dict[str, dict[str, float | int]]:
        """Area → precision, recall, f1, tp, fp, fn."""
        return {area: figure.as_json() for area, figure in self.scored()}

    def table(self) -> str:
        """The same figures as a table of fixed columns, with their mean."""
        lines = [f"{'':14}{'precision':>10}{'recall':>8}{'F1':>8}{'tp':>6}{'fp':>6}{'fn':>6}"]
        lines += [
            f"{area:14}{figure.precision:10.3f}{figure.recall:8.3f}{figure.f1:8.3f}{figure.tp:6}{figure.fp:6}{figure.fn:6}"
            for area, figure in self.scored()
        ]
        lines.append(f"{'mean F1':14}{'':18}{self.mean_f1:8.3f}   (all but evidence)")
        return "\n".join(lines)
