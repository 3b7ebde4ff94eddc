"""``kg serve``: a build on this machine, read-only: SPARQL endpoint, explorer, entity pages."""

from kg.server.app import create_app
from kg.server.run import serve
from kg.server.settings import Settings

__all__ = ["Settings", "create_app", "serve"]
