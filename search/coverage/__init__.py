"""Coverage: all passages that bear on a question, and what is made of them: timelines, outlets, terms."""
