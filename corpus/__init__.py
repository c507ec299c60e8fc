"""Articles: reading them from files, checking them, and splitting them into passages."""
