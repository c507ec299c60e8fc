"""Adopting: the segments of other indexes come into this one as they are."""
