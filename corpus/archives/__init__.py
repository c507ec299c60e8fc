"""Files that hold other files: one function for each kind, from a `Source` to its members."""
