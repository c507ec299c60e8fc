"""What a story is: articles, how they are read from files, how they are cut into passages."""
