"""How much memory a process has, and what happens where it would be too much."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

from kg.errors import BuildError


def resident() -> int:
    """Bytes of memory that this process has now."""
    return int(psutil.Process().memory_info().rss)


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
