"""The query: its options, and what the question says besides its subject."""
