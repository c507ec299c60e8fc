"""Retrievers for other people's frameworks: one module for each, thin classes over `Searcher`.

None is imported before it is asked for, and each needs an extra of its own. They hand on text as the article has it: it
is to be fenced before a language model sees it, as `Searcher.context` does.
"""
