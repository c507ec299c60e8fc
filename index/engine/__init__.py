"""An engine: a vector database that others run, which finds candidates for the ranking. Milvus is the first."""
