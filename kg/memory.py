"""How much memory a process has, and what happens where it would be too much."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BuildError

_STATM = Path("/proc/self/statm")


def resident() -> int:
    """Bytes of memory that this process has now; where the system does not say, the most it had; 0 where it says neither."""
    try:
        return int(_STATM.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        pass
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@dataclass(frozen=True, slots=True)
class Limit:
    """The memory that a process may have, in bytes; None for no limit."""

    size: int | None = None

    def check(self, what: str) -> None:
        """Stop a step that needs more.

        Raises:
            BuildError: this process has more than the limit.
        """
        if self.size is not None and (now := resident()) > self.size:
            reason = f"{what} needs {now / 1e6:,.0f} MB, more than the {self.size / 1e6:,.0f} MB that --max-memory allows"
            raise BuildError(f"{reason}; raise it or build fewer documents (what was extracted so far is kept)")
