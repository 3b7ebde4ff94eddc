"""From files to a build, and from one state of a build to the next.

``build`` makes the state of a folder of documents; ``add`` and ``remove`` change which documents a build is made of. All three
end in the same step, :func:`kg.pipeline.publishing.publish`: the graph is a function of the set of documents, so any sequence of
changes gives the bytes of a fresh build of the final set. Documents that did not change are not extracted again, and what did not
change in the graph's files is copied.
"""

from kg.pipeline.commands import add, build, remove, status
from kg.pipeline.records import BuildReport, Progress, Renaming, Status

__all__ = ["BuildReport", "Progress", "Renaming", "Status", "add", "build", "remove", "status"]
