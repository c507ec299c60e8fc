"""Settings of reading that a person gave for an archive, or for places in it."""
