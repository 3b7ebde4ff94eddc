"""Tests of the explorer: Python, Node and a real browser."""
