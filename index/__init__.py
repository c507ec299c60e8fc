"""Keeping: articles on disk with their vectors and words, in generations that never change."""
