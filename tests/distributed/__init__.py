"""Tests of building on a cluster."""
