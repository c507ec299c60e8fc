"""Files in an object store: S3 and what speaks its protocol, and by the same library other stores and folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from ...corpus.errors import EngineError, ExtraMissingError

_TIMEOUT = 10
"""Seconds for one request, and for it and what is tried again of it."""
_RETRIES = 3
_AT_ONCE = 16
"""Files that are read from at a time."""
_COALESCED = 1 << 16
"""Bytes between two parts of a file that are read along to save a request. The library's own megabyte would read most
of a segment for the texts of a page of hits."""


class ObjectStore:
    """Files below an address, such as ``s3://BUCKET/FOLDER``. Safe for any number of threads.

    Endpoint, region and credentials are those of the environment, as for other programs: ``AWS_ENDPOINT_URL``,
    ``AWS_REGION``, ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, or the role of the machine.

    Args:
        uri: The address: ``s3://``, ``gs://``, ``az://``, or ``file:///`` for a folder.

    Raises:
        EngineError: It is no address of a store.
        ExtraMissingError: The library is not installed.
    """

    def __init__(self, uri: str) -> None:
        try:
            import obstore
            from obstore.store import from_url
        except ImportError:
            raise ExtraMissingError("a store of texts", "s3") from None
        self.uri = uri.rstrip("/")
        self._library = obstore
        options: dict[str, Any] = {"mkdir": True}
        if not self.uri.startswith("file:"):
            is_plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
            patience = {"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_TIMEOUT)}
            client = {"timeout": timedelta(seconds=_TIMEOUT), "allow_http": is_plain}
            options = {"client_options": client, "retry_config": patience}
        try:
            self._store = from_url(self.uri, **options)
        except Exception as error:
            raise EngineError(
                f"{uri!r} is no address of a store of texts ({_first_line(error)}); give s3://BUCKET/FOLDER"
            ) from None

    def put(self, name: str, source: Path) -> None:
        """Write a file, unless one of that name and size is there."""
        with self._telling(name):
            with suppress(FileNotFoundError):
                if self._library.head(self._store, name)["size"] == source.stat().st_size:
                    return
            self._library.put(self._store, name, source)

    def read(self, wanted: Sequence[tuple[str, int, int]]) -> list[bytes]:
        """Read parts of files, side by side.

        Args:
            wanted: Of each part the name of the file, its first byte, and the byte after its last.
        """
        places: dict[str, list[int]] = {}
        for place, (name, _, _) in enumerate(wanted):
            places.setdefault(name, []).append(place)

        def ranges(name: str) -> list[bytes]:
            starts, ends = zip(*(wanted[place][1:] for place in places[name]), strict=True)
            with self._telling(name):
                parts = self._library.get_ranges(self._store, name, starts=starts, ends=ends, coalesce=_COALESCED)
                return [bytes(part) for part in parts]

        found = dict[int, bytes]()
        with ThreadPoolExecutor(min(_AT_ONCE, len(places) or 1)) as pool:
            for at, parts in zip(places.values(), pool.map(ranges, places), strict=True):
                found |= zip(at, parts, strict=True)
        return [found[place] for place in range(len(wanted))]

    def delete(self, name: str) -> None:
        """Delete a file, which need not be there."""
        with self._telling(name), suppress(FileNotFoundError):
            self._library.delete(self._store, name)

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """Tell an error of the store in one line."""
        try:
            yield
        except (OSError, self._library.exceptions.BaseError) as error:
            is_missing = isinstance(error, FileNotFoundError)
            told = "is missing" if is_missing else f"cannot be read or written ({_first_line(error)})"
            raise EngineError(f"{self.uri}/{name} {told}") from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
