"""The writer: articles become segments, segments are merged, repaired and rebuilt."""
