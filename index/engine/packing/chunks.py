"""Long values in short strings: a string of Milvus ends at 65,535 bytes, so longer ones are split."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence

LONGEST = 65_532
"""Characters of a part, of which four hold three bytes."""


def split(text: str) -> list[str]:
    """Split a string of ASCII characters into parts of at most `LONGEST`; at least one part, be it empty."""
    return [text[at : at + LONGEST] for at in range(0, max(1, len(text)), LONGEST)]


def to_parts(data: bytes) -> list[str]:
    """Encode bytes as parts of base64; at least one."""
    return split(b64encode(data).decode())


def from_parts(parts: Sequence[str]) -> bytes:
    """Decode what `to_parts` encoded."""
    return b64decode("".join(parts))
