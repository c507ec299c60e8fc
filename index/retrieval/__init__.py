"""Retrieval: dense and lexical retrievers, and the scoring of their candidates over a snapshot."""
