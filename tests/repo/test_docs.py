"""Every command and code block of the documents is run, every link leads somewhere, every command is described."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from kg.cli import COMMANDS
from tests.repo.markdown import Block, blocks, execute, matches, run
from tests.repo.scores import MARKED, table
from tests.repo.tree import ROOT, texts

DOCUMENTS = sorted(name for name in texts() if name.endswith(".md") and not name.startswith(("data/news/", "tests/")))

ELSEWHERE = {"docs/loading.md": "tests/loaders/", "docs/property-graph.md": "tests/loaders/"}
"""Documents of other stores, whose commands need those stores: the folder of the tests that hold them to their word."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample corpus and its build."""
    folder = tmp_path_factory.mktemp("built")
    for name in ("news", "gold"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    execute(["kg", "build", "data/news", "--out", "build", "--quiet"], folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, built: Path) -> Path:
    """A copy of it for one document."""
    return Path(shutil.copytree(built, tmp_path / "here", symlinks=True))


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if "```" in texts()[name] and name not in ELSEWHERE])
def test_blocks_run(name: str, folder: Path) -> None:
    """The blocks of a document run in order, and print what the document shows."""
    if name == "docs/extending.md":  # it changes the tables of a checkout
        for part in ("kg", "ontology"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    text = texts()[name]
    shown: list[tuple[Block, str]] = []
    printed = ""
    for block in blocks(text):
        if block.note == "output":
            shown.append((block, printed))
        else:
            try:
                printed = run(block, folder)
            except AssertionError as error:
                raise AssertionError(f"{name}:{block.line}: {error}") from error
    if os.environ.get("KG_REWRITE"):
        for block, printed in reversed(shown):
            if "…" not in block.body.splitlines():
                kept = "".join(f"{line.rstrip()}\n" for line in printed.rstrip("\n").split("\n"))
                text = text[: block.span[0]] + kept + text[block.span[1] :]
        (ROOT / name).write_text(text, encoding="utf-8")
    for block, printed in shown if not os.environ.get("KG_REWRITE") else []:
        assert matches(block.body, printed), f"{name}:{block.line}: prints\n{printed}"


@pytest.mark.parametrize("name", ELSEWHERE)
def test_documents_of_stores_have_tests(name: str) -> None:
    """What is not run here is named by tests that need the stores."""
    assert any(Path(name).name in text for test, text in texts().items() if test.startswith(ELSEWHERE[name]))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    """A relative link or picture names a file of the repository, a fragment one of its headings."""
    prose = re.sub(r"^(`{3,}).*?^\1$", "", texts()[name], flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", prose):
        path, _, fragment = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), f"{target}: no such file"
        if fragment and file.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert fragment in slugs, f"{target}: no such heading"


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name not in ELSEWHERE])
def test_files_that_are_named_exist(name: str) -> None:
    """A path of the repository that a document names in running text is there."""
    prose = re.sub(r"^(`{3,}).*?^\1$", "", texts()[name], flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`((?:kg|tests|ontology|data|docs|notebooks|benchmarks)/[\w./-]*)`", prose)
    assert [path for path in named if path.split("/")[1] not in ("results",) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_is_described(name: str) -> None:
    """The overview in both READMEs names every command of ``kg``."""
    described = set(re.findall(r"^\| `kg (\w+)", texts()[name], re.MULTILINE))
    assert described == set(COMMANDS)


def test_every_document_is_in_the_index() -> None:
    """docs/README.md names every document of docs/."""
    for name in DOCUMENTS:
        if name.startswith("docs/") and name != "docs/README.md":
            assert f"]({name.removeprefix('docs/')})" in texts()["docs/README.md"], name


def test_both_readmes_have_the_same_parts() -> None:
    """The Chinese README has the headings, tables, blocks and pictures of the English one, in the same order."""
    shapes = [re.findall(r"^(#+ |\||```\w*|!\[)", texts()[name], re.MULTILINE) for name in ("README.md", "README.zh-CN.md")]
    assert shapes[0] == shapes[1]
    commands = [
        [line.partition("#")[0].strip() for line in block.body.splitlines() if block.language in ("sh", "python")]
        for name in ("README.md", "README.zh-CN.md")
        for block in blocks(texts()[name])
    ]
    assert commands[: len(commands) // 2] == commands[len(commands) // 2 :]


def test_the_two_commands_stand_on_the_first_screen() -> None:
    """Within the first 25 lines of both READMEs a reader finds make demo and make test."""
    for name in ("README.md", "README.zh-CN.md"):
        first = "\n".join(texts()[name].splitlines()[:25])
        assert "make demo" in first
        assert "make test" in first


@pytest.mark.check
def test_what_make_demo_suggests_works(folder: Path) -> None:
    """Every command that make demo prints runs as printed (the server apart, which would not end)."""
    lines = re.findall(r'@echo "  \$\(BIN\)/(kg .*)"$', texts()["Makefile"], re.MULTILINE)
    assert len(lines) >= 6
    for line in lines:
        command = line.replace("$(OUT)", "build").replace("$(NEWS)", "data/news")
        if " serve " not in command:
            assert execute(["bash", "-c", command], folder).strip(), command


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_scores_are_those_of_the_present_graph(name: str, built: Path) -> None:
    """The READMEs show what ``kg evaluate`` gives on data/gold (``KG_REWRITE=1`` writes it)."""
    wanted = table(built / "build" / "graph.nq", name)
    if os.environ.get("KG_REWRITE"):
        text = (ROOT / name).read_text("utf-8")
        (ROOT / name).write_text(MARKED.sub(lambda match: f"{match[1]}\n{wanted}\n{match[2]}", text), encoding="utf-8")
    found = MARKED.search((ROOT / name).read_text("utf-8"))
    assert found
    assert wanted in found.group()
