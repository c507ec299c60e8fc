"""Reranking: models that read a question and a passage together, and score the passage."""
