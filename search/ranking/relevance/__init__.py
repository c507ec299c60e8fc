"""Whether a hit answers: its relevance, what speaks against it, and the verdict on the question."""
