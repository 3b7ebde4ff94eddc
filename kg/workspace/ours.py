"""Whether a folder is one that a build may be written to."""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import BuildError, OutputError
from kg.workspace.manifest import PRIVATE, read_manifest

_OWN_PRIVATE = re.compile(r"lock|reader-\d+\.lock|inventory-\d+\.msgpack|common-\d+\.nq|next-\d+|facts\.sqlite(-\w+)?|.*\.tmp")


def check_output(out: Path) -> None:
    """Raise OutputError where ``out`` is something that kg must not write to. Touches nothing."""
    if not out.exists():
        if out.is_symlink():
            raise OutputError(f"{out}: is a link to nothing; choose another --out")
        return
    if not out.is_dir():
        raise OutputError(f"{out}: is a file, not a folder; choose another --out")
    try:
        names = sorted(path.name for path in out.iterdir())
    except OSError as error:
        raise OutputError(f"{out}: cannot be read ({error.strerror}); choose another --out") from error
    if names and not _is_ours(out):
        raise OutputError(f"{out}: holds files that kg did not write (such as {names[0]}); choose an empty or a new folder")


def _is_ours(out: Path) -> bool:
    private = out / PRIVATE
    if private.is_dir() and all(_OWN_PRIVATE.fullmatch(path.name) for path in private.iterdir()):
        return True
    try:
        return read_manifest(out) is not None
    except BuildError as error:
        return "of another version" in str(error)
