"""The index folder: segments, the manifest that names them, and snapshots of a generation."""
