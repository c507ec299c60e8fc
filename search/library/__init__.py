"""The Python interface: a searcher, and calls that add, remove and look up articles."""
