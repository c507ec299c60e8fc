"""The prune guard: refuses to remove most of what lay below a path, as where a disk is not mounted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .moves import Moves

MOST_PRUNED = 5
"""Articles that may always be pruned: a small folder loses a fifth of its articles in a day's work."""
LARGEST_SHARE = 0.2
"""Share of the articles below a path that may be pruned without being asked for. Archives grow; one that loses more
has most likely lost a folder."""
_LISTED = 3
"""Places in a message."""


@dataclass(frozen=True, slots=True)
class PruneGuard:
    """Compares what is to be removed with what lay below each path before the run.

    Attributes:
        before: Articles by origin, before the run.
        places: Takes an origin, and is true of one at or below the path; by path as the user gave it.
    """

    before: Mapping[str, int]
    places: Mapping[str, Callable[[str], bool]]

    def refusal(self, doomed: Mapping[str, int], moves: Moves, done: str) -> str | None:
        """Say why the articles `doomed`, counted by origin, are not removed; None where they may be.

        `done` says what was done instead, for the message.
        What moved from elsewhere is guarded as one more path.
        """
        left = sorted({place for origin in doomed if (place := moves.place_left(origin))})
        places = dict(self.places)
        if left:
            places[", ".join(left[:_LISTED])] = lambda origin: moves.place_left(origin) in left
        for place, holds in places.items():
            held = sum(count for origin, count in self.before.items() if holds(origin))
            lost = sum(count for origin, count in doomed.items() if holds(origin))
            if lost > max(MOST_PRUNED, held * LARGEST_SHARE):
                return (
                    f"{place}: {lost:,} of the {held:,} articles that the index holds from there are gone, more than a "
                    f"fifth; {done}; see whether the path is complete, or remove them with --prune=force"
                )
        return None
