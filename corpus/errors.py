"""The errors of nutgraf, in one tree. Each message says what is wrong, where, and what to do.

    NutgrafError
    ├── CorpusError            an article or a file of articles is refused
    ├── ExtraMissingError      an optional library is needed and not installed
    ├── EngineError            an engine does not answer, or does not hold what is asked
    ├── IndexMissingError      the folder contains no index
    ├── IndexLockedError       another process is writing the index
    ├── IndexFormatError       the index is damaged
    │   ├── IndexTooNewError   the index was written by a newer nutgraf
    │   └── IndexTooOldError   the index was written by an older nutgraf, in a format no longer supported
    └── ModelMismatchError     the index was built with another embedding model

A wrong argument to a Python call is a plain ``ValueError``. Only ``search/cli/exits.py`` turns errors into exit codes.
"""

from __future__ import annotations


class NutgrafError(Exception):
    """Base of all errors that nutgraf raises on purpose, with a message of one line."""


class CorpusError(NutgrafError):
    """An article, or a file of articles, is refused."""


class ExtraMissingError(NutgrafError):
    """An optional library is needed and not installed.

    Attributes:
        feature: What needs it.
        extra: The extra of nutgraf that brings it.
        command: The command that installs it.
    """

    def __init__(self, feature: str, extra: str) -> None:
        self.feature, self.extra, self.command = feature, extra, f"pip install 'nutgraf[{extra}]'"
        super().__init__(f"{feature} needs an optional library; install it with: {self.command}")


class EngineError(NutgrafError):
    """An engine does not answer, or does not hold what is asked of it."""


class IndexMissingError(NutgrafError):
    """The folder contains no index."""


class IndexLockedError(NutgrafError):
    """Another process is writing the index."""


class IndexFormatError(NutgrafError):
    """The index is damaged."""


class IndexTooNewError(IndexFormatError):
    """The index was written by a newer nutgraf."""


class IndexTooOldError(IndexFormatError):
    """The index was written by an older nutgraf, in a format no longer supported."""


class ModelMismatchError(NutgrafError):
    """The index was built with another embedding model."""
