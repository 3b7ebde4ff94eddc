"""The folder of a build: what is current, who may write, and how a new state takes the place of the old one.

Layout of a build folder::

    manifest.json                what is current; renaming it into place is the commit point
    store-N/                     the database of generation N
    graph.nq graph.ttl graph.html report.json report.md identity-log.jsonl
    text/<document id>.txt       texts of documents that are not plain text (UTF-8, line ends as the offsets count them)
    .kg/lock                     held by the process that writes
    .kg/reader-N.lock            shared by the processes that read generation N
    .kg/inventory-N.msgpack      which files the generation was made of, and what resolution decided
    .kg/common-N.nq              the lines of graph.nq that belong to no document, for the next change
    .kg/next-N/                  files of a generation on their way to their names above
    .kg/facts.sqlite             the facts and texts of each document, as they were extracted (:mod:`kg.cache`)

A writer fills ``store-N/`` and ``.kg/next-N/``, syncs them, and renames the manifest. From that moment generation N is the
state; moving the files of ``.kg/next-N/`` to their stable names only rolls it forward, and whoever opens the folder
next finishes that if the writer was killed in between. Everything that belongs to neither the manifest's generation nor to
a generation that a reader still holds is a leftover and is removed.
"""

from kg.workspace.files import replace_with
from kg.workspace.manifest import FORMAT, MANIFEST, PRIVATE, STABLE_FILES, TEXTS, Manifest, read_manifest
from kg.workspace.ours import check_output
from kg.workspace.reader import Reader, open_reader, text_path
from kg.workspace.writer import Stage, Workspace

__all__ = [
    "FORMAT",
    "MANIFEST",
    "PRIVATE",
    "STABLE_FILES",
    "TEXTS",
    "Manifest",
    "Reader",
    "Stage",
    "Workspace",
    "check_output",
    "open_reader",
    "read_manifest",
    "replace_with",
    "text_path",
]
