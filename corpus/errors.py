"""Our errors, in one tree. A message says what is wrong, where, and what to do.

    NutgrafError
    ├── CorpusError            an article or a file of articles that cannot be taken
    ├── ExtraMissingError      an optional library is needed and not installed
    ├── IndexMissingError      there is no index in this folder
    ├── IndexLockedError       another process is writing this index
    ├── IndexFormatError       the index is damaged
    │   ├── IndexTooNewError   it was written by a newer nutgraf
    │   └── IndexTooOldError   it was written by an older nutgraf, in a format that is read no more
    └── ModelMismatchError     the index was built with another embedding model

A wrong argument to a Python call is a plain ``ValueError``. Only ``search/cli/exits.py`` turns errors into exit codes.
"""

from __future__ import annotations


class NutgrafError(Exception):
    """Anything nutgraf refuses to do, told in one line."""


class CorpusError(NutgrafError):
    """An article, or a file of articles, cannot be taken."""


class ExtraMissingError(NutgrafError):
    """An optional library is needed and not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional library; install it with: pip install 'nutgraf[{extra}]'")


class IndexMissingError(NutgrafError):
    """There is no index in this folder."""


class IndexLockedError(NutgrafError):
    """Another process is writing this index."""


class IndexFormatError(NutgrafError):
    """The index is damaged."""


class IndexTooNewError(IndexFormatError):
    """The index was written by a newer nutgraf."""


class IndexTooOldError(IndexFormatError):
    """The index was written by an older nutgraf, in a format that is read no more."""


class ModelMismatchError(NutgrafError):
    """The index was built with another embedding model."""
