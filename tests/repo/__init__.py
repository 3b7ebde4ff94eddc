"""The repository as a whole: what is installed, documented, and the same everywhere."""
