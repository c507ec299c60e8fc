"""Web pages: the article of a page, what the page tells about it, and the parts that an extractor leaves out."""
