"""Formats of libraries and of programs for text recognition: ALTO and METS."""
