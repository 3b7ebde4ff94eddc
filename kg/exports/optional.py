"""Packages that only some profiles and targets need."""

from __future__ import annotations

import importlib
from typing import Any

from kg.errors import InputError


def need(module: str, extra: str) -> Any:
    """The module called ``module``, which the extra ``extra`` installs.

    Raises:
        InputError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise InputError(f"this needs the package {package}; install it with: pip install 'xinwen-kg[{extra}]'") from None
