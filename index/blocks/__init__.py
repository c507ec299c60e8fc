"""Blocks: parts of an archive, each embedded into an index of its own, on one machine or on many."""
