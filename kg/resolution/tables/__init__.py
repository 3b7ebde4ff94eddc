"""The tables of resolution: weights and word lists."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def evidence() -> dict[str, Any]:
    """The table ``evidence.yaml``."""
    values: dict[str, Any] = yaml.safe_load(files(__name__).joinpath("evidence.yaml").read_text(encoding="utf-8"))
    return values
