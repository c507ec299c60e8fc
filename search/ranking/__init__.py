"""The ranking: candidates are retrieved, scored, fused, folded and made into hits."""
