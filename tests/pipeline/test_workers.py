"""Extraction over processes: order, refusals, and a process that dies."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from pathlib import Path

import psutil
import pytest

from kg import pipeline, workers
from kg.errors import BuildError, DocumentError
from kg.pipeline import publishing
from kg.processes import Budget, EndedError, Processes
from kg.workers import Task
from tests.pipeline.conftest import TEXTS, write


def nothing() -> None:
    """Stands in for loading the tagger."""


def deadly(title: str) -> str:
    """Stands in for extraction: some documents take more than they may."""
    if title == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if title == "endless":  # inside one call of a library, which nothing in that process can interrupt
        re.match(r"(?:a|a)*b", "a" * 60)
    if title == "hungry":
        kept = [bytearray(1_000_000) for _ in range(10_000)]
        return str(len(kept))
    if title == "greedy":
        return str(len(bytearray(1 << 40)))
    if title == "bad":
        raise LookupError(title)
    return title


def ends(processes: Processes, title: str) -> str:
    """What comes of a call."""
    try:
        return processes.submit(deadly, title, 0.5).result(60)
    except (EndedError, LookupError, MemoryError) as error:
        return str(error) or type(error).__name__


@pytest.mark.parametrize("count", [1, 2])
def test_a_process_that_takes_too_much_costs_one_call(count: int) -> None:
    """It is ended whatever it is doing, and its call says why; the calls around it are answered."""
    with Processes(count, nothing, 300_000_000) as processes:
        assert ends(processes, "a") == "a"
        assert "ended the process" in ends(processes, "deadly")
        assert "processor time" in ends(processes, "endless")
        assert "300 MB" in ends(processes, "hungry")
        assert ends(processes, "greedy") == "MemoryError"
        assert ends(processes, "bad") == "bad"
        assert ends(processes, "z") == "z"


def remember(size: int) -> int:
    """Keeps what it is given, as a library with a leak would."""
    HELD.append(bytearray(size))
    return len(HELD)


HELD: list[bytearray] = []


def test_no_call_pays_for_those_before_it() -> None:
    """Where a process has too much memory from earlier calls, a new one answers."""
    with Processes(1, nothing, 300_000_000) as processes:
        found = [processes.submit(remember, 60_000_000, 60).result(60) for _ in range(8)]
    assert found[:3] == [1, 2, 3]
    assert 1 in found[1:]


def _tracks(process: psutil.Process) -> bool:
    """True for the process with which Python watches shared memory; it ends with the tests."""
    return "resource_tracker" in " ".join(process.cmdline())


def test_processes_end_with_their_pool() -> None:
    """Nothing is left running, not even what was in the middle of a call."""
    others = {process.pid for process in psutil.Process().children()}
    with Processes(2, nothing, 300_000_000) as processes:
        waiting = [processes.submit(deadly, "endless", 600) for _ in range(2)]
        while len(started := [p for p in psutil.Process().children() if p.pid not in others and not _tracks(p)]) < 2:
            time.sleep(0.05)
    assert all(future.done() for future in waiting)
    _, alive = psutil.wait_procs(started, timeout=10)
    assert alive == []


def test_a_row_that_takes_too_long_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused by name, in a build and in an addition, and tried again with another budget; the others are in the graph."""
    monkeypatch.setattr(publishing, "write_explorer", lambda stage, *_: (stage.folder / "graph.html").write_text("drawn"))
    rows = [
        json.dumps({"title": f"玄武区召开第{n}次会议", "text": f"3月{n}日，玄武区区长周砚秋主持召开会议。"}) for n in range(1, 4)
    ]
    long = "".join(f"3月5日，玄武区区长周砚秋走访了第{n}家企业。\n" for n in range(6000))
    rows.insert(1, json.dumps({"title": "长", "text": long}))
    write(tmp_path / "source", {"a.jsonl": "\n".join(rows)})
    report = pipeline.build(tmp_path / "source", tmp_path / "out", max_seconds=0.3, jobs=2)
    assert list(report.refused) == ["a.jsonl#2"]
    assert "--max-seconds" in report.refused["a.jsonl#2"]
    assert report.documents == 3
    again = pipeline.add(tmp_path / "out", [tmp_path / "source"], max_seconds=0.3)
    assert (list(again.refused), again.documents) == (["a.jsonl#2"], 3)
    whole = pipeline.build(tmp_path / "source", tmp_path / "out")
    assert (whole.refused, whole.documents) == ({}, 4)


def test_a_mistake_in_an_extractor_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of an extractor is a refusal that says what and where."""

    def broken(*_: object) -> None:
        raise KeyError("nothing")

    monkeypatch.setattr("kg.extractors.extract", broken)
    outcome = workers.run(Task("a.txt", TEXTS["a.txt"].encode()))
    assert isinstance(outcome, DocumentError)
    assert "KeyError" in str(outcome)
    assert "test_workers.py" in str(outcome)


def fragile(tasks: list[Task]) -> list[str]:
    """Stands in for the extraction of a batch: one document kills its process, one takes too long."""
    return [deadly(task.title) for task in tasks]


def test_a_document_at_fault_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its batch are extracted, in order."""
    monkeypatch.setattr(workers, "run_batch", fragile)
    monkeypatch.setattr(workers, "warm", nothing)
    titles = ["a", "deadly", "b", "c", "endless", "d", *map(str, range(30))]
    budget = Budget(1.5)
    found = list(workers.run_all([Task(title, b"") for title in titles], 1, budget))
    assert [task.title for task, _ in found] == titles
    refused = {task.title: outcome.reason for task, outcome in found if isinstance(outcome, DocumentError)}
    assert list(refused) == ["deadly", "endless"]
    assert "ended the process" in refused["deadly"]
    assert "--max-seconds" in refused["endless"]
    assert [str(outcome) for task, outcome in found if task.title not in refused] == [t for t in titles if t not in refused]


def test_batches_are_small_where_they_have_to_be() -> None:
    """They keep the order, grow, and hold no more than the budget and their size allow; a large document stands alone."""
    tasks = [Task(str(n), bytes(150_000 if n == 500 else 2_000)) for n in range(1000)]
    batches = list(workers._batches(tasks, 1, Budget()))
    assert [task for batch in batches for task in batch] == tasks
    sizes = [len(batch) for batch in batches]
    assert (sizes[0], max(sizes)) == (2, 64)
    assert all(len(batch) == 1 or sum(task.size for task in batch) <= 200_000 for batch in batches)
    assert max(len(batch) for batch in workers._batches(tasks, 1, Budget(0.3))) == 2


def test_a_batch_gives_what_its_documents_give_alone() -> None:
    """Each outcome depends on its own task, one that cannot be read included."""
    tasks = [Task(name, text.encode()) for name, text in TEXTS.items()]
    tasks.insert(2, Task("x.txt", b""))
    assert list(map(repr, workers.run_batch(tasks))) == [repr(workers.run(task)) for task in tasks]


def test_two_processes_give_the_same_graph(tmp_path: Path) -> None:
    """--jobs 2 writes the bytes of --jobs 1."""
    source = write(tmp_path / "source", TEXTS)
    for jobs in (1, 2):
        assert pipeline.build(source, tmp_path / str(jobs), jobs=jobs).refused == {}
    assert (tmp_path / "1" / "graph.nq").read_bytes() == (tmp_path / "2" / "graph.nq").read_bytes()


def test_too_little_memory_to_begin(tmp_path: Path) -> None:
    """Where no process may have what the tagger needs, the build ends with a line that says so, and nothing hangs."""
    with pytest.raises(BuildError, match="could not begin: it needs more than the 100 MB"):
        pipeline.build(write(tmp_path / "source", TEXTS), tmp_path / "out", max_memory=100_000_000)


@pytest.mark.usefixtures("cached")
def test_a_build_that_needs_more_memory_than_allowed(tmp_path: Path) -> None:
    """It stops with one line, leaves no build, and goes on from there when it may have more."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    with pytest.raises(BuildError, match="--max-memory allows"):
        pipeline.build(source, out, max_memory=1_000_000)
    assert not (out / "manifest.json").exists()
    assert pipeline.build(source, out).documents == 6
