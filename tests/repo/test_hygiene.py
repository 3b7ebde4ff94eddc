"""What holds for every file of the repository."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from tests.repo.tree import modules, texts

LONGEST = 400
SHORTEST = 5

# Patterns, not examples, so that this file does not match itself.
FORBIDDEN = {
    "a folder of one machine": r"(?<![\w.:/<~-])/(?:home|root|Users|work|workspace|builds|opt)/[\w.]",
    "a package registry's host": r"(?:pypi|npmjs|pythonhosted|deb\.debian)\.(?:org|com)",
    "work left for later": r"(?<![\w+/])(?:TO[D]O|FIX[M]E|X[X]X)(?![\w+/])",
    "a conflict of a merge": r"^(?:<{7} |>{7} |={7}$)",
}

LAYERS = (
    ("_version", "errors"),
    ("facts", "ontology"),
    ("reading", "language"),
    ("extractors",),
    ("resolution",),
    ("mapping",),
    ("workspace", "cache", "inventory", "memory", "processes"),
    ("graph",),
    ("workers", "engines", "evaluation"),
    ("distributed",),
    ("pipeline",),
    ("api", ""),
    ("exports",),
    ("loaders",),
    ("server", "mcp"),
    ("cli",),
    ("commands",),
)
"""Data runs one way: a module imports from its own part and from parts above it. ``""`` is the package itself."""
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_of_the_workshop_is_left(what: str) -> None:
    """No file names a folder of the machine it was made on, a registry, or work that is still to be done."""
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts().items()
        for match in [pattern.search(text)]
        if match
    ]
    assert found == []


@pytest.mark.parametrize("name", modules())
def test_modules_have_one_subject(name: str) -> None:
    """A module of kg is short enough to be read in one go, and long enough to be worth a file; it says what it is for."""
    text = texts()[name]
    lines = text.count("\n")
    assert lines <= LONGEST
    if not name.endswith(("__init__.py", "_version.py")):
        assert lines >= SHORTEST
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("name", [name for name in modules("tests") if "/test_" in name])
def test_every_test_says_what_it_shows(name: str) -> None:
    """Every test function has a docstring."""
    silent = [
        node.name
        for node in ast.walk(ast.parse(texts()[name]))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def part_of(module: str) -> str:
    """The part of the house that a module belongs to: ``kg.graph.store`` → ``graph``; ``kg`` itself → ``""``."""
    return ".".join(module.split(".")[1:2])


def imports(name: str) -> set[str]:
    """The modules of this package that a file imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(texts()[name])):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" if node.module == "kg" else node.module for alias in node.names)
    return {module for module in found if module.split(".")[0] == "kg"}


@pytest.mark.parametrize("name", [name for name in modules() if name != "kg/__init__.py"])
def test_imports_run_one_way(name: str) -> None:
    """Facts, reading and language, extractors, resolution, mapping, graph, commands: nothing looks down that list."""
    own = part_of(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    others = {part_of(module) for module in imports(name)} - {own}
    assert not [other for other in others if RANK[other] >= RANK[own]]


def defined(name: str) -> set[str]:
    """The public functions and classes that a module defines itself."""
    own = [node for node in ast.parse(texts()[name]).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {node.name for node in own if not node.name.startswith("_")}


@pytest.mark.parametrize("name", [name for name in modules() if re.search(r"^__all__ = ", texts()[name], re.MULTILINE)])
def test_all_is_exactly_what_is_offered(name: str) -> None:
    """Each name of ``__all__`` is there, once, and a package leaves out nothing public that it defines."""
    module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    names = list(module.__all__)
    assert len(names) == len(set(names))
    assert all(hasattr(module, one) for one in names)
    if name.endswith("__init__.py"):
        assert defined(name) <= set(names)


def test_the_package_offers_what_it_says() -> None:
    """``import kg`` offers four names, and no other public one."""
    kg = importlib.import_module("kg")
    assert sorted(kg.__all__) == ["Graph", "__version__", "build", "open"]
    assert dir(kg) == sorted(kg.__all__)
