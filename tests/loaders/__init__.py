"""Exports, loads and imports, with real engines."""
