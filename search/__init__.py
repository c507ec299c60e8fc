"""Asking: a question becomes ranked passages, for people and for programs."""
