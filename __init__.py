"""nutgraf: ask a news archive a question, get the paragraphs that answer it."""
