"""Numbers that stand for words and names in an engine.

An engine never gets a word, a name or an id of an article in an expression: it gets a number of fixed size, so nothing
that these may hold has to be quoted, or can be too long. Two stems have one code in one of 4 billion cases; the ranking
then counts a word too many in a passage.
"""

from __future__ import annotations

import numpy as np
import xxhash
from numpy.typing import NDArray

from ...analysis.words import JOINT
from ...filter import folded_name
from ...segments.segment import article_key

Codes = NDArray[np.uint32]
FormCodes = NDArray[np.uint16]

JOINED = np.uint16(1 << 15)
"""The bit of a form's code that marks joined words, such as "cyber-attack", which stand beside their parts."""
_LARGEST_CODE = (1 << 32) - 2
"""The largest dimension of a sparse vector in Milvus."""


def stem_code(stem: str) -> int:
    """The code of a stem: xxh32 of its UTF-8 bytes, as a dimension of a sparse vector."""
    return min(xxhash.xxh32_intdigest(stem.encode(errors="surrogatepass")), _LARGEST_CODE)


def form_code(form: str) -> int:
    """The code of a form of a stem: 15 bits of xxh32; forms of one stem are few. A joined word has `JOINED`, too."""
    code = xxhash.xxh32_intdigest(form.encode(errors="surrogatepass")) & (int(JOINED) - 1)
    return code | int(JOINED) if JOINT in form else code


def pair_codes(first: Codes, second: Codes) -> Codes:
    """uint32 ``(n,)``: the codes of `n` pairs of stems that stand side by side, as dimensions of a sparse vector.

    Args:
        first: uint32 ``(n,)``: the codes of the first stems.
        second: uint32 ``(n,)``: those of the second ones.
    """
    mixed = (first.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ second.astype(np.uint64)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)  # the finalizer of rrxmrrxmsx_0, without which neighbours stay neighbours
    codes: Codes = np.minimum(mixed >> np.uint64(32), np.uint64(_LARGEST_CODE)).astype(np.uint32)
    return codes


def key_code(text: str) -> int:
    """The code of an id or of a folded headline: its key, see `article_key`, as a signed number."""
    return int(np.array([article_key(text)], np.uint64).view(np.int64)[0])


def name_code(name: str) -> int:
    """The code of an outlet, a category, an author or a language, whatever its case and accents: 63 bits of xxh3."""
    return xxhash.xxh3_64_intdigest(folded_name(name).encode()) >> 1


def term_id(layer: int, stem: str) -> int:
    """The key of the statistics of a stem in a layer, see `generation.Published`: 63 bits of xxh3."""
    return xxhash.xxh3_64_intdigest(f"{layer} {stem}".encode(errors="surrogatepass")) >> 1
