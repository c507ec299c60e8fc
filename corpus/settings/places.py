"""The settings of places: files and folders of an archive, each with the settings that a person gave for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..files.walk import STDIN, is_within
from .read_settings import NO_SETTINGS, ReadSettings

SettingsOf = Callable[[str], ReadSettings]
"""Gives the settings of an origin."""


def settings_of(known: Mapping[str, ReadSettings], origin: str) -> ReadSettings:
    """Return the settings of the nearest of the `known` places at or above an origin."""
    above = [place for place in known if is_within(origin, place)] if origin not in ("", STDIN) else []
    return known[max(above, key=_depth)] if above else NO_SETTINGS


def remembered(
    known: Mapping[str, ReadSettings], places: Iterable[str], typed: ReadSettings, *, forget: bool = False
) -> dict[str, ReadSettings]:
    """Return the settings of all places after a run over `places`, for which `typed` was given.

    A value that is typed for a place replaces that of each place below it. Standard input is no place.

    Args:
        known: The settings remembered so far, by origin.
        places: Origins of the paths of the run.
        typed: What was typed.
        forget: True to forget first what is known of these places and of those below them.
    """
    result = dict(known)
    for place in places:
        below = [each for each in result if is_within(each, place) and each not in ("", STDIN)]
        if forget:
            result, below = {each: result[each] for each in result if each not in below}, []
        if typed != NO_SETTINGS and place != STDIN:
            result |= {each: typed.over(settings_of(result, each)) for each in {*below, place}}
    return dict(sorted(result.items()))


def concerned(known: Mapping[str, ReadSettings], places: Iterable[str]) -> dict[str, ReadSettings]:
    """Return those of the `known` settings that a run over `places` uses: at, below, and next above each."""
    found: dict[str, ReadSettings] = {}
    for place in places:
        above = [each for each in known if is_within(place, each)]
        below = [each for each in known if is_within(each, place)]
        found |= {each: known[each] for each in (*below, *([max(above, key=_depth)] if above else []))}
    return found


def _depth(place: str) -> tuple[int, int]:
    """Order places that hold the same origin, the nearest last."""
    steps = place.split("/")
    up = steps.count("..")
    return len([step for step in steps if step not in (".", "..")]), -up
