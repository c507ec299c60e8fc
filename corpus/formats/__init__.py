"""One folder for each family of formats; each format is one function from a `Source` to records and faults."""
