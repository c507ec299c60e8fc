"""Evaluation: test collections, runs, measures and reports."""
