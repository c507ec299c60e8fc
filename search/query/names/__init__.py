"""Names in a question and in filters: outlets, authors, sections, acronyms."""
