"""Text as a reader sees it: characters that hide or steer, and lines that were wrapped."""
