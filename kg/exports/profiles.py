"""The profiles of ``kg export``, read from ``profiles.yaml``."""

from __future__ import annotations

import difflib
import importlib.resources
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from kg.errors import InputError


@dataclass(frozen=True, slots=True)
class Profile:
    """One target of an export; the fields are those of ``profiles.yaml``, where they are explained."""

    name: str
    about: str
    family: str
    writer: str
    media: str
    load: str
    watch: str
    file: str = ""
    folder: bool = False
    graphs: bool = False
    nfc: bool = False
    files: tuple[str, ...] = ()


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile by its name, in the order of the table."""
    table = yaml.safe_load(importlib.resources.files("kg.exports").joinpath("profiles.yaml").read_text("utf-8"))
    return {name: _profile(name, row) for name, row in table.items()}


def _profile(name: str, row: dict[str, Any]) -> Profile:
    return Profile(name=name, **row | {"files": tuple(row.get("files", ()))})


def profile(name: str) -> Profile:
    """The profile called ``name``.

    Raises:
        InputError: there is none.
    """
    found = profiles().get({"kuzu": "ladybug"}.get(name, name))
    if found is None:
        near = difflib.get_close_matches(name.lower(), profiles(), n=1)
        # a program, a suffix or a media type, as it stands in the description of a profile
        near += [one.name for one in profiles().values() if name and _knows(one, name.lower())]
        hint = f"did you mean {' or '.join(dict.fromkeys(near))}? " if near else ""
        raise InputError(f"no export profile {name!r}; {hint}kg export --list names them all")
    return found


def _knows(one: Profile, name: str) -> bool:
    return name in re.findall(r"\w+", one.about.lower()) or name == one.media or one.file.endswith(f".{name}")
