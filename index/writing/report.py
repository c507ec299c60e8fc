"""The report of a run that adds articles or removes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...corpus.settings.read_settings import ReadSettings
from ...corpus.sourced import ReadWarning

_COUNTS = ("new", "changed", "unchanged", "removed", "skipped", "warned", "taken_down")


@dataclass(slots=True)
class Report:
    """The counts of a run: `embedded` in windows, `skipped` and `warned` in records, the others in articles.

    Those `taken_down` came by and were left out, since they were removed for good. `settings` are the remembered ones
    that the run used, by the place that they are for.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0
    warned: int = 0
    embedded: int = 0
    taken_down: int = 0
    generation: int = 0
    settings: dict[str, ReadSettings] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return the counts of articles and records, by name."""
        return {name: getattr(self, name) for name in _COUNTS}

    def count(self, name: str) -> None:
        """Add one to the count of that name."""
        setattr(self, name, getattr(self, name) + 1)

    def count_warning(self, warning: ReadWarning) -> None:
        """Count a warning."""
        self.count("skipped" if warning.skipped else "warned")
