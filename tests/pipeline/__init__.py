"""Builds, and how they change."""
