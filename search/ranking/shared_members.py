"""Sets as numbers: what one set has in common with each of thousands of others is counted at once.

Archives have long series of like paragraphs, such as weather reports and lists of prices. To compare two paragraphs
takes some 40 µs, and a question on such a series needs millions of comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable

import numpy as np
from numpy.typing import NDArray

from ...index.ragged import Ragged, offsets
from ...index.types import NO_ROWS, Rows


class SharedMembers:
    """Counts the members that sets have in common. A set is read when it is first compared.

    Args:
        members: Returns the members of a set by its number, each once.
        sets: The number of sets.
    """

    def __init__(self, members: Callable[[int], Collection[Hashable]], sets: int) -> None:
        self._members = members
        self._numbers: dict[Hashable, int] = {}
        self._read = Ragged(NO_ROWS, NO_ROWS)
        self._places = np.full(sets, -1)  # of each set in `_read`

    def count(self, members: Collection[Hashable], others: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count for each of `others` how many of `members` are in it, and its members; int64 ``(n,)`` each.

        Args:
            members: Members, each once.
            others: int64 ``(n,)``: the sets to look into.
        """
        if len(unread := others[self._places[others] < 0]):
            self._read_more(unread)
        known = [number for number in map(self._numbers.get, members) if number is not None]
        is_member = np.zeros(len(self._numbers), bool)
        is_member[known] = True
        sets = self._read.take(self._places[others])
        return np.diff(offsets(is_member[sets.values])[offsets(sets.counts)]), sets.counts

    def _read_more(self, others: Rows) -> None:
        sets = [self._members(other) for other in others.tolist()]
        numbers = [self._numbers.setdefault(member, len(self._numbers)) for members in sets for member in members]
        self._places[others] = len(self._read.counts) + np.arange(len(others))
        lengths = np.array([len(members) for members in sets], np.int64)
        self._read = Ragged.joined([self._read, Ragged(np.array(numbers, np.int64), lengths)])
