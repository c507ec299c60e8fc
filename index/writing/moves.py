"""Moves: the files and folders that were seen to have moved in a run, since their articles came from another place."""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Moves:
    """Collects moves.

    Args:
        is_gone: Takes an origin, of a file or a folder, and is true where nothing is there any more.
        known: The moves that earlier runs saw, as in `left`.

    Attributes:
        left: Origins of the files and folders that are gone from where they were, and where they are now.
    """

    def __init__(self, is_gone: Callable[[str], bool], known: Mapping[str, str]) -> None:
        self.left = {old: new for old, new in known.items() if is_gone(old)}
        self._is_gone = is_gone
        self._pairs = {_moved_part(old, new) for old, new in self.left.items()}

    def add(self, old: str, new: str) -> None:
        """Note that the file at `old`, which is gone, is at `new` now."""
        pair = _moved_part(old, new)
        self._pairs.add(pair)
        steps, here = old.split("/"), len(pair[0].split("/")) if pair[0] else 0
        for length in range(max(here, 1), len(steps) + 1):
            place = "/".join(steps[:length])
            if self._is_gone(place):
                self.left[place] = "/".join([*filter(None, [pair[1]]), *steps[here:length]])
                return

    def explain(self, old: str, new: str) -> bool:
        """True where a move that was seen, of the file or of a folder above it, leads from `old` to `new`."""
        return bool(self._pairs) and self._is_gone(old) and _moved_part(old, new) in self._pairs

    def place_left(self, origin: str) -> str | None:
        """The place that is gone, at or above `origin`; None where there is none."""
        steps = origin.split("/") if self.left else []
        places = ("/".join(steps[:length]) for length in range(1, len(steps) + 1))
        return next((place for place in places if place in self.left), None)

    def has_left(self, origin: str, among: Callable[[str], bool]) -> bool:
        """True for an origin at or below a place that is gone, and is now at a place for which `among` is true."""
        place = self.place_left(origin)
        return place is not None and among(self.left[place])


def _moved_part(old: str, new: str) -> tuple[str, str]:
    """Leave out the names at the end of two paths that are the same: what is left is the folder that moved."""
    before, after = old.split("/"), new.split("/")
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return "/".join(before), "/".join(after)
