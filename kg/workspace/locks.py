"""One writer at a time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import portalocker

from kg.errors import BuildError
from kg.workspace.files import POLL


def take(out: Path, handle: IO[str], wait: float, notify: Callable[[str], None] | None) -> None:
    """Lock an open file, and write into it who has it.

    Raises:
        BuildError: another process kept it longer than ``wait`` seconds.
    """
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            portalocker.lock(handle, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
            break
        except portalocker.LockException:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            if time.monotonic() >= deadline:
                raise BuildError(f"{out}: in use by {holder}; try again when it has ended") from None
            if notify is not None and not told:
                notify(f"{out}: in use by {holder}; waiting for it")
                told = True
            time.sleep(POLL)
    handle.truncate(0)
    handle.write(f"process {os.getpid()} ({Path(sys.argv[0] or 'python').name})")
    handle.flush()
