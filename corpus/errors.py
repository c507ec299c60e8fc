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

from pathlib import Path


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
        from shlex import quote

        self.feature, self.extra = feature, extra
        self.command = f"pip install {quote(f'{_installed_from()}[{extra}]')}"
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


def _installed_from() -> str:
    """Return what pip installs nutgraf from: the checkout that it came from, if it is still there, or its name."""
    root = Path(__file__).parent.parent
    if (root / "pyproject.toml").exists():
        return str(root)
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        url = urlsplit(json.loads(distribution("nutgraf").read_text("direct_url.json") or "{}").get("url", ""))
    except (PackageNotFoundError, ValueError):
        return "nutgraf"
    folder = url2pathname(url.path)
    return folder if url.scheme == "file" and Path(folder).is_dir() else "nutgraf"
