"""Write policies that tests share: small batches, or no merges."""

from __future__ import annotations

from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.write_policy import WritePolicy

NEVER = MergePolicy(merge_factor=1_000, max_deleted_share=1)
UNMERGED = WritePolicy(merge=NEVER)
"""Merges nothing and keeps every tombstone."""
