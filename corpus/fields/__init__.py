"""Values of fields: names, bylines, texts and markup as other programs write them."""
