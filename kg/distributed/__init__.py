"""Building on a Ray cluster: one of this machine's own by default, the one that ``RAY_ADDRESS`` names where that is set.

The cluster changes where the work is done and nothing else: the graph has the bytes of a local build.
"""

from kg.distributed.cluster import Cluster, connected
from kg.distributed.extracting import Extractors

__all__ = ["Cluster", "Extractors", "connected"]
