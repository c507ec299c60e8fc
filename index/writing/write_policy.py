"""The write policy: batch sizes and limits of everything that writes an index."""

from __future__ import annotations

from dataclasses import dataclass, field

from .merge_policy import MergePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class WritePolicy:
    """Batch sizes and limits of a run that writes. Every size is in windows, unless it says otherwise.

    Attributes:
        commit_windows: Windows after which a run commits, so that a long first run can be searched early. 3,072 is
            less than `scan_from_windows`: a commit makes no scan, which would take longer than all its other work, for
            a segment that is soon merged.
        commit_bytes: Bytes of articles after which a run commits, however few their windows. Pending articles are in
            memory, where one of many values takes 30 times its bytes.
        embed_windows: Windows embedded between two writes of the journal. 1,024 take one to two seconds
            (docs/performance.md, "Where the time goes"), and a killed run embeds at most these again. With fewer, a
            batch holds fewer windows of like length, and embedding is slower.
        merge_budget: Windows that a run may merge, whatever it wrote; the remainder waits for a later run. 150,000 take
            about a second, so a small update is never followed by a long merge (docs/performance.md, "As the index
            grows": the slowest of 50 updates took 1.67 s).
        merge_budget_per_written: Windows that a run may merge besides, for each window it wrote. 8 was chosen with
            `merge_budget`: a long run keeps up with its own merges.
        scan_from_windows: Windows from which a segment has a scan. To read a segment of fewer than 4,096 windows whole
            takes no longer than a scan (docs/performance.md, "Which structure for how many vectors").
        merge: Chooses the segments to merge.

    Raises:
        ValueError: A value is out of its range.
    """

    commit_windows: int = 3_072
    commit_bytes: int = 8 << 20
    embed_windows: int = 1_024
    merge_budget: int = 150_000
    merge_budget_per_written: int = 8
    scan_from_windows: int = 4_096
    merge: MergePolicy = field(default_factory=MergePolicy)

    def __post_init__(self) -> None:
        for name in ("commit_windows", "commit_bytes", "embed_windows", "scan_from_windows"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("merge_budget", "merge_budget_per_written"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative, not {getattr(self, name)}")


DEFAULT_POLICY = WritePolicy()
"""The policy of every writer that is given no other: each default in this folder is this one object."""
