"""What a person tells about an archive, and for which places in it."""
