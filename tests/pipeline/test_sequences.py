"""Documents come and go: any sequence of changes gives the bytes of a fresh build."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import pipeline
from kg.errors import BuildError, InputError, OutputError
from kg.pipeline import Renaming, extraction
from kg.workspace import Workspace, open_reader
from tests.pipeline.conftest import OTHER, TEXTS, Memo, write

POOL = TEXTS | {
    # Other papers on people and events of a.txt and c.txt: with these come and go the keys of nodes of unchanged documents.
    "city.txt": "南京市招商\n2024-03-03 来源:南京市人民政府\n　　3月1日，玄武区委书记程望舒出席招商大会并讲话。\n",
    "day.txt": "座谈\n2024-03-10 来源:南京市鼓楼区人民政府\n　　3月8日，鼓楼区副区长王立新主持召开座谈会，程望舒参加。\n",
}
RULES = "same:\n- [陈国庆, 骆青崖]\ndifferent:\n- [周砚秋 @ a.txt, 周砚秋 @ b.txt]\nrename:\n  王立新: 王某\n"
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "replace", "remove"]), st.sampled_from(sorted(POOL))),
    min_size=1,
    max_size=6,
)
MEMORY = Path("/dev/shm")
"""Where it is there, a sequence does not wait for the disk, which shows nothing here."""

RELAXED = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture], "derandomize": True}


def run_steps(steps: list[tuple[str, str]], rules: str | None = None) -> tuple[Renaming, ...]:
    """Apply steps to a build of two documents and compare with a fresh build of what is left; returns what was renamed."""
    folder = Path(tempfile.mkdtemp(prefix="kg-test-", dir=MEMORY if MEMORY.is_dir() else None))
    renamed: list[Renaming] = []
    try:
        state = {name: POOL[name] for name in ("a.txt", "c.txt")}
        source, out = write(folder / "source", state), folder / "out"
        identity = write(folder, {"identity.yaml": rules}) / "identity.yaml" if rules else None
        pipeline.build(source, out, identity=identity)
        for action, name in steps:
            if action == "remove":
                if name not in state or len(state) == 1:
                    continue
                del state[name]
                (source / name).unlink()
                renamed += pipeline.remove(out, [name]).renamed
            else:
                state[name] = POOL[name] if action == "add" else OTHER.get(name, POOL[name])
                write(source, {name: state[name]})
                renamed += pipeline.add(out, [source / name], root=source).renamed
        pipeline.build(source, folder / "fresh", identity=identity)
        for name in ("graph.nq", "graph.ttl"):
            assert (out / name).read_bytes() == (folder / "fresh" / name).read_bytes()
        assert sorted(p.name for p in (out / "text").glob("*")) == sorted(p.name for p in (folder / "fresh" / "text").glob("*"))
        assert pipeline.status(out, source).unchanged == tuple(sorted(state))
    finally:
        shutil.rmtree(folder)
    return tuple(renamed)


@pytest.mark.usefixtures("cached")
def test_nodes_of_unchanged_documents_are_renamed_in_the_sequences() -> None:
    """The documents of the sequences merge with each other: people and events of a.txt change their keys and change them back."""
    renamed = run_steps(
        [("add", "city.txt"), ("add", "e.jsonl"), ("remove", "city.txt"), ("add", "city.txt"), ("remove", "a.txt")]
    )
    assert {(one.old.partition("/")[0], one.cause) for one in renamed} == {
        (kind, cause) for kind in ("person", "event") for cause in ("merge", "split")
    }


@settings(max_examples=20, **RELAXED)  # type: ignore[arg-type]
@given(STEPS, st.sampled_from([None, RULES]))
@pytest.mark.usefixtures("cached")
def test_any_sequence_equals_a_fresh_build(steps: list[tuple[str, str]], rules: str | None) -> None:
    """After any sequence of add, replace and remove graph.nq has the bytes of a fresh build of the final set."""
    run_steps(steps, rules)


@pytest.mark.check
@settings(max_examples=200, **RELAXED)  # type: ignore[arg-type]
@given(STEPS, st.sampled_from([None, RULES]))
@pytest.mark.usefixtures("cached")
def test_any_sequence_equals_a_fresh_build_long(steps: list[tuple[str, str]], rules: str | None) -> None:
    """The same with ten times the sequences."""
    run_steps(steps, rules)


@pytest.mark.usefixtures("cached")
def test_a_removed_document_leaves_nothing(tmp_path: Path) -> None:
    """After a removal neither graph, text nor cache holds anything of the document."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    pipeline.build(source, out)
    assert "骆青崖" in (out / "graph.nq").read_text(encoding="utf-8")
    pipeline.remove(out, ["e.jsonl"])
    assert "骆青崖" not in (out / "graph.nq").read_text(encoding="utf-8")
    assert not (out / "text").exists()
    assert pipeline.status(out).files == ("a.txt", "b.txt", "c.txt", "d.md")


def test_unchanged_files_are_not_extracted_again(cached: Memo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build and an add of the same bytes hand no document to extraction."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    first = pipeline.build(source, out)
    assert first.added == tuple(sorted(TEXTS))
    seen: list[str] = []

    def counting(tasks, jobs, _):  # type: ignore[no-untyped-def]
        for task in tasks:
            seen.append(task.title)
            yield from cached.run_all([task], jobs)

    monkeypatch.setattr(extraction, "run_all", counting)
    second = pipeline.build(source, out)
    third = pipeline.add(out, [source / "a.txt"], root=source)
    assert seen == []
    assert second.unchanged == third.unchanged == tuple(sorted(TEXTS))
    write(source, {"a.txt": OTHER["a.txt"]})
    assert pipeline.add(out, [source]).replaced == ("a.txt",)
    assert seen == ["a.txt"]


@pytest.mark.usefixtures("cached")
def test_same_bytes_are_one_document_with_two_titles(tmp_path: Path) -> None:
    """Two names of the same bytes are one document; removing one name leaves the other."""
    source, out = write(tmp_path / "source", {"a.txt": TEXTS["a.txt"], "copy/b.txt": TEXTS["a.txt"]}), tmp_path / "out"
    report = pipeline.build(source, out)
    assert report.documents == 1
    assert (out / "graph.nq").read_text(encoding="utf-8").count('dc/terms/title> "') >= 2
    assert pipeline.remove(out, ["a.txt"]).documents == 1
    assert pipeline.status(out).files == ("copy/b.txt",)


@pytest.mark.usefixtures("cached")
def test_merges_and_splits_are_reported_and_logged(tmp_path: Path) -> None:
    """A document that joins two nodes renames one of them; taking it away renames it back; both stand in the log."""
    text = "西湖区会见客商\n2024-04-11 来源:西湖区人民政府\n　　4月10日，西湖区副区长骆青崖会见客商。\n"
    source, out = write(tmp_path / "source", {"z.txt": text}), tmp_path / "out"
    rules = tmp_path / "identity.yaml"
    rules.write_text("same:\n  - [骆青崖, 程望舒]\n", encoding="utf-8")
    alone = pipeline.build(source, out, identity=rules)
    assert alone.renamed == ()
    extra = write(tmp_path / "extra", {"a.txt": TEXTS["a.txt"]})
    merged = pipeline.add(out, [extra]).renamed
    assert [(one.old.split("~")[0], one.new.split("~")[0], one.cause) for one in merged] == [
        ("person/骆青崖", "person/程望舒", "merge")
    ]
    assert merged[0].documents == ("z.txt",)
    split = pipeline.remove(out, ["a.txt"]).renamed
    assert [(one.old, one.new, one.cause) for one in split] == [(merged[0].new, merged[0].old, "split")]
    log = (out / "identity-log.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [json.loads(line) for line in log]
    assert [(line["generation"], line["old"], line["new"], line["cause"]) for line in lines] == [
        (2, merged[0].old, merged[0].new, "merge"),
        (3, split[0].old, split[0].new, "split"),
    ]


@pytest.mark.parametrize("kind", ["file", "foreign folder"])
def test_output_that_is_not_ours_is_left_alone(tmp_path: Path, kind: str) -> None:
    """A file, or a folder with files of others, as --out is one clear line, and nothing is touched."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    if kind == "file":
        out.write_text("mine")
    else:
        write(out, {"thesis.doc": "mine"})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutputError) as caught:
        pipeline.build(source, out)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_without_documents(tmp_path: Path) -> None:
    """Nothing to read is an InputError, and no output appears."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no documents found"):
        pipeline.build(tmp_path / "empty", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("cached")
def test_refused_documents_are_named_and_the_others_built(tmp_path: Path) -> None:
    """An empty file and a broken row are refused by name; the others are in the graph."""
    rows = '{"text": "3月8日，鼓楼区副区长王立新主持召开座谈会。"}\n{"text": \n'
    source = write(tmp_path / "source", {"a.txt": TEXTS["a.txt"], "empty.txt": "", "rows.jsonl": rows})
    report = pipeline.build(source, tmp_path / "out")
    assert sorted(report.refused) == ["empty.txt", "rows.jsonl#2"]
    assert report.documents == 2


def test_commands_without_a_build(tmp_path: Path) -> None:
    """Add, remove and status of a folder without a build say how to make one."""
    write(tmp_path, {"a.txt": TEXTS["a.txt"]})
    (tmp_path / "out").mkdir()
    for call in (
        lambda: pipeline.add(tmp_path / "out", [tmp_path / "a.txt"]),
        lambda: pipeline.remove(tmp_path / "out", ["a.txt"]),
        lambda: pipeline.status(tmp_path / "out"),
    ):
        with pytest.raises(BuildError, match="kg build"):
            call()


@pytest.mark.usefixtures("cached")
def test_removing_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    """A title that is not in the build is an InputError, also beside one that is."""
    out = tmp_path / "out"
    pipeline.build(write(tmp_path / "source", TEXTS), out)
    before = (out / "manifest.json").read_bytes()
    with pytest.raises(InputError, match="not in the build"):
        pipeline.remove(out, ["a.txt", "nothing.txt"])
    assert (out / "manifest.json").read_bytes() == before


@pytest.mark.usefixtures("cached")
def test_two_writers(tmp_path: Path) -> None:
    """The second writer says which process holds the build, and goes on when it is free."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    said: list[str] = []
    with Workspace.open(out, create=True):
        with pytest.raises(BuildError, match=r"in use by process \d+"):
            pipeline.build(source, out, wait=0.2, notify=said.append)
        assert "waiting" in said[0]
    assert pipeline.build(source, out).documents == 6


@pytest.mark.usefixtures("cached")
def test_a_reader_keeps_its_generation(tmp_path: Path) -> None:
    """The database that somebody reads stays until the reader has gone; the next command removes it."""
    source, out = write(tmp_path / "source", TEXTS), tmp_path / "out"
    pipeline.build(source, out)
    with open_reader(out) as reader:
        pipeline.remove(out, ["a.txt"])
        assert reader.store.is_dir()
    pipeline.remove(out, ["b.txt"])
    assert [path.name for path in out.glob("store-*")] == ["store-3"]
    assert not list((out / ".kg").glob("next-*"))
