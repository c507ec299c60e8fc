"""Files on disk: durable writes, mapped arrays and string tables, and the cache of digests."""
