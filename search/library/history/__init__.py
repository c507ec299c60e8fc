"""The archive's memory: versions of an article, and what has changed since a time."""
