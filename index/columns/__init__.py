"""The columns of a segment: analyzed words in an inverted index, and vectors in int8 with their scan."""
