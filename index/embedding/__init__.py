"""Models: text becomes unit vectors."""
