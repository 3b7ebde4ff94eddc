"""The name of a local node: what one document calls something."""

from __future__ import annotations

Local = tuple[str, str]
"""(document id, key inside the document)."""
