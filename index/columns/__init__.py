"""The columns of a segment: an inverted index of its words, and int8 vectors with a scan for approximate search."""
