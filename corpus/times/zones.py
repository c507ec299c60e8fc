"""Names of time zones in news, with their offsets from UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, tzinfo
from datetime import timezone as fixed
from functools import cache
from zoneinfo import ZoneInfo

_HOURS: Mapping[str, float] = {
    **dict.fromkeys(("Z", "UTC", "UT", "GMT", "WET"), 0),
    **dict.fromkeys(("BST", "WEST", "CET", "MEZ", "WAT"), 1),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT"), 2),
    **dict.fromkeys(("EEST", "MSK", "EAT", "TRT"), 3),
    "GST": 4,
    "PKT": 5,
    "IST": 5.5,
    "NPT": 5.75,
    "ICT": 7,
    "WIB": 7,
    **dict.fromkeys(("AWST", "HKT", "SGT", "MYT", "PHT", "WITA"), 8),
    **dict.fromkeys(("JST", "KST"), 9),
    "ACST": 9.5,
    "AEST": 10,
    "ACDT": 10.5,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "NST": -3.5,
    "NDT": -2.5,
    "AST": -4,
    "ADT": -3,
    "BRT": -3,
    "ART": -3,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
}
"""Hours by name. CST and the like are those of North America, as in RFC 2822; BST is British, IST is Indian."""

_PLACES: Mapping[str, str] = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""Names whose offset depends on the day."""


@cache
def zone(name: str) -> tzinfo | None:
    """Find the time zone with that name, in any case, or of that place (``Europe/Berlin``); None if unknown."""
    upper = name.upper()
    if upper in _HOURS:
        return fixed(timedelta(hours=_HOURS[upper]))
    try:
        return ZoneInfo(_PLACES.get(upper, name)) if upper in _PLACES or "/" in name else None
    except (OSError, KeyError, ValueError):  # there is no such place, or this machine has no table of zones
        return None
