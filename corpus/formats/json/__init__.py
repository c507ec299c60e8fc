"""JSON of any program: records on lines, in arrays, or in what an API puts around them."""
