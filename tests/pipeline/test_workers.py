"""Extraction over processes: order, refusals, and a process that dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from kg import pipeline, workers
from kg.errors import BuildError, DocumentError
from kg.workers import Outcome, Task
from tests.pipeline.conftest import TEXTS, write


def deadly(task: Task) -> Outcome:
    """Stands in for extraction: one document kills its process, one cannot be read."""
    if task.title == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return DocumentError(task.title, "cannot be read") if task.title == "bad" else ()


def test_a_process_that_dies_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """The document that killed its process is named, the others are done, and the order of the tasks is kept."""
    monkeypatch.setattr(workers, "run", deadly)
    titles = [f"{number}" for number in range(6)] + ["deadly", "bad"] + [f"{number}" for number in range(6, 12)]
    found = list(workers.run_all((Task(title, b"") for title in titles), 2))
    assert [task.title for task, _ in found] == titles
    refused = {task.title: outcome for task, outcome in found if isinstance(outcome, DocumentError)}
    assert sorted(refused) == ["bad", "deadly"]
    assert "ended the process" in str(refused["deadly"])


def test_a_mistake_in_an_extractor_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of an extractor is a refusal that says what and where."""

    def broken(*_: object) -> None:
        raise KeyError("nothing")

    monkeypatch.setattr("kg.extractors.extract", broken)
    outcome = workers.run(Task("a.txt", TEXTS["a.txt"].encode()))
    assert isinstance(outcome, DocumentError)
    assert "KeyError" in str(outcome)
    assert "test_workers.py" in str(outcome)


def test_two_processes_give_the_same_graph(tmp_path: Path) -> None:
    """--jobs 2 writes the bytes of --jobs 1."""
    source = write(tmp_path / "source", TEXTS)
    for jobs in (1, 2):
        assert pipeline.build(source, tmp_path / str(jobs), jobs=jobs).refused == {}
    assert (tmp_path / "1" / "graph.nq").read_bytes() == (tmp_path / "2" / "graph.nq").read_bytes()


def test_a_process_with_too_much_memory_costs_its_document() -> None:
    """Where no process may have what a tagger needs, every document is refused by name, and nothing hangs."""
    found = list(workers.run_all([Task("a.txt", TEXTS["a.txt"].encode())], 1, 1_000_000))
    assert [(task.title, type(outcome)) for task, outcome in found] == [("a.txt", DocumentError)]
    assert "too much memory" in str(found[0][1])


@pytest.mark.usefixtures("cached")
def test_a_build_that_needs_more_memory_than_allowed(tmp_path: Path) -> None:
    """It stops with one line, leaves no build, and goes on from there when it may have more."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    with pytest.raises(BuildError, match="--max-memory allows"):
        pipeline.build(source, out, max_memory=1_000_000)
    assert not (out / "manifest.json").exists()
    assert pipeline.build(source, out).documents == 6
