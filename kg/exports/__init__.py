"""Exports: a build in the formats of other stores and tools, streamed, sorted and reproducible.

    from kg.exports import export
    export(Path("build"), "neo4j", Path("out"))

What can be written is the table ``profiles.yaml``.
"""

from kg.exports.profiles import Profile, profile, profiles
from kg.exports.writing import Exported, export

__all__ = ["Exported", "Profile", "export", "profile", "profiles"]
