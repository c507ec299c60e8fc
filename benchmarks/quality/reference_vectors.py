"""Write the vectors that sentence-transformers gives the calibration texts, for the proof of the default model.

python benchmarks/quality/reference_vectors.py

Run it when the default model or the calibration texts change. A test compares the file with sentence-transformers.
"""

from __future__ import annotations

from nutgraf.index.embedding.calibration_texts import CALIBRATION_TEXTS
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
from nutgraf.index.embedding.reference_vectors import FILE, write_reference_vectors

if __name__ == "__main__":
    model = SentenceTransformerEmbedder(device="cpu")
    write_reference_vectors(model.fingerprint, model.passages(CALIBRATION_TEXTS))
    print(f"{FILE}: {len(CALIBRATION_TEXTS)} vectors of {model.fingerprint}")
