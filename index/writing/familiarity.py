"""Measures how well the model of an index knows each of its languages, from the archive's own passages."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...corpus.errors import IndexFormatError
from ..analysis.language import ENGLISH
from ..embedding.familiarity import LEAST_PRIOR, MOST_PRIOR, Familiarity, told_apart
from ..embedding.model_card import card_languages, lists
from ..segments.segment import ROWS, Segment
from ..segments.snapshot import Snapshot
from ..types import Mask, Rows

_PAIRS = 512
"""Pairs of texts that are compared: with as many the share is certain to 0.02, and found in some milliseconds."""
_GROWTH = 2
"""Times as many articles of a language as at its last measurement, from which on it is measured again."""


def familiarity_of(snapshot: Snapshot) -> Mapping[str, Familiarity]:
    """Measure the languages other than English that the model's card does not name, if they are new or have grown.

    Args:
        snapshot: A generation; what was measured before is in its manifest.

    Returns:
        All that is known of the languages that have articles; what was known before where a file is damaged, which
        is for `check` to tell.
    """
    try:
        return _measured(snapshot)
    except IndexFormatError:
        return snapshot.manifest.familiarity


def _measured(snapshot: Snapshot) -> dict[str, Familiarity]:
    if not all("analyzer" in segment.files[ROWS].layout for segment in snapshot.segments):  # of an older nutgraf
        return {}
    card = card_languages(snapshot.manifest.model.name)
    prior = MOST_PRIOR if card is None else LEAST_PRIOR
    before = snapshot.manifest.familiarity
    known: dict[str, Familiarity] = {}
    for code, articles in sorted(snapshot.counts("analyzer").items()):
        if code == ENGLISH or lists(card, code):  # English is that of the probes, see `measure_scales`
            continue
        if code in before and articles < _GROWTH * before[code].articles:
            known[code] = before[code]
        else:
            known[code] = Familiarity(_told_apart(snapshot, code, prior), articles)
    return known


def _told_apart(snapshot: Snapshot, code: str, prior: float) -> float:
    """Compare each of some passages with the text that follows it in its article."""
    keys, articles, first = _pairs(snapshot, code)
    _, sample = np.unique(keys, return_index=True)  # a paragraph that stands in many articles counts once
    sample = np.sort(sample[:_PAIRS])  # the lowest hashes: a random sample that hardly changes as the archive grows
    texts, following = (snapshot.window_codes(windows).dequantize() for windows in (first[sample], first[sample] + 1))
    return told_apart(texts, following, articles[sample], prior)


def _pairs(snapshot: Snapshot, code: str) -> tuple[Rows, Rows, Rows]:
    """Find the live passages in a language whose first window has another after it in the article.

    Returns:
        For each the hash of its text, its article, and its first window, ascending; through all segments.
    """
    parts = [(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for segment, first_article, first_window in zip(
        snapshot.segments, snapshot.first_articles, snapshot.first_windows, strict=False
    ):
        articles, windows = segment.rows["passages"][:, 0].astype(np.int64), segment.first_windows[:-1]
        owner = articles[segment.rows["windows"][:, 0]]
        follows = windows + 1 < len(owner)
        follows[follows] = owner[windows[follows] + 1] == articles[follows]
        chosen = follows & segment.live_passages & _in_language(segment, code)[articles]
        parts.append(
            (segment.rows["passage_key"][chosen], articles[chosen] + first_article, windows[chosen] + first_window)
        )
    keys, owners, first = (np.concatenate(column) for column in zip(*parts, strict=True))
    return keys, owners, first


def _in_language(segment: Segment, code: str) -> Mask:
    """bool ``(articles,)``: True for the articles in a language."""
    table, _ = segment.facet("analyzer")
    return segment.articles_with("analyzer", np.array([value == code for value in table], bool))
