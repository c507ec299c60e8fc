"""Packing: vectors, words and numbers in the forms that an engine stores, and back; no client, no network."""
