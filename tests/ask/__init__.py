"""Tests of everything that asks a graph."""
