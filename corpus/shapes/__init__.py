"""Shapes of JSON: which objects inside an object are the articles, and where their fields are."""
