"""Spelling: words of a question that the archive spells otherwise, misspelt ones, and beginnings of words."""
