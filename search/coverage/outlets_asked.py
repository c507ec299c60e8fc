"""Coverage of a question that names outlets: what each of them has on the part that it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Mask, Rows, Scores
from ..query.ignored import Ignored
from ..query.names.outlet_parts import publication_days, split_by_outlet
from ..query.options import SearchOptions
from ..query.parsed import ParsedQuery
from ..query.timing.as_of import Clock
from ..query.timing.understood import Timing
from ..ranking.hit_builder import Candidates
from ..ranking.pipeline import find_candidates, parse
from ..ranking.reader import IndexReader
from ..ranking.relevance.estimate import estimate_relevance
from ..ranking.timing import in_time

_EDGES = " ,;"


@dataclass(frozen=True, slots=True)
class OutletPart:
    """One part of a question, asked on its own.

    Attributes:
        sources: The outlets that it names.
        published: The days of publication that it names.
        rows: int64 ``(n,)``, ascending: its candidates.
        fused: float32 ``(n,)``: their fused scores.
        values: float32 ``(n,)``: their relevance to it.
    """

    sources: Sequence[str]
    published: Timing
    rows: Rows
    fused: Scores
    values: Scores


def ask_parts(reader: IndexReader, question: str, parsed: ParsedQuery, options: SearchOptions) -> list[OutletPart]:
    """Ask each part of a question that names outlets, with each leg's best `RankingProfile.coverage_pool` passages.

    Args:
        reader: The generation.
        question: The question.
        parsed: What was understood of it.
        options: The options of the search.

    Returns:
        The parts, in order; none where the question has one only.
    """
    texts = [] if parsed.excluded else _texts(reader, question, options)
    if len(texts) < 2:
        return []
    understood = [parse(reader, text, options) for text in texts]
    if options.mode != "bm25":
        reader.embed([parsed.searched or text for text, parsed in zip(texts, understood, strict=True)])
    return [_ask(reader, text, parsed, options) for text, parsed in zip(texts, understood, strict=True)]


def whole(
    reader: IndexReader, question: str, parsed: ParsedQuery, options: SearchOptions, found: Candidates, values: Scores
) -> OutletPart:
    """Take a question as its only part, by its candidates and their relevance."""
    published = _published(reader, question, parsed, options)
    return OutletPart(parsed.sources, published, found.rows, found.fused, values)


def _ask(reader: IndexReader, text: str, parsed: ParsedQuery, options: SearchOptions) -> OutletPart:
    found = find_candidates(reader, text, replace(parsed, recent=None), options)
    candidates, store, profile = found.candidates, reader.store, reader.profile
    values = estimate_relevance(store, found.query, parsed, candidates, candidates.rows, profile).values
    return whole(reader, text, parsed, options, candidates, values)


def _texts(reader: IndexReader, question: str, options: SearchOptions) -> list[str]:
    """The texts of the parts; one that names no subject, as in "according to the Gazette", goes with the one before."""
    mentions = Ignored.of(options.ignore).mentions(reader.outlets.mentions_in(question))
    texts: list[str] = []
    for start, end in split_by_outlet(question, mentions):
        text = question[start:end]
        if texts and parse(reader, text.strip(_EDGES), options).metadata_only:
            texts[-1] += text
        else:
            texts.append(text)
    return [text.strip(_EDGES) for text in texts]


def _published(reader: IndexReader, text: str, parsed: ParsedQuery, options: SearchOptions) -> Timing:
    if not parsed.timing.places:
        return Timing()
    ignored, clock = Ignored.of(options.ignore), Clock(options.as_of, reader.store.days)
    mentions = ignored.mentions(reader.outlets.mentions_in(text))
    return ignored.timing(publication_days(text, mentions, parsed.timing, clock))


def near_the_best(
    store: PassageStore,
    parts: Sequence[OutletPart],
    candidates: Candidates,
    values: Scores,
    profile: RankingProfile,
    cut: float,
) -> tuple[Mask, Scores]:
    """Choose the passages of each named outlet that are nearly as good as its best one on the part that names it.

    The score on a part is the mean of the part's and the whole question's: a part may lack what the whole says of
    whom it speaks, and the whole is also about what other outlets say. Where an outlet has something on a day of
    publication that the part names, only that counts.

    Args:
        store: The passages of one generation.
        parts: The parts of the question.
        candidates: The candidates of the whole question, those of all parts among them.
        values: float32 ``(n,)``: their relevance to it.
        profile: The margin.
        cut: The least relevance, to the part or to the whole.

    Returns:
        bool ``(n,)``: the passages, and float32 ``(n,)``: the relevance to the best of the parts and the whole.
    """
    metadata = store.metadata(candidates.rows)
    sources, best_values = np.array(metadata.sources), values.copy()
    chosen = np.zeros(len(values), bool)
    for part in parts:
        places = np.searchsorted(candidates.rows, part.rows)
        fused = (part.fused + candidates.fused[places]) / 2
        relevance = np.maximum(part.values, values[places])
        on_day = in_time(part.published, metadata.days[places])
        for source in part.sources:
            of_source = sources[places] == source
            if (dated := of_source & on_day & (relevance >= cut)).any():
                of_source = dated
            margin = profile.coverage_margin * fused[of_source].max(initial=0)
            near = of_source & (relevance >= cut) & (fused >= margin)
            chosen[places[near]] = True
            best_values[places[near]] = np.maximum(best_values[places[near]], relevance[near])
    return chosen, best_values
