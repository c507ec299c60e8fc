"""The legs of a search: dense and lexical retrieval and scoring over a snapshot."""
