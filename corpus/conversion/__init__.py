"""Makes a checked article of each record: its fields, its text, and what was lost of them."""
