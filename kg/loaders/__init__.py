"""Loaders: a build into a running store, counted afterwards, and a graph made elsewhere into a build."""

from kg.loaders.loading import KINDS, Loaded, load
from kg.loaders.reading import Imported, import_files

__all__ = ["KINDS", "Imported", "Loaded", "import_files", "load"]
