"""Changes are written as changes: what did not change is copied, and the result is that of a fresh build."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import pipeline
from kg.errors import BuildError
from kg.graph import outputs
from kg.graph.patching import Difference, Lines, difference, patch_lines
from kg.graph.store import open_store
from kg.pipeline import extraction
from tests.pipeline.conftest import OTHER, TEXTS, Memo, write

MEETING = """玄武区召开会议
2024-03-{day:02} 来源:玄武区人民政府
　　3月{day}日，玄武区区长周砚秋主持召开第{day}次会议。
"""
MANY = {f"{day:02}.txt": MEETING.format(day=day) for day in range(1, 13)}
SETS = st.sets(st.binary(min_size=1, max_size=4).filter(lambda line: b"\n" not in line), max_size=30)


@pytest.fixture
def built(cached: Memo, tmp_path: Path) -> Path:
    """A build of a few documents."""
    assert cached
    pipeline.build(write(tmp_path / "source", MANY | TEXTS), tmp_path / "out")
    return tmp_path / "out"


def fresh(folder: Path, texts: dict[str, str]) -> bytes:
    """The bytes of graph.nq of a new build."""
    pipeline.build(write(folder / "fresh-source", texts), folder / "fresh")
    return (folder / "fresh" / "graph.nq").read_bytes()


def test_a_change_is_written_as_a_change(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To replace a document nothing is written from the ground up; graph.nq, graph.ttl, store and counts are right."""
    monkeypatch.setattr(outputs, "write", lambda *_, **__: pytest.fail("everything was written anew"))
    report = pipeline.add(built, [write(tmp_path / "more", {"a.txt": OTHER["a.txt"]})])
    monkeypatch.undo()
    assert report.replaced == ("a.txt",)
    assert (built / "graph.nq").read_bytes() == fresh(tmp_path, MANY | TEXTS | {"a.txt": OTHER["a.txt"]})
    assert (built / "graph.ttl").read_bytes() == (tmp_path / "fresh" / "graph.ttl").read_bytes()
    dump = open_store(built).dump(format=pyoxigraph.RdfFormat.N_QUADS)
    assert dump is not None
    assert sorted(dump.splitlines()) == (built / "graph.nq").read_bytes().splitlines()
    again = pipeline.build(tmp_path / "fresh-source", tmp_path / "fresh")
    assert report.counts == again.counts


def spoil(path: Path) -> None:
    """Change the first byte of a file."""
    path.write_bytes(b"#" + path.read_bytes()[1:])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no common lines": lambda out: next((out / ".kg").glob("common-*")).unlink(),
    "other common lines": lambda out: spoil(next((out / ".kg").glob("common-*"))),
    "no graph.nq": lambda out: (out / "graph.nq").unlink(),
    "short graph.nq": lambda out: (out / "graph.nq").write_bytes((out / "graph.nq").read_bytes()[:-200]),
    "empty graph.ttl": lambda out: (out / "graph.ttl").write_bytes(b""),
    "no database": lambda out: [path.unlink() for path in next(out.glob("store-*")).iterdir()],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_files_are_written_anew(built: Path, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """Where a file of the present state is missing or damaged, the next state is written from the documents."""
    damage(built)
    pipeline.remove(built, ["01.txt"])
    assert (built / "graph.nq").read_bytes() == fresh(tmp_path, {k: v for k, v in (MANY | TEXTS).items() if k != "01.txt"})
    assert len(open_store(built)) == len((built / "graph.nq").read_bytes().splitlines())


def test_a_stopped_build_goes_on_where_it_was(cached: Memo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a stopped build extracted, files and rows alike, is not extracted again."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    seen: list[str] = []

    def until(most: int):  # type: ignore[no-untyped-def]
        def run_all(tasks, jobs, _):  # type: ignore[no-untyped-def]
            for task in tasks:
                if len(seen) == most:
                    raise KeyboardInterrupt
                seen.append(task.title)
                yield from cached.run_all([task], jobs)

        return run_all

    for most in (2, 5):
        monkeypatch.setattr(extraction, "run_all", until(most))
        with pytest.raises(KeyboardInterrupt):
            pipeline.build(source, out)
        assert not (out / "manifest.json").exists()
    monkeypatch.setattr(extraction, "run_all", until(99))
    assert pipeline.build(source, out).documents == 6
    assert sorted(seen) == ["a.txt", "b.txt", "c.txt", "d.md", "e.jsonl#1", "e.jsonl#2"]
    assert (out / "graph.nq").read_bytes() == fresh(tmp_path, TEXTS)


def test_progress_counts_documents(cached: Memo, tmp_path: Path) -> None:
    """Progress goes up to the number of documents, rows included, in each step that goes through them, and names all steps."""
    assert cached
    told: list[tuple[int, int, str]] = []
    pipeline.build(write(tmp_path / "source", TEXTS), tmp_path / "out", progress=lambda *what: told.append(what))
    counts = [(done, total) for done, total, _ in told if total]
    assert counts[0] == (0, 6)
    assert [done for done, total in counts if total == 6] == [*range(7), 6, 6]  # read, then mapped
    assert counts[-1][0] == counts[-1][1] > 1000  # lines of graph.nq
    steps = ["resolution", "graph", "mapping", "facts", "graph.nq", "database", "explorer", "report", "commit"]
    assert [what for done, total, what in told if not total] == steps


@settings(deadline=None)
@given(SETS, SETS)
def test_patched_lines_are_the_new_lines(tmp_path_factory: pytest.TempPathFactory, old: set[bytes], new: set[bytes]) -> None:
    """A sorted file with a difference applied is the other sorted file."""
    folder = tmp_path_factory.mktemp("lines")
    (folder / "old").write_bytes(b"".join(line + b"\n" for line in sorted(old)))
    change = difference(sorted(old), sorted(new))
    assert change == Difference.of(old, new)
    patch_lines(folder / "old", folder / "new", change)
    assert (folder / "new").read_bytes() == b"".join(line + b"\n" for line in sorted(new))


@pytest.mark.parametrize("change", [Difference([b"c"], []), Difference([], [b"b"])])
def test_a_patch_that_does_not_fit_is_refused(tmp_path: Path, change: Difference) -> None:
    """A line to remove that is not there, or one to add that is, is a BuildError."""
    (tmp_path / "old").write_bytes(b"a\nb\nd\n")
    with pytest.raises(BuildError, match="build again"):
        patch_lines(tmp_path / "old", tmp_path / "new", change)


def test_lines_of_a_subject(tmp_path: Path) -> None:
    """The lines of each subject are found, whatever stands before and behind them."""
    subjects = [f"<s{number}>" for number in range(40)] + ["<s1-1>", "<s1>", "<>"]
    random_ = random.Random(1)
    quads = (f'{subject} <p> "{number}" .' for subject in subjects for number in range(random_.randint(1, 4)))
    lines = sorted({quad.encode() for quad in quads})
    path = tmp_path / "lines"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    with Lines(path) as known:
        for subject in (*subjects, "<nobody>", "<zz>"):
            wanted = [line for line in lines if line.startswith(f"{subject} ".encode())]
            assert known.of(subject.encode())[0] == wanted
