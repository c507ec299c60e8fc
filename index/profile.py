"""The ranking profile: every tuned constant of the ranking, with its unit and its source, in one frozen value.

Nothing else in the house knows these numbers. An experiment or a test passes another profile instead of patching a
module. Those that depend on the cosines of a model are marked so: a profile is chosen by the model's weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCoefficients:
    """The log-odds of an answer: a constant, and the change for one unit of each feature that is known.

    Fitted by logistic regression, see docs/quality.md, "Is there an answer at all?".
    """

    intercept: float
    cosine: float = 0.0
    coverage: float = 0.0
    standing: float = 0.0
    length: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingProfile:
    """The constants of retrieval, scoring, fusion, boosts, folding and the verdict.

    Every field is documented below it: its unit, why it has this value, and where that was measured.
    """

    # BM25
    k1: float = 0.5
    """No unit. Saturation of repeated words: in a paragraph a second mention says little more. The usual 1.2 is for
    documents. docs/quality.md, "What each part is worth"."""
    b: float = 0.4
    """No unit, 0 to 1. Normalisation by length; the usual 0.75 is for documents. docs/quality.md, as above."""
    exact_form: float = 0.5
    """Share of a word's weight that its very form adds: "supplying" for "supplying" counts more than "supply"."""
    stop_word_weight: float = 0.3
    """Share of its idf that a stop word keeps beside other words. docs/quality.md, "What each part is worth"."""

    # The dense leg
    windows_penalty: float = 0.04
    """Cosine, for each e-fold of windows: the best of several windows is higher by chance. Depends on the model."""
    exact_up_to: int = 4_096
    """Passages of an index that are compared one by one, in under a millisecond. docs/performance.md."""
    exact_filtered_up_to: int = 16_384
    """Passages let through by a filter that are compared one by one: a scan would take as long, and be less exact."""
    windows_per_candidate: int = 2
    """Windows that are asked of the scan for each wanted passage: several of the nearest may be of one passage."""
    segment_share: int = 2
    """Times its share of the nearest windows that a segment may bring: the news of one week is in one segment."""
    segment_spare: int = 64
    """Windows that a segment may bring beyond that share."""

    # The pools of candidates
    pool: int = 250
    """Candidates of each leg where both are asked. More change nothing: docs/quality.md, "What each part is worth"."""
    single_pool: int = 1_000
    """Candidates of a leg that is alone."""
    passages_per_dense_candidate: int = 800
    """Passages for each candidate of the dense leg, up to half of `single_pool`: the scan gets less exact."""

    # Fusion
    meaning_weight: float = 0.55
    """Share of the dense leg in the relevance, 0 to 1. Depends on the model. docs/quality.md, as above."""
    lexical_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"words": 0.6, "sentence": 0.3, "article": 0.2})
    )
    """Weight of each signal of the lexical leg: of the passage, its best window, and the whole article."""
    highlight_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"dense": 0.5, "bm25": 0.5})
    )
    """Weight of each leg in the choice of the best sentence. docs/quality.md, "The sentence that answers"."""

    # Boosts for what a query names
    named_boost: float = 0.15
    """Relevance, for an outlet or a date that the query names. docs/quality.md, as above."""
    quoted_boost: float = 1.0
    """Relevance, for a quoted phrase, or for an outlet or date if the query asks for nothing else: what no passage
    makes up for."""

    # A closer reading
    rerank_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"late": 0.3, "cross-encoder": 0.15})
    )
    """Share of the reranker in the relevance of the candidates that it reads, 0 to 1, by kind. docs/quality.md, "A
    closer reading"."""
    rerank_characters: int = 1_000
    """Characters of a passage that a reranker gets: about 250 tokens, as much as small models read."""

    # Near copies
    copies_depth: int = 50
    """Rows from the top that are compared; twice as many find 1 % more copies, and cost half a millisecond."""
    copies_cosine: float = 0.7
    """Cosine below which two paragraphs are not compared word by word. Depends on the model. docs/quality.md."""
    copies_shared: float = 0.85
    """Share of the shorter paragraph's word pairs that stand in the other."""
    copies_length_ratio: float = 0.5
    """Pairs of the shorter paragraph for each of the longer: one that only quotes a sentence of another is no copy."""
    copies_shortest: int = 8
    """Words; shorter paragraphs are copies only if they are equal."""

    # Boilerplate
    boilerplate_stories: int = 4
    """Stories of one source under which a paragraph must stand. Fewer may be one report that was followed up."""
    boilerplate_same_story: float = 0.5
    """Share of the shorter article's text, the paragraph left out, that makes two articles one story."""
    boilerplate_cosine: float = 0.35
    """Mean cosine of a paragraph and the rest of its stories, from which on it is about them. Depends on the model."""
    boilerplate_examined: int = 128
    """Articles that are compared, about: a byline may stand in a hundred thousand."""

    # The verdict
    verdict_strong: float = 0.75
    """Probability from which on the first hit is a strong answer."""
    verdict_weak: float = 0.35
    """Probability from which on it is a weak one; below, there is most likely none."""
    verdict_hybrid: VerdictCoefficients = VerdictCoefficients(
        intercept=-8.05, cosine=4.76, coverage=4.49, standing=0.46, length=1.22
    )
    """Coefficients where both legs were asked. Depend on the model."""
    verdict_dense: VerdictCoefficients = VerdictCoefficients(intercept=-9.66, cosine=7.46, coverage=6.58, length=1.44)
    """Coefficients of the dense leg alone. Depend on the model."""
    verdict_bm25: VerdictCoefficients = VerdictCoefficients(intercept=-8.31, coverage=10.04, length=1.82)
    """Coefficients of the lexical leg alone."""
    verdict_longest: int = 30
    """Key terms of a query that count; there were no longer queries to fit on."""


_MINILM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the weights of all-MiniLM-L6-v2, on whose cosines the profile was fitted."""

PROFILES: Mapping[str, RankingProfile] = MappingProxyType({_MINILM: RankingProfile()})
"""By SHA-256 of a model's weights."""


def profile_for(weights: str) -> RankingProfile:
    """The profile that was fitted to a model, or the default one where none was.

    Args:
        weights: SHA-256 of the model's weights, as in `Fingerprint.weights`.
    """
    return PROFILES.get(weights, PROFILES[_MINILM])
