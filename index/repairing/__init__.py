"""Repair: saves what is whole in a damaged index, sets the rest aside, and names what is lost."""
