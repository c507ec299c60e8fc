"""A column of strings as two arrays: all their UTF-8 bytes, and where each begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from .arrays import Array

_REMEMBERED = 1_024
"""StringTable that were looked for."""


class StringTable(Sequence[str]):
    """StringTable over mapped arrays, decoded one at a time."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        # As memory, not as arrays: to take one number or string out of an array is several times as long.
        self._bytes, self._starts = arrays[f"{name}_bytes"].data, arrays[f"{name}_starts"].data
        self._known: dict[str, int | None] = {}

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
        """All of them, in UTF-8."""
        data = self._bytes.tobytes()
        return [data[start:end] for start, end in pairwise(self._starts.tolist())]

    def find(self, value: str) -> int | None:
        """The number of `value` among strings that are sorted, or None."""
        # The same words are asked for again and again, and each step of a search reads a string.
        number = self._known.get(value, -1)
        if number == -1:
            sought = value.encode(errors="surrogatepass")
            place = bisect_left(range(len(self)), sought, key=self._encoded)  # UTF-8 sorts as what it encodes
            number = place if place < len(self) and self._encoded(place) == sought else None
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[value] = number
        return number


def string_table(strings: Iterable[str], name: str) -> dict[str, Array]:
    """The arrays of `strings`: ``<name>_bytes`` uint8 and ``<name>_starts`` uint64, one longer than the strings."""
    return utf8_string_table([string.encode() for string in strings], name)


def utf8_string_table(encoded: Sequence[bytes], name: str) -> dict[str, Array]:
    """`string_table` of strings in UTF-8."""
    starts = np.zeros(len(encoded) + 1, np.uint64)
    starts[1:] = np.cumsum([len(string) for string in encoded], dtype=np.uint64)
    return {f"{name}_bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{name}_starts": starts}
