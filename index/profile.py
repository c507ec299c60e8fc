"""The ranking profile: every tuned constant of the ranking, with its unit and its source, in one frozen value.

Nothing else in the house knows these numbers. An experiment or a test passes another profile instead of patching a
module. None knows the cosines of a model: they are in units of its measured scales, see `embedding.cosine_scale`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevanceCoefficients:
    """The log-odds that a passage answers: a constant, and the change for one unit of each feature.

    Fitted by logistic regression, see docs/verdict.md, "Is there an answer at all?".
    """

    intercept: float
    closeness: float = 0.0
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingProfile:
    """The constants of retrieval, scoring, fusion, boosts, folding, relevance and the verdict.

    Every field is documented below it: its unit, why it has this value, and where that was measured.
    """

    # BM25
    k1: float = 0.5
    """No unit. Saturation of repeated words: in a paragraph a second mention says little more. The usual 1.2 is for
    documents. docs/ranking.md, "What each part is worth"."""
    b: float = 0.4
    """No unit, 0 to 1. Normalisation by length; the usual 0.75 is for documents. docs/ranking.md, as above."""
    exact_form: float = 0.5
    """Share of a word's weight that its very form adds: "supplying" for "supplying" counts more than "supply"."""
    stop_word_weight: float = 0.3
    """Share of its idf that a stop word keeps beside other words. docs/ranking.md, "What each part is worth"."""

    # The dense leg
    windows_penalty: float = 0.1031
    """Closeness, for each e-fold of windows: the best of several windows is higher by chance."""
    exact_up_to: int = 4_096
    """Passages of an index that are compared one by one, in under a millisecond. docs/performance.md."""
    exact_filtered_up_to: int = 16_384
    """Passages let through by a filter that are compared one by one: a scan would take as long, and be less exact."""
    windows_per_candidate: int = 2
    """Windows that are asked of the scan for each wanted passage: several of the nearest may be of one passage."""
    overfetch: int = 2
    """Candidates that an approximate search is asked for, for each that is kept by its exact score: so a pool hardly
    depends on what searched. docs/scale.md, "Parity"."""
    windows_per_scanned: int = 4_096
    """Windows of an index for each candidate that a scan is asked for at least: with more windows, more lie between a
    question and its nearest by their codes alone. docs/performance.md, "Ten million passages"."""
    segment_share: int = 2
    """Times its share of the nearest windows that a segment may bring: the news of one week is in one segment."""
    segment_spare: int = 64
    """Windows that a segment may bring beyond that share."""

    # The pools of candidates
    pool: int = 100
    """Candidates of each leg where both are asked. More change nothing: docs/ranking.md, "What each part is worth"."""
    single_pool: int = 1_000
    """Candidates of a leg that is alone."""
    named_pool_part: int = 4
    """The pools of what a question quotes or names, beside the others, are this many times smaller."""
    passages_per_dense_candidate: int = 800
    """Passages for each candidate of the dense leg, up to half of `single_pool`: the scan gets less exact."""

    # Fusion
    meaning_weight: float = 0.3217
    """Share of the dense leg in the fused score, for a closeness of 1. docs/ranking.md, as above."""
    familiar: float = 0.9
    """Share of other texts that a model tells apart in a language that it knows; see `Familiarity`."""
    familiar_power: float = 6.0
    """Power of the trust in the meaning of passages in other languages: 1 at `familiar`, 0 at chance.
    docs/languages.md, "Languages that the model does not know"."""
    title_lift: float = 1.5
    """Closeness that a window gains for each unit that it lacks of a title which the question names, see `subjects`.
    docs/dated_archive.md, "Titles that a question names"."""
    title_told: float = 0.85
    """Closeness of a window and its title from which on it lacks nothing of the title."""
    dense_unit: float = 1.709
    """Closeness that boosts are in units of, where the dense leg is alone."""
    lexical_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"words": 0.6, "sentence": 0.3, "article": 0.2})
    )
    """Weight of each signal of the lexical leg: of the passage, its best window, and the whole article."""

    # Boosts for what a query names
    named_boost: float = 0.2261
    """Fused score, for an outlet, a date, an acronym or a quoted phrase of the query. docs/ranking.md, as above."""
    complete_boost: float = 0.2261
    """Fused score, once more, for a passage of the named time that has all other key words or, where one time is named,
    `order_margin` of the best score: "the storm of 2018" is not the same words of another year. To prefer all that is
    of the time as much costs public questions more than it brings. docs/dated_archive.md, "Time in questions"."""
    recent_boost: float = 0.2
    """Fused score, for an article of the day of asking, where a question names no time: a little less than for a named
    date. docs/dated_archive.md, "Newer articles first"."""
    recent_days: float = 15.0
    """Days of age that halve it."""
    out_of_time_share: float = 0.3
    """Share of its score that one of the best candidates loses which counts as no answer for its time: it is older than
    the time that the question names, or later and says nothing of its year. docs/dated_archive.md, "Time in
    questions"."""
    period_in_text_boost: float = 0.678
    """Fused score, for the best candidate if its text names the period that the query names; for others the share of it
    that their fused score has. Three times `named_boost`: the article of July that says "second quarter" goes before
    one of that quarter that does not. docs/dated_archive.md, "Time in questions"."""
    order_boost: float = 0.452
    """Fused score, for the newest or the oldest candidate where the query asks for these; from the same page."""
    order_decay: float = 0.25
    """Share of that boost that each further day of publication keeps."""
    order_margin: float = 0.7
    """Share of the best score that a candidate must have to count: what is off the subject has less."""
    author_boost: float = 0.678
    """Fused score, for an author or a section that the query names: three times `named_boost`, as the recognition is
    surer than that of outlets and dates, and the words that say so are not searched for."""
    excluded_penalty: float = 100.0
    """Fused score that a passage loses which holds what the query wants left out: more than it can have otherwise."""
    sole_boost: float = 1.507
    """Fused score, for a name if the query asks for nothing else, and for an acronym that is spelled like a function
    word: what no passage makes up for."""

    # Headings, captions and lone questions
    unfinished_share: float = 0.1
    """Share of its fused score that a passage loses which ends like no sentence, or only asks. docs/dated_archive.md,
    "Headings, captions and lone questions"."""
    asking_share: float = 1.0
    """The same for one that only asks: it answers nothing, whatever its words."""
    unfinished_depth: int = 30
    """Candidates from the top whose ends are looked at: what is lower is hardly shown."""

    # Names of the headline
    headline_boost: float = 0.1
    """Fused score, for a passage that says all names of its headline which the question does not have, where it asks
    for a name. docs/dated_archive.md, "Names of the headline"."""
    headline_share: float = 0.15
    """Share of the words of a headline that the question has, from which on it is about what is asked."""
    headline_depth: int = 10
    """Candidates from the top whose headlines are looked at: as many as are shown."""

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
    copies_closeness: float = 0.675
    """Closeness below which two paragraphs are not compared word by word; 1 where they are equal. docs/quality.md."""
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
    boilerplate_closeness: float = 0.28
    """Mean closeness of a paragraph and the rest of its stories, from which on it is about them."""
    boilerplate_examined: int = 128
    """Articles that are compared, about: a byline may stand in a hundred thousand."""

    # The verdict
    verdict_strong: float = 0.6
    """Probability from which on the first hit is a strong answer."""
    verdict_weak: float = 0.3
    """Probability from which on it is a weak one; below, there is most likely none."""
    close: float = 1.0
    """Closeness from which on a hit is said to be close to the question in meaning."""
    verdict_depth: int = 5
    """First hits, of which the best tells whether the archive has an answer."""
    relevance: RelevanceCoefficients = RelevanceCoefficients(intercept=-7.7, closeness=2.86, coverage=7.05)
    """Coefficients where the dense leg was asked."""
    relevance_bm25: RelevanceCoefficients = RelevanceCoefficients(intercept=-5.44, coverage=9.06)
    """Coefficients of the lexical leg alone."""
    coverage_span: int = 8
    """Neighbouring key terms of a question that a passage should cover: one of several parts of a long question.
    docs/verdict.md, "Is there an answer at all?"."""
    coverage_words: int = 120
    """Words of a passage that should cover a question together: an ordinary paragraph. docs/verdict.md, as above."""
    coverage_pool: int = 1_000
    """Passages that each leg gives for the coverage of a question: a bound on its size and its time."""
    coverage_cut: float = 0.3
    """Relevance from which on a passage bears on a question: that of a weak answer."""
    coverage_margin: float = 0.75
    """Share of the best fused score of an outlet that a question names, from which on its passages count.
    docs/quality.md, "All that bears on a question"."""
    coverage_names: float = 0.4
    """Share of the weight of a question's names that an article must hold, by idf."""
    like_floor: float = 0.2
    """Least closeness in meaning to an article, and least share of its names, of another one of the same story, 0 to 1.
    docs/quality.md, "More of the same story"."""
    caveat: float = 0.3
    """Share of its relevance that a passage keeps which asks the question itself, or is older than what is asked."""
