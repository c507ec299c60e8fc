"""Judges the lines of a damaged ``articles.jsonl`` one by one.

A line is whole if its digest stands in a row table, even in a damaged one: 128 bits do not agree by accident. Its row
matters for tombstones: an article that was removed must not come back, and one that is lost must not count as removed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from ...corpus.errors import NutgrafError
from ..segments.segment import ROWS, article_key
from ..segments.segment_entry import SegmentEntry
from ..segments.stored_article import from_line, id_at_start, text_digest
from ..storage.arrays import Array
from ..storage.remains import arrays_in, holds

_MAX_FLIPPED = 16
"""Bits in which the digest of a whole line may differ from the stored one, which is damaged itself. Of random digests,
fewer than one pair in 10^18 are as near."""

_MAX_HASHED = 4 << 30
"""Bytes that are hashed in search of single bits: about five seconds."""
_MAX_LOCATING = 256
"""Lines that are looked for in a row table to find out where its arrays begin."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a damaged file, or what is left of one.

    Attributes:
        number: Its number in the file, from 0.
        line: Its bytes.
        digest: BLAKE2b-128 of them.
        article_id: The id at its start; empty where none can be read.
    """

    number: int
    line: bytes
    digest: bytes
    article_id: str

    @classmethod
    def of(cls, number: int, line: bytes) -> Piece:
        """Read the id of a line."""
        return cls(number, line, text_digest(line), id_at_start(line))

    @property
    def key(self) -> int:
        """The key of its id; -1 where none can be read."""
        return article_key(self.article_id) if self.article_id else -1

    @property
    def reads(self) -> bool:
        """True where it reads as an article, be it right or wrong."""
        try:
            from_line(self.line)
        except (NutgrafError, ValueError, KeyError, TypeError, AttributeError):
            return False
        return self.line.endswith(b"\n")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The lines of a segment.

    Attributes:
        whole: The whole lines of live articles by row; in a segment without tombstones, any row that is free may stand
            for one that is not known.
        missing: The rows of live articles without a whole line, each with the piece that seems to be its line.
        doubtful: Pieces whose row is not known, in a segment with tombstones: they may be of removed articles.
    """

    whole: dict[int, bytes]
    missing: dict[int, Piece | None]
    doubtful: list[Piece]


def judge(
    data: bytes, entry: SegmentEntry, table: bytes, others: Iterable[bytes], copies: Mapping[bytes, bytes]
) -> Judgement:
    """Judge the lines of a damaged file.

    Args:
        data: What is left of the file.
        entry: Its segment.
        table: What is left of its row table.
        others: What is left of row tables elsewhere.
        copies: Lines from elsewhere, by their digest.
    """
    pieces = _pieces(data)
    rows = _located(table, pieces, entry) | arrays_in(table)
    keys = _rows_by_key(rows)
    found = _lines_by_digest(data, pieces, rows, copies, keys)
    if entry.dead and len(table) != entry.files[ROWS].size:
        # Bytes were lost somewhere, and what follows them seems to be of another row: only what agrees is certain.
        found = {row: line for row, line in found.items() if keys.get(article_key(id_at_start(line))) == row}
        keys = {}
    row_of = {piece.number: row for piece in pieces if (row := keys.get(piece.key)) is not None}
    free = (row for row in range(entry.articles) if row not in found)
    for piece in _vouched_anywhere(pieces, {*found.values()}, chain([table], others)):
        row = row_of.get(piece.number)
        if not entry.dead and (row is None or row in found):  # then it is live, whatever its row
            row = piece.number if piece.number not in found else next(free, None)
        if row is not None and row not in found:
            found[row] = piece.line
    return _sorted_out(entry, pieces, row_of, found)


def _sorted_out(
    entry: SegmentEntry, pieces: Sequence[Piece], row_of: Mapping[int, int], found: Mapping[int, bytes]
) -> Judgement:
    """Tell live rows from dead ones, and give each missing row the piece that seems to be its line."""
    dead = {*entry.dead}
    missing: dict[int, Piece | None] = dict.fromkeys(
        row for row in range(entry.articles) if row not in found and row not in dead
    )
    ids = {id_at_start(line) for line in found.values()}
    unplaced = []
    for piece in pieces:
        if not piece.article_id or piece.article_id in ids:  # the line of this id is whole, elsewhere
            continue
        row = row_of.get(piece.number, -1 if dead else piece.number)
        if row in missing and missing[row] is None:
            missing[row] = piece
        elif piece.number not in row_of:
            unplaced.append(piece)
    unknown = [row for row, piece in missing.items() if piece is None]
    if not dead:
        missing.update(zip(unknown, unplaced, strict=False))
    whole = {row: line for row, line in sorted(found.items()) if row not in dead}
    return Judgement(whole, missing, unplaced if dead and unknown else [])


def _pieces(data: bytes) -> list[Piece]:
    *lines, last = data.split(b"\n")
    return [Piece.of(number, line + b"\n") for number, line in enumerate(lines)] + (
        [Piece.of(len(lines), last)] if last else []
    )


def _located(table: bytes, pieces: Sequence[Piece], entry: SegmentEntry) -> dict[str, Array]:
    """The digests and keys of articles in a table whose header may be gone; none where their place is not certain.

    The keys follow the digests. So a piece whose digest and key both stand in the table tells its row, and with it
    where the digests begin; all pieces must tell the same.
    """
    articles, begins = entry.articles, None
    for piece in pieces[:_MAX_LOCATING] if len(table) == entry.files[ROWS].size else ():
        digest_at = table.find(piece.digest)
        if digest_at >= 0 and piece.article_id:
            keys_at = (match.start() for match in re.finditer(re.escape(piece.key.to_bytes(8, "little")), table))
            rows = (2 * articles - (key_at - digest_at) / 8 for key_at in keys_at)
            told = {digest_at - 16 * int(row) for row in rows if row.is_integer() and 0 <= row < articles}
            begins = told if begins is None else begins & told
    if not begins or len(begins) > 1:
        return {}
    begin = begins.pop()
    if begin < 0 or begin + 24 * articles > len(table):
        return {}
    return {
        "article_digest": np.frombuffer(table, "<u8", 2 * articles, begin).reshape(-1, 2),
        "article_key": np.frombuffer(table, "<u8", articles, begin + 16 * articles),
    }


def _lines_by_digest(
    data: bytes,
    pieces: Sequence[Piece],
    rows: Mapping[str, Array],
    copies: Mapping[bytes, bytes],
    keys: Mapping[int, int],
) -> dict[int, bytes]:
    """The lines whose digest stands in their row, but for a few bits.

    Pieces are cut at the stored offsets and at line ends: neither a shift nor a lost line end hides a whole line.
    """
    found = {**copies, **_at_offsets(data, rows), **{piece.digest: piece.line for piece in pieces}}
    stored = stored_digests(rows, "article_digest")
    lines = {row: found[digest] for row, digest in enumerate(stored) if digest in found}
    for piece in pieces:
        row = keys.get(piece.key, piece.number)
        if row not in lines and row < len(stored) and _differing_bits(stored[row], piece.digest) <= _MAX_FLIPPED:
            lines[row] = piece.line
    return lines | _turned_back(data, rows, [row for row in range(len(stored)) if row not in lines])


def _turned_back(data: bytes, rows: Mapping[str, Array], damaged: Sequence[int]) -> dict[int, bytes]:
    """The lines of the rows `damaged` in which one bit has turned: with that bit turned back, the digest agrees."""
    starts, stored = _keys(rows, "article_start"), stored_digests(rows, "article_digest")
    found: dict[int, bytes] = {}
    left = _MAX_HASHED
    for row in damaged:
        if row + 1 >= len(starts):
            break
        line = bytearray(data[starts[row] : starts[row + 1]])
        if (cost := 8 * len(line) ** 2) > left:
            continue
        left -= cost
        for bit in range(8 * len(line)):
            line[bit // 8] ^= 1 << bit % 8
            if text_digest(line) == stored[row]:
                found[row] = bytes(line)
                break
            line[bit // 8] ^= 1 << bit % 8
    return found


def _vouched_anywhere(pieces: Sequence[Piece], found: Set[bytes], tables: Iterable[bytes]) -> list[Piece]:
    """The pieces that are not in `found`, and whose digest stands anywhere in a table."""
    rest = [piece for piece in {piece.line: piece for piece in pieces}.values() if piece.line not in found]
    digests = np.frombuffer(b"".join(piece.digest for piece in rest), "<u8").reshape(-1, 2)
    known = np.zeros(len(rest), bool)
    for table in tables:
        known |= holds(table, digests)
    return [piece for piece, is_known in zip(rest, known.tolist(), strict=True) if is_known]


def _at_offsets(data: bytes, rows: Mapping[str, Array]) -> dict[bytes, bytes]:
    """Return the lines at the stored offsets, by digest; also each with a line end in place of its last byte."""
    found, left = {}, 2 * len(data)  # damaged offsets could name the same bytes again and again
    for start, end in pairwise(_keys(rows, "article_start")):
        if start < end <= len(data) + 1 and (left := left - (end - start)) >= 0:
            for line in (data[start:end], data[start : end - 1] + b"\n"):
                found[text_digest(line)] = line
    return found


def _rows_by_key(rows: Mapping[str, Array]) -> dict[int, int]:
    """The row of each article key that stands in one row."""
    stored = _keys(rows, "article_key")
    counts = Counter(stored)
    return {key: row for row, key in enumerate(stored) if counts[key] == 1}


def _differing_bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def stored_digests(rows: Mapping[str, Array], name: str) -> list[bytes]:
    """The digests of an array that was read from a damaged file; none where it has not the form of digests."""
    is_there = name in rows and rows[name].shape[1:] == (2,) and rows[name].dtype == np.uint64
    return [row.tobytes() for row in rows[name]] if is_there else []


def _keys(rows: Mapping[str, Array], name: str) -> list[int]:
    is_there = name in rows and rows[name].ndim == 1 and rows[name].dtype == np.uint64
    return rows[name].tolist() if is_there else []
