"""Runs the parsers of others in a process of their own, where the kernel bounds their time and memory."""
