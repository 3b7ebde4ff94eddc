"""The graph of a build: its files and store, queries, checks, views and the explorer."""
