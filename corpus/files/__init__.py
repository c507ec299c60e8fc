"""Files: found at paths, opened without hanging, decompressed, decoded and split, within limits."""
