"""Retrievers for other frameworks: a module for each, with a thin class over `Searcher`.

Import the module you need; each needs its own extra. The retrievers return the articles' own text. With ``fence=True``
they return it as `Searcher.context` puts it into a block: between markers, with nothing in it that looks like one. Put
`documents.FENCE_NOTE` before it in the prompt.
"""
