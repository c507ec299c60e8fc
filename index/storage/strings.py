"""A column of strings as two arrays: all their UTF-8 bytes, and the start of each string."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .arrays import Array

_MAX_CACHED_LOOKUPS = 1_024
"""Cached results of `StringTable.find`."""
_LANDMARKS = 256
"""Strings, at most, that `StringTable.find` keeps in memory: half the steps of a search are among these. The first one
reads them, so a large table must not have more."""


class StringTable(Sequence[str]):
    """A sequence of strings over mapped arrays, decoded one at a time."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        # Memoryviews, not arrays: taking one number or string out of a numpy array takes several times as long.
        self._bytes, self._starts = arrays[f"{name}_bytes"].data, arrays[f"{name}_starts"].data
        self._lookups: dict[str, int | None] = {}
        self._apart = len(self) // _LANDMARKS + 1
        self._landmarks: list[bytes] = []

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:  # type: ignore[override]  # slices are never taken
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._encoded(number).decode()

    def _encoded(self, number: int) -> bytes:
        return bytes(self._bytes[self._starts[number] : self._starts[number + 1]])

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def encoded(self) -> list[bytes]:
        """Return all strings in UTF-8."""
        data = self._bytes.tobytes()
        return [data[start:end] for start, end in pairwise(self._starts.tolist())]

    def arrays(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Return the bytes of all strings, and the start of each, one longer than the table."""
        return np.frombuffer(self._bytes, np.uint8), np.asarray(self._starts).astype(np.int64)

    def containing(self, byte: bytes) -> NDArray[np.int64]:
        """int64: the positions of the strings that contain `byte`, ascending, each once."""
        places = np.flatnonzero(np.frombuffer(self._bytes, np.uint8) == ord(byte))
        owners = np.searchsorted(np.asarray(self._starts), places, "right") - 1
        return owners[np.diff(owners, prepend=-1) > 0]

    def find(self, value: str) -> int | None:
        """Return the position of `value` in a sorted table, or None."""
        # The same words are looked up again and again, and each step of the binary search decodes a string.
        number = self._lookups.get(value, -1)
        if number == -1:
            number = self._searched(value.encode(errors="surrogatepass"))
            if len(self._lookups) >= _MAX_CACHED_LOOKUPS:
                self._lookups.clear()
            self._lookups[value] = number
        return number

    def _searched(self, encoded: bytes) -> int | None:
        size = len(self)
        self._landmarks = self._landmarks or [self._encoded(number) for number in range(0, size, self._apart)]
        end = bisect_right(self._landmarks, encoded) * self._apart
        if not end:  # it comes before the first, as many stems do in a table that has none with a hyphen
            return None
        candidates = range(end - self._apart, min(end, size))
        place = candidates.start + bisect_left(candidates, encoded, key=self._encoded)  # UTF-8 sorts as code points do
        return place if place in candidates and self._encoded(place) == encoded else None


def string_table(strings: Iterable[str], name: str) -> dict[str, Array]:
    """Encode `strings` as arrays: ``<name>_bytes`` uint8 and ``<name>_starts`` uint64, one longer than the strings."""
    return utf8_string_table([string.encode() for string in strings], name)


def utf8_string_table(encoded: Sequence[bytes], name: str) -> dict[str, Array]:
    """Build the arrays of `string_table` from strings already in UTF-8."""
    starts = np.zeros(len(encoded) + 1, np.uint64)
    starts[1:] = np.cumsum([len(string) for string in encoded], dtype=np.uint64)
    return {f"{name}_bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{name}_starts": starts}
