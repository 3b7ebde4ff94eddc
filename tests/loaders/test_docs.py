"""docs/loading.md has a section for every target, with the commands that stand in the table and beside the files."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner

from kg.commands import export as export_command
from kg.commands import load as load_command
from kg.exports import Exported, Profile, profiles
from kg.loaders import KINDS
from tests.loaders.questions import ROOT

PAGE = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", profiles().values(), ids=lambda one: one.name)
def test_every_profile_has_a_section(profile: Profile) -> None:
    """The page has the export command, the store's own commands and what to watch for."""
    assert f"kg export build --to {profile.name} " in PAGE
    for line in profile.load.replace("{files}", profile.file).splitlines():
        assert line in PAGE
    assert " ".join(profile.watch.replace("{base}", "https://w3id.org/xinwen-kg/id/").split()) in " ".join(PAGE.split())


@pytest.mark.parametrize("profile", [one for one in profiles().values() if one.name != "parquet"], ids=lambda one: one.name)
def test_every_folder_has_a_readme(profile: Profile, exported: Callable[[str], Exported]) -> None:
    """The README beside the files has the store's commands and the numbers to expect."""
    text = (exported(profile.name).out / "README.md").read_text(encoding="utf-8")
    assert profile.load.partition("{files}")[0].splitlines()[0] in text
    assert "## Then count" in text
    assert "{files}" not in text
    assert "{base}" not in text


def test_every_kind_is_on_the_page() -> None:
    """So is every kind of running store, and the command line knows the same kinds."""
    assert all(f"`{kind}`" in PAGE for kind in KINDS)
    assert tuple(KINDS) == load_command.KINDS


@pytest.mark.parametrize("command", [export_command.command, load_command.command], ids=["export", "load"])
def test_options_are_on_the_page(command: click.Command) -> None:
    """Every option that is particular to a command is explained there."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "batch":
            assert parameter.opts[-1] in PAGE


def test_the_list_of_profiles() -> None:
    """``kg export --list`` needs no build."""
    result = CliRunner().invoke(export_command.command, ["--list"])
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()] == list(profiles())
