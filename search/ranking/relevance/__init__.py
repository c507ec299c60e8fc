"""Judges if hits answer: the relevance of each, reasons to doubt it, and the verdict on the question."""
