"""Retrievers for other frameworks: a module for each, with a thin class over `Searcher`.

Import the module you need; each needs its own extra. The retrievers return the articles' own text. Fence it, as
`Searcher.context` does, before a language model sees it.
"""
