"""A build in parts: identity, lines and shards are those of a build at once."""

from __future__ import annotations

import gzip
import importlib
import json
from pathlib import Path

import pytest

from kg.cli import FAILED, REFUSED, run
from kg.distributed.documents import look
from kg.distributed.exchange import Here, Step
from kg.distributed.identity import resolve
from kg.distributed.shards import MANIFEST, REPORT, Settings, Shards, build_shards
from kg.distributed.sources import Target
from kg.errors import InputError, OutputError
from kg.facts import DocumentFacts
from kg.resolution import Rules, parse_rules
from kg.resolution import resolve as resolve_at_once
from tests.distributed.conftest import kept_of, rows
from tests.identity.notation import Maker, cases, documents

RULES = """
same:
- [王立新 @ 0.txt, 王立新 @ 2.txt]
- [玄武区人民政府, 鼓楼区人民政府]
different:
- [程望舒 @ 1.txt, 程望舒 @ 3.txt]
rename:
  玄武区人民政府: 玄武区政府
  梧桐书院: 桐院
"""
TOLD = [
    "320102; 2024-05-02; 王立新=副区长@玄武区人民政府",
    "320102; 2024-05-02; 程望舒=区长@玄武区人民政府",
    "320106; 2024-05-20; 王立新=副区长@鼓楼区人民政府",
    "320102; 2024-06-02; 程望舒=区长@玄武区人民政府",
]


def decided(all_facts: list[DocumentFacts], rules: Rules, parts: int) -> tuple[object, ...]:
    """What identity decides in parts: keys, decisions and notes."""
    exchange = Here(parts)
    profiles, known = look(exchange, Step(kept_of(all_facts, parts), [], {}), rules)
    steps = resolve(exchange, list(profiles.kept), known)
    keys = dict(pair for step in steps for sent in step.sent.get("key", ()) for piece in sent for pair in piece)
    decisions = {one for step in steps for kept in step.kept for one in kept or ()}
    return keys, tuple(sorted(decisions)), known.user.notes


@pytest.mark.parametrize("parts", [1, 3, 8])
def test_identity_in_parts_is_identity_at_once(parts: int) -> None:
    """All cases of identity together give the same keys and decisions, whatever the number of parts."""
    all_facts = [facts for case in cases() for facts in documents(case)[0]]
    whole = resolve_at_once(all_facts)
    assert decided(all_facts, Rules(), parts) == (whole.keys, whole.decisions, ())


@pytest.mark.parametrize("parts", [1, 3])
def test_rules_of_the_user_hold_in_parts(parts: int) -> None:
    """What is said to be the same or different, and notes about what means nothing, are those of a resolution at once."""
    all_facts = [Maker(str(number), line).facts() for number, line in enumerate(TOLD)]
    rules = parse_rules(RULES, "identity.yaml")
    whole = resolve_at_once(all_facts, rules)
    assert len(whole.notes) == 1
    assert decided(all_facts, rules, parts) == (whole.keys, whole.decisions, whole.notes)


def write_news(folder: Path) -> Path:
    """Rows in every form, two of them twice, some that cannot be read, and a text."""
    made = rows(24)
    folder.mkdir()
    (folder / "a.jsonl").write_text("\n".join([*made[:8], "no JSON"]), encoding="utf-8")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(made[6:16]).encode()))
    (folder / "broken.jsonl.gz").write_bytes(gzip.compress("\n".join(made[:3]).encode())[:-30])
    (folder / "c.txt").write_text("玄武区召开大会\n2024-03-02 来源:玄武区人民政府\n　　3月1日，区长周砚秋主持会议。\n", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    pyarrow = pytest.importorskip("pyarrow", reason="needs pyarrow")
    table = pyarrow.Table.from_pylist([json.loads(row) for row in made[16:]])
    importlib.import_module("pyarrow.parquet").write_table(table, folder / "d.parquet")
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of news."""
    return write_news(tmp_path_factory.mktemp("rows") / "news")


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule of the user's."""
    path = tmp_path_factory.mktemp("rules") / "identity.yaml"
    path.write_text("rename:\n  玄武区人民政府: 玄武区政府\n  周砚秋: 周区长\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(source: Path, identity: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The local build of it."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert run(["build", str(source), "--out", str(out), "--identity", str(identity), "-q"]) == REFUSED
    return out


def end_to_end(done: Shards) -> bytes:
    """All shards, one behind the other."""
    return b"".join((Path(done.out) / name).read_bytes() for name in done.names)


def test_shards_end_to_end_are_the_graph(source: Path, identity: Path, whole: Path, tmp_path: Path) -> None:
    """The lines, counts and refusals of a build in parts are those of a local one; fewer shards take the place of more."""
    rules = parse_rules(identity.read_text(encoding="utf-8"), "identity.yaml")
    for parts in (5, 2):
        done = build_shards(str(source), str(tmp_path / "out"), Settings(rules=rules, shards=parts))
        assert end_to_end(done) == (whole / "graph.nq").read_bytes()
    report = json.loads((whole / "report.json").read_text(encoding="utf-8"))
    assert done.refused == report["refused"]
    assert list(done.left_out) == report["left_out"]
    manifest = json.loads((whole / "manifest.json").read_text(encoding="utf-8"))
    counts = {name: count for name, count in manifest["counts"].items() if name != "triples"}
    assert done.counts | {"documents": done.documents} == counts
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [*done.names, REPORT, MANIFEST]


def test_another_file_system(source: Path, identity: Path, whole: Path) -> None:
    """What fsspec reads and writes is read and written, and nothing else is touched."""
    fsspec = pytest.importorskip("fsspec", reason="needs fsspec")
    memory = fsspec.filesystem("memory")
    memory.put(f"{source}/", "/news/", recursive=True)
    rules = parse_rules(identity.read_text(encoding="utf-8"), "identity.yaml")
    done = build_shards("memory://news", "memory://graph", Settings(rules=rules, shards=2))
    assert b"".join(memory.cat_file(f"/graph/{name}") for name in done.names) == (whole / "graph.nq").read_bytes()
    assert [name for name in Target("memory://graph").names() if not name.endswith(".nq")] == [REPORT, MANIFEST]
    memory.pipe_file("/graph/diary.txt", b"mine")
    with pytest.raises(OutputError, match=r"diary\.txt"):
        build_shards("memory://news", "memory://graph", Settings())
    with pytest.raises(InputError, match="no documents found"):
        build_shards("memory://nothing", "memory://graph", Settings())
    with pytest.raises(InputError, match="nosuch"):
        build_shards("nosuch://news", "memory://graph", Settings())


def test_shards_need_a_cluster(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --engine ray, another file system or --shards-only is a mistake of usage."""
    for arguments in ([str(source), "--shards-only", "--out", str(tmp_path / "out")], [str(source), "--out", "memory://graph"]):
        assert run(["build", *arguments]) == FAILED
        assert "needs --engine ray" in capsys.readouterr().err
