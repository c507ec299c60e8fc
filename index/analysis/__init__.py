"""Makes terms of text: folds and splits it into words, and stems them in the language of the article."""
